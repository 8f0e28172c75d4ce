"""The last look at a request: is all of it sealed, and is nothing private left in it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agentlite.egress.pseudonyms import Pseudonyms
from agentlite.egress.request import Leaf, Outgoing
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
            raise EgressRefused(
                f"A request was not sent: the text at {_shown(leaf, sealed)} did not come through the door.",
                why="unsealed",
                hint="Seal every text, those of later turns and error messages too.",
            )
    for part, text in (*request.envelope(base), *((_shown(leaf, sealed), leaf.text) for leaf in leaves)):
        _look(part, text, sealed.pseudonyms, request.keys)
    for separator in ("", " "):
        together = separator.join(leaf.text for leaf in leaves if leaf.path.startswith("messages."))
        _look("several messages together", together, sealed.pseudonyms, request.keys, forms=False)


def _look(part: str, text: str, pseudonyms: Pseudonyms, keys: Sequence[str], *, forms: bool = True) -> None:
    for view in views(text):
        if any(key in view for key in keys):
            raise _private(part, ("KEY",))
        if found := pseudonyms.find(view, forms=forms):
            raise _private(part, (one.kind for one in found))


def _private(part: str, kinds: Iterable[str]) -> EgressRefused:
    return EgressRefused(
        f"A request was not sent: {part} holds something private ({', '.join(sorted(set(kinds)))}).",
        why="private",
        hint="Label it and seal it, or do not send it; what is encoded cannot be redacted.",
    )


def _shown(leaf: Leaf, sealed: Sealed) -> str:
    """Where the leaf is, without a key that may itself be private."""
    return leaf.path if not sealed.pseudonyms.find(leaf.path) else "body"
