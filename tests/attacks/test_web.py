"""Where a tool must not get through the proxy: what a careless client does, and what the proxy does instead."""

import asyncio
import gzip
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from agentlite.sandbox import Manifest, Policy
from agentlite.sandbox.addresses import allowed
from agentlite.sandbox.proxy import MAX_BODY, Proxy

LOOPBACK = ("127.0.0.0/8",)


class Page(BaseHTTPRequestHandler):
    """`/to/URL` redirects there; `/headers` shows what came; the rest has bodies that hurt."""

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        if self.path.startswith("/to/"):
            self.answer(302, b"", Location=self.path.removeprefix("/to/"))
        elif self.path == "/headers":
            self.answer(200, repr(sorted(self.headers.items())).encode())
        elif self.path == "/large":
            self.answer(200, bytes(3_000_000))
        elif self.path == "/bomb":
            self.answer(200, gzip.compress(bytes(50_000_000)), **{"Content-Encoding": "gzip"})
        else:
            self.answer(200, b"hello")

    do_POST = do_GET  # noqa: N815

    def answer(self, status, body, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serving():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.seen = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def server():
    made = serving()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(scope="module")
def other():
    made = serving()
    yield made
    made.shutdown()
    made.server_close()


def origin(server, host="127.0.0.1"):
    return f"http://{host}:{server.server_address[1]}"


def ask(url, manifest, policy=None, *, method="GET", headers=None, body="", resolver=None):
    proxy = Proxy(policy or Policy(networks=LOOPBACK), **({"resolver": resolver} if resolver else {}))
    asked = {"method": method, "url": url, "headers": headers or {}, "body": body}
    return asyncio.run(proxy.answer(asked, manifest))


def reads(*hosts, **more):
    return Manifest(risk="read", hosts=hosts, **more)


def test_what_is_granted_is_reached(server):
    assert ask(origin(server) + "/", reads(origin(server)))["status"] == 200


def test_a_careless_client_reaches_loopback_and_the_proxy_does_not(server):
    url = origin(server) + "/"
    assert urllib.request.urlopen(url).read() == b"hello"
    assert "not granted" in ask(url, reads(origin(server)), Policy())["refused"]
    assert "may not reach" in ask(url, reads("https://example.org"))["refused"]


def test_a_careless_client_follows_a_redirect_and_the_proxy_does_not(server, other):
    url = f"{origin(server)}/to/{origin(other)}/stolen"
    assert urllib.request.urlopen(url).read() == b"hello"
    before = len(other.seen)
    assert "may not reach" in ask(url, reads(origin(server)))["refused"]
    assert len(other.seen) == before


@pytest.mark.parametrize("goal", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://169.254.169.254/latest/", "//["])
def test_a_redirect_to_elsewhere_is_refused(server, goal):
    assert "refused" in ask(f"{origin(server)}/to/{goal}", reads(origin(server)))


def test_a_redirect_loop_ends(server):
    url = origin(server)
    for _ in range(6):
        url = f"{origin(server)}/to/{url}"
    assert "redirects" in ask(url, reads(origin(server)))["refused"]


def test_what_authorizes_is_not_sent_on(server, other):
    url = f"{origin(server)}/to/{origin(other)}/headers"
    answer = ask(url, reads(origin(server), origin(other)), headers={"Authorization": "Bearer canary"})
    assert answer["status"] == 200
    assert "canary" not in str(other.seen[-1])
    assert "canary" in str(server.seen[-1])


def rebinding(*answers):
    """A resolver that gives another answer each time, as a hostile name server does."""
    left = list(answers)

    async def resolve(host, port):
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


def test_a_name_that_changes_its_address_deceives_a_careless_client_but_not_the_proxy(server):
    """Check, then connect by name: between the two the name moves to loopback."""
    host, port = "rebound.example", server.server_address[1]
    resolver = rebinding(["93.184.216.34"], ["127.0.0.1"])
    first, second = (asyncio.run(resolver(host, port)) for _ in range(2))
    assert allowed(first[0], port, ())
    assert urllib.request.urlopen(f"http://{second[0]}:{port}/").read() == b"hello"

    asked = []

    async def counting(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    assert ask(f"http://{host}:{port}/", reads(f"http://{host}:{port}"), resolver=counting)["status"] == 200
    assert asked == [host]
    assert server.seen[-1][1]["Host"] == f"{host}:{port}"


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "10.0.0.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["192.168.1.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        ["255.255.255.255"],
        ["::1"],
        ["::"],
        ["fe80::1"],
        ["fd00:ec2::254"],
        ["ff02::1"],
        ["::ffff:127.0.0.1"],
        ["::127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["64:ff9b::a9fe:a9fe"],
        ["2002:7f00:1::"],
        ["2001:0:4136:e378:8000:63bf:80ff:fffe"],
    ],
)
def test_a_name_at_an_inner_address_is_refused(addresses):
    answer = ask("http://name.example/", reads("http://name.example"), Policy(), resolver=rebinding(addresses))
    assert "not granted" in answer["refused"]


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_allowed(address):
    assert allowed(address, 443, ())


def test_a_model_server_is_never_reached():
    granted = Policy(networks=("127.0.0.0/8", "192.168.0.0/16"))
    for host in ("127.0.0.1", "192.168.1.5"):
        url = f"http://{host}:11434"
        assert "not granted" in ask(url + "/api/delete", reads(url), granted)["refused"]


CURIOUS = [
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0:{port}/",
    "http://①②⑦.0.0.1:{port}/",
    "http://127。0。0。1:{port}/",
    "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://granted.example@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@granted.example/",
    "http://127.0.0.1:{port}%00.granted.example/",
    "http://127.0.0.1:{port}\t/",
    "http://127.0.0.1:{port}\n/",
    "http://127.0.0.1:0{port}/",
    "HTTP://127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/",
    "http://granted.example:80/",
    "",
]


@pytest.mark.parametrize("url", CURIOUS, ids=range(len(CURIOUS)))
def test_curious_addresses_are_refused_before_anything_is_resolved(url, server):
    async def never(host, port):
        raise AssertionError(f"{host} was resolved")

    written = url.format(port=server.server_address[1])
    manifest = reads("http://granted.example", "http://127.0.0.1")
    assert "refused" in ask(written, manifest, resolver=never)


def test_some_of_these_deceive_a_careless_client(server):
    port = server.server_address[1]
    reached = 0
    for url in CURIOUS[:5]:
        reached += urllib.request.urlopen(url.format(port=port)).read() == b"hello"
    assert reached == 5
    assert urlsplit(CURIOUS[10].format(port=port)).hostname == "127.0.0.1"


@pytest.mark.parametrize("method", ["POST", "DELETE", "get", "PUT\r\nX: y", ""])
def test_methods_are_granted_too(server, method):
    assert "may not use" in ask(origin(server), reads(origin(server)), method=method)["refused"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "elsewhere"},
        {"Transfer-Encoding": "chunked"},
        {"Content-Length": "5"},
        {"X": "a\r\nHost: elsewhere"},
        {"X\r\nY": "a"},
        {"X": 1},
        {"X": "é"},
    ],
)
def test_headers_cannot_smuggle(server, headers):
    assert "header" in ask(origin(server), reads(origin(server)), headers=headers)["refused"]


def test_a_secret_goes_to_its_host_only(server, other):
    manifest = reads(origin(server), origin(other), secrets={"TOKEN": origin(server)})
    policy = Policy(networks=LOOPBACK, secrets={"TOKEN": "canary"})
    headers = {"Authorization": "Bearer {secret:TOKEN}"}
    assert ask(origin(server) + "/headers", manifest, policy, headers=headers)["status"] == 200
    assert "Bearer canary" in str(server.seen[-1])
    assert "is not for" in ask(origin(other), manifest, policy, headers=headers)["refused"]
    assert "canary" not in repr(policy)


def test_a_large_answer_is_cut_off(server):
    assert "more than" in ask(origin(server) + "/large", reads(origin(server)))["refused"]


def test_a_compressed_bomb_is_not_unpacked_by_the_parent(server):
    answer = ask(origin(server) + "/bomb", reads(origin(server)))
    assert len(answer["body"]) < 100_000


def test_a_large_body_is_not_sent(server):
    import base64

    body = base64.b64encode(bytes(MAX_BODY + 1)).decode()
    assert (
        "more than"
        in ask(origin(server), reads(origin(server), methods=("POST",)), method="POST", body=body)["refused"]
    )


@pytest.mark.parametrize("asked", [None, [], {"url": "x"}, {"method": "GET", "url": 1, "headers": {}, "body": ""}])
def test_what_is_no_request_is_refused(asked):
    assert "shape" in asyncio.run(Proxy(Policy()).answer(asked, reads("http://granted.example")))["refused"]
