"""The word lists and templates that tool packs ship, as `tools/PACK/phrases/NAME.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_words(name: str, package: str = "agentlite.tools.home") -> Mapping[str, Any]:
    """The content of one phrase file of the pack in `package`."""
    import yaml

    file = resources.files(package).joinpath(f"phrases/{name}.yaml")
    loaded: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded
