"""What is due is done once, without a model, with the approvals that were given; what was missed is said."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite.automations import Automations, AutomationStore, Runner, Scheduler, Setting
from agentlite.automations.scheduler import GRACE_SECONDS, only_runner
from agentlite.errors import ConfigurationError
from agentlite.tools.home import State, parse_house
from agentlite.tools.home.automations import Becomes, Crosses, Daily, Once, Sun
from agentlite.tools.home.automations.sun import sun_at
from agentlite.tools.home.automations.triggers import Watch, from_document, next_after, to_document
from agentlite.toolset import Toolset
from tests.automations.conftest import HOUSE, LISBON, NOW, World
from tests.automations.test_book import LAMP_OFF, UNLOCK


def add(book: Automations, sentence: str) -> int:
    with book:
        return book.add(sentence).id


async def running(world: World, seconds: float, *changes: tuple[str, str]) -> None:
    """Run the scheduler for so long, and then let these changes happen, two seconds each."""
    scheduler = world.scheduler()
    task = asyncio.create_task(scheduler.run())
    await world.clock.advance(seconds)
    for entity_id, state in changes:
        world.change(entity_id, state)
        await world.clock.advance(2)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled(), task.exception()


def statuses(world: World) -> list[str]:
    return [firing.status for firing in world.told]


def test_a_delay_is_kept(world: World) -> None:
    add(world.book(LAMP_OFF), "in ten minutes turn off the hall lamp")
    asyncio.run(running(world, 599))
    assert (world.state("light.hall"), world.told) == ("on", [])
    asyncio.run(running(world, 2))
    assert (world.state("light.hall"), statuses(world)) == ("off", ["done"])
    assert world.told[0].text == "Hall lamp is off."
    asyncio.run(running(world, 20))
    assert len(world.told) == 1


def test_it_comes_every_day_and_is_in_the_run_log(world: World) -> None:
    add(world.book(LAMP_OFF), "every day at 16:00 turn off the hall lamp")
    scheduler = world.scheduler()
    for day in range(3):
        world.clock.moment = datetime(2026, 11, 18 + day, 16, 0, 1, tzinfo=LISBON)
        asyncio.run(world.look(scheduler))
        asyncio.run(world.look(scheduler))
    assert statuses(world) == ["done"] * 3
    runs = world.log.list()
    assert [(run.model, run.status, run.calls) for run in runs] == [("automation 1", "done", 1)] * 3


def test_when_the_home_becomes_so_once_each_time(world: World) -> None:
    add(world.book(LAMP_OFF), "when I leave, turn off the hall lamp")
    asyncio.run(running(world, 3, ("person.ana", "not_home"), ("person.ana", "not_home")))
    assert (world.state("light.hall"), statuses(world)) == ("off", ["done"])
    world.clock.moment += timedelta(minutes=1)
    asyncio.run(running(world, 3, ("person.ana", "home"), ("person.ana", "Work")))
    assert statuses(world) == ["done", "done"]


def test_a_home_that_was_so_already_sets_nothing_off(world: World) -> None:
    world.change("person.ana", "not_home")
    add(world.book(LAMP_OFF), "when I leave, turn off the hall lamp")
    asyncio.run(running(world, 3, ("person.ana", "unavailable"), ("person.ana", "not_home")))
    assert world.told == []


def test_a_fluttering_sensor_sets_off_once(world: World) -> None:
    add(world.book(LAMP_OFF), "when there is motion in the hall turn off the hall lamp")
    asyncio.run(running(world, 2, *[("binary_sensor.motion", state) for state in ("on", "off", "on")]))
    assert statuses(world) == ["done"]


def test_a_missed_time_is_told_and_not_made_up_for(world: World) -> None:
    add(world.book(LAMP_OFF), "in ten minutes turn off the hall lamp")
    world.clock.moment += timedelta(hours=2)
    asyncio.run(running(world, 10))
    assert statuses(world) == ["missed"]
    assert world.told[0].text == "This was due 1 hour ago, when nothing was running; it was not done."
    assert world.state("light.hall") == "on"
    asyncio.run(running(world, 10))
    assert len(world.told) == 1


def test_a_little_late_is_done_and_said(world: World) -> None:
    add(world.book(LAMP_OFF), "daqui a dez minutos desliga a luz do hall")
    world.clock.moment += timedelta(minutes=10, seconds=30)
    asyncio.run(running(world, 1))
    assert statuses(world) == ["done"]
    assert world.told[0].text.startswith("(com 30 segundos de atraso) ")


def test_a_stored_yes_covers_this_very_call(world: World) -> None:
    add(world.book(UNLOCK, approve=True), "in ten minutes unlock the front door")
    asyncio.run(running(world, 601))
    assert (world.state("lock.front"), statuses(world)) == ("unlocked", ["done"])


@pytest.mark.parametrize("forged", ["approved", "things"])
def test_a_stored_yes_covers_nothing_else(world: World, forged: str) -> None:
    number = add(world.book(UNLOCK, approve=True), "in ten minutes unlock the front door")
    kept = world.store.get(number)
    (planned,) = kept.plan
    changed = {
        "approved": replace(planned, approved=False),
        "things": replace(planned, things=("lock.other",)),
    }[forged]
    world.store.replace(replace(kept, plan=(changed,)))
    asyncio.run(running(world, 601))
    assert (world.state("lock.front"), statuses(world)) == ("locked", ["refused"])


def test_what_has_become_guarded_since_is_refused(world: World) -> None:
    add(world.book(("open", {"target": "Blind"})), "in ten minutes open the blind")
    world.home.replace_house(parse_house(HOUSE.replace("device_class: blind", "device_class: garage")))
    world.home._states["cover.blind"] = State("closed", {"device_class": "garage"})
    asyncio.run(running(world, 601))
    assert (world.state("cover.blind"), statuses(world)) == ("closed", ["refused"])


def test_what_is_gone_is_refused_in_the_language_of_the_sentence(world: World) -> None:
    add(world.book(LAMP_OFF), "daqui a dez minutos desliga a luz do hall")
    world.home.replace_house(parse_house(HOUSE.replace("Hall lamp", "Ceiling")))
    asyncio.run(running(world, 601))
    assert statuses(world) == ["refused"]
    assert world.told[0].text.startswith("Não foi feito nada")


def test_what_fails_is_told_as_failed(world: World) -> None:
    add(world.book(LAMP_OFF), "in ten minutes turn off the hall lamp")
    world.home.deaf.add("light.hall")
    asyncio.run(running(world, 601))
    assert statuses(world) == ["failed"]


def test_the_disabled_rest_and_the_enabled_go_on_from_now(world: World) -> None:
    book = world.book(LAMP_OFF)
    with book:
        kept = book.add("in ten minutes turn off the hall lamp")
        book.disable(kept.id)
        world.clock.moment += timedelta(minutes=20)
        asyncio.run(running(world, 5))
        book.enable(kept.id)
    asyncio.run(running(world, 5))
    assert (world.told, world.state("light.hall")) == ([], "on")


def test_now_on_demand(world: World) -> None:
    number = add(world.book(LAMP_OFF), "every day at 8 turn off the hall lamp")
    world.clock.moment += timedelta(seconds=1)
    assert asyncio.run(world.scheduler().run_now(number)).status == "done"
    assert world.state("light.hall") == "off"
    world.store.enable(number, False, world.clock.now())
    with pytest.raises(ConfigurationError, match="disabled"):
        asyncio.run(world.scheduler().run_now(number))


def test_one_runner_per_file(world: World) -> None:
    with only_runner(world.file), pytest.raises(ConfigurationError, match="Another process"):
        asyncio.run(world.scheduler().run())
    asyncio.run(running(world, 1))


def test_two_schedulers_claim_a_time_once(world: World) -> None:
    add(world.book(LAMP_OFF), "in ten minutes turn off the hall lamp")
    world.clock.moment += timedelta(minutes=10)
    first, second = world.scheduler(), world.scheduler()

    async def both() -> None:
        first.look_at_the_clock()
        second.look_at_the_clock()
        await first.settled()
        await second.settled()

    asyncio.run(both())
    assert statuses(world) == ["done"]


VICTIM = """
    import asyncio, sys
    from datetime import UTC, datetime, timedelta
    from agentlite import tool
    from agentlite.actions import ToolCall
    from agentlite.automations import AutomationStore, Planned, Runner, Scheduler
    from agentlite.toolset import Toolset
    from agentlite.tools.home.automations import Once

    @tool(risk="reversible")
    async def water() -> str:
        '''Water the garden.'''
        print("watering", flush=True)
        await asyncio.sleep(600)
        return "wet"

    store = AutomationStore(sys.argv[1])
    if not store.list():
        at = datetime.now(UTC) + timedelta(seconds=0.2)
        plan = [Planned(ToolCall("water", {}))]
        store.add("in a moment water the garden", "en", Once(at), plan, "", datetime.now(UTC))
    tell = lambda automation, firing: print(firing.status, flush=True)
    asyncio.run(Scheduler(store, Runner(Toolset([water]), lambda call: ()), report=tell).run())
"""


def test_what_a_dead_process_had_begun_is_told_and_never_repeated(tmp_path: Path) -> None:
    file = tmp_path / "automations.db"
    command = [sys.executable, "-c", textwrap.dedent(VICTIM), str(file)]

    def first_line(process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        return process.stdout.readline().strip()

    for expected in ("watering", "interrupted"):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert first_line(process) == expected
            process.send_signal(signal.SIGKILL)
    store = AutomationStore(file)
    (firing,) = store.firings()
    assert (firing.status, firing.text[:16]) == ("interrupted", "This was interru")
    store.close()


class Still:
    """A clock that shows one moment."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody sleeps here")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 3 * 86_400), min_size=1, max_size=8))
def test_however_seldom_it_looks_each_time_is_dealt_with_at_most_once(gaps: list[int]) -> None:
    async def look(store: AutomationStore, now: datetime) -> None:
        runner = Runner(Toolset(), lambda call: ())
        scheduler = Scheduler(store, runner, Setting(zone=LISBON), clock=Still(now))
        scheduler.look_at_the_clock()
        await scheduler.settled()

    with tempfile.TemporaryDirectory() as folder:
        store = AutomationStore(Path(folder) / "a.db")
        kept = store.add("x", "en", Daily(time(8)), [], "", NOW)
        moments = [NOW + timedelta(seconds=sum(gaps[: n + 1])) for n in range(len(gaps))]
        for now in moments:
            asyncio.run(look(store, now))
        firings = store.firings(kept.id, limit=1000)
        store.close()
    dues = [firing.due for firing in firings]
    assert len(set(dues)) == len(dues)
    assert {due.astimezone(LISBON).time() for due in dues} <= {time(8)}
    eights = [NOW.replace(hour=8) + timedelta(days=n) for n in range(1, 30)]
    last = max((eight for eight in eights if eight <= moments[-1]), default=None)
    assert (dues[0] if dues else None) == last
    for firing in firings:
        late = (firing.began - firing.due).total_seconds()
        assert (firing.status == "missed") == (late > GRACE_SECONDS)


@pytest.mark.parametrize(
    "trigger",
    [
        Daily(time(7, 30), frozenset((0, 6))), Once(NOW), Sun("sunset", -15),
        Becomes({"person.ana": "Ana"}, "home", negated=True, every=False), Crosses("sensor.x", "X", 1.5, False, "a"),
    ],
)  # fmt: skip
def test_a_trigger_survives_the_file(trigger: Daily | Once | Sun | Becomes | Crosses) -> None:
    assert from_document(to_document(trigger)) == trigger


def due(trigger: Daily | Sun, after: datetime) -> datetime:
    found = next_after(trigger, after, LISBON, sun_at(38.72, -9.14, LISBON))
    assert found is not None
    return found.astimezone(LISBON)


def test_a_clock_change_skips_nothing_and_repeats_nothing() -> None:
    spring, autumn = datetime(2026, 3, 28, 12, tzinfo=LISBON), datetime(2026, 10, 24, 12, tzinfo=LISBON)
    half_past_one = Daily(time(1, 30))
    assert due(half_past_one, spring) == datetime(2026, 3, 29, 2, 30, tzinfo=LISBON)
    first = due(half_past_one, autumn)
    assert first.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert due(half_past_one, first) == datetime(2026, 10, 26, 1, 30, tzinfo=LISBON)


def test_the_sun_of_lisbon() -> None:
    sunset = due(Sun("sunset"), NOW)
    assert (sunset.date(), sunset.hour, sunset.minute // 10) == (date(2026, 11, 18), 17, 2)
    assert due(Sun("sunset", -30), NOW) == sunset - timedelta(minutes=30)
    assert due(Sun("sunrise", 0, frozenset((6,))), NOW).date() == date(2026, 11, 22)


def test_where_the_sun_does_not_set_it_waits_until_it_does() -> None:
    tromso = ZoneInfo("Europe/Oslo")
    found = next_after(Sun("sunset"), datetime(2026, 6, 1, tzinfo=UTC), tromso, sun_at(69.6, 18.9, tromso))
    assert found is not None
    assert found > datetime(2026, 7, 15, tzinfo=UTC)


def test_a_reading_that_crosses_a_bound() -> None:
    watch = Watch(Crosses("sensor.t", "T", 25, True))
    seen = [
        watch.fires({"sensor.t": State(value)}) for value in ("26", "24", "unavailable", "25", "25.1", "26", "x", "20")
    ]
    assert seen == [False, False, False, False, True, False, False, False]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=20))
def test_the_last_of_all_and_any_of_some(history: list[tuple[bool, bool]]) -> None:
    ids = {"person.a": "A", "person.b": "B"}
    everyone, anyone = Watch(Becomes(ids, "home")), Watch(Becomes(ids, "home", every=False))
    before: tuple[bool, bool] | None = None
    for now in history:
        states = {i: State("home" if there else "not_home") for i, there in zip(ids, now, strict=True)}
        assert everyone.fires(states) == (before is not None and all(now) and not all(before))
        assert anyone.fires(states) == (
            before is not None and any(new and not old for new, old in zip(now, before, strict=True))
        )
        before = now
