"""Asking a person: which calls need a yes, what exactly is shown, and who answers.

class Doorkeeper:
    async def ask(self, asked: Asked) -> bool:
        return await phone.confirm("\\n".join(asked.told("en")))

Agent(tools=[...], approve=Doorkeeper())
"""

from __future__ import annotations

import copy
import inspect
import json
import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, runtime_checkable

from agentlite.actions import Json, ToolCall
from agentlite.errors import ToolError
from agentlite.language import Language, Sentences, in_language, said
from agentlite.toolset import UNSAFE, Preview, Risk, Tool

if TYPE_CHECKING:
    from agentlite.taint import Taint

Objection: TypeAlias = Literal["", "not_approved", "tainted", "changed"]
"""Why a call may not run, as a key of the framework's sentences; "" if it may."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One call as it is put to a person.

    `tainted_by` names whose words had been read when it was decided, and `not_said` those of its arguments that are not
    in the user's own words then; both are empty while there were only the owner's words. With `for_later` the yes is
    kept with a plan that is carried out whenever it is due.
    """

    call: ToolCall
    tool: Tool
    risk: Risk
    preview: Preview = Preview()
    tainted_by: tuple[str, ...] = ()
    not_said: tuple[str, ...] = ()
    for_later: bool = False

    def reasons(self, language: Language) -> list[str]:
        """Why it is asked, a sentence each."""
        reasons: list[str] = [self.risk] if self.risk in UNSAFE else []
        if self.tool.sends_out:
            reasons.append("outward")
        if self.for_later:
            reasons.append("for_later")
        sentences = [said(_SENTENCES, reason, language) for reason in reasons]
        if self.tainted_by:
            sentences.append(said(_SENTENCES, "tainted_by", language, sources="; ".join(self.tainted_by)))
        if self.not_said:
            sentences.append(said(_SENTENCES, "not_said", language, names=", ".join(self.not_said)))
        return [visible(sentence) for sentence in sentences or [said(_SENTENCES, "always", language)]]

    def details(self, language: Language) -> list[str]:
        """All that it would do, line by line: its arguments in full, what they stand for, what it touches, the diff."""
        lines = _listed(self.call.arguments, ": ") + _listed(self.preview.arguments, " → ")
        touched = {"paths": self.preview.paths, "hosts": self.preview.hosts}
        lines += [said(_SENTENCES, key, language, names=", ".join(names)) for key, names in touched.items() if names]
        lines += in_language(self.preview.say, language).splitlines() + self.preview.diff.splitlines()
        return [visible(line) for line in lines]

    def told(self, language: Language) -> list[str]:
        """Everything a person needs to decide: the tool, the reasons, the details."""
        return [visible(self.call.tool), *self.reasons(language), *self.details(language)]


@runtime_checkable
class Approver(Protocol):
    """Somebody who answers for a person: a terminal, a window, a message on a phone."""

    def ask(self, asked: Asked) -> bool | Awaitable[bool]:
        """Whether the call may run, once, exactly as it is."""
        ...


Approve: TypeAlias = Approver | Callable[[ToolCall, Tool], bool | Awaitable[bool]]
"""Who is asked: an `Approver`, or a function of the call and its tool, sync or async."""


class Deny:
    """Says no to everything: there is nobody to ask."""

    def ask(self, asked: Asked) -> bool:
        return False


class Callback:
    """Asks a function of the call and its tool."""

    def __init__(self, function: Callable[[ToolCall, Tool], bool | Awaitable[bool]]) -> None:
        self._function = function

    def ask(self, asked: Asked) -> bool | Awaitable[bool]:
        return self._function(asked.call, asked.tool)


def approver(approve: Approve | None) -> Approver:
    """Whoever `approve` stands for; None is nobody."""
    if approve is None:
        return Deny()
    return approve if isinstance(approve, Approver) else Callback(approve)


async def answer(approve: Approve | None, asked: Asked) -> bool:
    """The person's answer. Only True is a yes."""
    given = approver(approve).ask(asked)
    return (await given if inspect.isawaitable(given) else given) is True


async def objection_to(call: ToolCall, tool: Tool, approve: Approve | None, taint: Taint | None = None) -> Objection:
    """Why the call may not run now, after asking where that is due. The one gate that all calls pass: a model's, those
    that were stored, and those whose time has come.

    `taint` is what had been read when the call was decided. Raises `ToolError` if it cannot be told what the call
    would do, and what `approve` raises.
    """
    verdict = taint.judge(call, tool) if taint else "free"
    if verdict == "refuse":
        return "tainted"
    if verdict == "free" and not tool.needs_approval(call.arguments):
        return ""
    shown = ToolCall(call.tool, copy.deepcopy(dict(call.arguments)))
    asked = Asked(
        shown,
        tool,
        tool.risk_of(call.arguments),
        await _preview(shown, tool),
        taint.sources if taint else (),
        taint.not_said(call) if taint else (),
    )
    if not await answer(approve, asked):
        return "not_approved"
    return "" if await _preview(call, tool) == asked.preview else "changed"


async def _preview(call: ToolCall, tool: Tool) -> Preview:
    if tool.preview is None:
        return Preview()
    try:
        made = tool.preview(call.arguments)
        return await made if inspect.isawaitable(made) else made
    except ToolError:
        raise
    except Exception as error:
        # A tool is foreign code: what it cannot show must not be approved.
        raise ToolError(f"It cannot be told what {tool.name} would do: {error}") from error


def visible(text: str) -> str:
    """The text with every character that cannot be seen, or only looks like a Latin letter, written as its number."""
    return "".join(map(_visible_word, _words(text)))


def _words(text: str) -> Iterator[str]:
    """The text cut before and after each run of letters."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or text[end].isalpha() != text[start].isalpha():
            yield text[start:end]
            start = end


def _visible_word(word: str) -> str:
    mixed = any("a" <= c <= "z" or "A" <= c <= "Z" for c in word)
    return "".join(c if _plain(c, mixed) else f"‹U+{ord(c):04X}›" for c in word)


def _plain(character: str, mixed: bool) -> bool:
    if mixed and character.isalpha():
        return unicodedata.name(character, "").startswith("LATIN ")
    return character.isprintable()


def _listed(arguments: Mapping[str, Json], sign: str) -> list[str]:
    """Each argument in full; further lines of a text are set off, so that none can pass for another argument."""
    lines = []
    for name, value in arguments.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        first, *rest = text.splitlines() or [""]
        lines += [f"{name}{sign}{first}", *(f"  | {line}" for line in rest)]
    return lines


_SENTENCES: Sentences = {
    "irreversible": {"en": "It cannot be undone.", "pt": "Não se pode desfazer."},
    "physical": {
        "en": "It acts on the world outside the computer.",
        "pt": "Age no mundo fora do computador.",
    },
    "outward": {"en": "It sends something out of this machine.", "pt": "Envia algo para fora desta máquina."},
    "for_later": {
        "en": "It will be done whenever its time comes, and no one is asked again.",
        "pt": "Será feito sempre que chegar a altura, e ninguém volta a ser consultado.",
    },
    "always": {"en": "This is always asked.", "pt": "Isto pergunta-se sempre."},
    "tainted_by": {
        "en": "Before it was decided, words of others were read: {sources}",
        "pt": "Antes de se decidir, leram-se palavras de outros: {sources}",
    },
    "not_said": {"en": "You did not say: {names}", "pt": "Tu não disseste: {names}"},
    "paths": {"en": "files: {names}", "pt": "ficheiros: {names}"},
    "hosts": {"en": "servers: {names}", "pt": "servidores: {names}"},
}
