"""How entities answer commands: pure functions from a state to the next, as Home Assistant's integrations behave.

One deliberate difference: a light that is off keeps its last brightness in sight, where Home Assistant hides it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agentlite.actions import Json
from agentlite.errors import ToolError
from agentlite.tools.home.house import State

Data = Mapping[str, Json]
Transition = Callable[[State, Data], State]


def brightness_of(percent: float) -> int:
    """Percent → 0-255, rounded as Home Assistant rounds `brightness_pct`: 50 → 128."""
    return round(255 * percent / 100)


def percent_of(brightness: float) -> int:
    """0-255 → percent."""
    return round(brightness * 100 / 255)


def number(value: Json, default: float = 0.0) -> float:
    """A numeric attribute, which some integrations give as text."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return default


def volume_of(state: State) -> float:
    """A player's volume from 0 to 1, also if it was given in percent."""
    level = number(state.attributes.get("volume_level"), 0.5)
    return level / 100 if level > 1 else level


def open_items(state: State) -> list[str]:
    """What is still to do on a to-do list."""
    return [item["summary"] for item in items_of(state) if item["status"] == "needs_action"]


def items_of(state: State) -> list[dict[str, str]]:
    """All items of a to-do list, whether given as texts or as {"summary", "status"}."""
    raw = state.attributes.get("todo_items") or ()
    return [
        {"summary": str(item["summary"]), "status": str(item.get("status", "needs_action"))}
        if isinstance(item, Mapping)
        else {"summary": str(item), "status": "needs_action"}
        for item in raw
    ]


def transition(domain: str, command: str, state: State, data: Data) -> State:
    """The state after a command. Raises `ToolError` when things of this domain have no such command."""
    change = _TRANSITIONS.get((domain, command))
    if change is None:
        raise ToolError(f"A {domain.replace('_', ' ')} has no command {command!r}.")
    return change(state, data)


def _with(state: State, to: str | None = None, **attributes: Any) -> State:
    return State(to if to is not None else state.state, {**state.attributes, **attributes})


def _to(value: str) -> Transition:
    return lambda state, data: _with(state, value)


def _light_on(state: State, data: Data) -> State:
    if data.get("brightness_pct") == 0:
        return _with(state, "off")
    changed: dict[str, Json] = {}
    if "brightness_pct" in data:
        changed["brightness"] = brightness_of(data["brightness_pct"])
    if "rgb_color" in data:
        changed |= {"rgb_color": list(data["rgb_color"]), "color_mode": "rgb"}
    if "color_temp_kelvin" in data:
        changed |= {"color_temp_kelvin": data["color_temp_kelvin"], "color_mode": "color_temp"}
    return _with(state, "on", **changed)


def _fan_on(state: State, data: Data) -> State:
    if state.state == "off" and state.attributes.get("percentage") == 0:
        return _with(state, "on", percentage=100)
    return _with(state, "on")


def _fan_off(state: State, data: Data) -> State:
    return _with(state, "off", percentage=0) if "percentage" in state.attributes else _with(state, "off")


def _fan_speed(state: State, data: Data) -> State:
    return _with(state, "on" if data["percentage"] > 0 else "off", percentage=data["percentage"])


def _climate_on(state: State, data: Data) -> State:
    """Home Assistant's own order of preference; anything but off if none of these exists."""
    modes = state.attributes.get("hvac_modes") or ["heat"]
    preferred = [mode for mode in ("heat_cool", "heat", "cool", *modes) if mode in modes and mode != "off"]
    return _with(state, preferred[0]) if state.state == "off" and preferred else state


def _moved(value: str, position: int) -> Transition:
    def move(state: State, data: Data) -> State:
        known = "current_position" in state.attributes
        return _with(state, value, current_position=position) if known else _with(state, value)

    return move


def _positioned(state: State, data: Data) -> State:
    position = data["position"]
    return _with(state, "open" if position > 0 else "closed", current_position=position)


def _stopped(state: State, data: Data) -> State:
    return _with(state, "open") if state.state in ("opening", "closing") else state


def _docked(state: State, data: Data) -> State:
    return state if state.state == "docked" else _with(state, "returning")


def _with_items(state: State, items: list[dict[str, str]]) -> State:
    open_count = sum(item["status"] == "needs_action" for item in items)
    return _with(state, str(open_count), todo_items=items)


def _item_added(state: State, data: Data) -> State:
    return _with_items(state, [*items_of(state), {"summary": data["item"], "status": "needs_action"}])


def _item_completed(state: State, data: Data) -> State:
    wanted = str(data["item"]).casefold()
    items = items_of(state)
    for item in items:
        if item["summary"].casefold() == wanted and item["status"] == "needs_action":
            return _with_items(state, [{**i, "status": "completed"} if i is item else i for i in items])
    return state


_TRANSITIONS: dict[tuple[str, str], Transition] = {
    **{(domain, f"turn_{value}"): _to(value) for domain in ("switch", "input_boolean", "humidifier", "siren")
       for value in ("on", "off")},
    ("light", "turn_on"): _light_on,
    ("light", "turn_off"): _to("off"),
    ("fan", "turn_on"): _fan_on,
    ("fan", "turn_off"): _fan_off,
    ("fan", "set_percentage"): _fan_speed,
    ("climate", "turn_on"): _climate_on,
    ("climate", "turn_off"): _to("off"),
    ("climate", "set_temperature"): lambda state, data: _with(state, temperature=data["temperature"]),
    ("climate", "set_mode"): lambda state, data: _with(state, data["hvac_mode"]),
    ("lock", "lock"): _to("locked"),
    ("lock", "unlock"): _to("unlocked"),
    **{(domain, "open"): _moved("open", 100) for domain in ("cover", "valve")},
    **{(domain, "close"): _moved("closed", 0) for domain in ("cover", "valve")},
    **{(domain, "stop"): _stopped for domain in ("cover", "valve")},
    **{(domain, "set_position"): _positioned for domain in ("cover", "valve")},
    ("media_player", "turn_on"): lambda state, data: _with(state, "idle") if state.state == "off" else state,
    ("media_player", "turn_off"): _to("off"),
    ("media_player", "play"): _to("playing"),
    ("media_player", "pause"): _to("paused"),
    ("media_player", "next_track"): _to("playing"),
    ("media_player", "previous_track"): _to("playing"),
    ("media_player", "set_volume"): lambda state, data: _with(state, volume_level=data["volume_level"]),
    ("media_player", "set_mute"): lambda state, data: _with(state, is_volume_muted=data["is_volume_muted"]),
    ("media_player", "play_media"): lambda state, data: _with(state, "playing", media_title=data["query"]),
    ("vacuum", "start"): _to("cleaning"),
    ("vacuum", "return_to_base"): _docked,
    ("todo", "add_item"): _item_added,
    ("todo", "complete_item"): _item_completed,
}  # fmt: skip
