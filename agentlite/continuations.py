"""What a JSON schema lets a text go on with: the grammar that a decoder enforces, asked from the outside.

A schema becomes nodes, made only when they are reached. A node reads its part of a document and knows every place in
it where more than one character would have been legal: there, and only there, the model chose. Documents are
compact here; white space outside strings is taken out with `squeeze` first.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from agentlite.actions import Json

Path: TypeAlias = tuple[str | int, ...]
"""Where in the document: keys and indices from the root."""

_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrtu])*("?)')
_NUMBER = re.compile(r"-?(?:(?:0|[1-9]\d*)(?:\.\d*)?(?:(?<=\d)[eE][+-]?\d*)?)?")
_NUMBER_CHARACTERS = "0123456789.eE+-"
_LAST = "\U0010ffff"
_SPACE_OR_STRING = re.compile(r'("(?:[^"\\]|\\.)*"?)|\s+', re.DOTALL)


class IllegalDocument(Exception):
    """The text is not one the schema allows, or the schema has a form that is not understood."""


class Node:
    """One part of a document still to be read. `path` is where it stands."""

    path: Path

    def take(self, text: str, start: int) -> tuple[int, Node, Sequence[int]]:
        """Read this part of `text`: where it ends, the node after it, and where in it something else was legal.

        Raises `IllegalDocument`.
        """
        raise NotImplementedError

    def allows(self, done: str, rest: str) -> bool:
        """Whether, `done` of this part being read, the document may go on with `rest`."""
        raise NotImplementedError


Then: TypeAlias = Callable[[], Node]


class End(Node):
    """The document is over."""

    path = ()

    def allows(self, done: str, rest: str) -> bool:
        return not rest


@dataclass(frozen=True, slots=True, eq=False)
class Fixed(Node):
    """One of some texts, none of which begins another. `texts` is sorted; `after(text)` is what follows one of them."""

    path: Path
    texts: Sequence[str]
    after: Callable[[str], Node]

    def take(self, text: str, start: int) -> tuple[int, Node, Sequence[int]]:
        rest = text[start:]
        found = bisect_right(self.texts, rest) - 1
        if found < 0 or not rest.startswith(chosen := self.texts[found]):
            raise IllegalDocument(f"Nothing the schema allows begins {rest[:40]!r}.")
        return start + len(chosen), self.after(chosen), [start + fork for fork in self._forks(chosen)]

    def _forks(self, chosen: str) -> Iterator[int]:
        """How far into `chosen` other texts part from it: sorted, those that share a beginning stand together."""
        low, high = 0, len(self.texts)
        while high - low > 1:
            shared = common(self.texts[low], self.texts[high - 1])
            yield shared
            beginning = chosen[: shared + 1]
            low = bisect_left(self.texts, beginning, low, high)
            high = bisect_left(self.texts, beginning + _LAST, low, high)

    def allows(self, done: str, rest: str) -> bool:
        wanted = done + rest
        at = bisect_left(self.texts, wanted)
        if at < len(self.texts) and self.texts[at].startswith(wanted):
            return True
        if at and wanted.startswith(whole := self.texts[at - 1]):
            return self.after(whole).allows("", wanted[len(whole) :])
        return False


@dataclass(frozen=True, slots=True, eq=False)
class Words(Node):
    """A string of any text."""

    path: Path
    then: Then

    def take(self, text: str, start: int) -> tuple[int, Node, Sequence[int]]:
        found = _STRING.match(text, start)
        if not found or not found[1]:
            raise IllegalDocument(f"A string should stand at {text[start : start + 40]!r}.")
        return found.end(), self.then(), range(start + 1, found.end())

    def allows(self, done: str, rest: str) -> bool:
        if done and done[-1] != "\\" and rest.isprintable() and '"' not in rest and "\\" not in rest:
            return True
        wanted = done + rest
        found = _STRING.match(wanted)
        if not found:
            return not wanted
        if found[1]:
            return self.then().allows("", wanted[found.end() :])
        return wanted[found.end() :] in ("", "\\")


@dataclass(frozen=True, slots=True, eq=False)
class Number(Node):
    """A number. `begins(text)` says whether a legal one begins so; the character after it ends it."""

    path: Path
    begins: Callable[[str], bool]
    then: Then

    def take(self, text: str, start: int) -> tuple[int, Node, Sequence[int]]:
        found = _NUMBER.match(text, start)
        if not found or not found[0] or not self.begins(found[0]) or found[0][-1] not in "0123456789":
            raise IllegalDocument(f"A legal number should stand at {text[start : start + 40]!r}.")
        longer = any(self.begins(found[0] + more) for more in _NUMBER_CHARACTERS)
        return found.end(), self.then(), range(start, found.end() + longer)

    def allows(self, done: str, rest: str) -> bool:
        wanted = done + rest
        number = wanted[: len(wanted) - len(wanted.lstrip(_NUMBER_CHARACTERS))]
        if not _NUMBER.fullmatch(number) or not self.begins(number):
            return False
        after = wanted[len(number) :]
        return not after or (number[-1:].isdigit() and self.then().allows("", after))


@dataclass(frozen=True, slots=True, eq=False)
class Either(Node):
    """One of several parts that begin with different characters."""

    path: Path
    nodes: Sequence[Node]

    def take(self, text: str, start: int) -> tuple[int, Node, Sequence[int]]:
        for node in self.nodes:
            if node.allows("", text[start : start + 1]):
                end, after, forks = node.take(text, start)
                return end, after, [start, *(fork for fork in forks if fork != start)]
        raise IllegalDocument(f"Nothing the schema allows begins {text[start : start + 40]!r}.")

    def allows(self, done: str, rest: str) -> bool:
        return any(node.allows(done, rest) for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Fork:
    """A place where the model chose: `start` is where the part it stands in begins."""

    node: Node
    start: int


def read(schema: Mapping[str, Json], text: str) -> list[Fork | None]:
    """For each character of `text` (squeezed), and its end: the fork that stands there, or None where it was forced.

    Objects are read as llama.cpp's grammars write them: required keys in order, then optional ones in order; failing
    that, with their keys in any order. Raises `IllegalDocument`.
    """
    try:
        return _read(_Schema(schema, ordered=True), text)
    except IllegalDocument:
        return _read(_Schema(schema, ordered=False), text)


def common(text: str, other: str, start: int = 0) -> int:
    """How many characters `text` shares with what stands in `other` from `start` on."""
    most = min(len(text), len(other) - start)
    for length in range(most):
        if text[length] != other[start + length]:
            return length
    return most


def squeeze(text: str) -> str:
    """The text without the white space between JSON's tokens; an unclosed string at its end is kept whole."""
    return _SPACE_OR_STRING.sub(lambda found: found[1] or "", text)


def _read(schema: _Schema, text: str) -> list[Fork | None]:
    forks: list[Fork | None] = [None] * (len(text) + 1)
    node, start = schema.node(schema.root, (), End), 0
    while not isinstance(node, End):
        end, after, positions = node.take(text, start)
        fork = Fork(node, start)
        for position in positions:
            forks[position] = forks[position] or fork
        node, start = after, end
    if start != len(text):
        raise IllegalDocument(f"The document goes on with {text[start : start + 40]!r}.")
    return forks


class _Schema:
    """Makes nodes of a schema. `then` is always what follows the part being made."""

    def __init__(self, root: Mapping[str, Json], *, ordered: bool) -> None:
        self.root, self._ordered = root, ordered

    def node(self, schema: Mapping[str, Json], path: Path, then: Then) -> Node:
        schema = self._resolved(schema)
        options = schema.get("anyOf") or schema.get("oneOf")
        if options is not None:
            return self._either([self.node(option, path, then) for option in options], path)
        if "const" in schema:
            return _values([schema["const"]], path, then)
        if "enum" in schema:
            return _values(schema["enum"], path, then)
        kind = schema.get("type")
        if isinstance(kind, list):
            return self._either([self.node({**schema, "type": one}, path, then) for one in kind], path)
        match kind:
            case "object":
                return self._object(schema, path, then)
            case "array":
                return self._array(schema, path, then)
            case "string":
                return Words(path, then)
            case "integer":
                low, high = schema.get("minimum"), schema.get("maximum")
                return Number(path, functools.partial(_begins_integer, low=low, high=high), then)
            case "number":
                return Number(path, lambda text: _NUMBER.fullmatch(text) is not None, then)
            case "boolean":
                return _values([False, True], path, then)
            case "null":
                return _values([None], path, then)
        raise IllegalDocument(f"The schema at {path} has a form that is not understood.")

    def _resolved(self, schema: Mapping[str, Json]) -> Mapping[str, Json]:
        while "$ref" in schema:
            name = str(schema["$ref"]).removeprefix("#/$defs/")
            if name not in self.root.get("$defs", {}):
                raise IllegalDocument(f"The schema refers to {schema['$ref']!r}, which it does not define.")
            schema = self.root["$defs"][name]
        return schema

    def _object(self, schema: Mapping[str, Json], path: Path, then: Then) -> Node:
        properties = schema.get("properties", {})
        required = [key for key in properties if key in schema.get("required", ())]
        optional = [key for key in properties if key not in required]
        return self._members(properties, required, optional, "{", path, then)

    def _members(
        self,
        properties: Mapping[str, Mapping[str, Json]],
        required: Sequence[str],
        optional: Sequence[str],
        before: str,
        path: Path,
        then: Then,
    ) -> Node:
        """The keys that may come next, and the end. A constant value is read together with its key."""
        comma = before if before == "{" else ","
        options: dict[str, Then] = {} if required else {("{}" if before == "{" else "}"): then}
        if required:
            following = required[:1] if self._ordered or "const" in properties[required[0]] else [*required, *optional]
        else:
            following = list(optional)
        for key in following:
            left = [other for other in required if other != key]
            kept = [other for other in optional if other != key]
            if self._ordered and key in optional:
                kept = list(optional[optional.index(key) + 1 :])
            rest = functools.partial(self._members, properties, left, kept, ",", path, then)
            text = f"{comma}{_quoted(key)}:"
            if "const" in properties[key]:
                options[text + _compact(properties[key]["const"])] = rest
            else:
                options[text] = functools.partial(self.node, properties[key], (*path, key), rest)
        return _fixed(path, options.items())

    def _array(self, schema: Mapping[str, Json], path: Path, then: Then) -> Node:
        least, most = schema.get("minItems", 0), schema.get("maxItems")

        def item(index: int) -> Node:
            return self.node(schema.get("items", {}), (*path, index), lambda: after(index + 1))

        def after(count: int) -> Node:
            closing = [("]", then)] if count >= least else []
            more = [(",", lambda: item(count))] if most is None or count < most else []
            return _fixed(path, closing + more)

        def first() -> Node:
            if most == 0:
                return _fixed(path, [("]", then)])
            return item(0) if least else self._either([_fixed(path, [("]", then)]), item(0)], path)

        return _fixed(path, [("[", first)])

    def _either(self, nodes: Sequence[Node], path: Path) -> Node:
        fixed = [node for node in nodes if isinstance(node, Fixed)]
        others = [node for node in nodes if not isinstance(node, Fixed)]
        if fixed:
            pairs = [(text, functools.partial(node.after, text)) for node in fixed for text in node.texts]
            others.insert(0, _fixed(path, pairs))
        return others[0] if len(others) == 1 else Either(path, others)


def _fixed(path: Path, options: Iterable[tuple[str, Then]]) -> Fixed:
    """One of these texts; of those that are equal, what follows may be either."""
    grouped: dict[str, list[Then]] = {}
    for text, then in options:
        grouped.setdefault(text, []).append(then)

    def after(text: str) -> Node:
        nodes = [then() for then in grouped[text]]
        return nodes[0] if len(nodes) == 1 else Either(path, nodes)

    return Fixed(path, sorted(grouped), after)


def _values(values: Sequence[Json], path: Path, then: Then) -> Node:
    """One of these values."""
    if all(isinstance(value, str) for value in values):
        return Fixed(path, _string_literals(tuple(values)), lambda _: then())
    literals = {_compact(value) for value in values}
    numbers = {text for text in literals if text[0] in "-0123456789"}
    if not numbers:
        return Fixed(path, sorted(literals), lambda _: then())
    if numbers != literals:
        raise IllegalDocument(f"The enum at {path} mixes numbers with other values.")
    return Number(path, lambda text: any(literal.startswith(text) for literal in numbers), then)


@functools.lru_cache(maxsize=256)
def _string_literals(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(map(_quoted, set(values))))


@functools.lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _compact(value: Json) -> str:
    return _quoted(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _begins_integer(text: str, low: float | None, high: float | None) -> bool:
    """Whether some integer from `low` to `high` (None: unbounded) is written with `text` at its beginning."""
    if text in ("", "-"):
        return low is None or low < 0 if text else True
    if not re.fullmatch(r"-?(0|[1-9]\d*)", text):
        return False
    number, negative = abs(int(text)), text[0] == "-"
    least, most = (low, high) if not negative else (_negated(high), _negated(low))
    if number == 0:
        return (least is None or least <= 0) and (most is None or most >= 0)
    for digits in itertools.count():
        first, last = number * 10**digits, (number + 1) * 10**digits - 1
        if most is not None and first > most:
            return False
        if least is None or last >= least:
            return True
    return False


def _negated(bound: float | None) -> float | None:
    return None if bound is None else -bound
