"""A request, told so that it must still be done, or so that it must not: "turn off the lamp" as "why don't you turn off
the lamp", "my sister turned off the lamp yesterday", "no need to turn off the lamp".

Both teach that it is not the words for things and deeds that ask for something, but how they are put.
"""

from __future__ import annotations

import random
import re
from functools import cache

from agentlite.train.templates import filled, sample
from agentlite.train.words import load_words

REFRAINS = ("not_wanted", "impossible")
"""The ways to tell of a deed after which it must not be done, by the reply that they deserve."""

_POLITE = re.compile(r"^(?:please|por favor|se faz favor|could you|can you|would you)(?: please)?,? ", re.IGNORECASE)
_SEVERAL = re.compile(r"[,;:.!?]\s|\b(?:and then|e depois)\b")


def recast(text: str, family: str, rng: random.Random, way: str) -> str | None:
    """`text` told in a `way`, "act" or one of `REFRAINS`; None if it does not begin with a verb that is known, or says
    more than one thing."""
    deeds = load_words("deeds")[family]
    verb, _, rest = _POLITE.sub("", text.strip(" .!?"), count=1).partition(" ")
    forms = _verbs(family).get(verb.lower())
    if forms is None or not rest or _SEVERAL.search(rest):
        return None

    def fill(name: str, _: str) -> str:
        return f"{forms[name]} {rest}" if name in forms else filled(f"{{{name}}}", deeds["words"], rng)

    return sample(rng.choice(_ways(family, way)), {}, fill, rng)


@cache
def _ways(family: str, way: str) -> tuple[str, ...]:
    """The templates of one way, each as often as it has words to choose from, up to a dozen times."""
    templates = load_words("deeds")[family][way]
    return tuple(t for template in templates for t in [template] * min(12, 1 + template.count("|") // 2))


@cache
def _verbs(family: str) -> dict[str, dict[str, str]]:
    """The forms of each verb, by every form in which it may begin an order."""
    deeds = load_words("deeds")[family]
    rows = (dict(zip(deeds["forms"], row.split(), strict=True)) for row in deeds["verbs"])
    return {row[form]: row for row in rows for form in deeds["orders"]}
