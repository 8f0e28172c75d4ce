"""The last look at a request: is all of it sealed, and is nothing private left in it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agentlite.egress.pseudonyms import Pseudonyms
from agentlite.egress.request import Outgoing
from agentlite.egress.sealed import Sealed
from agentlite.egress.views import views
from agentlite.errors import EgressRefused


def inspect(request: Outgoing, sealed: Sealed, *, base: str, model: str) -> None:
    """Raise `EgressRefused` unless every text of the body was sealed or is a word of requests, and no part of the
    request, decoded however, shows a known name, something private by its form, or the key it is sent with.

    What follows `base` in the URL is looked at; `base` itself and `model` are the owner's choice.
    """
    leaves = [leaf for leaf in request.leaves() if leaf.text != model and leaf.text not in sealed.vocabulary]
    for leaf in leaves:
        if not (leaf.number or leaf.text in sealed.texts):
            place = _harmless(leaf.path, sealed.pseudonyms)
            raise EgressRefused(
                f"A request was not sent: the text at {place} did not come through the door.",
                why="unsealed",
                hint="Seal every text, those of later turns and error messages too.",
            )
    look = _Look(sealed.pseudonyms, request.keys)
    for part, text in request.envelope(base):
        look.through(part, text)
    for leaf in {leaf.text: leaf for leaf in leaves}.values():
        look.through(leaf.path, leaf.text)
    for separator in ("", " "):
        together = separator.join(leaf.text for leaf in leaves if leaf.path.startswith("messages."))
        look.through("several messages together", together, forms=False)


@dataclass(frozen=True, slots=True)
class _Look:
    """A search for what must not leave."""

    pseudonyms: Pseudonyms
    keys: Sequence[str]

    def through(self, part: str, text: str, *, forms: bool = True) -> None:
        """Raise `EgressRefused` if a view of the text shows something private; `part` says where it is."""
        for view in views(text):
            kinds = {one.kind for one in self.pseudonyms.find(view, forms=forms)}
            if any(key in view for key in self.keys):
                kinds.add("KEY")
            if kinds:
                raise EgressRefused(
                    f"A request was not sent: {_harmless(part, self.pseudonyms)} holds something private "
                    f"({', '.join(sorted(kinds))}).",
                    why="private",
                    hint="Label it and seal it, or do not send it; what is encoded cannot be redacted.",
                )


def _harmless(part: str, pseudonyms: Pseudonyms) -> str:
    """Where something is, without a key of the body that is itself private."""
    return "a key" if pseudonyms.find(part) else part
