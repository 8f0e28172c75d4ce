"""Pictures of a simulated robot: single frames as PNG, a run as GIF. Needs the extra `robot`, and EGL or OSMesa."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agentlite.errors import ConfigurationError
from agentlite.tools.robot.mujoco_robot import MujocoRobot


class Camera:
    """A camera that looks at a robot's tables. Use it as a context manager, or call `close`.

    With `every`, it keeps a frame each time so many simulated seconds have passed, for `save_gif`. Raises
    `ConfigurationError` where nothing can be drawn.
    """

    def __init__(self, robot: MujocoRobot, *, every: float | None = None, width: int = 480, height: int = 360) -> None:
        try:
            import mujoco
            from PIL import Image

            self._renderer = mujoco.Renderer(robot.model, height, width)
        except Exception as error:  # MuJoCo raises whatever its GL bindings do
            raise ConfigurationError(
                f"No pictures can be drawn here: {error}.",
                hint="Install pillow, and EGL (Debian: libegl1 libegl-mesa0 libgl1-mesa-dri); or set MUJOCO_GL=osmesa.",
            ) from error
        self._image, self._robot = Image, robot
        self._frames: list[Any] = []
        self._every, self._due = every, 0.0
        if every is not None:
            robot.watchers.append(self._watch)

    def save_png(self, path: str | Path) -> None:
        """Write what the camera sees now."""
        self._frame().save(path)

    def save_gif(self, path: str | Path) -> int:
        """Write the kept frames as an animation at ten frames a second; returns how many they are.

        Raises `ConfigurationError` if there are none.
        """
        if not self._frames:
            raise ConfigurationError("The camera has kept no frames.", hint="Open it with `every=` before the run.")
        first, *rest = self._frames
        first.save(path, save_all=True, append_images=rest, duration=100, loop=0)
        return len(self._frames)

    def close(self) -> None:
        """Free the renderer. Closing twice is fine."""
        if self._watch in self._robot.watchers:
            self._robot.watchers.remove(self._watch)
        self._renderer.close()

    def __enter__(self) -> Camera:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _watch(self, time: float) -> None:
        if self._every is not None and time >= self._due:
            self._due = time + self._every
            self._frames.append(self._frame())

    def _frame(self) -> Any:
        self._renderer.update_scene(self._robot.data, "view")
        return self._image.fromarray(self._renderer.render())
