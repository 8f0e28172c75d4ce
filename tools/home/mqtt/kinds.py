"""What each kind of device is told, and how its state is read, as Home Assistant's MQTT components have it."""

from __future__ import annotations

import colorsys
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from agentlite.actions import Json
from agentlite.tools.home.behaviour import brightness_of, number
from agentlite.tools.home.house import State
from agentlite.tools.home.mqtt.templates import parsed, rendered, written

Config = Mapping[str, Json]
Data = Mapping[str, Json]
Message = tuple[str, str]
"""A topic, and what to publish there."""
_UNKNOWN = State("unknown")
_FAN_FULL = 100


class Reader:
    """The last messages on the topics that one device names."""

    def __init__(self, config: Config, last: Mapping[str, str]) -> None:
        self.config, self._last = config, last

    def text(self, topic: str, template: str = "value_template") -> str | None:
        """The value on the topic that `topic` names, by the template that `template` names; None for none."""
        payload = self._last.get(str(self.config.get(topic)))
        if payload is None:
            return None
        made = self.config.get(template)
        value = rendered(made, payload) if isinstance(made, str) else payload.strip()
        return None if value in ("", "None", "unknown") else value

    def number(self, topic: str, template: str) -> float | None:
        """The same as a number; None if it is none."""
        value = number(self.text(topic, template), float("nan"))
        return None if value != value else value

    def document(self, topic: str) -> Mapping[str, Json]:
        """The JSON object on a topic; empty if it is none."""
        found = parsed(self._last.get(str(self.config.get(topic)), ""))
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Kind:
    """How things of one kind are read and told. `traits` gives attributes that never change, and features by name."""

    read: Callable[[Reader], State]
    tell: Callable[[Config, str, Data], Iterator[Message]]
    traits: Callable[[Config], tuple[dict[str, Json], frozenset[str] | None]]


def state_of(component: str, config: Config, last: Mapping[str, str]) -> State:
    """What a thing of this kind is by the last messages on its topics; unknown where they make no sense."""
    try:
        return KINDS[component].read(Reader(config, last))
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return _UNKNOWN


def _word(config: Config, key: str, default: str) -> str:
    """What a device calls something. It may call it by a YAML boolean or a number."""
    value = config.get(key, default)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _to(config: Config, topic: str, value: Json, template: str = "command_template") -> Iterator[Message]:
    """The message that says `value` on the topic that `topic` names, if the device has one."""
    if not isinstance(config.get(topic), str):
        return
    made = config.get(template)
    text = written(made, value) if isinstance(made, str) else str(value)
    if text is not None:
        yield config[topic], text


def _on_off(reader: Reader, template: str = "value_template") -> State:
    config, said = reader.config, reader.text("state_topic", template)
    on = _word(config, "state_on", _word(config, "payload_on", "ON"))
    off = _word(config, "state_off", _word(config, "payload_off", "OFF"))
    return State({on: "on", off: "off"}.get(said or "", "unknown"))


def _switch(config: Config, command: str, data: Data) -> Iterator[Message]:
    if command in ("turn_on", "turn_off"):
        on = command == "turn_on"
        yield from _to(
            config, "command_topic", _word(config, "payload_on" if on else "payload_off", "ON" if on else "OFF")
        )


def _plain(config: Config) -> tuple[dict[str, Json], frozenset[str] | None]:
    kept = {key: config[key] for key in ("device_class", "unit_of_measurement") if config.get(key)}
    return kept, None


def _read_light(reader: Reader) -> State:
    config = reader.config
    if config.get("schema") == "json":
        return _read_json_light(reader)
    state, attributes = _on_off(reader, "state_value_template"), {}
    if (level := reader.number("brightness_state_topic", "brightness_value_template")) is not None:
        attributes["brightness"] = round(level * 255 / number(config.get("brightness_scale"), 255))
    if (color := reader.text("rgb_state_topic", "rgb_value_template")) is not None:
        attributes |= _rgb(color.split(","))
    if (mireds := reader.number("color_temp_state_topic", "color_temp_value_template")) is not None:
        attributes["color_temp_kelvin"] = round(mireds if config.get("color_temp_kelvin") else 1e6 / max(mireds, 1))
    return State(state.state, attributes)


def _read_json_light(reader: Reader) -> State:
    said = reader.document("state_topic")
    attributes: dict[str, Json] = {}
    state = {"ON": "on", "OFF": "off"}.get(str(said.get("state", "")).upper(), "unknown")
    if said.get("brightness") is not None:
        attributes["brightness"] = round(
            number(said["brightness"]) * 255 / number(reader.config.get("brightness_scale"), 255)
        )
    mode, color = said.get("color_mode"), said.get("color")
    if isinstance(color, dict) and mode != "color_temp":
        attributes |= _json_color(color)
    if said.get("color_temp") is not None and mode in (None, "color_temp"):
        attributes["color_temp_kelvin"] = round(1e6 / max(number(said["color_temp"], 370), 1))
    if mode:
        attributes["color_mode"] = "color_temp" if mode == "color_temp" else "rgb"
    return State(state, attributes)


def _json_color(color: Mapping[str, Json]) -> dict[str, Json]:
    if {"r", "g", "b"} <= color.keys():
        return _rgb([color["r"], color["g"], color["b"]])
    if {"h", "s"} <= color.keys():
        return _rgb([255 * part for part in colorsys.hsv_to_rgb(number(color["h"]) / 360, number(color["s"]) / 100, 1)])
    if {"x", "y"} <= color.keys():
        return _rgb(_from_xy(number(color["x"]), number(color["y"])))
    return {}


def _rgb(parts: list[Json]) -> dict[str, Json]:
    return {"rgb_color": [round(number(part)) for part in parts]} if len(parts) == 3 else {}


def _from_xy(x: float, y: float) -> list[Json]:
    """CIE 1931 chromaticity → sRGB at full brightness (IEC 61966-2-1, D65)."""
    y = max(y, 1e-6)
    big_x, big_z = x / y, (1 - x - y) / y
    linear = (
        3.2406 * big_x - 1.5372 - 0.4986 * big_z,
        -0.9689 * big_x + 1.8758 + 0.0415 * big_z,
        0.0557 * big_x - 0.2040 + 1.0570 * big_z,
    )
    most = max(*linear, 1e-6)
    shares = (max(part, 0.0) / most for part in linear)
    return [255 * (12.92 * p if p <= 0.0031308 else 1.055 * p ** (1 / 2.4) - 0.055) for p in shares]


def _tell_light(config: Config, command: str, data: Data) -> Iterator[Message]:
    if command not in ("turn_on", "turn_off"):
        return
    level = data.get("brightness_pct")
    on = command == "turn_on" and level != 0
    scale = number(config.get("brightness_scale"), 255)
    if config.get("schema") == "json":
        said: dict[str, Json] = {"state": "ON" if on else "OFF"}
        if on and level is not None:
            said["brightness"] = round(brightness_of(level) * scale / 255)
        if on and "rgb_color" in data:
            said["color"] = dict(zip("rgb", data["rgb_color"], strict=True))
        if on and "color_temp_kelvin" in data:
            said["color_temp"] = round(1e6 / data["color_temp_kelvin"])
        yield from _to(config, "command_topic", json.dumps(said), "no_template")
        return
    if on and level is not None:
        scaled = round(brightness_of(level) * scale / 255)
        yield from _to(config, "brightness_command_topic", scaled, "brightness_command_template")
    if on and "rgb_color" in data:
        yield from _to(config, "rgb_command_topic", ",".join(map(str, data["rgb_color"])), "rgb_command_template")
    if on and "color_temp_kelvin" in data:
        kelvin = data["color_temp_kelvin"]
        value = kelvin if config.get("color_temp_kelvin") else round(1e6 / kelvin)
        yield from _to(config, "color_temp_command_topic", value, "color_temp_command_template")
    if not (on and data and config.get("on_command_type") == "brightness"):
        yield from _switch({**config, "command_template": None}, "turn_on" if on else "turn_off", {})


def _light_traits(config: Config) -> tuple[dict[str, Json], frozenset[str] | None]:
    modes: Json = config.get("supported_color_modes")
    if not isinstance(modes, list):
        modes = []
        if "rgb_command_topic" in config:
            modes.append("rgb")
        if "color_temp_command_topic" in config:
            modes.append("color_temp")
        if not modes:
            modes = ["brightness" if config.get("brightness") or "brightness_command_topic" in config else "onoff"]
    return {"supported_color_modes": modes}, None


def _read_fan(reader: Reader) -> State:
    state, attributes = _on_off(reader, "state_value_template"), {}
    speed = reader.number("percentage_state_topic", "percentage_value_template")
    if speed is not None:
        low, high = _speeds(reader.config)
        attributes["percentage"] = round((speed - low + 1) * _FAN_FULL / (high - low + 1)) if speed >= low else 0
    return State(state.state, attributes)


def _tell_fan(config: Config, command: str, data: Data) -> Iterator[Message]:
    if command == "set_percentage" and data["percentage"] > 0:
        low, high = _speeds(config)
        speed = max(low, -(-data["percentage"] * (high - low + 1) // _FAN_FULL) + low - 1)
        yield from _to(config, "percentage_command_topic", round(speed), "percentage_command_template")
    on = command == "turn_on" or (command == "set_percentage" and data["percentage"] > 0)
    yield from _switch(config, "turn_on" if on else "turn_off", {})


def _speeds(config: Config) -> tuple[float, float]:
    return number(config.get("speed_range_min"), 1), number(config.get("speed_range_max"), _FAN_FULL)


def _fan_traits(config: Config) -> tuple[dict[str, Json], frozenset[str] | None]:
    return {}, frozenset({"TURN_ON", "TURN_OFF", *(("SET_SPEED",) if "percentage_command_topic" in config else ())})


def _read_cover(reader: Reader) -> State:
    config, said = reader.config, reader.text("state_topic")
    low, high = number(config.get("position_closed"), 0), number(config.get("position_open"), 100)
    raw = reader.number("position_topic", "position_template")
    position = None if raw is None else round((raw - low) * 100 / ((high - low) or 1))
    names = {_word(config, f"state_{state}", state): state for state in ("open", "opening", "closed", "closing")}
    state = names.get(said or "", "unknown")
    if state == "unknown" and position is not None:
        state = "closed" if position <= 0 else "open"
    if said == _word(config, "state_stopped", "stopped") and position is None:
        state = "open"
    return State(state, {} if position is None else {"current_position": position})


def _tell_cover(config: Config, command: str, data: Data) -> Iterator[Message]:
    if command == "set_position":
        low, high = number(config.get("position_closed"), 0), number(config.get("position_open"), 100)
        value = round(low + data["position"] * (high - low) / 100)
        yield from _to(config, "set_position_topic", value, "set_position_template")
    elif command in ("open", "close", "stop"):
        yield from _to(config, "command_topic", _word(config, f"payload_{command}", command.upper()))


def _cover_traits(config: Config) -> tuple[dict[str, Json], frozenset[str] | None]:
    can = {c.upper() for c in ("open", "close", "stop") if "command_topic" in config and config.get(f"payload_{c}", 1)}
    positions = {"SET_POSITION"} if "set_position_topic" in config else set()
    return _plain(config)[0], frozenset(can | positions)


def _read_lock(reader: Reader) -> State:
    states = ("locked", "unlocked", "locking", "unlocking", "jammed")
    names = {_word(reader.config, f"state_{state}", state.upper()): state for state in states}
    return State(names.get(reader.text("state_topic") or "", "unknown"))


def _tell_lock(config: Config, command: str, data: Data) -> Iterator[Message]:
    if command in ("lock", "unlock"):
        yield from _to(config, "command_topic", _word(config, f"payload_{command}", command.upper()))


def _read_climate(reader: Reader) -> State:
    mode = reader.text("mode_state_topic", "mode_state_template")
    readings = {
        "temperature": reader.number("temperature_state_topic", "temperature_state_template"),
        "current_temperature": reader.number("current_temperature_topic", "current_temperature_template"),
    }
    known = {key: value for key, value in readings.items() if value is not None}
    return State(mode or "unknown", known)


def _modes(config: Config) -> list[str]:
    """The modes a thermostat announces; off and heat for one that announces none, or no list."""
    modes: Json = config.get("modes")
    return [str(mode) for mode in modes] if isinstance(modes, list) and modes else ["off", "heat"]


def _tell_climate(config: Config, command: str, data: Data) -> Iterator[Message]:
    modes = _modes(config)
    if command == "set_temperature":
        yield from _to(config, "temperature_command_topic", data["temperature"], "temperature_command_template")
    wanted = {"set_mode": data.get("hvac_mode"), "turn_off": "off"}.get(command)
    if command == "turn_on":
        wanted = next((mode for mode in ("heat_cool", "heat", "cool", *modes) if mode in modes and mode != "off"), None)
    if wanted in modes:
        yield from _to(config, "mode_command_topic", wanted, "mode_command_template")


def _climate_traits(config: Config) -> tuple[dict[str, Json], frozenset[str] | None]:
    kept = {new: config[key] for key, new in (("min_temp", "min_temp"), ("max_temp", "max_temp")) if key in config}
    kept["hvac_modes"] = _modes(config)
    features = {"TURN_ON", "TURN_OFF"} if "mode_command_topic" in config else set()
    return kept, frozenset(features | ({"TARGET_TEMPERATURE"} if "temperature_command_topic" in config else set()))


def _read_sensor(reader: Reader) -> State:
    value = reader.text("state_topic")
    unit = reader.config.get("unit_of_measurement")
    return State(value or "unknown", {"unit_of_measurement": unit} if unit else {})


def _tell_nothing(config: Config, command: str, data: Data) -> Iterator[Message]:
    yield from ()


KINDS: dict[str, Kind] = {
    "light": Kind(_read_light, _tell_light, _light_traits),
    "switch": Kind(_on_off, _switch, _plain),
    "fan": Kind(_read_fan, _tell_fan, _fan_traits),
    "cover": Kind(_read_cover, _tell_cover, _cover_traits),
    "lock": Kind(_read_lock, _tell_lock, _plain),
    "climate": Kind(_read_climate, _tell_climate, _climate_traits),
    "sensor": Kind(_read_sensor, _tell_nothing, _plain),
    "binary_sensor": Kind(_on_off, _tell_nothing, _plain),
}
"""By component, as discovery names them."""
