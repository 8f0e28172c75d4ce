"""Requests after which nothing may change now: what is forbidden, and what is wanted later or under a condition.

No tool of the home pack can wait, so doing such a thing at once would be wrong, whatever a model makes of the sentence.
Only plain forms are recognised (`restraint_en`, `restraint_pt`); all else is left to the model's judgement.
"""

from __future__ import annotations

import re

from agentlite.tools.home import restraint_en as en
from agentlite.tools.home import restraint_pt as pt
from agentlite.tools.home.tales import recounts
from agentlite.tools.home.unsaid import exceeds_all, lacks_a_value
from agentlite.words import fold


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in patterns))


_FORBIDS = _any_of(*en.FORBIDDEN, *pt.FORBIDDEN)
_WAITS = _any_of(*en.CONDITIONS, *pt.CONDITIONS)
_IS_LATER = _any_of(*en.TIMES, *pt.TIMES)
_CLOCK = _any_of(*en.CLOCK, *pt.CLOCK)

_BETWEEN = re.compile(
    rf"[,;!?.:]+(?:\s+|$)|\s+(?=(?:but|instead|so (?:{en.DEEDS})|mas|porem|por isso|em vez disso)\b)", re.IGNORECASE
)
_BEFORE_REASONS = rf"(?:{en.BEFORE_REASONS}|{pt.BEFORE_REASONS})\b"
_PARTS = re.compile(rf"{_BETWEEN.pattern}|\s+(?={_BEFORE_REASONS})", re.IGNORECASE)
_SAYS_WHY = re.compile(_BEFORE_REASONS, re.IGNORECASE)
_ORDERS = re.compile(
    rf"^\W*(?:{pt.STOPS})\b(?! (?:a|o|as|os|de|que|eu|mim)\b)|"
    rf"^\W*(?:(?:{en.BEFORE_ORDERS}|{pt.BEFORE_ORDERS}) )*(?:{en.ORDERS}|{pt.ORDERS})|"
    rf"\b(?:{en.AS_WANTED}|{pt.AS_WANTED})\W*$"
)
_NO_ORDER = re.compile(rf"^\W*(?:{en.NO_ORDERS}|{pt.NO_ORDERS})\b")
_REMARKS = re.compile(rf"^\W*(?:{en.REMARKS}|{pt.REMARKS})\b")
_BOTHERS = re.compile(rf"^\W*(?:{en.BOTHERS}|{pt.BOTHERS})\b")
_WHY = re.compile(rf"^\W*(?:{en.WHY}|{pt.WHY})\b")
_BACKWARDS = re.compile(
    rf"^\W*(?:{en.STOPS}|{pt.STOPS})\b(?! (?:a|o|as|os|the)\b)|"
    rf"\b(?:{en.BACKWARDS}|{pt.BACKWARDS})\b|-(?:[ao]s?|l[ao]s?|n[ao]s?)\b"
)
"""What speaks of something said before."""
_PLAYS = re.compile(rf"\b(?:{en.PLAYS}|{pt.PLAYS})\b")
_EXCEPT = re.compile(
    r"(?:(?:^|(?<=[,;.]))\s*(?:no,?\s+|não,?\s+)?(?:but\s+|and\s+|e\s+|mas\s+)?"
    r"(?:not\s+(?:in\s+|on\s+|at\s+)?(?:the|my|our|that)|não\s+(?:é\s+)?(?:[oa]s?|n[oa]s?|d[oa]s?|em|aos?))|"
    r"(?<!why)(?<!or)(?<!is)(?<!if)(?<!'s)(?<!are)\s+not\s+(?:in\s+|on\s+)?(?:the|my|our))"
    r"\s+[\w' ]+?(?:(?=[,;.!?])|$|\s+(?=but\b|mas\b))[,;]?\s*(?:but\s+|mas\s+)?",
    re.IGNORECASE,
)
"""What is not meant: "the kitchen, not the hall", "não a sala, a cozinha"."""
_TAKES_BACK = re.compile(rf"\b(?:{en.TAKES_BACK}|{pt.TAKES_BACK})\b(?=\W*$|\W+(?:{en.EXCUSES}|{pt.EXCUSES}))")
_AND_YET = re.compile(en.AND_YET)
_CANCELS = re.compile(
    r"(?:,|;|\.\.+|…|\?|!| - | hm+| oh| ah)\s*(?:oh |ah |hm |or |ou |and |e |mas |but )?(?:wait,? |espera,? )?"
    r"(?:actually|on second thoughts?|afinal|alias|pensando (?:bem|melhor)|ou melhor)?,?\s*"
    rf"(?:{en.CANCELS}|{pt.CANCELS})\W*$"
)


def forbids(request: str) -> bool:
    """Whether a request says that something must not be done, and asks for nothing besides."""
    plain = _plain(request)
    parts = _clauses(plain)
    kept = [part for part in parts if not _is_forbidden(part)]
    if _CANCELS.search(plain) or _is_taken_back(plain):
        return True
    if len(kept) < len(parts):
        return not any(map(_is_order, kept))
    return _is_forbidden(plain)


def _is_forbidden(plain: str) -> bool:
    """Whether something is forbidden, and nothing asked for after it in the same breath."""
    found = _FORBIDS.search(plain)
    return found is not None and not _WHY.match(plain) and not _AND_YET.search(plain, found.end())


def _is_taken_back(plain: str) -> bool:
    """Whether an order is followed by words that take it back, and by nothing but an excuse for that."""
    found = _TAKES_BACK.search(plain)
    if found is None or len(plain[: found.start()].split()) < 2 or not _is_order(plain):
        return False
    return not any(map(_is_order, _clauses(plain[found.end() :])))


def postpones(request: str) -> bool:
    """Whether a request is for another time, or under a condition. What goes on tomorrow is but a reason for what is
    asked now: "we have visitors tonight, vacuum the hall"."""
    parts = _clauses(_plain(request))
    return _puts_off(", ".join([part for part in parts if not _is_a_reason(part)] or parts))


def may_wait_in_a_title(request: str) -> bool:
    """Whether all that puts a request off may stand in a title: in "play when I'm sixty-four" it may, in "when I get
    home, play something" and "play something in ten minutes" it does not."""
    plain = _plain(request)
    plays = _PLAYS.search(plain)
    return plays is not None and not _puts_off(plain[: plays.start()]) and _CLOCK.search(plain) is None


def _is_a_reason(clause: str) -> bool:
    """Whether a clause tells how things are; what it says of times is not about what is asked."""
    return _BOTHERS.match(clause) is not None or (_REMARKS.match(clause) is not None and not _WAITS.search(clause))


def _puts_off(plain: str) -> bool:
    """Whether words name a condition or another time."""
    return _WAITS.search(plain) is not None or _IS_LATER.search(plain) is not None


def rests(request: str) -> bool:
    """Whether a request only tells of deeds, or lacks a value, or asks for one that nothing can take."""
    plain = _plain(request)
    parts = _clauses(plain)
    return recounts([part.replace("-", " ") for part in parts]) or lacks_a_value(plain) or exceeds_all(parts)


def wanted(request: str) -> str:
    """A request without what it says that it does not mean, if it means something else: "don't open the blind, dim the
    lamp", "the kitchen, not the hall". What goes on about "it" is left whole."""
    rest = _EXCEPT.sub(" ", request).strip(" ,")
    request = rest if rest else request
    parts = _clauses(request)
    return _reduced(request, parts, [part for part in parts if not _FORBIDS.search(_plain(part))])


def without_reasons(request: str) -> str:
    """A request without the reasons given for it, if an order is left: "I'm cold, stop the fan", "stop the fan because
    I'm cold". What goes on about "it" is left whole."""
    parts = _clauses(request, _PARTS)
    kept = [part for part in parts if not (_SAYS_WHY.match(part) or _is_a_reason(_plain(part)))]
    return _reduced(request, parts, kept)


def _reduced(request: str, parts: list[str], kept: list[str]) -> str:
    """What is kept of the parts of a request, if that can be an order without the rest."""
    plain = [_plain(part) for part in kept]
    alone = any(map(_is_order, plain)) and not any(map(_BACKWARDS.search, plain))
    return ", ".join(kept) if alone and len(kept) < len(parts) else request


def _clauses(text: str, between: re.Pattern[str] = _BETWEEN) -> list[str]:
    return [part for part in between.split(text) if part and part.strip()]


def _is_order(clause: str) -> bool:
    return _ORDERS.search(clause) is not None and not _NO_ORDER.match(clause)


def _plain(request: str) -> str:
    return fold(request).replace("’", "'")
