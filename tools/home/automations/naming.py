"""The things a trigger names, by a strict rule: every word said must be a word for the thing, its kind or place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agentlite.tools.home.automations.triggers import Becomes, Crosses
from agentlite.tools.home.automations.unclear import Unclear
from agentlite.tools.home.house import Entity, House, State
from agentlite.tools.home.kinds import kinds_of, sensor_class, words_for
from agentlite.tools.home.targets import unique_labels
from agentlite.tools.home.wording import meaning, states_of, word_in
from agentlite.words import content_stems, fold, stems

_ANY = re.compile(
    r"^(?:any|an|one|uma?|algum\w*|qualquer|a (?:\w+ )?(?:door|window|light|lamp|lock|curtain|blind|sensor|switch))\b"
)
"""The Portuguese "a porta" is one door, the English "a door" any."""
_ALL = re.compile(r"^(?:all|both|every|tod[ao]s|amb[ao]s)\b")
_QUANTITIES = frozenset(stems("any all both every one todos todas ambos ambas alguma algum qualquer sensor sensors"))
_MOST_OPTIONS = 6


def presence(house: House, who: str, *, leaves: bool, me: str) -> Becomes:
    """Who leaves or comes home: "all", "any", "me", or "name:" with a name; no name at all is the one who speaks.

    Raises `Unclear` if there is nobody of that name, or several people and no `me`.
    """
    people = {entity.id: entity.name for entity in house.entities if entity.domain == "person"}
    name = who.removeprefix("name:") if who.startswith("name:") else ""
    if who in ("all", "any"):
        chosen = people
    elif name:
        chosen = {i: known for i, known in people.items() if set(stems(name)) <= set(stems(known))}
    elif me:
        chosen = {i: known for i, known in people.items() if fold(known) == fold(me) or i == me}
        name = me
    elif len(people) > 1:
        raise Unclear("who", tuple(people.values()))
    else:
        chosen = people
    if not chosen:
        raise Unclear("nobody", who=name or "person")
    return Becomes(chosen, "home", negated=leaves, every=who != "any")


def reading(house: House, subject: str, bound: float, *, above: bool) -> Crosses:
    """The reading that `subject` names: a sensor's, else what a thermostat measures. Raises `Unclear`."""
    labels = unique_labels(house.entities)
    sensors = [e for e in house.entities if e.domain == "sensor" and e.device_class != "timestamp"]
    thermostats = [e for e in house.entities if e.domain == "climate"]
    found = _named(subject, sensors) or _named(subject, thermostats)
    if not found:
        raise Unclear("nothing", what=subject)
    if len(found) > 1:
        raise Unclear("which", tuple(labels[e.id] for e in found[:_MOST_OPTIONS]), what=subject)
    (entity,) = found
    attribute = "current_temperature" if entity.domain == "climate" else ""
    return Crosses(entity.id, labels[entity.id], bound, above, attribute)


def becoming(house: House, subject: str, word: str) -> Becomes | None:
    """The things that `subject` names, as they come to be what `word` says; None if it says no state of anything.

    Raises `Unclear` if nothing, or several things that are not meant together, are so called.
    """
    able = [(entity, state) for entity in house.entities if (state := _state_said(entity, word)) is not None]
    if not able:
        return None
    found = _named(subject, [entity for entity, _ in able])
    if not found:
        raise Unclear("nothing", what=subject)
    labels = unique_labels(house.entities)
    some, every = bool(_ANY.match(subject)), bool(_ALL.match(subject))
    if len(found) > 1 and not (some or every):
        raise Unclear("which", tuple(labels[e.id] for e in found[:_MOST_OPTIONS]), what=subject)
    wanted = {state for entity, state in able if entity in found}
    if len(wanted) > 1:
        raise Unclear("which", tuple(labels[e.id] for e in found[:_MOST_OPTIONS]), what=subject)
    ((wanted_state, negated),) = wanted
    return Becomes({e.id: labels[e.id] for e in found}, wanted_state, negated, every=not some)


def _state_said(entity: Entity, word: str) -> tuple[str, bool] | None:
    """The state of an entity that a word says, and whether any other is meant; None if it says none of its states."""
    said = fold(word)
    for known in states_of(entity):
        spoken = (known, word_in(known, "en"), word_in(known, "pt"), word_in(known, "pt", [entity]))
        if said not in map(fold, spoken):
            continue
        if known == "on" and entity.domain in ("climate", "media_player"):
            return "off", True
        if entity.domain == "binary_sensor":
            known = next(raw for raw in ("on", "off") if known in (raw, meaning(entity, State(raw))))
        return known, False
    return None


def _named(subject: str, entities: Sequence[Entity]) -> list[Entity]:
    """The entities that all words of `subject` fit; those whose own name is said whole before others."""
    asked = set(content_stems(subject)) - _QUANTITIES
    found = [entity for entity in entities if asked <= _words(entity)]
    by_name = [e for e in found if any(asked and set(content_stems(n)) <= asked for n in (e.name, *e.aliases))]
    return by_name if len(by_name) == 1 else found


def _words(entity: Entity) -> set[str]:
    """Every word for an entity: of its names, its places, and its kinds in both languages."""
    texts = [entity.name, *entity.aliases, entity.area or "", entity.floor or ""]
    texts += [words_for(kind) for kind in kinds_of(entity)]
    texts.append(sensor_class(entity) or "")
    return set(stems(" ".join(texts)))
