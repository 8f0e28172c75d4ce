"""What a request must say for a tool to be meant: no list is emptied unless somebody speaks of emptying something.

@tool(risk="irreversible", when=saying("empty", "wip*", "start over", "esvazi*"))

It holds for every model, and is generous: all the ways to ask for a thing in so many words, in each language. A pack
says it in its `spoken.yaml` (see `packs`).
"""

from __future__ import annotations

from collections.abc import Callable

from agentlite.words import fold, stem, stems, tokens

_NOT = frozenset("not don dont doesn didn isn aren won never without nao nunca nem sem".split())
_REACH = 3
"""How many words before a word may deny it: "don't you dare delete it"."""


def saying(*said: str, even_denied: bool = False) -> Callable[[str], bool]:
    """A test of requests: whether one of these is said and not denied, whatever its case, accents and plural ending.

    Each is a word, the beginning of words ("esvazi*"), or a phrase. A phrase counts also where it is denied, with
    `even_denied` any word does: "isn't the disk full?" asks about the disk.
    """
    words = frozenset(stem(fold(word)) for word in said if " " not in word and not word.endswith("*"))
    beginnings = tuple(fold(word).rstrip("*") for word in said if word.endswith("*"))
    phrases = [f" {' '.join(stems(phrase))} " for phrase in said if " " in phrase]

    def test(request: str) -> bool:
        heard = tokens(request)
        found = (at for at, token in enumerate(heard) if stem(token) in words or token.startswith(beginnings))
        if any(even_denied or _NOT.isdisjoint(heard[max(0, at - _REACH) : at]) for at in found):
            return True
        whole = f" {' '.join(map(stem, heard))} "
        return any(phrase in whole for phrase in phrases)

    return test
