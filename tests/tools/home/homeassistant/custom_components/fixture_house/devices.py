"""The virtual devices: what they remember, and how they obey. They are Home Assistant's own entity classes."""

from __future__ import annotations

from typing import Any

from homeassistant.components import vacuum
from homeassistant.components.climate import ClimateEntity, ClimateEntityFeature, HVACMode
from homeassistant.components.cover import CoverEntity, CoverEntityFeature
from homeassistant.components.fan import FanEntity, FanEntityFeature
from homeassistant.components.light import ColorMode, LightEntity
from homeassistant.components.lock import LockEntity
from homeassistant.components.media_player import MediaPlayerEntity, MediaPlayerEntityFeature
from homeassistant.components.scene import Scene
from homeassistant.components.switch import SwitchEntity
from homeassistant.components.todo import TodoItem, TodoItemStatus, TodoListEntity, TodoListEntityFeature
from homeassistant.components.vacuum import StateVacuumEntity, VacuumEntityFeature
from homeassistant.components.valve import ValveEntity, ValveEntityFeature
from homeassistant.helpers.entity import Entity


def shown(name: str) -> Any:
    """A property that shows something remembered."""
    return property(lambda self: self.now.get(name))


class Device(Entity):
    """A device that is as `now` says: "state" and attributes, under the names that states show them by."""

    _attr_should_poll = False
    available = property(lambda self: self.now["state"] != "unavailable")

    def __init__(self, record: dict[str, Any], unique_id: str, house: Any) -> None:
        self.entity_id = record["id"]
        self._attr_unique_id = unique_id
        self._attr_name = record["name"]
        self._attr_device_class = record["attributes"].get("device_class")
        self._house = house
        self.load(record["state"], record["attributes"])

    def load(self, state: str, attributes: dict[str, Any]) -> None:
        self.now: dict[str, Any] = {"state": state, **attributes}

    def become(self, **now: Any) -> None:
        """Obey."""
        if not self._house.deaf:
            self.now |= now
            self.async_write_ha_state()
            self._house.meddle(self)


class Switch(Device, SwitchEntity):
    is_on = property(lambda self: self.now["state"] == "on")

    async def async_turn_on(self, **kwargs: Any) -> None:
        self.become(state="on")

    async def async_turn_off(self, **kwargs: Any) -> None:
        self.become(state="off")


class Light(Device, LightEntity):
    """One that the house says no colour modes of can do everything."""

    is_on = property(lambda self: self.now["state"] == "on")
    brightness, rgb_color, color_temp_kelvin = shown("brightness"), shown("rgb_color"), shown("color_temp_kelvin")
    _attr_min_color_temp_kelvin, _attr_max_color_temp_kelvin = 2000, 6535

    @property
    def supported_color_modes(self) -> set[ColorMode]:
        return {ColorMode(mode) for mode in self.now.get("supported_color_modes", ("color_temp", "rgb"))}

    @property
    def color_mode(self) -> ColorMode:
        modes = self.supported_color_modes
        usual = ColorMode.COLOR_TEMP if ColorMode.COLOR_TEMP in modes else next(iter(modes))
        return ColorMode(self.now.get("color_mode", usual))

    async def async_turn_on(self, **kwargs: Any) -> None:
        if "rgb_color" in kwargs:
            kwargs["color_mode"] = "rgb"
        elif "color_temp_kelvin" in kwargs:
            kwargs["color_mode"] = "color_temp"
        asked = ("brightness", "rgb_color", "color_temp_kelvin", "color_mode")
        self.become(state="on", **{name: kwargs[name] for name in asked if name in kwargs})

    async def async_turn_off(self, **kwargs: Any) -> None:
        self.become(state="off")


class Fan(Device, FanEntity):
    is_on = property(lambda self: self.now["state"] == "on")
    percentage = shown("percentage")

    @property
    def supported_features(self) -> FanEntityFeature:
        switching = getattr(FanEntityFeature, "TURN_ON", 0) | getattr(FanEntityFeature, "TURN_OFF", 0)
        return FanEntityFeature(switching | (FanEntityFeature.SET_SPEED if "percentage" in self.now else 0))

    async def async_turn_on(self, percentage: int | None = None, preset_mode: str | None = None, **kwargs: Any) -> None:
        speed = percentage or self.now.get("percentage") or 100
        self.become(state="on", **({"percentage": speed} if "percentage" in self.now else {}))

    async def async_turn_off(self, **kwargs: Any) -> None:
        self.become(state="off", **({"percentage": 0} if "percentage" in self.now else {}))

    async def async_set_percentage(self, percentage: int) -> None:
        self.become(state="on" if percentage else "off", percentage=percentage)


class Movable(Device):
    """What covers and valves have in common."""

    is_closed = property(lambda self: self.now["state"] == "closed")
    is_opening = property(lambda self: self.now["state"] == "opening")
    is_closing = property(lambda self: self.now["state"] == "closing")
    FEATURES: Any

    def load(self, state: str, attributes: dict[str, Any]) -> None:
        super().load(state, attributes)
        if "current_position" in self.now:
            self.now["current_position"] = int(self.now["current_position"])

    @property
    def supported_features(self) -> Any:
        names = ["OPEN", "CLOSE", "STOP"] + ["SET_POSITION"] * ("current_position" in self.now)
        names = [str(name).rpartition(".")[2] for name in self.now.get("supported_features", names)]
        return self.FEATURES(sum(self.FEATURES[name] for name in names))

    def move(self, position: int) -> None:
        known = {"current_position": position} if "current_position" in self.now else {}
        self.become(state="open" if position else "closed", **known)


class Cover(Movable, CoverEntity):
    FEATURES = CoverEntityFeature
    current_cover_position = shown("current_position")

    async def async_open_cover(self, **kwargs: Any) -> None:
        self.move(100)

    async def async_close_cover(self, **kwargs: Any) -> None:
        self.move(0)

    async def async_set_cover_position(self, position: int, **kwargs: Any) -> None:
        self.move(position)

    async def async_stop_cover(self, **kwargs: Any) -> None:
        self.become()


class Valve(Movable, ValveEntity):
    FEATURES = ValveEntityFeature
    reports_position = property(lambda self: "current_position" in self.now)
    current_valve_position = shown("current_position")

    async def async_open_valve(self) -> None:
        self.move(100)

    async def async_close_valve(self) -> None:
        self.move(0)

    async def async_set_valve_position(self, position: int) -> None:
        self.move(position)

    async def async_stop_valve(self) -> None:
        self.become()


class Lock(Device, LockEntity):
    is_locked = property(lambda self: self.now["state"] == "locked")

    async def async_lock(self, **kwargs: Any) -> None:
        self.become(state="locked")

    async def async_unlock(self, **kwargs: Any) -> None:
        self.become(state="unlocked")


class Climate(Device, ClimateEntity):
    hvac_mode = property(lambda self: HVACMode(self.now["state"]))
    target_temperature, current_temperature = shown("temperature"), shown("current_temperature")
    temperature_unit = "°C"
    supported_features = (
        ClimateEntityFeature.TARGET_TEMPERATURE | ClimateEntityFeature.TURN_ON | ClimateEntityFeature.TURN_OFF
    )
    min_temp = property(lambda self: self.now.get("min_temp", 7))
    max_temp = property(lambda self: self.now.get("max_temp", 35))
    hvac_modes = property(lambda self: [HVACMode(m) for m in self.now.get("hvac_modes", ("off", "heat", "cool"))])

    async def async_set_temperature(self, **kwargs: Any) -> None:
        self.become(temperature=kwargs["temperature"])

    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        self.become(state=str(hvac_mode))


class Player(Device, MediaPlayerEntity):
    state, media_title = shown("state"), shown("media_title")
    volume_level, is_volume_muted = shown("volume_level"), shown("is_volume_muted")
    supported_features = (
        MediaPlayerEntityFeature.TURN_ON
        | MediaPlayerEntityFeature.TURN_OFF
        | MediaPlayerEntityFeature.PLAY
        | MediaPlayerEntityFeature.PAUSE
        | MediaPlayerEntityFeature.NEXT_TRACK
        | MediaPlayerEntityFeature.PREVIOUS_TRACK
        | MediaPlayerEntityFeature.VOLUME_SET
        | MediaPlayerEntityFeature.VOLUME_MUTE
        | MediaPlayerEntityFeature.PLAY_MEDIA
    )

    def load(self, state: str, attributes: dict[str, Any]) -> None:
        super().load(state, attributes)
        level = float(self.now.get("volume_level", 0.5))
        self.now["volume_level"] = level / 100 if level > 1 else level

    async def async_turn_on(self) -> None:
        self.become(state="idle" if self.now["state"] == "off" else self.now["state"])

    async def async_turn_off(self) -> None:
        self.become(state="off")

    async def async_media_play(self) -> None:
        self.become(state="playing")

    async def async_media_pause(self) -> None:
        self.become(state="paused")

    async def async_media_next_track(self) -> None:
        self.become(state="playing")

    async def async_media_previous_track(self) -> None:
        self.become(state="playing")

    async def async_set_volume_level(self, volume: float) -> None:
        self.become(volume_level=volume)

    async def async_mute_volume(self, mute: bool) -> None:
        self.become(is_volume_muted=mute)

    async def async_play_media(self, media_type: str, media_id: str, **kwargs: Any) -> None:
        self.become(state="playing", media_title=media_id)


class Vacuum(Device, StateVacuumEntity):
    if hasattr(StateVacuumEntity, "activity"):  # since 2025.1, the only way to say it
        activity = property(lambda self: vacuum.VacuumActivity(self.now["state"]))
    else:
        state = shown("state")
    supported_features = VacuumEntityFeature.START | VacuumEntityFeature.STATE | VacuumEntityFeature.RETURN_HOME

    async def async_start(self) -> None:
        self.become(state="cleaning")

    async def async_return_to_base(self, **kwargs: Any) -> None:
        self.become(state=self.now["state"] if self.now["state"] == "docked" else "returning")


class Todo(Device, TodoListEntity):
    supported_features = TodoListEntityFeature.CREATE_TODO_ITEM | TodoListEntityFeature.UPDATE_TODO_ITEM

    def load(self, state: str, attributes: dict[str, Any]) -> None:
        super().load(state, attributes)
        listed = [i if isinstance(i, dict) else {"summary": str(i)} for i in attributes.get("todo_items") or ()]
        self.now["items"] = [
            TodoItem(uid=str(n), summary=i["summary"], status=TodoItemStatus(i.get("status", "needs_action")))
            for n, i in enumerate(listed)
        ]

    @property
    def todo_items(self) -> list[TodoItem]:
        return self.now["items"]

    async def async_create_todo_item(self, item: TodoItem) -> None:
        item.uid, item.status = str(len(self.now["items"])), TodoItemStatus.NEEDS_ACTION
        self.become(items=[*self.now["items"], item])

    async def async_update_todo_item(self, item: TodoItem) -> None:
        self.become(items=[item if known.uid == item.uid else known for known in self.now["items"]])


class Stage(Device, Scene):
    """A scene. What the house says that it sets, it sets."""

    @property
    def extra_state_attributes(self) -> dict[str, Any]:
        return {"entity_id": list(self.now["entities"])} if "entities" in self.now else {}

    async def async_activate(self, **kwargs: Any) -> None:
        for entity_id, wanted in self.now.get("entities", {}).items():
            device = self._house.devices.get(entity_id)
            if device is not None:
                device.async_set_context(self._context)
                device.become(**(wanted if isinstance(wanted, dict) else {"state": wanted}))


KINDS: dict[str, type[Device]] = {
    "climate": Climate, "cover": Cover, "fan": Fan, "light": Light, "lock": Lock, "media_player": Player,
    "scene": Stage, "switch": Switch, "todo": Todo, "vacuum": Vacuum, "valve": Valve,
}  # fmt: skip
