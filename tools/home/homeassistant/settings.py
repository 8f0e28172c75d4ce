"""Where Home Assistant is and what opens it: from the environment, or from a file that only its owner can read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from agentlite.errors import ConfigurationError

DEFAULT_URL = "http://homeassistant.local:8123"
_CONNECT = "Run `agentlite home connect`, or set HASS_URL and HASS_TOKEN."


@dataclass(frozen=True, slots=True)
class Settings:
    """One Home Assistant. `token` acts; `read_token`, if there is one, reads, so that `token` is used to act only.

    `everything` means all entities that are not hidden, instead of those exposed to assistants. Raises
    `ConfigurationError` for a URL that is none, and without any token.
    """

    url: str
    token: str = field(repr=False)
    read_token: str = field(default="", repr=False)
    everything: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _base(self.url))
        if not self.token:
            raise ConfigurationError(f"There is no token for Home Assistant at {self.url}.", hint=_CONNECT)
        for token in (self.token, self.read_token):
            if not token.isascii() or any(c.isspace() for c in token):
                raise ConfigurationError("The token holds spaces or letters that no token has.", hint=_CONNECT)

    @property
    def socket_url(self) -> str:
        """The address of its WebSocket."""
        scheme, rest = self.url.split("://", 1)
        return f"{'wss' if scheme == 'https' else 'ws'}://{rest}/api/websocket"

    def save(self, path: Path) -> None:
        """Write to `path`, readable by its owner only. Raises `ConfigurationError` if that cannot be done."""
        fresh = path.with_name(f"{path.name}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(asdict(self), file, indent=2)
            fresh.replace(path)
        except OSError as error:
            raise ConfigurationError(f"{path} cannot be written: {error.strerror or error}.") from error


def load_settings(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The Home Assistant that HASS_URL, HASS_TOKEN and HASS_READ_TOKEN name, else the one stored at `path`.

    A stored token is never sent to another address than the one it was stored with. Raises `ConfigurationError` when
    neither says enough, or the file cannot be read.
    """
    url, token = environment.get("HASS_URL", ""), environment.get("HASS_TOKEN", "")
    reading = environment.get("HASS_READ_TOKEN", "")
    if url:
        return Settings(url, token or reading, reading)
    stored = _stored(path)
    if token or reading:
        return Settings(stored.url if stored else DEFAULT_URL, token or reading, reading)
    if stored is None:
        raise ConfigurationError("No Home Assistant is connected.", hint=_CONNECT)
    return stored


def _stored(path: Path) -> Settings | None:
    try:
        return Settings(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}.", hint=_CONNECT) from error


def _base(url: str) -> str:
    """The URL without what follows the path's end; "http://" where no scheme is given."""
    text = url.strip() if "://" in url else f"http://{url.strip()}"
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or parts.username or parts.password or any(c.isspace() for c in text):
        raise ConfigurationError(
            f"{url!r} is not the address of a Home Assistant.", hint=f"An example is {DEFAULT_URL}."
        )
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
