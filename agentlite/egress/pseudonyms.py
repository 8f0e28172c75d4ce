"""Names that mean something only on this machine, and only for one step."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from agentlite.actions import Json
from agentlite.egress import patterns
from agentlite.egress.finding import Finder, Found
from agentlite.egress.labels import WITHHELD
from agentlite.egress.names import Name
from agentlite.errors import ConfigurationError, EgressRefused, InvalidCompletion

WITHHELD_TEXT = "[withheld]"
"""What stands where something never leaves."""

_KIND = re.compile(r"[a-z]+(?:_[a-z]+)*|[A-Z]+(?:_[A-Z]+)*")
_FORM = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf])|(?<=\\u[0-9a-f]{{4}}))({})[0-9]+(?![A-Za-z0-9])"
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_ROUNDS = 5


class UnknownPlaceholder(InvalidCompletion):
    """A reply names something that it was not told of."""


class Pseudonyms(Mapping[str, str]):
    """The pseudonyms handed out so far, each with what it stands for.

    A pseudonym is a kind and a number, `light.7` or `PERSON_2`. The same original gets the same pseudonym; a text that
    already looks like one gets one itself, so that nothing can be taken for what it is not. `vocabulary` lists words
    and identifiers that are never a name. Raises `ConfigurationError` for a kind that cannot make a pseudonym.
    """

    def __init__(self, names: Iterable[Name], vocabulary: Iterable[str] = ()) -> None:
        self._names, self._vocabulary = tuple(names), tuple(vocabulary)
        kinds = {name.kind for name in self._names} | patterns.KINDS
        if unfit := sorted(kind for kind in kinds if not _KIND.fullmatch(kind)):
            raise ConfigurationError(
                f"{unfit[0]!r} cannot be a kind of name.", hint="Use small letters, as in light, or capitals: PERSON."
            )
        # The longest first: `light` would hide `light_group`.
        heads = sorted(map(_head, kinds), key=len, reverse=True)
        self._kinds = {_head(kind).casefold(): kind for kind in kinds}
        self._form = re.compile(_FORM.format("|".join(map(re.escape, heads))), re.IGNORECASE | re.ASCII)
        self._finder = Finder(self._names, self._vocabulary)
        self._originals: dict[str, str] = {}
        self._issued: dict[str, str] = {}
        self._numbers: Counter[str] = Counter()
        self.withheld = 0

    def __getitem__(self, pseudonym: str) -> str:
        return self._originals[pseudonym.casefold()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._issued.values())

    def __len__(self) -> int:
        return len(self._issued)

    def __repr__(self) -> str:
        return f"<Pseudonyms {dict(self._numbers)}>"

    def extended(self, names: Iterable[Name], vocabulary: Iterable[str] = ()) -> Pseudonyms:
        """These pseudonyms, and more names to hide."""
        more = Pseudonyms((*self._names, *names), (*self._vocabulary, *vocabulary))
        more._issued, more._originals = dict(self._issued), dict(self._originals)
        more._numbers = Counter(self._numbers)
        return more

    @property
    def counts(self) -> dict[str, int]:
        """How many pseudonyms there are of each kind."""
        return dict(self._numbers)

    def redact(self, text: str) -> str:
        """The text with pseudonyms in it, and what never leaves withheld.

        Raises `EgressRefused` for a text in which something private remains whatever is replaced.
        """
        text = _each_text(text, lambda part: self._replace(part, self._finder.find(part, also=self._literal(part))))
        for _ in range(_ROUNDS):
            # What stands beside a pseudonym may read as private together with it.
            if not (found := self.find(text)):
                return text
            text = self._replace(text, [self._expanded(text, one) for one in found])
        raise EgressRefused("A text cannot be made safe to send: every redaction of it needs another.", why="private")

    def redact_json(self, value: Json, keep: frozenset[str] = frozenset()) -> Json:
        """A JSON value, of which every string and key that is not in `keep` is redacted."""
        redacted = {text: text for text in keep}

        def once(text: str) -> str:
            if text not in redacted:
                redacted[text] = self.redact(text)
            return redacted[text]

        return _walk(value, once)

    def find(self, text: str, *, forms: bool = True) -> list[Found]:
        """What is still private in a redacted text; `forms=False` looks for names only."""
        ours = [one for one in self._literal(text) if one.original.casefold() in self._originals]
        spans = {(one.start, one.end) for one in ours}
        return [one for one in self._finder.find(text, also=ours, forms=forms) if (one.start, one.end) not in spans]

    def rehydrate(self, value: Json) -> Json:
        """A text, or any JSON value, with what the pseudonyms stand for. In a JSON document it is escaped as JSON.

        Raises `UnknownPlaceholder` for a pseudonym that was never handed out.
        """
        return _walk(value, self._rehydrated)

    def _rehydrated(self, text: str) -> str:
        def original(match: re.Match[str]) -> str:
            if (known := self._originals.get(match[0].casefold())) is None:
                raise UnknownPlaceholder(
                    f"The reply speaks of {match[0]}, which it was not told of.", hint="Ask again, or another model."
                )
            return known

        return _each_text(text, lambda part: self._form.sub(original, part))

    def _literal(self, text: str) -> list[Found]:
        """What has the form of a pseudonym."""
        return [Found(*m.span(), self._kinds[m[1].casefold()], "private", m[0]) for m in self._form.finditer(text)]

    def _expanded(self, text: str, found: Found) -> Found:
        """The find, standing for what its text stands for, where that holds pseudonyms."""
        if found.original != text[found.start : found.end]:
            return found
        known = self._originals
        return replace(found, original=self._form.sub(lambda m: known.get(m[0].casefold(), m[0]), found.original))

    def _replace(self, text: str, found: list[Found]) -> str:
        parts, end = [], 0
        for one in found:
            parts += [text[end : one.start], self._stand_in(one)]
            end = one.end
        return "".join((*parts, text[end:]))

    def _stand_in(self, found: Found) -> str:
        if found.label in WITHHELD:
            self.withheld += 1
            return WITHHELD_TEXT
        if found.original not in self._issued:
            self._numbers[found.kind] += 1
            pseudonym = f"{_head(found.kind)}{self._numbers[found.kind]}"
            self._issued[found.original] = pseudonym
            self._originals[pseudonym.casefold()] = found.original
        return self._issued[found.original]


def _head(kind: str) -> str:
    """What stands before the number of a pseudonym."""
    return f"{kind}." if kind.islower() else f"{kind}_"


def _each_text(text: str, change: Callable[[str], str]) -> str:
    """The text changed; in a JSON document every string is, and stays one, whatever is escaped in it."""
    if not _is_document(text):
        return change(text)

    def changed(match: re.Match[str]) -> str:
        before = json.loads(match[0])
        after = _each_text(before, change)
        return match[0] if after == before else json.dumps(after, ensure_ascii=False)

    return _STRING.sub(changed, text)


def _is_document(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _walk(value: Json, change: Callable[[str], str]) -> Json:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {_walk(key, change): _walk(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_walk(inner, change) for inner in value]
    return value
