"""The houses that come with agentlite."""

from __future__ import annotations

from importlib.resources import files

from agentlite.errors import InputError
from agentlite.tools.home.house import House, parse_house

_FILES = {"en": "demo_house.yaml", "pt": "demo_house.pt.yaml"}


def load_demo(language: str = "en") -> House:
    """The demo house with names in "en" or "pt". Raises `InputError` for another language."""
    if language not in _FILES:
        raise InputError(f"There is no demo house in {language!r}.", hint=f"There is one in {' and '.join(_FILES)}.")
    name = _FILES[language]
    return parse_house(files("agentlite.tools.home").joinpath(name).read_text(encoding="utf-8"), source=name)
