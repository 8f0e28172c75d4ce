"""What Linux tells about the machine, in a few files below /proc and /sys. Sizes are bytes, times seconds.

Each function returns None where the machine does not tell: no battery, no sensor, another operating system.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from agentlite.actions import Json

PLAUSIBLE = range(-60, 151)
"""Degrees Celsius that a sensor can mean; others are sensors that are not connected."""


def battery(root: Path) -> dict[str, Json] | None:
    """The fullest battery of the machine itself: {"percent", "charging"}."""
    found = []
    for supply in sorted((root / "sys/class/power_supply").glob("*")):
        percent = _number(supply / "capacity")
        if _text(supply / "type") == "Battery" and _text(supply / "scope") != "Device" and percent is not None:
            found.append({"percent": percent, "charging": _text(supply / "status") in ("Charging", "Full")})
    return max(found, key=lambda each: each["percent"], default=None)


def disk(root: Path) -> dict[str, Json] | None:
    """The disk that the system lies on: {"free", "total"}."""
    try:
        usage = shutil.disk_usage(root)
    except OSError:
        return None
    return {"free": usage.free, "total": usage.total} if usage.total else None


def memory(root: Path) -> dict[str, Json] | None:
    """What programs could still get, and all there is: {"free", "total"}."""
    sizes = {name: int(size) * 1024 for name, size in re.findall(r"(\w+): +(\d+) kB", _text(root / "proc/meminfo"))}
    if "MemAvailable" not in sizes or not sizes.get("MemTotal"):
        return None
    return {"free": sizes["MemAvailable"], "total": sizes["MemTotal"]}


def load(root: Path) -> dict[str, Json] | None:
    """How many processes wanted to run, on average over a minute, and on how many cores: {"load", "cores"}."""
    match = re.match(r"(\d+\.\d+) ", _text(root / "proc/loadavg"))
    return {"load": float(match[1]), "cores": os.cpu_count() or 1} if match else None


def uptime(root: Path) -> dict[str, Json] | None:
    """How long the system has been running: {"seconds"}."""
    match = re.match(r"(\d+)\.", _text(root / "proc/uptime"))
    return {"seconds": int(match[1])} if match else None


def temperature(root: Path) -> dict[str, Json] | None:
    """The hottest sensor of the processor and the board, in °C: {"celsius"}."""
    sensors = [
        *(root / "sys/class/thermal").glob("thermal_zone*/temp"),
        *(root / "sys/class/hwmon").glob("hwmon*/temp*_input"),
    ]
    degrees = [value / 1000 for value in map(_number, sensors) if value is not None]
    plausible = [value for value in degrees if round(value) in PLAUSIBLE]
    return {"celsius": max(plausible)} if plausible else None


def _text(path: Path) -> str:
    """The file without its last line break, or "" where it is not there or does not let itself be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _number(path: Path) -> int | None:
    text = _text(path)
    return int(text) if re.fullmatch(r"-?\d{1,7}", text) else None
