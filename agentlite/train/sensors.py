"""Questions about sensors as phrase blocks, from `phrases/sensors.yaml` of the home pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agentlite.train.words import load_words

_WHETHER_SHARE = 0.25
"""There are some hundred such blocks, and sensors are not what most questions are about."""
_READ_SHARE = 5
"""There is one such block for all that sensors measure."""


def sensor_questions(family: str) -> Iterator[Mapping[str, Any]]:
    """Blocks for "en" or "pt", as phrase files hold them."""
    words = load_words("sensors")[family]
    yield {"tool": "get_state", "domain": "sensor", "sentences": words["read"], "share": _READ_SHARE}
    for measured, states in words["states"].items():
        things = _any_of(states["things"])
        for state, ways in states.items():
            if state != "things":
                yield from _whether(words["whether"], measured, state, _any_of(ways), things)
    for measured, states in words["also"].items():
        for state, sentences in states.items():
            yield from _whole(measured, state, sentences)


def _whether(
    templates: Mapping[str, Sequence[str]], measured: str, state: str, ways: str, things: str
) -> Iterator[Mapping[str, Any]]:
    """Whether one, any, all, which or how many of a class are in a state."""
    for asked, sentences in templates.items():
        filled = [sentence.replace("STATE", ways).replace("THINGS", things) for sentence in sentences]
        question = "all" if asked == "every" else asked
        about = _one(measured) if asked == "all" else {"kind": f"{measured.replace('_', ' ')} sensor", "scope": "all"}
        asks = {"question": question, "state": state}
        yield {"tool": "check_state", "with": asks, "sentences": filled, "share": _WHETHER_SHARE, **about}


def _whole(measured: str, state: str, sentences: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Questions written out: about one sensor, those of a place, or all of the class."""
    kind = f"{measured.replace('_', ' ')} sensor"
    named = [sentence for sentence in sentences if "name}" in sentence]
    others = [sentence for sentence in sentences if "name}" not in sentence]
    placed = [_kept(sentence) for sentence in others if "area}" in sentence]
    anywhere = [_dropped(sentence) for sentence in others if "area}" not in sentence or "[" in _around_area(sentence)]
    for question, about, chosen in (
        ("all", _one(measured), named),
        ("any", {"kind": kind}, placed),
        ("any", {"kind": kind, "scope": "all"}, anywhere),
    ):
        if chosen:
            yield {"tool": "check_state", "with": {"question": question, "state": state}, "sentences": chosen, **about}


def _one(measured: str) -> dict[str, str]:
    return {"domain": "binary_sensor", "class": measured}


def _any_of(ways: Sequence[str]) -> str:
    return f"({'|'.join(ways)})"


def _around_area(sentence: str) -> str:
    """The optional part of a sentence that names a place, with its brackets; empty if the place is not optional."""
    end = sentence.find("area}]")
    return sentence[sentence.rfind("[", 0, end) : end + len("area}]")] if end >= 0 else ""


def _kept(sentence: str) -> str:
    part = _around_area(sentence)
    return sentence.replace(part, part[1:-1]) if part else sentence


def _dropped(sentence: str) -> str:
    part = _around_area(sentence)
    return sentence.replace(part, "") if part else sentence
