"""Which of several things in a room a word means: "the tv" is none of the speakers beside it."""

from __future__ import annotations

from collections.abc import Sequence

from agentlite.tools.home.house import Entity
from agentlite.words import stems

_SORTS = {
    kind: tuple(frozenset(stems(words)) for words in sorts)
    for kind, sorts in {
        "media player": (
            "tv telly television televisão televisor",
            "speaker soundbar coluna caixa",
            "radio rádio",
            "stereo hifi aparelhagem",
        ),
        "thermostat": (
            "heating heater heat radiator aquecimento aquecedor radiador",
            "ac aircon conditioner conditioning con cooling condicionado",
        ),
    }.items()
}


def singled_out(text: str, kind: str | None, members: Sequence[Entity]) -> Sequence[Entity]:
    """Those of the `members`, all of one `kind`, that are named after a sort of thing the text speaks of; all of them
    if it speaks of none, or none is named so."""
    said = frozenset(stems(text))
    sorts = [words for words in _SORTS.get(kind or "", ()) if words & said]
    return [e for e in members if any(words & frozenset(stems(e.name)) for words in sorts)] or members
