"""A recorded Home Assistant, and a real one where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from agentlite.tools.home.homeassistant import HomeAssistant, Settings
from tests.tools.home.homeassistant.fake import OWNER, FakeHome
from tests.tools.home.homeassistant.real import MISSING, PROGRAM, RealHome


@pytest.fixture
def fake() -> Iterator[FakeHome]:
    home = FakeHome()
    yield home
    home.close()


@pytest.fixture
def connect(fake: FakeHome) -> Iterator[Callable[..., HomeAssistant]]:
    """`connect()` is a backend on `fake`; keywords are those of `Settings`, and `reach_seconds`."""
    opened: list[HomeAssistant] = []

    def open_one(*, token: str = OWNER, reach_seconds: float = 5.0, **settings: object) -> HomeAssistant:
        home = HomeAssistant(Settings(fake.url, token, **settings), reach_seconds=reach_seconds)  # type: ignore[arg-type]
        opened.append(home)
        return home

    yield open_one
    for home in opened:
        home.close()


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHome]:
    if not PROGRAM.exists():
        pytest.skip(MISSING)
    home = RealHome(tmp_path_factory.mktemp("home-assistant"))
    home.start()
    home.add_shopping_list()
    yield home
    home.kill()
