"""A real HTTP server on this machine that answers as a cloud would, or misbehaves as told."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]
"""Writes a whole response; the connection is closed after it."""


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Cloud:
    """Gives `answers` in order, the last for ever. `requests` has what was asked, and `asked` is set at the first;
    `hung_up` is set when a client leaves before it has its answer.
    """

    answers: list[Answer]
    requests: list[Request] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [request.body for request in self.requests]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            self.requests.append(await read_request(reader))
            self.asked.set()
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            answering, leaving = asyncio.create_task(answer(writer)), asyncio.create_task(reader.read())
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                self.hung_up.set()
            answering.cancel()
            leaving.cancel()
        writer.close()


async def read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *rest = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    content = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(first.split()[1], headers, json.loads(content or b"null"))


@contextlib.asynccontextmanager
async def serving(*answers: Answer) -> AsyncIterator[Cloud]:
    cloud = Cloud(list(answers))
    server = await asyncio.start_server(cloud.serve, "127.0.0.1", 0)
    cloud.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield cloud
    finally:
        server.close()


class Detour(httpx.AsyncHTTPTransport):
    """Sends to `cloud` what is meant for anybody else, and keeps where it was meant to go."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__()
        self.meant: list[str] = []
        self._port = httpx.URL(cloud.url).port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.meant.append(str(request.url))
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return await super().handle_async_request(request)


def page(content: bytes, status: int = 200, kind: str = "text/html", **headers: str) -> Answer:
    async def answer(writer: asyncio.StreamWriter) -> None:
        named = {"content-type": kind, "content-length": str(len(content)), "connection": "close"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        writer.write(f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode() + content)
        await writer.drain()

    return answer


def document(content: Any, status: int = 200, **headers: str) -> Answer:
    return page(json.dumps(content).encode(), status, "application/json; charset=utf-8", **headers)


def error(message: str, status: int, headers: dict[str, str] | None = None, **more: Any) -> Answer:
    return document({"error": {"message": message, **more}}, status, **headers or {})


def stream(*data: bytes, ends: bool = True) -> Answer:
    """Events, in pieces of seven bytes, which respect neither lines nor characters. Without `ends`, the connection is
    closed in the middle.
    """

    async def answer(writer: asyncio.StreamWriter) -> None:
        start_stream(writer)
        content = b": wait\r\n\r\n" + b"".join(b"data: " + piece + b"\r\n\r\n" for piece in data)
        for start in range(0, len(content), 7):
            write_chunk(writer, content[start : start + 7])
        if ends:
            write_chunk(writer, b"")
        await writer.drain()

    return answer


def start_stream(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")


def write_chunk(writer: asyncio.StreamWriter, content: bytes) -> None:
    writer.write(b"%x\r\n%s\r\n" % (len(content), content))


def piece(text: str | None = None, finish: str | None = None, logprobs: Any = None, **delta: Any) -> bytes:
    """One event of a chat."""
    delta = delta if text is None else {"content": text, **delta}
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": logprobs}
    return json.dumps({"object": "chat.completion.chunk", "choices": [choice]}, ensure_ascii=False).encode()


def usage(prompt: int, completion: int, cached: int = 0) -> bytes:
    told = {"prompt_tokens": prompt, "completion_tokens": completion}
    return json.dumps({"choices": [], "usage": {**told, "prompt_tokens_details": {"cached_tokens": cached}}}).encode()


def says(text: str, finish: str = "stop") -> Answer:
    """A whole streamed answer, in two pieces."""
    half = len(text) // 2
    return stream(
        piece(role="assistant"), piece(text[:half]), piece(text[half:]), piece(finish=finish), usage(9, 5), b"[DONE]"
    )


async def hang(writer: asyncio.StreamWriter) -> None:
    """Say nothing until the client hangs up."""
    await asyncio.Event().wait()


async def reset(writer: asyncio.StreamWriter) -> None:
    """Close without a word."""
    writer.transport.abort()
