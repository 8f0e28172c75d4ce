"""Devices behind a real broker: found by what they announce, told what to do, believed when they say that they did."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from agentlite import Agent
from agentlite.errors import ConfigurationError, ToolError
from agentlite.models.testing import ScriptedModel
from agentlite.tools.home import State, home_toolset
from agentlite.tools.home.mqtt import Broker, MqttHome, broker_from_environment
from agentlite.tools.home.mqtt.problems import BrokerUnreachable, NoDevices
from tests.tools.home.mqtt.conftest import Device, Mosquitto

Make, Connect = Callable[..., Device], Callable[..., MqttHome]

LAMP = {
    "name": None, "uniq_id": "0x1_light", "schema": "json", "brightness": True, "bri_scl": 254,
    "sup_clrm": ["xy", "color_temp"], "~": "zigbee2mqtt/lamp", "cmd_t": "~/set", "stat_t": "~",
    "avty": [
        {"t": "zigbee2mqtt/bridge/state", "val_tpl": "{{ value_json.state }}"}, {"t": "zigbee2mqtt/lamp/availability"},
    ],
    "avty_mode": "all", "dev": {"ids": ["0x1"], "name": "Reading lamp", "sa": "Lounge"},
}  # fmt: skip
"""As Zigbee2MQTT announces a lamp."""
HERE = {"zigbee2mqtt/bridge/state": '{"state":"online"}', "zigbee2mqtt/lamp/availability": "online"}


def zigbee_lamp(payload: str) -> dict[str, str]:
    said = json.loads(payload)
    if "color" in said:
        said["color"], said["color_mode"] = {"x": 0.6942, "y": 0.2963}, "xy"
    return {"zigbee2mqtt/lamp": json.dumps({"brightness": 254, **said})}


def lamp(device: Make, **options: Any) -> Device:
    return device(
        {"homeassistant/light/0x1/light/config": LAMP},
        {**HERE, "zigbee2mqtt/lamp": '{"state":"OFF","brightness":254}'},
        {"zigbee2mqtt/lamp/set": zigbee_lamp}, **options,
    )  # fmt: skip


def do(home: MqttHome, tool: str, patience: float = 5, **arguments: Any) -> Any:
    return asyncio.run(home_toolset(home, patience=patience)[tool].run(arguments))


def state(home: MqttHome, entity_id: str) -> State:
    return asyncio.run(home.states([entity_id]))[entity_id]


def until(home: MqttHome, entity_id: str, wanted: str) -> None:
    async def wait() -> None:
        async with asyncio.timeout(20):
            while (await home.states([entity_id]))[entity_id].state != wanted:
                await home.wait_for_change(1)

    asyncio.run(wait())


def test_a_zigbee2mqtt_lamp_is_found_and_obeys(device: Make, connect: Connect) -> None:
    speaking = lamp(device)
    home = connect()
    (entity,) = home.house.entities
    assert (entity.id, entity.name, entity.area) == ("light.reading_lamp", "Reading lamp", "Lounge")
    assert [area.name for area in home.house.areas] == ["Lounge"]
    assert do(home, "turn_on", target="Reading lamp").changes
    assert state(home, "light.reading_lamp").state == "on"
    do(home, "set_brightness", percent=40, target="Reading lamp")
    assert json.loads(speaking.heard[-1][1]) == {"state": "ON", "brightness": 102}
    assert abs(state(home, "light.reading_lamp").attributes["brightness"] - 102) <= 1
    do(home, "set_color", color="red", target="Reading lamp")
    do(home, "turn_off", target="all lights in Lounge")
    assert state(home, "light.reading_lamp").state == "off"


def test_what_does_not_answer_is_not_done(device: Make, connect: Connect) -> None:
    lamp(device).deaf = True
    home = connect()
    with pytest.raises(ToolError, match="did not obey"):
        do(home, "turn_on", patience=0.3, target="Reading lamp")


def test_a_sentence_to_its_end(device: Make, connect: Connect) -> None:
    lamp(device)
    model = ScriptedModel([{"calls": [{"call": "turn_on", "with": {"target": "Reading lamp"}}]}], one_shot=True)
    with Agent(model, tools=home_toolset(connect())) as agent:
        result = agent.run("turn on the reading lamp")
    assert (result.status, result.output) == ("done", "Reading lamp is on at 100%.")


def echo(topic: str) -> Callable[[str], dict[str, str]]:
    return lambda payload: {topic: payload}


THINGS: dict[str, dict[str, Any]] = {
    "switch/tasmota/config": {
        "name": "Kettle", "stat_t": "tele/kettle/STATE", "val_tpl": "{{value_json.POWER}}",
        "cmd_t": "cmnd/kettle/POWER", "pl_on": "ON", "pl_off": "OFF",
        "avty_t": "tele/kettle/LWT", "pl_avail": "Online", "pl_not_avail": "Offline",
        "device": {"name": "Kettle"},
    },
    "light/basic/config": {
        "name": "Strip", "state_topic": "strip/state", "command_topic": "strip/set", "rgb_state_topic": "strip/rgb",
        "brightness_state_topic": "strip/bri", "brightness_command_topic": "strip/bri/set", "brightness_scale": 100,
        "rgb_command_topic": "strip/rgb/set",
    },
    "fan/f/config": {
        "name": "Fan", "state_topic": "fan/state", "command_topic": "fan/set", "percentage_state_topic": "fan/speed",
        "percentage_command_topic": "fan/speed/set", "speed_range_min": 1, "speed_range_max": 4,
    },
    "cover/c/config": {
        "name": "Blind", "device_class": "blind", "command_topic": "blind/set", "position_topic": "blind/pos",
        "set_position_topic": "blind/pos/set", "set_position_template": '{"position": {{ position }}}',
        "position_template": "{{ value_json.position }}",
    },
    "cover/g/config": {"name": "Gate", "dev_cla": "gate", "command_topic": "gate/set", "state_topic": "gate/state"},
    "lock/l/config": {"name": "Front door", "command_topic": "lock/set", "state_topic": "lock/state"},
    "climate/t/config": {
        "name": "Heating", "modes": ["off", "heat"], "mode_state_topic": "heat/mode",
        "mode_command_topic": "heat/mode/set",
        "temperature_state_topic": "heat/temp", "temperature_command_topic": "heat/temp/set",
        "current_temperature_topic": "heat/now", "min_temp": 7, "max_temp": 30,
    },
    "sensor/t/config": {
        "name": "Temperature", "state_topic": "room/air", "value_template": "{{ value_json.t | float | round(1) }}",
        "unit_of_measurement": "°C", "device_class": "temperature",
        "device": {"name": "Attic", "suggested_area": "Attic"},
    },
    "binary_sensor/d/config": {
        "name": "Window", "state_topic": "window", "device_class": "window", "payload_on": True, "payload_off": False,
    },
    "button/b/config": {"name": "Restart", "command_topic": "restart"},
}  # fmt: skip
SAYS = {
    "tele/kettle/LWT": "Online", "tele/kettle/STATE": '{"POWER":"OFF"}', "strip/state": "OFF", "strip/bri": "50",
    "strip/rgb": "255,255,255", "fan/state": "OFF", "fan/speed": "0", "blind/pos": '{"position": 0}',
    "gate/state": "closed", "lock/state": "LOCKED", "heat/mode": "off", "heat/temp": "18", "heat/now": "17.5",
    "room/air": '{"t": "21.44"}', "window": "false",
}  # fmt: skip
REACTS: dict[str, Callable[[str], dict[str, str]]] = {
    "cmnd/kettle/POWER": lambda power: {"tele/kettle/STATE": json.dumps({"POWER": power})},
    "strip/set": echo("strip/state"), "strip/bri/set": echo("strip/bri"), "strip/rgb/set": echo("strip/rgb"),
    "fan/set": echo("fan/state"), "fan/speed/set": echo("fan/speed"), "blind/pos/set": echo("blind/pos"),
    "blind/set": lambda word: {"blind/pos": json.dumps({"position": {"OPEN": 100, "CLOSE": 0}[word]})},
    "gate/set": lambda word: {"gate/state": {"OPEN": "open", "CLOSE": "closed"}[word]},
    "lock/set": lambda word: {"lock/state": f"{word}ED"}, "heat/mode/set": echo("heat/mode"),
    "heat/temp/set": echo("heat/temp"),
}  # fmt: skip


def furnished(device: Make) -> Device:
    return device({f"homeassistant/{topic}": document for topic, document in THINGS.items()}, SAYS, REACTS)


@pytest.mark.parametrize(
    ("tool", "arguments", "entity_id", "expected"),
    [
        ("turn_on", {"target": "Kettle"}, "switch.kettle", State("on")),
        ("set_brightness", {"percent": 20, "target": "Strip"}, "light.strip",
         State("on", {"brightness": 51, "rgb_color": [255, 255, 255]})),
        ("set_color", {"color": "blue", "target": "Strip"}, "light.strip",
         State("on", {"brightness": 128, "rgb_color": [0, 0, 255]})),
        ("set_fan_speed", {"percent": 50, "target": "Fan"}, "fan.fan", State("on", {"percentage": 50})),
        ("open", {"target": "Blind"}, "cover.blind", State("open", {"current_position": 100})),
        ("set_position", {"percent": 30, "target": "Blind"}, "cover.blind", State("open", {"current_position": 30})),
        ("open", {"target": "Gate"}, "cover.gate", State("open")),
        ("unlock", {"target": "Front door"}, "lock.front_door", State("unlocked")),
        ("turn_on", {"target": "Heating"}, "climate.heating",
         State("heat", {"temperature": 18.0, "current_temperature": 17.5})),
        ("set_temperature", {"degrees": 21, "target": "Heating"}, "climate.heating",
         State("off", {"temperature": 21.0, "current_temperature": 17.5})),
    ],
)  # fmt: skip
def test_every_kind_obeys_and_is_read_back(
    device: Make, connect: Connect, tool: str, arguments: dict[str, Any], entity_id: str, expected: State
) -> None:
    furnished(device)
    home = connect()
    assert do(home, tool, **arguments).changes
    assert state(home, entity_id) == expected


def test_everything_announced_is_read(device: Make, connect: Connect) -> None:
    furnished(device)
    home = connect()
    found = asyncio.run(home.states())
    assert len(found) == len(THINGS) - 1
    assert found["sensor.attic_temperature"] == State("21.4", {"unit_of_measurement": "°C"})
    assert found["binary_sensor.window"] == State("off")
    assert found["lock.front_door"] == State("locked")
    tools = home_toolset(home)
    assert tools["unlock"].needs_approval({"target": "Front door"})
    assert tools["open"].needs_approval({"target": "Gate"})
    assert not tools["open"].needs_approval({"target": "Blind"})


def test_a_device_that_announces_several_things_at_once(device: Make, connect: Connect) -> None:
    device(
        {"homeassistant/device/stove/config": {
            "dev": {"ids": "stove", "name": "Stove"}, "o": {"name": "test"}, "~": "stove", "state_topic": "~/state",
            "cmps": {"t": {"p": "sensor", "name": "Temperature", "val_tpl": "{{ value_json.t }}"},
                     "p": {"p": "switch", "cmd_t": "~/set", "val_tpl": "{{ value_json.p }}"}},
        }},
        {"stove/state": '{"t": 80, "p": "ON"}'},
    )  # fmt: skip
    found = asyncio.run(connect().states())
    assert found == {"sensor.stove_temperature": State("80"), "switch.stove": State("on")}


def test_the_last_will_of_a_device_is_believed(device: Make, connect: Connect) -> None:
    speaking = lamp(device, will=("zigbee2mqtt/lamp/availability", "offline"))
    home = connect()
    assert state(home, "light.reading_lamp").state == "off"
    speaking.die()
    until(home, "light.reading_lamp", "unavailable")
    with pytest.raises(ToolError, match="did not obey"):
        do(home, "turn_on", patience=0.3, target="Reading lamp")


def test_a_device_that_has_never_said_it_is_there_is_not(device: Make, connect: Connect) -> None:
    device({"homeassistant/light/0x1/light/config": LAMP}, {"zigbee2mqtt/lamp": '{"state":"ON"}'})
    assert state(connect(), "light.reading_lamp").state == "unavailable"


def test_devices_come_change_and_go(device: Make, connect: Connect) -> None:
    speaking = lamp(device)
    home = connect()
    before = home.house
    speaking.say("homeassistant/switch/new/config", json.dumps({"name": "Pump", "cmd_t": "p/set", "stat_t": "p"}))
    until(home, "switch.pump", "unknown")
    assert home.house is not before
    assert home.house is home.house
    speaking.say("homeassistant/light/0x1/light/config", "")
    until(home, "light.reading_lamp", "unavailable")
    assert [entity.id for entity in home.house.entities] == ["switch.pump"]


def test_a_broker_that_dies_is_noticed_and_found_again(mosquitto: Mosquitto, device: Make, connect: Connect) -> None:
    speaking = lamp(device)
    home = connect(reach_seconds=1.0)
    do(home, "turn_on", target="Reading lamp")
    mosquitto.kill()
    with pytest.raises(BrokerUnreachable):
        do(home, "turn_off", target="Reading lamp")
    assert len(speaking.heard) == 1
    mosquitto.start()
    speaking.wait()
    until(home, "light.reading_lamp", "off")
    do(home, "turn_on", target="Reading lamp")
    assert len(speaking.heard) == 2


def test_those_who_keep_no_states_are_asked_for_them(device: Make, connect: Connect) -> None:
    birth = "homeassistant/status"
    device(
        {"homeassistant/switch/s/config": {"name": "Pump", "cmd_t": "p/set", "stat_t": "p"}},
        {},
        {birth: lambda _: {"p": "ON"}},
    )
    until(connect(), "switch.pump", "on")


def test_nobody_there(mosquitto: Mosquitto) -> None:
    with pytest.raises(NoDevices) as raised:
        MqttHome(mosquitto.broker, reach_seconds=5)
    assert set(raised.value.say) == {"en", "pt"}
    mosquitto.kill()
    with pytest.raises(BrokerUnreachable):
        MqttHome(mosquitto.broker, reach_seconds=0.3)


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("mqtt://home:1884", Broker("home", 1884)), ("home", Broker("home", 1883)),
        ("mqtts://me:p%40ss@home", Broker("home", 8883, "me", "p@ss", True)),
    ],
)  # fmt: skip
def test_the_broker_is_named_by_the_environment(url: str, broker: Broker) -> None:
    assert broker_from_environment({"MQTT_URL": url}) == broker
    assert "p@ss" not in repr(broker)


@pytest.mark.parametrize("url", ["", "http://home", "mqtt://", "mqtt://home:many"])
def test_what_names_no_broker(url: str) -> None:
    with pytest.raises(ConfigurationError):
        broker_from_environment({"MQTT_URL": url})
