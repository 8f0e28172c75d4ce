"""What is due is told once: across restarts, processes and kills."""

import asyncio
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agentlite.tools.clock.ringing import Ringer
from agentlite.tools.clock.store import LEASE_SECONDS, ClockStore, Entry, opened
from tests.tools.clock.processes import NOW


def process(name, folder, **options):
    command = [sys.executable, "-m", "tests.tools.clock.processes", name, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)


def add(folder, *entries):
    with opened(folder) as store:
        return [store.add(entry).label for entry in entries]


def ringing(folder, now=NOW):
    """What a ringer that starts now tells."""
    told = []
    ringer = Ringer(folder, told.append, now=lambda: now)
    assert asyncio.run(ringer.ring()) == told
    ringer.close()
    return told


def due(minutes=0, kind="reminder", label="call mum", **rest):
    return Entry(kind, label, (NOW + timedelta(minutes=minutes)).timestamp(), **rest)


def test_what_is_due_is_told_once(tmp_path):
    add(tmp_path, due(-0.5), due(5, label="later"))
    (ring,) = ringing(tmp_path)
    assert (ring.label, ring.missed, ring.due) == ("call mum", False, NOW - timedelta(seconds=30))
    assert ring.say == {"en": "Reminder: call mum.", "pt": "Lembrete: call mum."}
    assert ringing(tmp_path) == []
    assert [ring.label for ring in ringing(tmp_path, NOW + timedelta(minutes=5))] == ["later"]


def test_what_was_missed_is_told_as_missed_and_oldest_first(tmp_path):
    add(tmp_path, due(-60, "timer", "pasta"), due(-1440, "alarm", "weekdays 14:00"))
    alarm, timer = ringing(tmp_path)
    assert alarm.missed and timer.missed
    assert alarm.say["en"] == "Missed, yesterday at 14:00: Alarm: 14:00."
    assert timer.say["pt"] == "Perdido, hoje às 13:00: O temporizador pasta terminou."


def test_what_repeats_is_missed_once_and_comes_again(tmp_path):
    days = frozenset(range(5))
    add(tmp_path, due(-4 * 1440, "alarm", "weekdays 07:00", clock="07:00", days=days))
    (ring,) = ringing(tmp_path)
    assert ring.missed
    with opened(tmp_path) as store:
        (entry,) = store.entries()
    monday = NOW.replace(day=23, hour=7)
    assert entry.due == monday.timestamp()
    assert not ringing(tmp_path, monday)[0].missed


def test_what_repeats_in_the_hour_that_comes_twice_is_told_once(tmp_path):
    lisbon = ZoneInfo("Europe/Lisbon")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    now = (first + timedelta(minutes=40)).astimezone(lisbon)
    add(tmp_path, Entry("alarm", "every day 01:30", first.timestamp(), 0, "01:30", frozenset(range(7))))
    claims = []

    def tell(ring):
        claims.append(ring)
        assert len(claims) == 1, "it rings without end"

    ringer = Ringer(tmp_path, tell, now=lambda: now)
    asyncio.run(ringer.ring())
    ringer.close()
    assert claims[0].missed
    with opened(tmp_path) as store:
        assert store.entries()[0].due == (first + timedelta(hours=25)).timestamp()


def test_what_could_not_be_told_is_told_later(tmp_path):
    add(tmp_path, due())

    async def broken(ring):
        raise OSError("no loudspeaker")

    with pytest.raises(OSError, match="no loudspeaker"):
        asyncio.run(Ringer(tmp_path, broken, now=lambda: NOW).ring())
    assert [ring.label for ring in ringing(tmp_path)] == ["call mum"]


def test_what_is_cancelled_while_it_is_told_does_not_come_back(tmp_path):
    add(tmp_path, due(label="every day 14:00", clock="14:00", days=frozenset(range(7))))

    def cancel(ring):
        with opened(tmp_path) as store:
            store.remove("reminder", [ring.label])

    asyncio.run(Ringer(tmp_path, cancel, now=lambda: NOW).ring())
    with opened(tmp_path) as store:
        assert store.entries() == []


def test_it_rings_as_time_goes_by_and_notices_what_is_set_meanwhile(tmp_path):
    now, told = [NOW], []

    async def wait(seconds):
        now[0] += timedelta(seconds=seconds)
        if now[0] == NOW + timedelta(seconds=5):
            add(tmp_path, due(1 / 6, label="set while running"))
        if now[0] == NOW + timedelta(seconds=30):
            raise KeyboardInterrupt

    add(tmp_path, due(0.25))
    ringer = Ringer(tmp_path, lambda ring: told.append((ring.label, now[0] - NOW)), now=lambda: now[0], wait=wait)
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(ringer.run())
    assert told == [("set while running", timedelta(seconds=10)), ("call mum", timedelta(seconds=15))]


def test_several_processes_tell_each_thing_once_between_them(tmp_path):
    labels = add(tmp_path, *(due(-n, label=f"reminder {n}") for n in range(30)))
    running = [process("told", tmp_path) for _ in range(3)]
    told = [line for each in running for line in each.communicate(timeout=60)[0].splitlines()]
    assert all(each.returncode == 0 for each in running)
    assert sorted(told) == sorted(labels)


def test_a_process_killed_before_it_told_leaves_it_to_another(tmp_path):
    add(tmp_path, due())
    killed = process("die", tmp_path)
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert ringing(tmp_path) == []
    (ring,) = ringing(tmp_path, NOW + timedelta(seconds=LEASE_SECONDS + 1))
    assert ring.missed
    assert ringing(tmp_path, NOW + timedelta(days=1)) == []


def test_nothing_that_was_kept_is_lost_by_a_kill(tmp_path):
    ClockStore(tmp_path).close()
    filling = process("fill", tmp_path)
    kept = [filling.stdout.readline() for _ in range(20)]
    filling.kill()
    kept += filling.communicate(timeout=60)[0].splitlines()
    with opened(tmp_path) as store:
        there = {entry.label for entry in store.entries()}
    assert {line.strip() for line in kept} <= there
    assert len(there) - len(kept) <= 1
    assert len(ringing(tmp_path)) == len(there)
