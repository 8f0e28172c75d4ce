"""A sentence becomes a task script: grammar takes it apart, a model decides each part, and a simulation goes along."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from agentlite.actions import Action, Answer, Ask, Calls, Decline, ToolCall
from agentlite.tools.home.strangers import strangers
from agentlite.tools.robot.arranging import placed_beside, stacked, stacking, swapped
from agentlite.tools.robot.beyond import beyond
from agentlite.tools.robot.checking import checked
from agentlite.tools.robot.claims import fact_holds, fact_of, grouped
from agentlite.tools.robot.conditions import Claim
from agentlite.tools.robot.expanding import Expander, Unclear, orders, parts_around_sayings
from agentlite.tools.robot.names import Names, tongue_of
from agentlite.tools.robot.nouns import after_preposition, fold, names_something, phrases
from agentlite.tools.robot.preparing import Preparing
from agentlite.tools.robot.reading import Clause, plainly, read
from agentlite.tools.robot.rewording import keeps_shut
from agentlite.tools.robot.roles import completed, immovable, no_spot, opens_what_has_no_lid, roles_of
from agentlite.tools.robot.running import dry_run
from agentlite.tools.robot.saying import sayings
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
    "beyond": {"en": "That is beyond me: {what}.", "pt": "Isso não sei fazer: {what}."},
    "no_lid": {"en": "This cannot be opened or closed: {what}.", "pt": "Isto não se abre nem se fecha: {what}."},
    "no_spot": {"en": "I cannot put things there: {what}.", "pt": "Não consigo pôr coisas aí: {what}."},
    "forbidden": {"en": "You said not to touch {what}.", "pt": "Foi pedido para não mexer nisto: {what}."},
}
_EVERYDAY = frozenset(
    stems(
        "nothing nada menos nao ser couple pair par either pairs dupla torre tower same mesmo "
        "robot arm hand gripper robo braco mao pinca floor ground chao order ordem top cima lid tampa stack pile pilha "
        "rest"
    )
)


_ONLY_WHERE = re.compile(r"\s*(?:back |over )?(?:to|on|onto|in|into|para|pra?|ate|n|d|em|no?a?s?|a|ao)?\s*")
_PREPOSITION_LAST = re.compile(r"\s*\b(?:(?:back |over )?(?:to|on|onto|in|into)|para|pr[oa]|até|n[oa]s?|ao)\s*$")


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
    banned: set[tuple[str, str]] = field(default_factory=set)
    """What must not be put where."""
    verb: str = ""
    """How the last clause began, up to its first noun."""
    where: str = ""
    """How it went on after that."""
    lead: str = ""
    """What it said before where it was to be."""

    def __post_init__(self) -> None:
        self.tongue = tongue_of(self.task)
        self.request = plainly(self.task)
        self.expander = Expander(self.names, self.tongue, self.request)
        self.preparing = Preparing(self.names, self.tongue)
        self.shut = frozenset(self.scene.lids) if keeps_shut(self.task) else frozenset()

    async def script(self) -> Script | Ask | Decline:
        clauses = read(self.task)
        if uncheckable := next((clause.condition_text for clause in clauses if clause.condition_text), None):
            return self._ask("condition", uncheckable.strip())
        if not sayings(self.task) and (unknown := strangers(self.request, _is_known)):
            return self._ask("unknown", unknown[0])
        forbidden = {name for clause in clauses if clause.forbidden for name in self._untouchable(clause.text)}
        self.expander.spoken.things |= forbidden
        wanted = [clause for clause in clauses if not clause.forbidden]
        if not wanted:
            return Decline(_SENTENCES["nothing"][self.tongue])
        for claims, group in _grouped(wanted):
            stopped = await self._add(claims, group, forbidden)
            if stopped is not None:
                return stopped
        if not self.nodes:
            return Decline(_SENTENCES["nothing"][self.tongue])
        self.nodes += self.preparing.closing()
        return checked(Script(self.task, _sequence(self.nodes)), self.names)

    def _untouchable(self, forbidden: str) -> set[str]:
        """The things that are to be left alone by what must not be done; of "don't put it there" remains only where."""
        said = phrases(forbidden)
        named = {name for phrase in said for name in self.names.meant(phrase)}
        places = named & self.names.world.place.keys()
        things = named & self.names.world.thing.keys()
        if places and things and any(p.sort == "place" and after_preposition(forbidden, p.start) for p in said):
            self.banned |= {(thing, place) for thing in things for place in places}
            self.expander.spoken.hear(sorted(things), self.names)
            return set()
        return things

    async def _add(self, claims: tuple[Claim, ...], group: list[Clause], forbidden: set[str]) -> Ask | Decline | None:
        """Add the clauses that hold under some conditions; what stands in the way, if something does."""
        branches: dict[bool, list[Node]] = {False: [], True: []}
        checks: list[Check] = []
        for claim in claims:
            found = self._checks(claim)
            if isinstance(found, Ask):
                return found
            checks += found
        start, afterwards = self.scene, {branch: self._assuming(checks, branch) for branch in branches}
        for clause in group:
            self.scene = afterwards[clause.otherwise]
            nodes = await self._decided(clause, forbidden)
            if isinstance(nodes, (Ask, Decline)):
                return nodes
            branches[clause.otherwise] += nodes
            afterwards[clause.otherwise] = self.scene
            if checks:
                branches[clause.otherwise] += self.preparing.closing()
        self.scene = start if checks else afterwards[False]
        if not checks:
            self.nodes += branches[False]
        elif branches[False] or branches[True]:
            choice = _choice(checks, branches[False], branches[True])
            self.nodes.append(choice)
            await self._go_along([choice])
        return None

    def _assuming(self, checks: Iterable[Check], otherwise: bool) -> Scene:
        """The scene where the checks hold, or the only one does not: boxes are open or closed by that."""
        checks = list(checks)
        if otherwise and len(checks) != 1:
            return self.scene
        lids = {
            self.names.id(check.of[0]): float(check.is_so != otherwise)
            for check in checks
            if check.fact == "open" and len(check.of) == 1
        }
        return replace(self.scene, lids={**self.scene.lids, **lids})

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
        there = [n for n in of if fact_holds(fact, [n], where, self.names.world, self.scene) == claim.is_so]
        self.expander.spoken.hear([*(there or of)[-1:], *wheres], self.names)
        place = self.names.label(where, self.tongue) if where else None
        labels = [tuple(self.names.label(name, self.tongue) for name in group) for group in groups]
        return [Check(fact, group, place, claim.is_so) for group in labels]

    async def _decided(self, clause: Clause, forbidden: set[str]) -> list[Node] | Ask | Decline:
        """What is to be done for a clause, in the scene that it will find; afterwards that is the scene it leaves."""
        excepted = forbidden | {name for phrase in clause.excepted for name in self.names.meant(phrase)}
        excepted |= {thing for thing, _ in self.banned}
        nodes: list[Node] = []
        if sayings(clause.text):
            return await self._said(clause, forbidden)
        for order in orders(placed_beside(clause.text, self.names, self.scene, self.tongue)):
            arranged = await self._arranged(order, excepted)
            if isinstance(arranged, Unclear):
                return self._unclear(arranged)
            if arranged is not None:
                nodes += arranged
                continue
            full = placed_beside(self._with_verb(order), self.names, self.scene, self.tongue)
            found = self.expander.sentences(full, self.scene, excepted)
            if isinstance(found, Unclear):
                return self._unclear(found)
            for sentence in found:
                if problem := self._impossible(sentence):
                    return problem
                decided = await self._decided_one(sentence, forbidden)
                if isinstance(decided, (Ask, Decline)):
                    return decided
                nodes += decided
        return nodes

    async def _said(self, clause: Clause, forbidden: set[str]) -> list[Node] | Ask | Decline:
        """The same for a clause with words to be said in it, which stay whole, and perhaps with orders around them."""
        nodes: list[Node] = []
        for part in parts_around_sayings(clause.text):
            says = bool(sayings(part))
            decided = (
                await self._decided_one(part, forbidden)
                if says
                else await self._decided(replace(clause, text=part), forbidden)
            )
            if isinstance(decided, (Ask, Decline)):
                return decided
            nodes += decided
        return nodes

    async def _arranged(self, order: str, excepted: set[str]) -> list[Node] | Unclear | None:
        """What stacks things on each other, or swaps two; None if the order wants neither."""
        moves = swapped(order, self.names, self.scene)
        if moves is None:
            plain = stacking(order)
            members = self.expander.members(plain, self.scene, excepted) if plain is not None else None
            if members is None or isinstance(members, Unclear):
                return members
            moves = stacked(members.things, self.names, self.scene, members.place)
        nodes: list[Node] = []
        for thing, goal in moves:
            labels = [self.names.label(name, self.tongue) for name in (thing, goal)]
            move = [Do(tool, {"target": label}) for tool, label in zip(("pick", "place"), labels, strict=True)]
            ready = self.preparing.prepared(move, self.scene, self.shut)
            await self._go_along(ready)
            nodes += ready
        return nodes

    def _impossible(self, sentence: str) -> Ask | None:
        """What to ask of a sentence that no robot here can follow, whatever a model makes of it."""
        if what := beyond(sentence, self.tongue):
            return self._ask("beyond", what)
        if what := no_spot(sentence):
            return self._ask("no_spot", what)
        if what := immovable(sentence, self.names):
            return self._ask("beyond", what)
        if what := opens_what_has_no_lid(sentence, self.names):
            return self._ask("no_lid", what)
        return None

    async def _decided_one(self, sentence: str, forbidden: set[str]) -> list[Node] | Ask | Decline:
        """The same for one simple sentence, by the model."""
        action = await self.decide(sentence)
        match action:
            case Calls(calls):
                touched = [self._id(c) for c in calls if c.tool in ("pick", "place") and self._id(c) in forbidden]
                thing = roles_of(sentence, self.names).thing
                touched += [thing for c in calls if thing and c.tool == "place" and (thing, self._id(c)) in self.banned]
                if touched:
                    return Decline(self._say("forbidden", self.names.with_article(touched[0], self.tongue)))
                nodes = self.preparing.prepared(self._with_picks(sentence, calls), self.scene, self.shut)
                await self._go_along(nodes)
                return list(nodes)
            case Answer(text):
                return Decline(text)
        return action

    def _with_verb(self, text: str) -> str:
        """The clause, with the verb of the one before if it has none: "(move) the can to the shelf"."""
        said = phrases(text)
        if not said:
            return text
        first, last = said[0], said[-1]
        if first.sort == "thing" and first.start == 0:
            if len(said) > 1 or not self.where:
                return self.verb + text
            return self.verb + text + self.where if first.end == len(text.rstrip(" .")) else text
        if first.sort == "place" and _ONLY_WHERE.fullmatch(fold(text[: first.start])) and self.lead:
            return f"{self.lead} {text}"
        self.verb = text[: first.start]
        self.where = text[first.end :] if len(said) > 1 and first.sort == "thing" else ""
        self.lead = _PREPOSITION_LAST.sub("", text[: last.start]) if last.sort == "place" else ""
        return text

    def _with_picks(self, sentence: str, calls: Iterable[ToolCall]) -> list[Do]:
        """The calls, none of the sentence's nouns left out; before a `place` comes the `pick` of what it is about."""
        nodes: list[Do] = []
        roles, held = roles_of(sentence, self.names), self.scene.holding
        for call in completed(calls, sentence, roles, self.names, self.tongue, self.scene):
            if call.tool == "place" and roles.thing not in (None, held):
                nodes.append(Do("pick", {"target": self.names.label(roles.thing, self.tongue)}))
            if call.tool in ("pick", "place"):
                held = self._id(call) if call.tool == "pick" else None
            nodes.append(Do(call.tool, dict(call.arguments)))
        return nodes

    async def _go_along(self, nodes: Iterable[Node]) -> None:
        """Carry nodes out in simulation, so that later sentences are read in the scene they will find."""
        if found := tuple(nodes):
            script = checked(Script(self.task, _sequence(found)), self.names)
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


def _grouped(clauses: Iterable[Clause]) -> list[tuple[tuple[Claim, ...], list[Clause]]]:
    """Consecutive clauses that hang on the same conditions, together."""
    groups: list[tuple[tuple[Claim, ...], list[Clause]]] = []
    for clause in clauses:
        if groups and groups[-1][0] is clause.conditions:
            groups[-1][1].append(clause)
        else:
            groups.append((clause.conditions, [clause]))
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
