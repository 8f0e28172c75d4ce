"""Requests that speak of what a device is for and not of it: "we're out of milk", "the floor is full of crumbs".

Where only one device can serve such a request, that is the one meant.
"""

from __future__ import annotations

import re

from agentlite.words import fold

_WANTED = (
    r"\b(?:buy|shop for|pick up some|out of|run(?:ning)? (?:out|low|short)|ran (?:out|low)|low on|short of|no more|"
    r"none left|(?:we|i) need (?:some|more|new|to buy)|get (?:us )?(?:some|more)|compr(?:ar|a|e|em|o)|"
    r"acab(?:ou|aram|ando|ei|amos)|"
    r"(?:esta|estao) (?:quase )?(?:a acabar|acabando|no fim)|falta(?:m)?|precis(?:o|amos|a) (?:de )?(?:comprar|mais)|"
    r"(?:ja )?nao (?:ha|temos|tem) (?:mais )?|ficamos sem|estamos sem|esgotou)\b"
)
_HEARD = (
    r"\b(?:play|listen(?:ing)? to|hear|watch|(?:put|stick|pop|whack|throw|bung) (?:on|some)|toca(?:r|s)?|toque|ouvir|"
    r"oic[ao]|escutar|(?:poe|mete|bota|coloca|poem|meter|por|botar|colocar) (?:ai |la |a dar |a tocar )|ver|assistir)\b"
)
_SWEPT = (
    r"\b(?:dirt|dirty|filthy|grubby|dust|dusty|crumbs?|spill(?:ed|t)?|sweep|mess on the floor|fluff|pet hair|muddy|"
    r"suj[oa]s?|sujidade|sujeira|migalhas?|poeira|po no chao|varr\w+|pelos|cotao|lama)\b"
)
_PLAYED = re.compile(r"\b(?:play|tocar?)\b")
_SPEAKS_OF = {
    "add_item": re.compile(_WANTED),
    "play_media": re.compile(_HEARD),
    "start_vacuum": re.compile(_SWEPT),
}
"""By tool, what is said of what it is for."""


def speaks_of_its_use(capability: str, request: str) -> bool:
    """Whether a request speaks of what the devices with this capability are for."""
    pattern = _SPEAKS_OF.get(capability)
    return pattern is not None and pattern.search(fold(request)) is not None


def speaks_of_playing(request: str) -> bool:
    """Whether a request has the plainest words for what players do: they name the kind as much as "player" would."""
    return _PLAYED.search(fold(request)) is not None
