"""The home pack as one toolset."""

from __future__ import annotations

from agentlite.tools.home.backend import HomeBackend
from agentlite.tools.home.session import PATIENCE_SECONDS, HomeSession, HomeTools
from agentlite.tools.home.tools_access import AccessTools
from agentlite.tools.home.tools_chores import ChoreTools
from agentlite.tools.home.tools_climate import ClimateTools
from agentlite.tools.home.tools_media import MediaTools
from agentlite.tools.home.tools_power import PowerTools
from agentlite.tools.home.tools_questions import QuestionTools
from agentlite.toolset import Tool, Toolset

_THEMES: tuple[type[HomeTools], ...] = (
    PowerTools,
    AccessTools,
    ClimateTools,
    MediaTools,
    ChoreTools,
    QuestionTools,
)


def home_toolset(backend: HomeBackend, *, here: str | None = None, patience: float = PATIENCE_SECONDS) -> Toolset:
    """Every tool of the home pack, acting on `backend`.

    `here` names the area the speaker is in; `patience` is how many seconds a device has to report that it obeyed.
    Tools without any legal target in this house vanish from what the model may choose.
    """
    home = HomeSession(backend, here=here, patience=patience)
    themes = [theme(home) for theme in _THEMES]
    names = [(theme, name) for theme in themes for name, value in vars(type(theme)).items() if isinstance(value, Tool)]
    return Toolset([getattr(theme, name) for theme, name in names], briefing=home.briefing)
