"""A house of virtual devices inside a real Home Assistant. Only the devices are made up: services, checks of what a
device supports, states, registries, exposure and permissions are Home Assistant's own.

    fixture_house.furnish   {entities: [{id, name, state, attributes}]}    remove all devices, and put these in place
    fixture_house.load      {states: {id: {state, attributes}}, deaf, meddled}

`deaf` devices take every order and ignore it. Whenever a device obeys, the device `meddled` is switched over as well.
"""

from __future__ import annotations

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry

from .devices import KINDS, Device

DOMAIN = "fixture_house"
READINGS = ("binary_sensor", "sensor", "weather")


class House:
    """The devices that are there, by entity id."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.devices: dict[str, Device] = {}
        self.deaf = False
        self.meddled = self.meddled_was = ""

    async def furnish(self, call: ServiceCall) -> None:
        """Put these devices in the place of all others."""
        registry = entity_registry.async_get(self.hass)
        for entry in list(registry.entities.values()):
            if entry.unique_id.startswith(DOMAIN):
                registry.async_remove(entry.entity_id)
                self.hass.states.async_remove(entry.entity_id)
        self.devices.clear()
        await self.hass.async_block_till_done()
        for record in call.data["entities"]:
            domain, _, name = record["id"].partition(".")
            unique_id = f"{DOMAIN}.{record['id']}"
            if domain in READINGS:
                registry.async_get_or_create(domain, DOMAIN, unique_id, suggested_object_id=name)
                self._read(record)
            else:
                self.devices[record["id"]] = KINDS[domain](record, unique_id, self)
                await self.hass.data[domain].async_add_entities([self.devices[record["id"]]])

    async def load(self, call: ServiceCall) -> None:
        """Take on these states, as if somebody had gone round and set them by hand."""
        self.deaf, self.meddled = bool(call.data.get("deaf")), call.data.get("meddled", "")
        self.meddled_was = call.data["states"].get(self.meddled, {}).get("state", "")
        for entity_id, given in call.data["states"].items():
            if entity_id in self.devices:
                self.devices[entity_id].load(given["state"], given["attributes"])
                self.devices[entity_id].async_set_context(call.context)
                self.devices[entity_id].async_write_ha_state()
            else:
                self._read({"id": entity_id, **given})

    def meddle(self, device: Device) -> None:
        """Switch a device over because another one obeyed."""
        other = self.devices.get(self.meddled)
        if other is not None and other is not device:
            other.async_set_context(device._context)
            other.now["state"] = "off" if self.meddled_was == "on" else "on"
            other.async_write_ha_state()

    def _read(self, record: dict[str, Any]) -> None:
        attributes = {"friendly_name": record["name"], **record["attributes"]} if "name" in record else None
        if attributes is None:
            known = self.hass.states.get(record["id"])
            attributes = {**(known.attributes if known else {}), **record["attributes"]}
        self.hass.states.async_set(record["id"], record["state"], attributes)


async def async_setup(hass: HomeAssistant, config: dict[str, Any]) -> bool:
    """Offer the services."""
    house = House(hass)
    hass.services.async_register(DOMAIN, "furnish", house.furnish)
    hass.services.async_register(DOMAIN, "load", house.load)
    return True
