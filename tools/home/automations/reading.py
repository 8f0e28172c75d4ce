"""A sentence → when, and what: "às sete, abre as cortinas" is Once(07:00) and "abre as cortinas".

What is to be done is left to the model, as a request of its own; when, to the rules of `times` and `events`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from agentlite.tools.home.automations.events import event_in
from agentlite.tools.home.automations.phrases import Place, aligned, composed
from agentlite.tools.home.automations.times import timing_in
from agentlite.tools.home.automations.triggers import Trigger
from agentlite.tools.home.automations.unclear import Unclear
from agentlite.tools.home.house import House
from agentlite.tools.home.restraint import postpones

_QUESTION = re.compile(
    r"^(?:what|which|who|where|why|how|is|are|was|does|do|did|has|have|will|when (?:is|does|do|did|will)|"
    r"o que|que|qual|quais|quem|onde|como|quant[oa]s?|quando e|ha|esta)\b"
)
_COMMAND = re.compile(r"^(?:can|could|would|will) you |^(?:podes|pode|podias|poderia)\b")
_WRITES_DOWN = re.compile(
    r"\b(?:list|lista|reminder|remind)\b|\b(?:add|note|adiciona\w*|acrescent\w*|anot\w*|apont\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """When something is to be done, and the request that says what."""

    trigger: Trigger
    action: str


def read(
    sentence: str, now: datetime, *, zone: tzinfo | None = None, house: House | None = None, me: str = ""
) -> Reading | None:
    """The reading of a sentence that is about another time or waits for something; None for any other.

    Questions, and what is to be written down on lists, are never such. `now` has a time zone; `zone` is the local one,
    None for that of this machine; `me` is the name of the person who speaks. Raises `Unclear` where the words leave
    open when, or what.
    """
    sentence = " ".join(composed(sentence).split())
    text = aligned(sentence)
    asks = (text.endswith("?") and not _COMMAND.match(text)) or (_QUESTION.match(text) and not _COMMAND.match(text))
    if asks or _WRITES_DOWN.search(text):
        return None
    timing = timing_in(text, now, zone)
    places: list[Place] = list(timing.places) if timing else []
    event = event_in(_without(text, places, fill=True), house, me)
    if timing is not None and event is not None:
        raise Unclear("two_triggers")
    if event is not None:
        places.append(event.place)
    said = timing or event
    if said is None:
        return None
    action = _without(sentence, places)
    if not action:
        raise Unclear("no_action")
    if postpones(action):
        raise Unclear("two_triggers")
    return Reading(said.trigger, action)


def _without(text: str, places: list[Place], *, fill: bool = False) -> str:
    """The text without some places: filled with blanks, or closed up and trimmed of what joined them."""
    for start, end in sorted(places, reverse=True):
        text = text[:start] + (" " * (end - start) if fill else " ") + text[end:]
    return text if fill else _trimmed(text)


def _trimmed(text: str) -> str:
    text = re.sub(r"\s+([,;.!?])", r"\1", " ".join(text.split()))
    text = re.sub(r"^(?:[\s,;:.\-]|(?:and|then|please do|e|então|entao)\b(?!\w))+", "", text, flags=re.IGNORECASE)
    return re.sub(r"(?:[\s,;:\-]|\b(?:and|then|e|então)$)+$", "", text.rstrip(" .")).strip()
