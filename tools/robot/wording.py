"""What the robot says of what it did, in two languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agentlite.errors import ToolError
from agentlite.tools.robot.claims import Fact
from agentlite.tools.robot.names import Names, lid_word
from agentlite.tools.robot.vocabulary import TONGUES, Tongue
from agentlite.tools.robot.world import FLOOR, HAND, Scene

_SENTENCES: Mapping[str, Mapping[Tongue, str]] = {
    "no_lid": {"en": "{A} cannot be opened or closed.", "pt": "{A} não se abre nem se fecha."},
    "no_place": {"en": "{A} is no place.", "pt": "{A} não é um lugar."},
    "no_thing": {"en": "{A} cannot be picked up.", "pt": "Não posso pegar {a}."},
    "picked": {"en": "I am holding {a}.", "pt": "Tenho {a} na mão."},
    "already_held": {"en": "I am already holding {a}.", "pt": "Já tenho {a} na mão."},
    "full": {"en": "My hand already holds {a}.", "pt": "A minha mão já tem {a}."},
    "empty": {"en": "My hand is empty, so there is nothing to put down.", "pt": "Não tenho nada na mão para pousar."},
    "covered": {"en": "{A} has {b} on top.", "pt": "{A} tem {b} em cima."},
    "shut": {"en": "{A} is closed.", "pt": "{A} está com a tampa fechada."},
    "missed": {"en": "I could not get hold of {a}.", "pt": "Não consegui pegar {a}."},
    "placed": {"en": "{A} is {where} now.", "pt": "{A} está agora {where}."},
    "misplaced": {"en": "{A} did not stay there: it is {where}.", "pt": "{A} não ficou lá: está {where}."},
    "no_room": {"en": "There is no room left {where}.", "pt": "Já não há lugar {where}."},
    "itself": {"en": "{A} cannot be put on itself.", "pt": "{A} não se pode pôr em cima de si."},
    "lid": {"en": "{A} is {state} now.", "pt": "{A} está agora {state}."},
    "lid_already": {"en": "{A} is already {state}.", "pt": "{A} já está {state}."},
    "lid_stuck": {"en": "{A} is still not {state}.", "pt": "{A} ainda não está {state}."},
    "hand_needed": {"en": "I need an empty hand for that, and hold {a}.", "pt": "Preciso da mão livre, e tenho {a}."},
    "arrived": {"en": "I am at {a}.", "pt": "Estou junto {to_a}."},
    "astray": {"en": "I did not get to {a}.", "pt": "Não cheguei {to_a}."},
    "moved_too": {"en": "Something else moved: {a}.", "pt": "Mexeu-se outra coisa: {a}."},
    "said": {"en": "I said: {text}", "pt": "Eu disse: {text}"},
    "waited": {"en": "I waited {seconds} s.", "pt": "Esperei {seconds} s."},
    "stopped": {"en": "I have stopped.", "pt": "Parei."},
}
_ANSWERS: Mapping[bool, Mapping[Tongue, str]] = {True: {"en": "Yes", "pt": "Sim"}, False: {"en": "No", "pt": "Não"}}


class Wording:
    """Sentences about the things and places of one world."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def say(
        self, key: str, a: str = "", b: str = "", *, where: str = "", is_open: bool = False, **more: object
    ) -> dict[str, str]:
        """A sentence by language. `a`, `b` and `where` are ids."""
        said: dict[str, str] = {}
        for tongue in TONGUES:
            name = self._named(a, tongue)
            said[tongue] = _SENTENCES[key][tongue].format(
                a=name,
                A=name[:1].upper() + name[1:],
                b=self._named(b, tongue),
                to_a=self._to(a, tongue),
                where=self.at(where, tongue) if where else "",
                state=lid_word(is_open, tongue),
                **more,
            )
        return said

    def error(self, key: str, a: str = "", b: str = "", *, where: str = "", is_open: bool = False) -> ToolError:
        """The same as an error to raise."""
        said = self.say(key, a, b, where=where, is_open=is_open)
        return ToolError(said["en"], say=said)

    def at(self, name: str, tongue: Tongue) -> str:
        """Where something is that is at a place or on a thing, in the hand or on the floor."""
        if name == HAND:
            return "in my hand" if tongue == "en" else "na minha mão"
        if name == FLOOR:
            return "on the floor" if tongue == "en" else "no chão"
        place = self._names.world.place.get(name)
        inside = place is not None and place.walls > 0
        label = self._names.label(name, tongue)
        if tongue == "en":
            return f"{'in' if inside else 'on'} the {label}"
        contraction = "na" if self._names.feminine(name) else "no"
        return f"{contraction} {label}" if place is not None else f"em cima d{contraction[1]} {label}"

    def checked(self, fact: Fact, of: Sequence[str], where: str | None, *, holds: bool) -> dict[str, str]:
        """That a fact was looked at, and whether it holds of any of the ids in `of`: "Box: open? No."."""
        said: dict[str, str] = {}
        for tongue in TONGUES:
            labels = ", ".join(self._names.label(name, tongue) for name in of)
            answer = _ANSWERS[holds][tongue]
            said[tongue] = f"{labels[:1].upper()}{labels[1:]}: {self._state(fact, of, where, tongue)}? {answer}."
        return said

    def overview(self, scene: Scene) -> dict[str, str]:
        """Where everything is."""
        world = self._names.world
        said: dict[str, str] = {}
        for tongue in TONGUES:
            parts = [
                f"{self._names.with_article(t.id, tongue)} {'is' if tongue == 'en' else 'está'} "
                f"{self.at(world.below(t.id, scene), tongue)}"
                for t in world.things
            ]
            parts += [
                f"{self._names.with_article(p.id, tongue)} {'is' if tongue == 'en' else 'está'} "
                f"{lid_word(scene.is_open(p.id), tongue)}"
                for p in world.places
                if p.lid
            ]
            text = "; ".join(parts) or ("nothing here" if tongue == "en" else "não há nada aqui")
            said[tongue] = f"{text[0].upper()}{text[1:]}."
        return said

    def _state(self, fact: Fact, of: Sequence[str], where: str | None, tongue: Tongue) -> str:
        match fact:
            case "open":
                return lid_word(True, tongue)
            case "empty":
                feminine = any(map(self._names.feminine, of))
                return "empty" if tongue == "en" else ("vazio", "vazia")[feminine]
            case "holding":
                return self.at(HAND, tongue)
        if where is None:
            return "there" if tongue == "en" else "está lá"
        return self.at(where, tongue)

    def _to(self, name: str, tongue: Tongue) -> str:
        """ "to the table", "à mesa"."""
        if not name or tongue == "en":
            return f"to {self._named(name, tongue)}"
        return f"{'à' if self._names.feminine(name) else 'ao'} {self._names.label(name, tongue)}"

    def _named(self, name: str, tongue: Tongue) -> str:
        return self._names.with_article(name, tongue) if name else ""
