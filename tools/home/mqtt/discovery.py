"""Home Assistant's discovery messages: what devices announce of themselves, in long and in abbreviated words.

PREFIX/COMPONENT/[NODE/]OBJECT/config announces one thing, PREFIX/device/OBJECT/config several of one device; an empty
message takes it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agentlite.actions import Json
from agentlite.tools.home.mqtt.templates import parsed
from agentlite.words import fold

COMPONENTS = frozenset("light switch fan cover lock climate sensor binary_sensor".split())
"""What is read; everything else that is announced is left alone."""

_WORDS = {
    "avty": "availability", "avty_t": "availability_topic", "avty_tpl": "availability_template",
    "avty_mode": "availability_mode", "cmps": "components", "cmd_t": "command_topic", "cmd_tpl": "command_template",
    "dev": "device", "dev_cla": "device_class", "en": "enabled_by_default", "ent_cat": "entity_category",
    "exp_aft": "expire_after", "o": "origin", "obj_id": "object_id", "p": "platform", "ret": "retain",
    "uniq_id": "unique_id", "unit_of_meas": "unit_of_measurement", "val_tpl": "value_template", "t": "topic",
    "pl_avail": "payload_available", "pl_not_avail": "payload_not_available", "pl_on": "payload_on",
    "pl_off": "payload_off", "pl_open": "payload_open", "pl_cls": "payload_close", "pl_stop": "payload_stop",
    "pl_lock": "payload_lock", "pl_unlk": "payload_unlock",
    "stat_t": "state_topic", "stat_val_tpl": "state_value_template", "stat_on": "state_on", "stat_off": "state_off",
    "stat_open": "state_open", "stat_opening": "state_opening", "stat_clsd": "state_closed",
    "stat_closing": "state_closing", "stat_stopped": "state_stopped", "stat_locked": "state_locked",
    "stat_unlocked": "state_unlocked", "stat_locking": "state_locking", "stat_unlocking": "state_unlocking",
    "stat_jam": "state_jammed",
    "bri_cmd_t": "brightness_command_topic", "bri_cmd_tpl": "brightness_command_template",
    "bri_scl": "brightness_scale", "bri_stat_t": "brightness_state_topic", "bri_val_tpl": "brightness_value_template",
    "rgb_cmd_t": "rgb_command_topic", "rgb_cmd_tpl": "rgb_command_template", "rgb_stat_t": "rgb_state_topic",
    "rgb_val_tpl": "rgb_value_template", "clr_temp_cmd_t": "color_temp_command_topic",
    "clr_temp_cmd_tpl": "color_temp_command_template", "clr_temp_stat_t": "color_temp_state_topic",
    "clr_temp_val_tpl": "color_temp_value_template", "sup_clrm": "supported_color_modes", "clrm": "color_mode",
    "on_cmd_type": "on_command_type",
    "pct_cmd_t": "percentage_command_topic", "pct_cmd_tpl": "percentage_command_template",
    "pct_stat_t": "percentage_state_topic", "pct_val_tpl": "percentage_value_template",
    "spd_rng_min": "speed_range_min", "spd_rng_max": "speed_range_max",
    "pos_t": "position_topic", "pos_tpl": "position_template", "pos_open": "position_open",
    "pos_clsd": "position_closed", "set_pos_t": "set_position_topic", "set_pos_tpl": "set_position_template",
    "mode_cmd_t": "mode_command_topic", "mode_cmd_tpl": "mode_command_template", "mode_stat_t": "mode_state_topic",
    "mode_stat_tpl": "mode_state_template", "temp_cmd_t": "temperature_command_topic",
    "temp_cmd_tpl": "temperature_command_template", "temp_stat_t": "temperature_state_topic",
    "temp_stat_tpl": "temperature_state_template", "curr_temp_t": "current_temperature_topic",
    "curr_temp_tpl": "current_temperature_template",
}  # fmt: skip
_DEVICE_WORDS = {"ids": "identifiers", "sa": "suggested_area", "mf": "manufacturer", "mdl": "model"}
_SHARED = ("availability", "availability_topic", "availability_mode", "availability_template", "device", "origin",
           "state_topic", "command_topic", "payload_available", "payload_not_available", "qos")  # fmt: skip
_MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class Announced:
    """One thing that a device announces: its entity id without the domain, its name and area, and all it says."""

    component: str
    object_id: str
    name: str
    area: str
    config: Mapping[str, Json]


def announced(topic: str, payload: bytes, prefix: str) -> list[Announced]:
    """What a discovery message announces; nothing for one that takes back, is not understood, or is for others."""
    parts = topic.removeprefix(f"{prefix}/").split("/")
    if parts[-1] != "config" or not 3 <= len(parts) <= 4 or not payload.strip():
        return []
    document = parsed(payload)
    if not isinstance(document, dict):
        return []
    config = _spelled_out(document)
    if parts[0] == "device":
        return list(_components(config, parts[-2]))
    return [_thing(parts[0], config, "_".join(parts[1:-1]))] if parts[0] in COMPONENTS else []


def _components(config: Mapping[str, Json], object_id: str) -> Iterator[Announced]:
    """The things of a device that announces several at once; what it says of itself is said of each."""
    shared = {key: config[key] for key in _SHARED if key in config}
    listed = config.get("components")
    for key, part in listed.items() if isinstance(listed, dict) else ():
        if isinstance(part, dict):
            own = _spelled_out({"~": config["~"], **part} if "~" in config else part)
            if own.get("platform") in COMPONENTS:
                yield _thing(str(own["platform"]), shared | own, f"{object_id}_{key}")


def _thing(component: str, config: Mapping[str, Json], object_id: str) -> Announced:
    device = config.get("device")
    device = device if isinstance(device, dict) else {}
    own, its = _clean(config.get("name")), _clean(device.get("name"))
    name = its if not own or own == its else own if not its or fold(own).startswith(fold(its)) else f"{its} {own}"
    wanted = str(config.get("object_id") or name or object_id)
    slug = re.sub(r"\W+", "_", fold(wanted)).strip("_") or "thing"
    return Announced(component, slug, name or object_id, _clean(device.get("suggested_area")), config)


def _spelled_out(document: Mapping[str, Json]) -> dict[str, Json]:
    """The long words for the short ones, and "~" replaced in topics by what it stands for."""
    base = document.get("~")
    config = {_WORDS.get(key, key): value for key, value in document.items()}
    if isinstance(base, str):
        config = {key: _based(value, base) if key.endswith("topic") else value for key, value in config.items()}
    if isinstance(config.get("device"), dict):
        config["device"] = {_DEVICE_WORDS.get(key, key): value for key, value in config["device"].items()}
    places = config.get("availability")
    if isinstance(places, dict):
        places = [places]
    if isinstance(places, list):
        config["availability"] = [
            _spelled_out({"~": base, **place} if base else place) for place in places if isinstance(place, dict)
        ]
    return config


def _based(topic: Json, base: str) -> Json:
    if not isinstance(topic, str):
        return topic
    if topic.startswith("~"):
        return base + topic[1:]
    return topic[:-1] + base if topic.endswith("~") else topic


def _clean(name: Json) -> str:
    """A name that a stranger chose, on one line and of bearable length."""
    return "".join(c for c in " ".join(str(name or "").split()) if c.isprintable())[:_MOST_NAME]
