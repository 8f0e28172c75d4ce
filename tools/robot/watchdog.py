"""A thread that ends motion when commands stop coming, even while the program that gave them hangs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Watchdog:
    """Calls `expire`, from a thread of its own, when `feed` was not called again in time."""

    def __init__(self, expire: Callable[[], None]) -> None:
        self._expire = expire
        self._changed = threading.Condition()
        self._deadline: float | None = None
        self._thread: threading.Thread | None = None

    def feed(self, seconds: float) -> None:
        """Expire in so many seconds unless fed again; never, for 0."""
        with self._changed:
            self._deadline = time.monotonic() + seconds if seconds else None
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="robot-watchdog", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while True:
                left = None if self._deadline is None else self._deadline - time.monotonic()
                if left is not None and left <= 0:
                    self._deadline = None
                    self._expire()
                else:
                    self._changed.wait(left)
