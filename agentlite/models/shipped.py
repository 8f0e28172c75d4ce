"""The models in the box: `box.gguf` knows every pack, `box-PACK.gguf` knows one of them better."""

from __future__ import annotations

from collections.abc import Collection
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from agentlite.errors import UnknownModel
from agentlite.models.gguf_metadata import read_metadata

if TYPE_CHECKING:
    from agentlite.certificates import Certificate


def shipped_models() -> dict[str, Path]:
    """The model files in the package by the pack each knows best, "" for the one that knows all, which comes first."""
    folder = Path(str(resources.files("agentlite.models")))
    specialists = {path.stem.removeprefix("box-"): path for path in sorted(folder.glob("box-*.gguf"))}
    return {"": folder / "box.gguf"} | specialists


def shipped_model(tools: Collection[str] = ()) -> Path:
    """The file for tools of these names: of those that were taught most of them, the one that was taught least else.

    Raises `ModelUnavailable` if a file is damaged.
    """
    general, *specialists = shipped_models().values()
    if not specialists or not tools:
        return general
    wanted = frozenset(tools)
    taught = {path: taught_tools(path) for path in (general, *specialists)}
    if wanted.isdisjoint(taught[general]):
        return general
    return max(taught, key=lambda path: (len(wanted & taught[path]), -len(taught[path])))


def shipped_for(pack: str) -> Path:
    """The file that knows this pack best. Raises `UnknownModel` if none was made for it alone."""
    models = shipped_models()
    if pack not in models:
        special = ", ".join(filter(None, models))
        raise UnknownModel(
            f"No model in the box is for {pack!r} alone.", hint=f"There is one for each of: {special}; or name none."
        )
    return models[pack]


def shipped_certificate(pack: str = "home") -> Certificate:
    """What is promised of the decisions of the model for this pack, with the pack's own tools and our own prompt.

    It was made on the suites that the model was developed with (docs/model-card.md says which). Raises `UnknownModel`
    if there is none.
    """
    from agentlite.certificates import Certificate

    path = shipped_for(pack).with_suffix(".certificate.json")
    if not path.exists():
        raise UnknownModel(
            f"The model for {pack!r} came without a certificate.", hint="Make one: agentlite calibrate SUITE --out FILE"
        )
    return Certificate.from_json(path.read_text(encoding="utf-8"))


def taught_tools(path: Path) -> frozenset[str]:
    """The names of the tools that a model of this project's kind was trained on; none for another model."""
    return frozenset(map(str, read_metadata(path, last="agentlite.tools").get("agentlite.tools", ())))
