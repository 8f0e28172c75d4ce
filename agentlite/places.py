"""Where agentlite keeps what should last."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_folder() -> Path:
    """Where agentlite keeps what should last: $AGENTLITE_HOME, or the platform's folder for a program's data."""
    if chosen := os.environ.get("AGENTLITE_HOME"):
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "agentlite"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "agentlite"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "agentlite"


def packs_folder() -> Path:
    """Where tool packs keep what should last, each in a folder of its name."""
    return data_folder() / "packs"


def pack_folder(pack: str) -> Path:
    """The folder of one tool pack, made if need be."""
    folder = packs_folder() / pack
    folder.mkdir(parents=True, exist_ok=True)
    return folder
