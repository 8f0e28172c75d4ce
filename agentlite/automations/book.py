"""Automations as a program meets them: sentences in, checked plans kept, explained, changed and removed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from types import TracebackType

from agentlite.actions import Result, ToolCall
from agentlite.agent import Agent
from agentlite.automations.clock import Clock, SystemClock
from agentlite.automations.planning import rehearse
from agentlite.automations.running import check
from agentlite.automations.store import Automation, AutomationStore, Planned
from agentlite.errors import ConfigurationError, InputError, ToolError
from agentlite.events import Event, RunFinished, RunStarted
from agentlite.grammar import Refusal
from agentlite.language import Language, Sentences, detect_language, in_language, said
from agentlite.tools.home.automations.reading import Reading, read
from agentlite.tools.home.automations.scenes import members, scene_id, scene_to_save, snapshot
from agentlite.tools.home.automations.sun import HINT, sun_at
from agentlite.tools.home.automations.triggers import Sun, SunEvent, SunOf, next_after
from agentlite.tools.home.automations.unclear import Unclear
from agentlite.tools.home.automations.wording import explained
from agentlite.tools.home.backend import HomeBackend
from agentlite.tools.home.capabilities import CAPABILITIES
from agentlite.tools.home.targets import Targets

_SENTENCES: Sentences = {
    "kept": {"en": "Kept as automation {id}. {what}", "pt": "Guardado como automação {id}. {what}"},
    "scene": {
        "en": "{name} is saved: {count} things as they are now.",
        "pt": "{name} está guardado: {count} coisas como estão agora.",
    },
    "empty": {
        "en": "There is nothing here that a scene could hold.",
        "pt": "Não há aqui nada que uma cena possa guardar.",
    },
    "no_calls": {
        "en": "It is not clear what should be done then, so nothing was kept. ({why})",
        "pt": "Não é claro o que deve ser feito então, por isso nada foi guardado. ({why})",
    },
}


class NotKept(ToolError):
    """No plan came of a sentence. `result` is what the agent said to the part of it that is to be done."""

    def __init__(self, result: Result) -> None:
        say = {lang: said(_SENTENCES, "no_calls", lang, why=result.output) for lang in ("en", "pt")}
        super().__init__(say["en"], say=say)
        self.result = result


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and for whom automations are read: the house, the room and the person that speak, the local time zone
    (None: this machine's) and the place on earth (degrees north, degrees east) whose sun counts."""

    home: HomeBackend | None = None
    here: str | None = None
    me: str = ""
    zone: tzinfo | None = None
    place: tuple[float, float] | None = None

    def sun(self) -> SunOf:
        """The sun of the place. Without one, asking it raises `ConfigurationError`."""
        if self.place is not None:
            return sun_at(*self.place, self.zone)

        def nowhere(event: SunEvent, day: date) -> datetime | None:
            raise ConfigurationError("Nobody has said where the sun is to set.", hint=HINT)

        return nowhere

    def things(self, call: ToolCall) -> tuple[str, ...]:
        """The ids of what a call acts on now, and of what a scene among them reaches; empty if it names nothing."""
        target = call.arguments.get("target")
        if self.home is None or not isinstance(target, str):
            return ()
        capability = call.tool if call.tool in CAPABILITIES else None
        try:
            found = Targets(self.home.house, here=self.here).resolve(target, capability)
        except ToolError:
            return ()
        reached = (member for entity in found for member in entity.attributes.get("entities") or ())
        return tuple(sorted({*(entity.id for entity in found), *reached}))


class Automations:
    """The automations in `file`, understood by `agent` and kept until they are deleted.

    `setting` tells the home whose states can be waited for and saved as scenes. Running them is the affair of a
    `Scheduler`. `approved_by` is written beside what the agent's `approve` said yes to. Use it as a context manager.
    """

    def __init__(
        self,
        file: str | Path,
        agent: Agent,
        setting: Setting | None = None,
        *,
        approved_by: str = "owner",
        clock: Clock | None = None,
    ) -> None:
        self.agent, self.setting = agent, setting or Setting()
        self._file = file
        self._approved_by, self._clock = approved_by, clock or SystemClock()

    @cached_property
    def store(self) -> AutomationStore:
        """The file, opened (and made) when it is first needed."""
        return AutomationStore(self._file)

    async def aadd(self, sentence: str) -> Automation:
        """Keep what a sentence asks for later, after the same checks and approvals as if it were to be done now.

        Raises `InputError` if it is for now, `Unclear` if it leaves open when, `NotKept` if no calls came of what is
        to be done or nobody approved them, and what `Agent.arun` raises.
        """
        reading = self._reading(sentence)
        if reading is None:
            raise InputError(
                f"This is not for later: {sentence!r}.", hint='Say when, as in "at 7:30" or "when the door opens".'
            )
        return await self._kept(sentence, reading)

    async def aedit(self, automation_id: int, sentence: str) -> Automation:
        """Put another sentence in the place of one automation's. Raises what `aadd` raises; then nothing changes."""
        old = self.store.get(automation_id)
        reading = self._reading(sentence)
        if reading is None:
            raise InputError(f"This is not for later: {sentence!r}.")
        plan = await self._plan(reading)
        changed = replace(
            old,
            sentence=sentence,
            language=_language(sentence, reading),
            trigger=reading.trigger,
            plan=plan,
            approved_by=self._approver(plan),
            since=self._clock.now(),
        )
        self.store.replace(changed)
        return self.store.get(automation_id)

    async def asave_scene(self, name: str, place: str = "") -> int:
        """Keep what things are now, in a place or in the whole house, as a scene; returns how many.

        It takes the place of a scene whose name differs only in case, accents and signs.

        Raises `InputError` where there is nothing to keep, `ConfigurationError` without a home.
        """
        home = self.setting.home
        if home is None:
            raise ConfigurationError("Without a home there are no scenes.", hint="Give Setting(home=...).")
        chosen = members(home.house, place or self.setting.here or "")
        contents = snapshot(chosen, await home.states([entity.id for entity in chosen]))
        if not contents:
            raise InputError(said(_SENTENCES, "empty", "en"))
        known = {scene_id(other): other for other in self.store.scenes()}
        self.store.save_scene(known.get(scene_id(name), name), contents, self._clock.now())
        return len(contents)

    async def arun(self, task: str) -> Result:
        """`Agent.arun`, but what is for later is kept, and scenes are saved. Raises what `Agent.arun` raises."""
        language = detect_language(task)
        try:
            scene = scene_to_save(task)
            if scene is not None and self.setting.home is not None:
                count = await self.asave_scene(*scene)
                return Result(said(_SENTENCES, "scene", language, name=scene[0], count=count), "done")
            reading = self._reading(task)
            if reading is None:
                return await self.agent.arun(task)
            kept = await self._kept(task, reading)
        except Unclear as unclear:
            return Result(in_language(unclear.say, language, str(unclear)), "asked", options=unclear.options)
        except NotKept as unkept:
            return unkept.result
        return Result(said(_SENTENCES, "kept", kept.language, id=kept.id, what=self.explain(kept)), "done")

    async def stream(self, task: str) -> AsyncIterator[Event]:
        """`Agent.stream`, with what `arun` does besides. Raises what `Agent.arun` raises."""
        if scene_to_save(task) is None and not self._is_for_later(task):
            async for event in self.agent.stream(task):
                yield event
            return
        yield RunStarted("", task, (await self.agent.model.info()).name)
        yield RunFinished(await self.arun(task))

    def add(self, sentence: str) -> Automation:
        """`aadd` for programs without an event loop."""
        return self.agent._wait(self.aadd(sentence))

    def save_scene(self, name: str, place: str = "") -> int:
        """`asave_scene` for programs without an event loop."""
        return self.agent._wait(self.asave_scene(name, place))

    def edit(self, automation_id: int, sentence: str) -> Automation:
        """`aedit` for programs without an event loop."""
        return self.agent._wait(self.aedit(automation_id, sentence))

    def run(self, task: str) -> Result:
        """`arun` for programs without an event loop."""
        return self.agent._wait(self.arun(task))

    def list(self) -> tuple[Automation, ...]:
        """All automations, oldest first."""
        return self.store.list()

    def explain(self, automation: Automation, language: Language | None = None) -> str:
        """What an automation waits for and does, in plain words."""
        return explained(automation.trigger, automation.calls, self.setting.zone)[language or automation.language]

    def enable(self, automation_id: int) -> None:
        """Let one be due again, from now on. Raises `ConfigurationError` if there is none with this id."""
        self.store.enable(automation_id, True, self._clock.now())

    def disable(self, automation_id: int) -> None:
        """Let one rest. Raises `ConfigurationError` if there is none with this id."""
        self.store.enable(automation_id, False, self._clock.now())

    def delete(self, automation_id: int) -> None:
        """Forget one. Raises `ConfigurationError` if there is none with this id."""
        self.store.delete(automation_id)

    def close(self) -> None:
        """Close the file. The agent stays open. Closing twice is fine."""
        if "store" in vars(self):
            self.store.close()

    def __enter__(self) -> Automations:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _reading(self, sentence: str) -> Reading | None:
        house = self.setting.home.house if self.setting.home else None
        return read(sentence, self._clock.now(), zone=self.setting.zone, house=house, me=self.setting.me)

    def _is_for_later(self, task: str) -> bool:
        try:
            return self._reading(task) is not None
        except Unclear:
            return True

    async def _kept(self, sentence: str, reading: Reading) -> Automation:
        plan = await self._plan(reading)
        return self.store.add(
            sentence, _language(sentence, reading), reading.trigger, plan, self._approver(plan), self._clock.now()
        )

    async def _plan(self, reading: Reading) -> tuple[Planned, ...]:
        if isinstance(reading.trigger, Sun):
            next_after(reading.trigger, self._clock.now(), self.setting.zone, self.setting.sun())
        rehearsal = await rehearse(self.agent, reading.action)
        if not rehearsal.complete:
            raise NotKept(rehearsal.result)
        for call in rehearsal.calls:
            try:
                check(call, self.agent.tools)
            except Refusal as refusal:
                raise NotKept(Result(str(refusal), "refused")) from refusal
        return tuple(Planned(call, self.setting.things(call), call in rehearsal.approved) for call in rehearsal.calls)

    def _approver(self, plan: Sequence[Planned]) -> str:
        return self._approved_by if any(planned.approved for planned in plan) else ""


def _language(sentence: str, reading: Reading) -> Language:
    """That of what is to be done, for times are said in few words; else that of the whole sentence."""
    return detect_language(reading.action, detect_language(sentence))
