"""A sentence becomes a task script: grammar takes it apart, a model decides each part, and a simulation goes along."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from agentlite.actions import Action, Answer, Ask, Calls, Decline, ToolCall
from agentlite.tools.home.strangers import strangers
from agentlite.tools.robot.checking import checked
from agentlite.tools.robot.claims import fact_of, grouped
from agentlite.tools.robot.expanding import Expander, Unclear, orders
from agentlite.tools.robot.names import Names, tongue_of
from agentlite.tools.robot.nouns import after_preposition, names_something, phrases
from agentlite.tools.robot.reading import Claim, Clause, read, sayings
from agentlite.tools.robot.running import dry_run
from agentlite.tools.robot.script import Check, Choice, Do, Node, Script, Sequence
from agentlite.tools.robot.vocabulary import Tongue
from agentlite.tools.robot.world import Scene, World
from agentlite.words import stems

Decide: TypeAlias = Callable[[str], Awaitable[Action]]
"""What a model makes of one simple sentence."""

_SENTENCES: Mapping[str, Mapping[Tongue, str]] = {
    "unknown": {"en": "I do not know what {what} is here.", "pt": "Não sei o que é {what} aqui."},
    "none": {"en": "There is no such thing here: {what}.", "pt": "Aqui não há: {what}."},
    "which": {"en": "Which one do you mean ({what})?", "pt": "Qual deles ({what})?"},
    "condition": {"en": "I cannot check this: {what}.", "pt": "Não consigo verificar isto: {what}."},
    "nothing": {"en": "Then there is nothing to do.", "pt": "Então não há nada a fazer."},
    "forbidden": {"en": "You said not to touch {what}.", "pt": "Foi pedido para não mexer nisto: {what}."},
}
_EVERYDAY = frozenset(
    stems(
        "robot arm hand gripper robo braco mao pinca floor ground chao order ordem top cima lid tampa stack pile pilha "
        "rest"
    )
)


def compiled(task: str, calls: Iterable[ToolCall]) -> Script:
    """A script that makes these calls, in order."""
    return Script(task, _sequence([Do(call.tool, dict(call.arguments)) for call in calls]))


async def plan(task: str, decide: Decide, world: World, scene: Scene | None = None) -> Script | Ask | Decline:
    """The script for a task in this world, beginning with `scene`; or what to ask first, or why nothing is to be done.

    `decide` is asked about each simple sentence in turn; grammar alone decides on order, conditions, "all" and "not".
    The script fits the world; whether it succeeds there is for `dry_run` to say. Raises what `decide` raises.
    """
    return await _Planning(task, decide, Names(world), scene or world.start).script()


@dataclass
class _Planning:
    task: str
    decide: Decide
    names: Names
    scene: Scene
    nodes: list[Node] = field(default_factory=list)
    verb: str = ""
    """How the last clause began, up to its first noun."""

    def __post_init__(self) -> None:
        self.tongue = tongue_of(self.task)
        self.expander = Expander(self.names, self.tongue, self.task)

    async def script(self) -> Script | Ask | Decline:
        clauses = read(self.task)
        if uncheckable := next((clause.condition_text for clause in clauses if clause.condition_text), None):
            return self._ask("condition", uncheckable.strip())
        if not sayings(self.task) and (unknown := strangers(self.task, _is_known)):
            return self._ask("unknown", unknown[0])
        forbidden = {n for c in clauses if c.forbidden for p in phrases(c.text) for n in self.names.meant(p)}
        wanted = [clause for clause in clauses if not clause.forbidden]
        if not wanted:
            return Decline(_SENTENCES["nothing"][self.tongue])
        for claim, group in _grouped(wanted):
            stopped = await self._add(claim, group, forbidden & self.names.world.thing.keys())
            if stopped is not None:
                return stopped
        if not self.nodes:
            return Decline(_SENTENCES["nothing"][self.tongue])
        return checked(Script(self.task, _sequence(self.nodes)), self.names)

    async def _add(self, claim: Claim | None, group: list[Clause], forbidden: set[str]) -> Ask | Decline | None:
        """Add the clauses that hold under one condition; what stands in the way, if something does."""
        branches: dict[bool, list[Node]] = {False: [], True: []}
        checks = self._checks(claim) if claim is not None else []
        if isinstance(checks, Ask):
            return checks
        for clause in group:
            nodes = await self._decided(clause, forbidden)
            if isinstance(nodes, (Ask, Decline)):
                return nodes
            branches[clause.otherwise] += nodes
            if not checks:
                await self._go_along(nodes)
        if not checks:
            self.nodes += branches[False]
        elif branches[False] or branches[True]:
            choice = _choice(checks, branches[False], branches[True])
            self.nodes.append(choice)
            await self._go_along([choice])
        return None

    def _checks(self, claim: Claim) -> list[Check] | Ask:
        """What must all be so for a condition to hold; or what to ask, if it names nothing here, or too much.

        Nothing here counts, and "all the cans are not" has two meanings.
        """
        fact, of, where = fact_of(claim, self.names)
        wheres = self.names.meant(claim.where) if claim.where is not None else []
        groups, subject = grouped(claim, of), claim.subject
        if not of or (claim.where is not None and not wheres):
            return self._ask("none", claim.text)
        if len(wheres) > 1:
            return self._unclear(Unclear(claim.text, tuple(wheres)))
        if subject.count not in (None, len(groups)) or (len(groups) > 1 and not claim.is_so):
            return self._ask("condition", claim.text)
        if len(of) > 1 and subject.quantity == "the" and claim.state != "there":
            return self._unclear(Unclear(claim.text, of))
        self.expander.spoken.hear([*of[-1:], *wheres], self.names)
        place = self.names.label(where, self.tongue) if where else None
        labels = [tuple(self.names.label(name, self.tongue) for name in group) for group in groups]
        return [Check(fact, group, place, claim.is_so) for group in labels]

    async def _decided(self, clause: Clause, forbidden: set[str]) -> list[Node] | Ask | Decline:
        excepted = forbidden | {name for phrase in clause.excepted for name in self.names.meant(phrase)}
        if sayings(clause.text):
            sentences = [clause.text]
        else:
            sentences = []
            for order in orders(clause.text):
                found = self.expander.sentences(self._with_verb(order), self.scene, excepted)
                if isinstance(found, Unclear):
                    return self._unclear(found)
                sentences += found
        nodes: list[Node] = []
        for sentence in sentences:
            action = await self.decide(sentence)
            match action:
                case Calls(calls):
                    touched = [c for c in calls if c.tool in ("pick", "place") and self._id(c) in forbidden]
                    if touched:
                        return Decline(
                            self._say("forbidden", self.names.with_article(self._id(touched[0]), self.tongue))
                        )
                    nodes += self._with_picks(sentence, calls)
                case Answer(text):
                    return Decline(text)
                case Ask() | Decline():
                    return action
        return nodes

    def _with_verb(self, text: str) -> str:
        """The clause, with the verb of the one before if it has none: "(move) the can to the shelf"."""
        said = phrases(text)
        if said and said[0].sort == "thing" and said[0].start == 0 and len(said) > 1:
            return self.verb + text
        if said:
            self.verb = text[: said[0].start]
        return text

    def _with_picks(self, sentence: str, calls: Iterable[ToolCall]) -> list[Node]:
        """The calls; before a `place` with an empty hand comes the `pick` of what the sentence is about."""
        nodes: list[Node] = []
        held = self.scene.holding is not None
        for call in calls:
            if call.tool == "place" and not held and (thing := self._object_of(sentence)):
                nodes.append(Do("pick", {"target": self.names.label(thing, self.tongue)}))
            held = call.tool == "pick" or (held and call.tool != "place")
            nodes.append(Do(call.tool, dict(call.arguments)))
        return nodes

    def _object_of(self, sentence: str) -> str | None:
        """The one thing in a sentence that follows no preposition, if there is one."""
        said = phrases(sentence)
        found = {
            name
            for phrase, ids in zip(said, self.names.resolve(said), strict=True)
            if phrase.sort == "thing" and len(ids) == 1 and not after_preposition(sentence, phrase.start)
            for name in ids
        }
        return found.pop() if len(found) == 1 else None

    async def _go_along(self, nodes: list[Node]) -> None:
        """Carry nodes out in simulation, so that later sentences are read in the scene they will find."""
        if nodes:
            script = checked(Script(self.task, _sequence(nodes)), self.names)
            self.scene = (await dry_run(script, self.names.world, self.scene)).scene

    def _id(self, call: ToolCall) -> str:
        return self.names.id(str(call.arguments["target"]))

    def _unclear(self, unclear: Unclear) -> Ask:
        if not unclear.options:
            return self._ask("none", unclear.said)
        labels = tuple(self.names.label(name, self.tongue) for name in unclear.options)
        return Ask(self._say("which", unclear.said), labels)

    def _ask(self, key: str, what: str) -> Ask:
        return Ask(self._say(key, what))

    def _say(self, key: str, what: str) -> str:
        return _SENTENCES[key][self.tongue].format(what=what)


def _is_known(stem: str) -> bool:
    """Whether a word (without its plural ending) is used for anything in this pack."""
    return stem in _EVERYDAY or any(names_something(stem + ending) for ending in ("", "e", "s", "es"))


def _grouped(clauses: Iterable[Clause]) -> list[tuple[Claim | None, list[Clause]]]:
    """Consecutive clauses that hang on the same condition, together."""
    groups: list[tuple[Claim | None, list[Clause]]] = []
    for clause in clauses:
        if groups and clause.condition is not None and groups[-1][0] is clause.condition:
            groups[-1][1].append(clause)
        else:
            groups.append((clause.condition, [clause]))
    return groups


def _choice(checks: list[Check], then: list[Node], otherwise: list[Node]) -> Choice:
    """One or the other, by whether all checks hold; where only the second does anything, it is the first of the
    opposite."""
    *outer, last = checks
    other = _sequence(otherwise) if otherwise else None
    choice = Choice(last, _sequence(then), other)
    if other is not None and not then:
        choice = Choice(replace(last, is_so=not last.is_so), other)
    for check in reversed(outer):
        choice = Choice(check, choice, other)
    return choice


def _sequence(nodes: Iterable[Node]) -> Node:
    """The nodes in order; one alone is itself."""
    found = tuple(nodes)
    return found[0] if len(found) == 1 else Sequence(found)
