"""A real HTTP server on this machine that plays back recorded exchanges with Ollama, or misbehaves as told."""

import contextlib
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).parents[1] / "data" / "ollama-wire"

OPTIONS = {
    "num_ctx",
    "num_predict",
    "temperature",
    "seed",
    "repeat_penalty",
    "presence_penalty",
    "frequency_penalty",
    "draft_num_predict",
}

Answer = Callable[[BaseHTTPRequestHandler], None]
"""Writes a whole response."""


def recording(name: str) -> dict[str, Any]:
    return json.loads((RECORDINGS / f"{name}.json").read_text("utf-8"))


def played(name: str) -> Answer:
    """The recorded response; a stream in pieces of seven bytes, which respect neither lines nor characters."""
    response = recording(name)["response"]
    if "ndjson" in response:
        return stream(*response["ndjson"])
    if "json" in response:
        return document(response["json"], response["status"])
    return raw(response["text"].encode(), response["status"])


def document(content: Any, status: int = 200) -> Answer:
    return raw(json.dumps(content, ensure_ascii=False).encode(), status, "application/json")


def raw(content: bytes, status: int = 200, kind: str = "text/plain") -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(content)

    return answer


def stream(*documents: Any, ends: bool = True) -> Answer:
    """NDJSON. Without `ends`, the connection is closed in the middle."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        start_stream(handler)
        content = b"".join(json.dumps(d, ensure_ascii=False).encode() + b"\n" for d in documents)
        for start in range(0, len(content), 7):
            write_chunk(handler, content[start : start + 7])
        if ends:
            write_chunk(handler, b"")
        handler.close_connection = not ends

    return answer


def start_stream(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/x-ndjson")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()


def write_chunk(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
    handler.wfile.flush()


class Silence:
    """Says nothing (or a first line) until the client hangs up; `begun` and `hung_up` tell how far that is."""

    def __init__(self, first: Any = None) -> None:
        self.first, self.begun, self.hung_up = first, threading.Event(), threading.Event()

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        if self.first is not None:
            start_stream(handler)
            write_chunk(handler, json.dumps(self.first).encode() + b"\n")
        self.begun.set()
        with contextlib.suppress(ConnectionResetError):
            handler.connection.recv(1)
        self.hung_up.set()
        handler.close_connection = True


class Server:
    """What was asked (`requests`: method, path, JSON body or bytes) and where (`host`)."""

    def __init__(self, answers: dict[str, list[Answer]]) -> None:
        self.answers = answers
        self.requests: list[tuple[str, str, Any]] = []
        self.problems: list[str] = []
        self.host = ""

    def bodies(self, path: str) -> list[Any]:
        return [body for _, asked, body in self.requests if asked == path]

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        content = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        body = content if handler.path.startswith("/api/blobs/") else json.loads(content or b"null")
        self.requests.append((handler.command, handler.path, body))
        if handler.path == "/api/chat":
            self.problems += chat_problems(body)
        answers = self.answers.get(f"{handler.command} {handler.path}") or self.answers.get(handler.path)
        if not answers:
            self.problems.append(f"nothing recorded for {handler.command} {handler.path}")
            return raw(b"404 page not found", 404)(handler)
        return (answers.pop(0) if len(answers) > 1 else answers[0])(handler)


def chat_problems(body: dict[str, Any]) -> list[str]:
    """What a chat request lacks of what keeps Ollama honest."""
    wanted = {"stream": True, "think": False, "truncate": False, "shift": False, "logprobs": True, "top_logprobs": 20}
    problems = [f"{key} is {body.get(key)!r}" for key, value in wanted.items() if body.get(key) is not value]
    problems += ["tools beside format"] if "tools" in body else []
    problems += [] if isinstance(body.get("format", {}), dict) else ["format is no schema"]
    problems += [f"options are {sorted(body['options'])}"] if body["options"].keys() != OPTIONS else []
    return problems


@contextlib.contextmanager
def serving(**answers: Answer | list[Answer]) -> Iterator[Server]:
    """Serve `answers` by path (`chat=` is /api/chat), each list in order and its last for ever.

    The version, the list of models and tiny-go's description are answered as recorded. A chat request that breaks the
    rules fails the test at the end.
    """
    known: dict[str, list[Answer]] = defaultdict(list)
    defaults = {"version": played("version"), "tags": played("tags"), "show": played("show")}
    for name, answer in (defaults | answers).items():
        known[name if "/" in name else f"/api/{name}"] = answer if isinstance(answer, list) else [answer]
    server = Server(known)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.handle(self)

        def do_HEAD(self) -> None:
            server.handle(self)

        def do_POST(self) -> None:
            server.handle(self)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    server.host = f"127.0.0.1:{http.server_port}"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
    assert server.problems == []
