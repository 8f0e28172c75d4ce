"""The door: it seals what may leave, lets requests of an open step through, and writes down each of them first."""

from __future__ import annotations

import contextlib
import inspect as inspection
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from agentlite.actions import Json
from agentlite.egress import request as requests
from agentlite.egress.budget import Budget
from agentlite.egress.inspecting import inspect
from agentlite.egress.labels import WITHHELD, LabelledMessage
from agentlite.egress.ledger import Ledger
from agentlite.egress.names import Name
from agentlite.egress.policy import Policy, is_offline, refusal_offline
from agentlite.egress.pseudonyms import WITHHELD_TEXT, Pseudonyms
from agentlite.egress.sealed import Sealed, texts_of
from agentlite.egress.step import Exchange, Preview, Step
from agentlite.egress.transport import guarded
from agentlite.egress.wire import VOCABULARY
from agentlite.errors import ConfigurationError, EgressRefused
from agentlite.models.base import Message

if TYPE_CHECKING:
    import httpx

_TELLING = 4

Consent: TypeAlias = Callable[[Preview], bool | Awaitable[bool]]

_open: ContextVar[tuple[Door, Step] | None] = ContextVar("agentlite_open_step", default=None)
"""The step that the running task has the door open for."""


class Door:
    """The one way out. Nothing passes that was not sealed here and is not in `ledger` first.

    `names` are known in every step; `consent` is asked before each new request, and may be a coroutine function;
    `budget` is that of a day, over everything in the ledger. A door may be used by several tasks at once.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        policy: Policy | None = None,
        names: Iterable[Name] = (),
        consent: Consent | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.ledger = ledger
        self._policy = policy or Policy()
        self._names = tuple(names)
        self._consent = consent
        self._budget = budget or Budget()

    def seal(
        self,
        messages: Sequence[LabelledMessage],
        *,
        schema: Mapping[str, Json] | None = None,
        names: Iterable[Name] = (),
        vocabulary: Iterable[str] = (),
        previous: Sealed | None = None,
    ) -> Sealed:
        """Make a step ready to leave: what is secret or local-only is withheld, the rest redacted, and so the schema.

        `names` are known in this step only. `vocabulary` holds the names of tools and arguments, which may leave as
        they are. `previous` is the turn before, whose pseudonyms stay valid. Raises `EgressRefused` for a text that
        cannot be made safe.
        """
        pieces = [piece for message in messages for piece in message.content if piece.label in WITHHELD]
        hidden = (Name(piece.text, label=piece.label) for piece in pieces if _is_telling(piece.text))
        own = frozenset((*self._policy.vocabulary, *vocabulary))
        more = (*self._names, *names, *hidden) if previous is None else (*names, *hidden)
        pseudonyms = Pseudonyms(more, own) if previous is None else previous.pseudonyms.extended(more, own)
        words = VOCABULARY | own
        redacted = [Message(m.role, pseudonyms.redact(_allowed(m))) for m in messages]
        form = None if schema is None else _without_twins(pseudonyms.redact_json(schema, words))
        withheld: Counter[str] = Counter(piece.label for piece in pieces)
        return Sealed(redacted, form, dict(withheld), pseudonyms, words, texts_of(redacted, form))

    @contextlib.asynccontextmanager
    async def open(
        self, sealed: Sealed, *, reason: str, provider: str, model: str, certificate: str = ""
    ) -> AsyncIterator[Step]:
        """Let the requests of this step through while the block runs, in this task and those that it starts.

        `reason` and `certificate` say why the step is escalated; they are written to the ledger. Raises
        `EgressRefused` if agentlite is offline.
        """
        step = Step(sealed, self.ledger, reason, provider, model, certificate)
        if is_offline(self._policy):
            raise self._refused(step, refusal_offline(f"{provider}:{model} runs elsewhere"))
        token = _open.set((self, step))
        try:
            yield step
        except BaseException as error:
            step.outcome = step.outcome or f"failed: {type(error).__name__}"
            raise
        finally:
            _open.reset(token)
            step.closed = True
            step.settle()

    def transport(self, base_url: str, *, inner: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncBaseTransport:
        """The transport for the HTTP client of the provider at `base_url`, the only place that it reaches.

        `inner` is what really sends; without it, one that keeps connections is made for each event loop. A request
        outside `open`, or one that does not pass, raises `EgressRefused`; `StorageError` says that the ledger cannot
        be written. Raises `ConfigurationError` for a URL that is none.
        """
        _origin(base_url)

        def build() -> httpx.AsyncBaseTransport:
            import httpx

            return inner or httpx.AsyncHTTPTransport(verify=base_url.startswith("https:"))

        async def begin(request: httpx.Request) -> tuple[httpx.Request, Exchange]:
            opened = _open.get()
            if opened is None or opened[0] is not self or opened[1].closed:
                raise EgressRefused(
                    "A request was not sent: no step was opened for it.",
                    why="unsealed",
                    hint="Send it inside `async with door.open(sealed, ...)`.",
                )
            try:
                return await self._admit(opened[1], base_url, request)
            except EgressRefused as refusal:
                raise self._refused(opened[1], refusal) from refusal.__cause__

        return guarded(begin, build)

    async def _admit(self, step: Step, base: str, request: httpx.Request) -> tuple[httpx.Request, Exchange]:
        """The request as it may leave, once it is in the ledger."""
        if is_offline(self._policy):
            raise refusal_offline(f"{step.provider}:{step.model} runs elsewhere")
        if _origin(str(request.url)) != _origin(base):
            raise EgressRefused(
                "A request was not sent: it goes to another server than the model's.",
                why="destination",
                hint="Name the server that it was redirected to, if you trust it.",
            )
        outgoing, clean = await requests.read(request)
        inspect(outgoing, step.sealed, base=base, model=step.model)
        self._budget.check(self.ledger.spent_today(), outgoing.size)
        await self._ask(step, outgoing)
        row = replace(
            step.entry("sent"),
            url=outgoing.url,
            redactions=step.sealed.redactions,
            content=outgoing.wire,
            bytes=outgoing.size,
        )
        sent = self.ledger.append(row, check=lambda spent: self._budget.check(spent, outgoing.size))
        return clean, Exchange(step, sent)

    async def _ask(self, step: Step, outgoing: requests.Outgoing) -> None:
        """Raise `EgressRefused` unless someone consents to this very text, where someone must be asked."""
        if outgoing.wire in step.consented or (self._consent is None and not self._policy.ask):
            return
        sealed = step.sealed
        preview = Preview(
            outgoing.url, step.provider, step.model, step.reason, outgoing.wire, outgoing.size,
            sealed.redactions, sealed.withheld,
        )  # fmt: skip
        allowed = False if self._consent is None else self._consent(preview)
        if not (await allowed if inspection.isawaitable(allowed) else allowed):
            raise EgressRefused(
                "A request was not sent: nobody agreed to it.", why="consent", hint="Agree to it when asked."
            )
        step.consented.add(outgoing.wire)

    def _refused(self, step: Step, refusal: EgressRefused) -> EgressRefused:
        """The refusal, written down."""
        self.ledger.append(step.entry("refused", f"{refusal.why}: {refusal}"))
        return refusal


def _allowed(message: LabelledMessage) -> str:
    """The text of the message, as far as it may leave at all; halves of surrogate pairs cannot be sent."""
    text = "".join(WITHHELD_TEXT if piece.label in WITHHELD else piece.text for piece in message.content)
    return text.encode("utf-8", "replace").decode()


def _without_twins(schema: Json) -> Json:
    """The schema, each legal value once: two names of one thing have one pseudonym."""
    if isinstance(schema, list):
        return [_without_twins(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: _without_twins(part) for key, part in schema.items()}
    if isinstance(values := parts.get("enum"), list):
        parts["enum"] = [value for at, value in enumerate(values) if value not in values[:at]]
    return parts


def _is_telling(text: str) -> bool:
    """Whether a withheld text would be recognised elsewhere: "on" says nothing of where it comes from."""
    return sum(c.isalnum() for c in text) >= _TELLING


def _origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (KeyError, ValueError) as error:
        raise ConfigurationError(f"{url!r} is not the URL of a server.", hint="Write it as https://host/v1.") from error
    return parts.scheme, parts.hostname or "", port
