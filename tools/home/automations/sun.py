"""Sunrise and sunset at a place on earth."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from agentlite.errors import ConfigurationError, InputError
from agentlite.tools.home.automations.triggers import SunEvent, SunOf, local

HINT = "Say where the house is: --place 38.72,-9.14, or AGENTLITE_PLACE."


def sun_at(latitude: float, longitude: float, zone: tzinfo | None) -> SunOf:
    """Sunrise and sunset by local date at a place, in degrees north and east; None on days of polar night or day.

    Raises `ConfigurationError` where the package astral is missing, `InputError` for a place that is not on earth.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise InputError(f"{latitude}, {longitude} is no place on earth.", hint=HINT)
    try:
        from astral import Observer
        from astral.sun import sunrise, sunset
    except ImportError as error:
        raise ConfigurationError(
            "Sunrise and sunset need the package astral.", hint="Run: pip install 'agentlite[automations]'"
        ) from error
    observer, of = Observer(latitude, longitude), {"sunrise": sunrise, "sunset": sunset}

    def event(which: SunEvent, day: date) -> datetime | None:
        try:
            return of[which](observer, date=day, tzinfo=zone or local(datetime.now(), None).tzinfo or UTC)
        except ValueError:  # astral's way to say that it does not that day
            return None

    return event


def place_from(text: str) -> tuple[float, float]:
    """Latitude and longitude from "38.72,-9.14". Raises `InputError`."""
    try:
        latitude, longitude = map(float, text.split(","))
    except ValueError:
        raise InputError(f"{text!r} is no place.", hint=HINT) from None
    return latitude, longitude
