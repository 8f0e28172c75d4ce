"""What the text tools do, in the sandbox. Each takes a text, or the name of a file `FOLDER/path` that holds it."""

from __future__ import annotations

from pathlib import PurePosixPath

from agentlite.errors import ToolError
from agentlite.sandbox import inside
from agentlite.tools.text import wording
from agentlite.tools.text.classifying import classified
from agentlite.tools.text.feeling import sentiment
from agentlite.tools.text.moderating import flags
from agentlite.tools.text.summarising import summary
from agentlite.tools.text.words import count, language_of, sentences
from agentlite.toolset import Outcome

LARGEST = 1_000_000
"""Bytes of a file; what is longer is refused, not cut."""


def summarise(text: str, file: str) -> Outcome:
    """{"summary", "confidence"}: the sentences that say most, and how much of the text they cover."""
    content = _content(text, file)
    found, covered = summary(content, language_of(content))
    short = " ".join(found)
    return Outcome({"summary": short, "confidence": covered}, say={"en": short, "pt": short})


def classify_text(text: str, file: str, labels: list[str]) -> Outcome:
    """{"label", "confidence", "shares"}: the likeliest label, and how likely each is."""
    content = _content(text, file)
    label, shares = classified(content, labels, language_of(content))
    value = {"label": label, "confidence": shares[label], "shares": shares}
    return Outcome(value, say=wording.classified(label, shares))


def rate_sentiment(text: str, file: str) -> Outcome:
    """{"sentiment", "score", "confidence"}."""
    content = _content(text, file)
    found = sentiment(content, language_of(content))
    value = {"sentiment": found.feeling, "score": found.score, "confidence": found.confidence}
    return Outcome(value, say=wording.felt(found.feeling, found.confidence))


def check_text(text: str, file: str) -> Outcome:
    """{"flags": [{"kind", "words", "confidence"}]}; none if nothing was found."""
    content = _content(text, file)
    found = [
        {"kind": flag.kind, "words": flag.words, "confidence": flag.confidence}
        for flag in flags(content, language_of(content))
    ]
    return Outcome({"flags": found}, say=wording.checked(found))


def count_words(text: str, file: str) -> Outcome:
    """{"words", "sentences", "characters", "confidence": 1}."""
    content = _content(text, file)
    value = {"words": count(content), "sentences": len(sentences(content)), "characters": len(content)}
    return Outcome({**value, "confidence": 1}, say=wording.counted(**value))


def _content(text: str, file: str) -> str:
    """The text, or what is in the file. Raises `ToolError`."""
    if not file:
        found = text
    else:
        root, *rest = PurePosixPath(file).parts
        try:
            with inside.folder(root).joinpath(*rest).open("rb") as opened:
                raw = opened.read(LARGEST + 1)
        except OSError as error:
            raise ToolError(
                f"{file} cannot be read: {error.strerror}.", say={"pt": f"Não consigo ler {file}: {error.strerror}."}
            ) from None
        if len(raw) > LARGEST or b"\0" in raw:
            raise ToolError(
                f"{file} is no text, or too long.", say={"pt": f"{file} não é um texto, ou é longo demais."}
            )
        found = raw.decode(errors="replace")
    if not found.strip():
        raise ToolError("There is no text there.", say={"pt": "Não há lá texto nenhum."})
    return found
