"""Where an MQTT broker is, and what opens it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from agentlite.errors import ConfigurationError

_HINT = "Set MQTT_URL, such as mqtt://user:password@homeassistant.local:1883 (mqtts:// for TLS)."


@dataclass(frozen=True, slots=True)
class Broker:
    """One broker. `prefix` is where devices announce themselves; with `birth` they are told that somebody has come who
    wants to hear their states, as Home Assistant does: the message "online" on PREFIX/status."""

    host: str
    port: int = 1883
    username: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    prefix: str = "homeassistant"
    birth: bool = True

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def broker_from_environment(environment: Mapping[str, str] = os.environ) -> Broker:
    """The broker that MQTT_URL names. Raises `ConfigurationError` if it names none."""
    url = environment.get("MQTT_URL", "")
    try:
        parts = urlsplit(url if "://" in url else f"mqtt://{url}")
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        raise ConfigurationError("No MQTT broker is named." if not url else f"{url!r} is no broker.", hint=_HINT)
    tls = parts.scheme == "mqtts"
    return Broker(
        parts.hostname,
        port or (8883 if tls else 1883),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        tls,
        environment.get("MQTT_PREFIX", "homeassistant"),
    )
