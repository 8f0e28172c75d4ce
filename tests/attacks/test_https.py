"""Https through the proxy, with real certificates: the name must be right, and who vouches for it known."""

import asyncio
import datetime
import ssl
import urllib.request

import pytest
import trustme

from agentlite.sandbox import Policy
from agentlite.sandbox.proxy import Proxy
from tests.attacks.test_web import LOOPBACK, reads, serving

HOST = "granted.example"
YEARS_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def secured(certificate):
    """A server that shows this certificate, and remembers under which name it was asked for."""
    server = serving()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    server.names = []
    context.sni_callback = lambda connection, name, context: server.names.append(name)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


@pytest.fixture
def server(authority, request):
    """A server of the name that `indirect` parameters give, by default the granted one."""
    told = getattr(request, "param", {"name": HOST})
    by = trustme.CA() if told.get("unknown") else authority
    made = secured(by.issue_cert(told["name"], not_after=told.get("until")))
    yield made
    made.shutdown()
    made.server_close()


def origin(server, scheme="https"):
    return f"{scheme}://{HOST}:{server.server_address[1]}"


def ask(authority, url, manifest, *, secrets=None, headers=None):
    async def at_loopback(host, port):
        return ["127.0.0.1"]

    tls = ssl.create_default_context()
    authority.configure_trust(tls)
    proxy = Proxy(Policy(networks=LOOPBACK, secrets=secrets or {}), resolver=at_loopback, tls=tls)
    return asyncio.run(proxy.answer({"method": "GET", "url": url, "headers": headers or {}, "body": ""}, manifest))


def test_the_name_is_asked_for_and_checked_though_the_address_is_connected_to(authority, server):
    answer = ask(authority, origin(server) + "/", reads(origin(server)))
    assert answer.get("status") == 200, answer
    assert server.names == [HOST]
    assert server.seen[0][1]["Host"] == f"{HOST}:{server.server_address[1]}"


@pytest.mark.parametrize(
    "server",
    [
        {"name": "other.example"},
        {"name": "127.0.0.1"},
        {"name": HOST, "unknown": True},
        {"name": HOST, "until": YEARS_AGO},
    ],
    indirect=True,
    ids=["another name", "the address", "nobody known", "long ago"],
)
def test_a_wrong_certificate_deceives_a_careless_client_but_not_the_proxy(authority, server):
    careless = ssl._create_unverified_context()
    with urllib.request.urlopen(f"https://127.0.0.1:{server.server_address[1]}/", context=careless) as answer:
        assert answer.read() == b"hello"
    server.seen.clear()
    secret = {"Authorization": "{secret:TOKEN}"}
    manifest = reads(origin(server), secrets={"TOKEN": origin(server)})
    told = ask(authority, origin(server) + "/", manifest, secrets={"TOKEN": "canary"}, headers=secret)
    assert "CERTIFICATE_VERIFY_FAILED" in told["refused"]
    assert server.seen == []


def test_by_default_only_the_usual_authorities_are_believed(server):
    async def at_loopback(host, port):
        return ["127.0.0.1"]

    proxy = Proxy(Policy(networks=LOOPBACK), resolver=at_loopback)
    asked = {"method": "GET", "url": origin(server), "headers": {}, "body": ""}
    assert "CERTIFICATE_VERIFY_FAILED" in asyncio.run(proxy.answer(asked, reads(origin(server))))["refused"]


@pytest.fixture
def plain():
    made = serving()
    yield made
    made.shutdown()
    made.server_close()


def test_a_redirect_from_https_to_http_is_not_followed_even_to_a_granted_place(authority, server, plain):
    url = f"{origin(server)}/to/{origin(plain, 'http')}/stolen"
    manifest = reads(origin(server), origin(plain, "http"))
    assert ask(authority, origin(plain, "http") + "/", manifest)["status"] == 200
    plain.seen.clear()
    assert "less safe" in ask(authority, url, manifest)["refused"]
    assert plain.seen == []


def test_a_redirect_from_http_to_https_is_followed_and_checked(authority, server, plain):
    url = f"{origin(plain, 'http')}/to/{origin(server)}/"
    assert "may not reach" in ask(authority, url, reads(origin(plain, "http")))["refused"]
    assert ask(authority, url, reads(origin(plain, "http"), origin(server)))["url"] == origin(server) + "/"


@pytest.mark.parametrize("server", [{"name": "other.example"}], indirect=True)
def test_a_redirect_to_a_wrong_certificate_is_not_believed(authority, server, plain):
    url = f"{origin(plain, 'http')}/to/{origin(server)}/"
    told = ask(authority, url, reads(origin(plain, "http"), origin(server)))
    assert "CERTIFICATE_VERIFY_FAILED" in told["refused"]
    assert server.seen == []


def test_a_secret_goes_to_its_host_over_https(authority, server):
    manifest = reads(origin(server), secrets={"TOKEN": origin(server)})
    headers = {"Authorization": "Bearer {secret:TOKEN}"}
    assert ask(authority, origin(server), manifest, secrets={"TOKEN": "canary"}, headers=headers)["status"] == 200
    assert server.seen[0][1]["Authorization"] == "Bearer canary"
