"""The clock pack from a request to what it says, through a real sandbox; a Saturday at 14:00 in Lisbon."""

import asyncio
import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agentlite.errors import ConfigurationError, ToolError
from agentlite.packs import Setting, find_pack, policy
from agentlite.sandbox import Sandbox, SandboxUnavailable
from agentlite.tools.clock import clock_toolset
from agentlite.tools.clock.store import ClockStore, Entry, opened
from agentlite.tools.clock.tools import ClockTools
from agentlite.tools.clock.zones import zone_of
from agentlite.train.rehearsing import Rehearsing, legal
from tests.tools.opening import opened as opened_pack
from tests.tools.suites import impossible

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=ZoneInfo("Europe/Lisbon"))


class World:
    """The tools, and a clock that stands still until it is moved."""

    def __init__(self, setting):
        self.folder, self.now = setting.folder, NOW
        self.tools = clock_toolset(ClockTools(ClockStore(self.folder).entries, lambda: self.now, setting.run))

    def legal(self, tool, request):
        schema = self.tools[tool].schema(request)
        return schema and {name: values["enum"] for name, values in schema["properties"].items()}

    def call(self, tool, **arguments):
        try:
            return asyncio.run(self.tools[tool].run(arguments))
        except SandboxUnavailable as error:
            pytest.skip(f"NO SANDBOX HOLDS HERE: {error}")

    @property
    def briefing(self):
        return self.tools.briefing("").stable


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    pack, home = find_pack("clock"), tmp_path_factory.mktemp("home")
    with Sandbox(policy([pack], home)) as sandbox:
        yield Setting("clock", home / "clock", sandbox, pack.manifests())


@pytest.fixture
def world(setting):
    with opened(setting.folder) as store:
        for kind in ("timer", "alarm", "reminder"):
            store.remove(kind, [entry.label for entry in store.entries()])
    return World(setting)


def test_the_time_here_and_elsewhere(world):
    assert world.call("tell_time").say == {"en": "It is 14:00.", "pt": "São 14:00."}
    assert world.legal("tell_time", "que horas são em Nova Iorque") == {"place": ["Nova Iorque"]}
    assert world.legal("tell_time", "what time is it in são paulo and in Tokyo") == {"place": ["São Paulo", "Tokyo"]}
    assert world.call("tell_time", place="São Paulo").say["pt"] == "Em São Paulo são 11:00."
    assert "place" not in world.legal("tell_time", "what time is it")
    with pytest.raises(ToolError, match="not known"):
        world.call("tell_time", place="Atlantis")


def test_the_date_and_other_days(world):
    assert world.call("tell_date").say["en"] == "Saturday, 21 November 2026."
    assert world.legal("tell_date", "what day is christmas") == {"date": ["25 december"]}
    assert world.call("tell_date", date="25 december").say["pt"] == "Sexta-feira, 25 de dezembro de 2026."


def test_a_timer_from_start_to_end(world):
    legal = world.legal("start_timer", "set a pasta timer for an hour and a half")
    assert legal["duration"] == ["1 h 30 min"] and "pasta" in legal["name"]
    outcome = world.call("start_timer", duration="1 h 30 min", name="pasta")
    assert outcome.say["en"] == "Timer for pasta: 1 hour and 30 minutes, starting now."
    assert outcome.say["pt"] == "Temporizador para pasta: 1 hora e 30 minutos, a partir de agora."
    assert world.call("start_timer", duration="10 min").value == {"timer": "10 min", "seconds": 600}
    world.now += timedelta(minutes=4, seconds=30)
    assert world.briefing == "clock: timer 10 min, pasta"
    assert (
        world.call("check_timers").say["en"]
        == "10 min: 5 minutes and 30 seconds left; pasta: 1 hour and 25 minutes left."
    )
    assert world.legal("cancel_timer", "stop the ten minute timer") == {"timer": ["10 min"]}
    assert world.legal("cancel_timer", "stop the timer") == {"timer": ["10 min", "pasta"]}
    assert world.legal("cancel_timer", "stop all timers") == {"timer": ["all", "10 min", "pasta"]}
    assert world.call("cancel_timer", timer="all").say["pt"] == "Cancelado: 10 min, pasta."
    assert world.briefing == "clock:"
    assert world.tools["cancel_timer"].schema("stop the timer") is None


def test_a_timer_that_is_over_stays_until_it_is_told(world):
    world.call("start_timer", duration="10 min")
    world.now += timedelta(minutes=11)
    assert world.call("check_timers").say == {"en": "10 min is over.", "pt": "10 min terminou."}


def test_what_says_no_duration_starts_no_timer(world):
    assert world.tools["start_timer"].schema("set a timer") is None
    with pytest.raises(ToolError, match="no duration"):
        world.call("start_timer", duration="soon")


def test_alarms(world):
    assert world.legal("set_alarm", "wake me up at 7") == {"time": ["07:00"]}
    assert world.call("set_alarm", time="07:00").say == {
        "en": "Alarm set: tomorrow at 07:00.",
        "pt": "Alarme marcado: amanhã às 07:00.",
    }
    assert world.call("set_alarm", time="weekdays 06:30").say["pt"] == "Alarme marcado: nos dias úteis às 06:30."
    assert world.call("set_alarm", time="friday 18:00").value["alarm"] == "friday 18:00"
    assert world.call("set_alarm", time="every monday, thursday 09:00").say["en"] == (
        "Alarm set: every Monday and Thursday at 09:00."
    )
    assert world.briefing == "clock: alarm 07:00, weekdays 06:30, every monday, thursday 09:00, friday 18:00"
    assert world.legal("cancel_alarm", "cancela o alarme das seis e meia") == {"alarm": ["weekdays 06:30"]}
    cancelled = world.call("cancel_alarm", alarm="weekdays 06:30")
    assert cancelled.value == ["weekdays 06:30"]
    assert cancelled.say["pt"] == "Cancelado: nos dias úteis às 06:30."
    with pytest.raises(ToolError) as caught:
        world.call("cancel_alarm", alarm="weekdays 06:30")
    assert caught.value.say["pt"] == "Já não existe."


def test_reminders(world):
    legal = world.legal("set_reminder", "lembra-me de ligar à mãe amanhã às 3")
    assert legal["time"] == ["tomorrow 15:00"] and "ligar à mãe" in legal["text"]
    assert world.call("set_reminder", text="ligar à mãe", time="tomorrow 15:00").say["pt"] == (
        "Lembrete (ligar à mãe): amanhã às 15:00."
    )
    world.call("set_reminder", text="pay the rent", time="in 20 min")
    assert world.call("show_reminders").say["en"] == "pay the rent, today at 14:20; ligar à mãe, tomorrow at 15:00."
    assert world.legal("cancel_reminder", "não preciso do lembrete da mae") == {"reminder": ["ligar à mãe"]}
    assert world.call("cancel_reminder", reminder="ligar à mãe").value == ["ligar à mãe"]
    assert [entry["label"] for entry in world.call("show_reminders").value] == ["pay the rent"]


def test_what_is_over_cannot_be_set(world):
    assert world.tools["set_alarm"].schema("set an alarm for today at 9:30 am") is None
    with pytest.raises(ToolError, match="today at 09:30 is over"):
        world.call("set_alarm", time="today 09:30")
    with pytest.raises(ToolError, match="no time"):
        world.call("set_reminder", text="x", time="soon")


def test_a_hundred_timers_are_enough(world):
    with opened(world.folder) as store:
        for number in range(100):
            store.add(Entry("timer", f"timer {number}", NOW.timestamp()))
    with pytest.raises(ToolError, match="100 of these already"):
        world.call("start_timer", duration="10 min")


def test_everything_is_there_after_a_restart(tmp_path):
    with opened_pack("clock", tmp_path, zone="America/Sao_Paulo") as tools:
        assert not any(tool.needs_approval({}) for tool in tools)
        try:
            asyncio.run(tools["set_reminder"].run({"text": "call mum", "time": "in 3 days"}))
        except SandboxUnavailable as error:
            pytest.skip(f"NO SANDBOX HOLDS HERE: {error}")
    with opened_pack("clock", tmp_path) as tools:
        assert tools.briefing("").stable == "clock: reminder call mum"


def test_time_zones(monkeypatch):
    assert zone_of("America/Sao_Paulo") == ZoneInfo("America/Sao_Paulo")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert zone_of() == ZoneInfo("Asia/Tokyo")
    monkeypatch.delenv("TZ")
    assert datetime.now(zone_of()).utcoffset() == datetime.now().astimezone().utcoffset()
    for name in ("Europe/Atlantis", "../../etc/passwd"):
        with pytest.raises(ConfigurationError, match="no time zone"):
            zone_of(name)


@pytest.mark.parametrize("language", ["en", "pt-BR", "pt-PT"])
def test_what_is_rehearsed_can_be_called(language):
    rng = random.Random(7)
    drawn = [Rehearsing(find_pack("clock"), language, rng, "train") for _ in range(80)]
    turns = [(stage.tools, *stage.calls()) for stage in drawn]
    assert sum(legal(tools, text, calls.calls) for tools, text, calls in turns) >= 78


def test_what_the_suite_expects_can_be_said(tmp_path):
    with opened_pack("clock", tmp_path) as tools:
        try:
            assert list(impossible("clock", tools)) == []
        except SandboxUnavailable as error:
            pytest.skip(f"NO SANDBOX HOLDS HERE: {error}")
