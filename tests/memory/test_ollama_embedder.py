"""The Ollama embedder against a loopback server that speaks its protocol."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from agentlite.errors import InvalidCompletion, ModelUnavailable
from agentlite.memory import Memory
from agentlite.memory.embedders import Ollama


class _Server(ThreadingHTTPServer):
    requests: list[dict]
    answer: object = None


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._send(200, {"models": [{"model": "tiny:latest", "digest": "abc123"}]})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append(asked)
        if "too long" in asked["input"]:
            self._send(400, {"error": "the input length exceeds the context length"})
            return
        rows = self.server.answer or [[float("dog" in text or "puppy" in text), 1.0] for text in asked["input"]]
        self._send(200, {"model": asked["model"], "embeddings": rows})

    def _send(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server():
    running = _Server(("127.0.0.1", 0), _Handler)
    running.requests = []
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def _host(server: _Server) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def test_texts_go_in_one_batch_uncut_and_the_digest_is_the_servers(server, tmp_path) -> None:
    model = Ollama("tiny", host=_host(server))
    assert model.digest == "abc123"
    with Memory(tmp_path / "m.db", embedder=model) as memory:
        memory.add("my puppy")
        memory.add("the rain")
        assert memory.search("dog", 1)[0].item.text == "my puppy"
    assert [request["input"] for request in server.requests] == [["my puppy", "the rain"], ["dog"]]
    assert server.requests[0]["truncate"] is False


def test_a_text_beyond_the_models_window_is_an_error_not_a_cut(server) -> None:
    with pytest.raises(ModelUnavailable, match="context length"):
        Ollama("tiny", host=_host(server)).embed(["too long"])


def test_a_model_that_is_not_installed_says_how_to_get_it(server) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        _ = Ollama("other", host=_host(server)).digest
    assert "ollama pull other" in caught.value.hint


def test_a_server_that_is_not_there_is_unavailable(server) -> None:
    host = _host(server)
    server.shutdown()
    server.server_close()
    with pytest.raises(ModelUnavailable):
        Ollama("tiny", host=host).embed(["x"])


@pytest.mark.parametrize("rows", [[[1.0]], [[1.0, 2.0], [1.0]], [[float("nan")], [1.0]]])
def test_an_answer_that_is_no_table_of_vectors_is_refused_and_the_text_is_kept(server, tmp_path, rows) -> None:
    server.answer = rows
    with Memory(tmp_path / "m.db", embedder=Ollama("tiny", host=_host(server))) as memory:
        memory.add("one")
        memory.add("two")
        with pytest.raises(InvalidCompletion):
            memory.search("one")
        assert len(memory.items()) == 2
