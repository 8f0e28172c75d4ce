"""A real HTTP server on loopback that keeps every byte it gets, and answers as it is told."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable


def http(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An HTTP answer, as it goes over the wire."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join((*lines, "", "")).encode() + body


def chat(content: str) -> bytes:
    """A chat completion that says `content`."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
    usage = {"prompt_tokens": 90, "completion_tokens": 9, "total_tokens": 99}
    answer = {"id": "c1", "object": "chat.completion", "choices": [choice], "usage": usage}
    return http(200, json.dumps(answer).encode(), Content_Type="application/json")


class Recorder:
    """What came in: `received` holds each request whole, in order."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self.received: list[bytes] = []
        self.url = ""
        self.connections: dict[asyncio.Task[None] | None, asyncio.StreamWriter] = {}
        self._answer = answer

    @property
    def everything(self) -> bytes:
        return b"".join(self.received)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections[asyncio.current_task()] = writer
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.split(b"\r\n")
                        if line.lower().startswith(b"content-le")
                    ),
                    0,
                )
                whole = head + await reader.readexactly(length)
                self.received.append(whole)
                answer = self._answer(whole)
                writer.write(answer)
                await writer.drain()
                if not answer or b"Connection: close" in answer:
                    break
        writer.close()


@contextlib.asynccontextmanager
async def recorder(answer: Callable[[bytes], bytes] | None = None, port: int = 0) -> AsyncIterator[Recorder]:
    """A server; `answer` makes of each request what goes back, and an empty answer hangs up."""
    kept = Recorder(answer or (lambda _: chat("{}")))
    server = await asyncio.start_server(kept.serve, "127.0.0.1", port)
    kept.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    async with server:
        try:
            yield kept
        finally:
            for writer in kept.connections.values():
                writer.close()
            await asyncio.gather(*filter(None, kept.connections))
