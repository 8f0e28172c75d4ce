"""Text that knows how private it is and where it came from, however it is put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Label: TypeAlias = Literal["public", "private", "secret", "local_only"]
"""public: may leave. private: may leave with what identifies people, things and places replaced by pseudonyms.
secret (keys, passwords) and local_only (its owner said so): never leave, in any form."""

LABELS: tuple[Label, ...] = ("public", "private", "secret", "local_only")
"""Mildest first."""

WITHHELD: frozenset[Label] = frozenset(("secret", "local_only"))

Origin: TypeAlias = Literal["user", "memory", "tool", "registry", "system"]

LABEL_OF_PRIVACY: dict[str, Label] = {"open": "public", "personal": "private", "never": "local_only"}
"""What memory calls the privacy of an item, as a label."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with one label and one origin."""

    text: str
    label: Label = "private"
    origin: Origin = "user"


Labelled: TypeAlias = tuple[Piece, ...]
"""A text made of pieces. Texts are put together with `+` and `join`, and keep their labels."""


@dataclass(frozen=True, slots=True)
class LabelledMessage:
    """One message of a chat, before it is sealed."""

    role: Literal["system", "user", "assistant"]
    content: Labelled


def public(text: str, origin: Origin = "system") -> Labelled:
    """Text that tells nothing of anyone: the framework's instructions, descriptions of tools."""
    return (Piece(text, "public", origin),)


def private(text: str, origin: Origin = "user") -> Labelled:
    """What a person said, what a tool answered, what is in a house: leaves only under pseudonyms."""
    return (Piece(text, "private", origin),)


def secret(text: str, origin: Origin = "system") -> Labelled:
    """A key or password."""
    return (Piece(text, "secret", origin),)


def local_only(text: str, origin: Origin = "memory") -> Labelled:
    """What its owner wants to stay on this machine."""
    return (Piece(text, "local_only", origin),)


def join(separator: str, texts: Iterable[Labelled]) -> Labelled:
    """The texts with a public `separator` between them."""
    pieces: list[Piece] = []
    for text in texts:
        if pieces and separator:
            pieces.append(Piece(separator, "public", "system"))
        pieces += text
    return tuple(pieces)


def plain(text: Labelled) -> str:
    """The whole text, for use on this machine."""
    return "".join(piece.text for piece in text)


def strictest(text: Labelled) -> Label:
    """The label of the most private piece; "public" for an empty text."""
    return max((piece.label for piece in text), key=LABELS.index, default="public")
