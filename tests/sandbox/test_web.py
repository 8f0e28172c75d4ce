"""The web as a tool in a worker sees it."""

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from agentlite.errors import ToolError
from agentlite.sandbox import Manifest, Policy, Sandbox, ToolStopped, inside
from tests.sandbox import toys


class Echo(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.server.released.wait(30)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as made:
        made.released = threading.Event()
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.released.set()
        made.shutdown()


@pytest.fixture
def run(backend, server):
    """Fetch from a worker that may POST to the server."""
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    with Sandbox(Policy(networks=("127.0.0.1/32",), backends=(backend,))) as sandbox:

        def fetch(path="/", wall_seconds=20.0, **arguments):
            manifest = Manifest(risk="read", hosts=(origin,), methods=("GET", "POST"), wall_seconds=wall_seconds)
            return asyncio.run(sandbox.confine(toys.fetch, manifest).run({"url": origin + path, **arguments})).value

        yield fetch


def test_a_tool_reaches_what_it_is_granted(run):
    answer = run("/a", method="POST", body="olá")
    assert (answer["status"], answer["text"]) == (200, "olá")


def test_a_refusal_is_an_error_of_the_tool(run):
    with pytest.raises(ToolError, match="may not use DELETE"):
        run(method="DELETE")


def test_a_server_that_never_answers_is_left_when_the_time_is_up(run):
    with pytest.raises(ToolStopped) as caught:
        run(wall_seconds=0.5)
    assert caught.value.limit == "wall"


def test_without_hosts_there_is_no_proxy(backend):
    with Sandbox(Policy(backends=(backend,))) as sandbox, pytest.raises(ToolError, match="no hosts"):
        asyncio.run(sandbox.confine(toys.fetch, Manifest(risk="read")).run({"url": "http://127.0.0.1/"}))


def test_outside_a_sandbox_there_is_nothing_to_ask():
    with pytest.raises(ToolError, match="in a sandbox"):
        inside.folder("notes")
