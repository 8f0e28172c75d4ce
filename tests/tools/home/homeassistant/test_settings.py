"""Address and tokens: from where, kept how, and sent to nobody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agentlite.errors import ConfigurationError
from agentlite.tools.home.homeassistant import Settings, load_settings


@pytest.mark.parametrize(
    ("given", "url", "socket"),
    [
        ("http://home.local:8123", "http://home.local:8123", "ws://home.local:8123/api/websocket"),
        ("home.local:8123", "http://home.local:8123", "ws://home.local:8123/api/websocket"),
        ("https://x.example/ha/", "https://x.example/ha", "wss://x.example/ha/api/websocket"),
        ("http://[::1]:8123/?x=1", "http://[::1]:8123", "ws://[::1]:8123/api/websocket"),
    ],
)
def test_addresses(given: str, url: str, socket: str) -> None:
    settings = Settings(given, "t")
    assert (settings.url, settings.socket_url) == (url, socket)


@pytest.mark.parametrize("given", ["", "ftp://home", "http://", "http://user:pass@home", "http://home:port", "a b"])
def test_what_is_no_address(given: str) -> None:
    with pytest.raises(ConfigurationError, match="not the address"):
        Settings(given, "t")


@pytest.mark.parametrize("token", ["", "two words", "não"])
def test_what_is_no_token(token: str) -> None:
    with pytest.raises(ConfigurationError, match="token"):
        Settings("http://home", token)


def test_kept_for_its_owner_only_and_read_back(tmp_path: Path) -> None:
    path, settings = tmp_path / "new" / "home.json", Settings("http://home", "secret", "reading", everything=True)
    settings.save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_settings(path, {}) == settings
    Settings("http://other", "secret").save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_settings(path, {}).url == "http://other"


def test_tokens_are_not_shown() -> None:
    assert "secret" not in repr(Settings("http://home", "secret", "secret-too"))


def test_the_environment_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "home.json"
    Settings("http://home", "stored").save(path)
    assert load_settings(path, {"HASS_TOKEN": "t"}) == Settings("http://home", "t")
    assert load_settings(path, {"HASS_URL": "http://b", "HASS_TOKEN": "t"}) == Settings("http://b", "t")
    both = {"HASS_URL": "http://b", "HASS_TOKEN": "t", "HASS_READ_TOKEN": "r"}
    assert load_settings(path, both) == Settings("http://b", "t", "r")


def test_a_stored_token_goes_to_no_other_address(tmp_path: Path) -> None:
    path = tmp_path / "home.json"
    Settings("http://home", "stored").save(path)
    with pytest.raises(ConfigurationError, match="no token"):
        load_settings(path, {"HASS_URL": "http://elsewhere"})


def test_not_connected_and_damaged(tmp_path: Path) -> None:
    path = tmp_path / "home.json"
    with pytest.raises(ConfigurationError, match="No Home Assistant is connected") as caught:
        load_settings(path, {})
    assert "agentlite home connect" in caught.value.hint
    for text in ("{", "[]", json.dumps({"url": "http://home"}), json.dumps({"url": "http://home", "t": 1})):
        path.write_text(text)
        with pytest.raises(ConfigurationError):
            load_settings(path, {})
