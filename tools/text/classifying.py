"""Sorting a text under one of the labels a user names, by naive Bayes over small word lists.

Multinomial naive Bayes with add-one smoothing (Manning, Raghavan and Schütze, "Introduction to Information
Retrieval", 2008, chapter 13). Nothing is trained: a label that names a known topic brings that topic's word list, every
label brings its own words, and all labels are as likely before the text is read.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from agentlite.language import Language
from agentlite.tools.text.feeling import sentiment
from agentlite.tools.text.words import fold, lexicon, stem, stems, words

_SIGN_WEIGHT = 4
"""How many words of a topic's list a sign such as <question> counts for."""
_LINK = re.compile(r"https?://|www\.|\b[\w.-]+\.(?:com|net|org|info|xyz)\b", re.IGNORECASE)
_MONEY = re.compile(r"[$€£]\s?\d|\d\s?(?:[$€£]|euros|dollars|reais)|r\$", re.IGNORECASE)


def classified(text: str, labels: Sequence[str], language: Language) -> tuple[str, dict[str, float]]:
    """The likeliest label, and the probability of each. Where nothing in the text speaks for any, all are alike."""
    lists = {label: _word_list(label, language) for label in labels}
    vocabulary = {word for counts in lists.values() for word in counts}
    evidence = [word for word in (*stems(text, language), *_signs(text, language)) if word in vocabulary]
    scores = {
        label: sum(math.log((counts[word] + 1) / (counts.total() + len(vocabulary))) for word in evidence)
        for label, counts in lists.items()
    }
    top = max(scores.values())
    likely = {label: math.exp(score - top) for label, score in scores.items()}
    total = sum(likely.values())
    shares = {label: round(share / total, 2) for label, share in likely.items()}
    return max(shares, key=lambda label: shares[label]), shares


def _signs(text: str, language: Language) -> list[str]:
    """What can be read off a text besides its words."""
    feeling = sentiment(text, language).feeling
    signs = {
        "<question>": "?" in text,
        "<positive>": feeling == "positive",
        "<negative>": feeling == "negative",
        "<link>": bool(_LINK.search(text)),
        "<money>": bool(_MONEY.search(text)),
    }
    return [sign for sign, seen in signs.items() if seen]


def _word_list(label: str, language: Language) -> Counter[str]:
    """What speaks for a label: its own words, and the list of the topic that it names in either language."""
    counts: Counter[str] = Counter(stem(word, language) for word in words(label))
    for word in (fold(label), *words(label)):
        topic = next((t for spoken in ("en", "pt") if (t := _topics(spoken).get(word))), None)
        if topic is not None:
            listed = lexicon(f"topics.{language}").get(topic, ())
            counts.update(each if each.startswith("<") else stem(each, language) for each in listed)
            counts.update({each: _SIGN_WEIGHT for each in listed if each.startswith("<")})
            break
    return counts


@cache
def _topics(language: Language) -> Mapping[str, str]:
    """Topics by their names and synonyms, folded."""
    table = lexicon(f"topics.{language}")
    synonyms = dict(pair.split("=") for pair in table["aliases"])
    return {**{name: name for name in table if name != "aliases"}, **synonyms}
