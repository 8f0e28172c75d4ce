"""Questions about the house: nothing here changes anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from agentlite.tools.home.asked import can_be_in, states_named
from agentlite.tools.home.house import Entity, State
from agentlite.tools.home.session import HomeTools, offers
from agentlite.tools.home.wording import LANGUAGES, enumerated, meaning, sentences, state_words, states_of, word_in
from agentlite.toolset import Choices, Outcome, tool
from agentlite.words import fold, stems

Question = Literal["any", "all", "which", "how_many"]


def _asked_about(self: HomeTools, request: str) -> list[Entity]:
    """What a question may be about."""
    targets = self.home.targets
    labels = targets.legal("check_state", request, mentioned=True)
    return list({entity.id: entity for label in labels for entity in targets.resolve(label)}.values())


def _named(self: HomeTools, request: str) -> list[str]:
    """The states that a question names."""
    entities = _asked_about(self, request)
    states = dict.fromkeys(state for entity in entities for state in states_of(entity))
    return states_named(request, states, (entity.name for entity in entities))


def _askable(self: HomeTools, request: str) -> Sequence[str]:
    """The states that something which the request is about can be in; where it names some of them, those."""
    entities = _asked_about(self, request)
    states = dict.fromkeys(state for entity in entities for state in states_of(entity))
    if entities and not _ASKS_FOR_SILENCE.isdisjoint(stems(request)):
        return [*states, "unavailable"]
    return _named(self, request) or list(states)


def _checkable(self: HomeTools, request: str) -> Sequence[str]:
    """What a question can be about: what can be in the states that it names."""
    targets, named = self.home.targets, _named(self, request)
    labels = targets.legal("check_state", request, mentioned=True)
    return [label for label in labels if can_be_in(targets.resolve(label), named)] or labels


_ASKS_FOR_SILENCE = frozenset(stems("unavailable unreachable offline dead indisponivel inacessivel desconectado"))
"""Words that ask whether something can be reached at all."""


_ABOUT_SEVERAL = re.compile(
    r"^(?:how many|which(?! (?:song|track|album|film|movie|show|channel|station|mode|one)\b)|are (?:any|all)|"
    r"is (?:any|there|anyone|anybody)|quant[oa]s|(?:ha|existem?|tem|esta) algu\w+)\b"
)
"""Questions that only `check_state` answers: it counts, names, and says whether any or all."""


_WHETHER = re.compile(r"^(?:is|are)\b")


def _readable(self: HomeTools, request: str) -> Sequence[str]:
    """What can be read out for a request; nothing for one that asks which, how many, or whether one is in a state."""
    said = fold(request.strip())
    if _ABOUT_SEVERAL.match(said) or (_WHETHER.match(said) and _named(self, request)):
        return []
    return self.home.targets.legal("get_state", request, mentioned=True)


class QuestionTools(HomeTools):
    """get_state, check_state, get_weather, get_events."""

    @tool(risk="read")
    async def get_state(self, target: Annotated[str, Choices(_readable)]) -> Outcome:
        """Say what state something is in, what a sensor reads, or where a person is.

        Args:
            target: what to look at
        """
        found = await self.home.read(target, "get_state")
        states = {entity.id: state for entity, state in found}
        return Outcome(
            value={self.home.targets.label(entity): state_words([entity], state)["en"] for entity, state in found},
            say=sentences(self.home.clauses([entity for entity, _ in found], states)),
            untrusted=any(_tells(state) for state in states.values()),
        )

    @tool(risk="read")
    async def check_state(
        self,
        question: Question,
        state: Annotated[str, Choices(_askable)],
        target: Annotated[str, Choices(_checkable)],
    ) -> Outcome:
        """Answer whether any or all, which, or how many things are in a state.

        Args:
            question: what is asked; for one thing, all
            state: the state asked about
            target: what to look at
        """
        found = await self.home.read(target, "check_state")
        matching = [entity for entity, now in found if is_in(entity, now, state)]
        others = [entity for entity, now in found if entity not in matching and now.known]
        answer = _Answer(state, found, matching, others, self.home.targets.label)
        lost = [self.home.targets.label(e) for e, now in found if e not in matching and not now.known]
        say = {language: answer.text(question, language) for language in LANGUAGES}
        if lost:
            say["en"] += f" Nothing is known of {enumerated(lost, 'en')}."
            say["pt"] += f" Nada se sabe de {enumerated(lost, 'pt')}."
        return Outcome(value=[self.home.targets.label(entity) for entity in matching], say=say)

    @tool(risk="read")
    async def get_weather(self, target: Annotated[str, offers("get_weather")]) -> Outcome:
        """Say what the weather is.

        Args:
            target: where
        """
        found = await self.home.read(target, "get_weather")
        return Outcome(
            value={self.home.targets.label(e): {"condition": s.state, **s.attributes} for e, s in found},
            say=sentences(self.home.clauses([e for e, _ in found], {e.id: s for e, s in found})),
        )

    @tool(risk="read", untrusted_output=True)
    async def get_events(self, target: Annotated[str, offers("get_events")]) -> Outcome:
        """Say what is in a calendar.

        Args:
            target: which calendar
        """
        entities = self.home.targets.resolve(target, "get_events")
        answers = await self.home.backend.call("list_events", [entity.id for entity in entities])
        events = {self.home.targets.label(entity): answers[entity.id] for entity in entities}
        clauses = {
            language: [
                f"{label}: {'; '.join(_event_text(event) for event in found) or _NO_EVENTS[language]}"
                for label, found in events.items()
            ]
            for language in LANGUAGES
        }
        return Outcome(value=events, say=sentences(clauses))


_LONGEST_STATE = 3
"""Words in a state that is not a text."""


def _tells(state: State) -> bool:
    """Whether a state holds a text that somebody wrote: the title of what plays, a message."""
    return bool(state.attributes.get("media_title")) or len(state.state.split()) > _LONGEST_STATE


_NO_EVENTS = {"en": "no events", "pt": "nenhum compromisso"}


def _event_text(event: dict[str, str]) -> str:
    return f"{event['summary']} ({event['start'].replace('T', ' ')})" if event.get("start") else event["summary"]


def is_in(entity: Entity, now: State, asked: str) -> bool:
    """Whether an entity is in the state asked about, as people mean it: a player that is playing is also on."""
    if asked == "unavailable" or not now.known:
        return now.state == asked
    if asked in (now.state, meaning(entity, now)):
        return True
    if entity.domain == "binary_sensor":
        return asked == ("detected" if now.state == "on" else "clear")
    if asked == "on" and entity.domain in ("climate", "media_player"):
        return now.state not in ("off", "standby")
    if asked == "off" and entity.domain == "media_player":
        return now.state == "standby"
    return asked == "not_home" and entity.domain == "person" and now.state != "home"


class _Answer:
    """The sentence that answers a question of `check_state`."""

    def __init__(
        self,
        asked: str,
        found: list[tuple[Entity, State]],
        matching: list[Entity],
        others: list[Entity],
        label: Callable[[Entity], str],
    ) -> None:
        self._asked = asked
        self._states = {entity.id: state for entity, state in found}
        self._total = len(found)
        self._matching = matching
        self._others = others
        self._label = label

    def text(self, question: str, language: str) -> str:
        if self._total == 1 and question in ("any", "all"):
            return self._about_one(language)
        if question == "how_many":
            return self._count(language)
        if question == "which":
            return self._names(language)
        return self._any(language) if question == "any" else self._all(language)

    def _about_one(self, language: str) -> str:
        if not (self._matching or self._others):
            return "I do not know." if language == "en" else "Não sei."
        (entity,) = self._matching or self._others
        words = state_words([entity], self._states[entity.id])[language]
        yes = {"en": ("Yes", "No"), "pt": ("Sim", "Não")}[language][not self._matching]
        return f"{yes}, {self._label(entity)} {'is' if language == 'en' else 'está'} {words}."

    def _any(self, language: str) -> str:
        if not self._matching:
            return f"No, {self._none('en')}" if language == "en" else f"Não, {self._none('pt')}"
        return f"{'Yes' if language == 'en' else 'Sim'}, {self._count(language)}"

    def _all(self, language: str) -> str:
        if self._others:
            return f"{'No' if language == 'en' else 'Não'}, {self._not(language)}"
        if not self._matching:
            return "I do not know." if language == "en" else "Não sei."
        word = word_in(self._asked, language, self._matching)
        if language == "en":
            return f"Yes, all {self._total} are {word}."
        return f"Sim, {'as' if word.endswith('as') else 'os'} {self._total} estão {word}."

    def _not(self, language: str) -> str:
        names, many = self._enumerated(self._others, language), len(self._others) > 1
        word = word_in(self._asked, language, self._others)
        if language == "en":
            return f"{names} {'are' if many else 'is'} not {word}."
        return f"{names} não {'estão' if many else 'está'} {word}."

    def _names(self, language: str) -> str:
        if not self._matching:
            text = self._none(language)
            return text[0].upper() + text[1:]
        names, many = self._enumerated(self._matching, language), len(self._matching) > 1
        word = word_in(self._asked, language, self._matching)
        if language == "en":
            return f"{names} {'are' if many else 'is'} {word}."
        return f"{names} {'estão' if many else 'está'} {word}."

    def _count(self, language: str) -> str:
        if not self._matching:
            return f"0: {self._none(language)}"
        return f"{len(self._matching)}: {self._names(language)}"

    def _none(self, language: str) -> str:
        word = word_in(self._asked, language)
        return f"none is {word}." if language == "en" else f"nada está {word}."

    def _enumerated(self, entities: list[Entity], language: str) -> str:
        return enumerated([self._label(entity) for entity in entities], language)
