"""The one way from a worker to the network: the parent asks for it, after checking what is asked, and of whom.

A name is resolved once, every address it has is checked, and the connection goes to the very address that was checked.
Each redirect is checked like a first request.
"""

from __future__ import annotations

import asyncio
import base64
import re
import socket
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urljoin, urlsplit

from agentlite.actions import Json
from agentlite.errors import InvalidManifest
from agentlite.sandbox.addresses import allowed
from agentlite.sandbox.manifest import Manifest, check_origin
from agentlite.sandbox.policy import Policy

if TYPE_CHECKING:
    import ssl

    import httpx

Resolve: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
"""The addresses of a host name."""

MAX_REDIRECTS = 3
MAX_URL = 8192
MAX_BODY = 8 << 20
CONNECT_SECONDS = 10.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "proxy-authorization", "upgrade", "te"})
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\Z")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]{0,8192}\Z")
_SECRET = re.compile(r"\{secret:([A-Za-z0-9_]+)\}")
_URL = re.compile(r"[!-~]+\Z")


class Refused(Exception):
    """What was asked is not granted, or cannot be had; the message is for the tool."""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of `host`, as the system resolves it. Raises `OSError`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Proxy:
    """Asks the web for workers, within their manifests and the policy.

    `resolver` finds the addresses of a name; `tls` says whose certificates are believed, by default the usual ones.
    """

    def __init__(self, policy: Policy, *, resolver: Resolve = resolve, tls: ssl.SSLContext | None = None) -> None:
        self._policy, self._resolve, self._tls = policy, resolver, tls

    async def answer(self, asked: Json, manifest: Manifest) -> dict[str, Json]:
        """What a worker is told: a response as JSON, or `{"refused": why}`. Never raises for what is asked."""
        import httpx

        try:
            match asked:
                case {"method": str(method), "url": str(url), "headers": dict(headers), "body": str(body), **rest}:
                    if not rest:
                        return await self._follow(method, url, headers, base64.b64decode(body, validate=True), manifest)
            raise Refused("The request has not the shape of a request.")
        except (Refused, ValueError) as error:
            return {"refused": str(error)}
        except (OSError, httpx.HTTPError, httpx.InvalidURL) as error:
            return {"refused": f"The server cannot be reached: {type(error).__name__}: {error}"}

    async def _follow(
        self, method: str, url: str, headers: Mapping[str, Json], body: bytes, manifest: Manifest
    ) -> dict[str, Json]:
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._ask(method, url, headers, body, manifest)
            location = response["headers"].get("location")
            if response["status"] not in _REDIRECTS or location is None:
                return response
            if response["status"] == 303 or (response["status"] in (301, 302) and method == "POST"):
                method, body = "GET", b""
            before, url = url, urljoin(url, location)
            if before.startswith("https:") and not url.startswith("https:"):
                raise Refused("The server leads from https to something less safe.")
            if _origin(url) != _origin(before):
                headers = {k: v for k, v in headers.items() if k.lower() not in ("authorization", "cookie")}
        raise Refused(f"There were more than {MAX_REDIRECTS} redirects.")

    async def _ask(
        self, method: str, url: str, headers: Mapping[str, Json], body: bytes, manifest: Manifest
    ) -> dict[str, Json]:
        import httpx

        origin = _origin(url)
        if origin not in manifest.hosts:
            raise Refused(f"This tool may not reach {origin}.")
        if method not in manifest.methods:
            raise Refused(f"This tool may not use {method}.")
        if len(body) > MAX_BODY:
            raise Refused(f"The body has more than {MAX_BODY} bytes.")
        sent = self._headers(headers, origin, manifest)
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        address = await self._address(host, port)
        literal = f"[{address}]" if ":" in address else address
        at = httpx.URL(url).copy_with(host=literal)
        sent["Host"] = parts.netloc
        self._tls = self._tls or httpx.create_ssl_context(trust_env=False)  # takes tens of milliseconds to make
        async with (
            httpx.AsyncClient(
                verify=self._tls, trust_env=False, follow_redirects=False, timeout=CONNECT_SECONDS
            ) as client,
            client.stream(method, at, headers=sent, content=body, extensions={"sni_hostname": host}) as response,
        ):
            content = await _read(response, manifest.intake_bytes)
            shown = {name.lower(): value for name, value in response.headers.items()}
            encoded = base64.b64encode(content).decode()
            return {"status": response.status_code, "url": url, "headers": shown, "body": encoded}

    async def _address(self, host: str, port: int) -> str:
        """The address to connect to. One that may not be reached spoils the name, however many others it has."""
        found = await self._resolve(host, port)
        for address in found:
            if not allowed(address, port, self._policy.networks):
                raise Refused(f"{host} is at {address}, which is not granted.")
        if not found:
            raise Refused(f"{host} has no address.")
        return found[0]

    def _headers(self, given: Mapping[str, Json], origin: str, manifest: Manifest) -> dict[str, str]:
        """The headers to send: checked, and with the secrets that are meant for this origin filled in."""

        def value_of(found: re.Match[str]) -> str:
            if manifest.secrets.get(found[1]) != origin:
                raise Refused(f"The secret {found[1]} is not for {origin}.")
            return self._policy.secrets[found[1]]

        sent = {"User-Agent": "agentlite", "Accept-Encoding": "identity"}
        for name, value in given.items():
            if not _HEADER.match(name) or name.lower() in _OURS:
                raise Refused(f"The header {name!r} cannot be set.")
            if not isinstance(value, str) or not _HEADER_VALUE.match(value):
                raise Refused(f"The value of the header {name!r} cannot be sent.")
            sent[name] = _SECRET.sub(value_of, value)
        return sent


async def _read(response: httpx.Response, limit: int) -> bytes:
    """The body as sent, not decompressed: what it blows up to is the worker's to bear, within its memory."""
    content = bytearray()
    async for piece in response.aiter_raw():
        content += piece
        if len(content) > limit:
            raise Refused(f"The answer has more than {limit} bytes.")
    return bytes(content)


def _origin(url: str) -> str:
    """`scheme://host[:port]` in its usual form. Raises `Refused` for every URL that is written in a curious way."""
    if len(url) > MAX_URL or not _URL.match(url) or "\\" in url:
        raise Refused("The address is not a plain URL.")
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise Refused("The address names a user.")
    origin = f"{parts.scheme}://{parts.netloc}"
    try:
        check_origin(origin)
    except InvalidManifest as error:
        raise Refused(str(error)) from None
    return origin
