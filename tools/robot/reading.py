"""What a sentence says besides its verbs: order, conditions, what is forbidden or excepted. By grammar, not by model.

"if the box is open put the red block in it, otherwise say no" becomes two clauses: one under a condition, and one that
holds otherwise. The verbs of each clause are the model's to understand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from agentlite.tools.robot.conditions import Claim, claims_of
from agentlite.tools.robot.correcting import corrected
from agentlite.tools.robot.nouns import Phrase, after_preposition, fold, phrases
from agentlite.tools.robot.rewording import reworded
from agentlite.tools.robot.saying import SAYING, unquoted
from agentlite.tools.robot.verbs import AND_ORDER, ORDER


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a request that can be decided on its own.

    With `conditions` it holds only if all are true; if `otherwise`, only if not all are. `condition_text` is a
    condition nobody here can check. What is `forbidden` must not be done; `excepted` are what its nouns do not include.
    """

    text: str
    conditions: tuple[Claim, ...] = ()
    otherwise: bool = False
    condition_text: str = ""
    forbidden: bool = False
    excepted: tuple[Phrase, ...] = ()


_BREAK = re.compile(
    r"[.;:!?](?=\s|$)|(?:,? *\b(?:and|but|e|mas) +|, *)(?P<if>(?:if|unless|se|caso(?! contrario)) )"
    r"|,? *\b(?:and then|then|after that|afterwards|e depois(?! d[eao]s?\b)|depois(?! d[eao]s?\b)|em seguida"
    r"|a seguir|e entao|entao|por fim|finally)\b,?"
)
_FIRST = re.compile(r"^\W*(?:first|primeiro|and|e|now|agora|but|mas)\b,?\s*")
_POLITE = (
    r"(?:you (?:can|could|would|please|like|don'?t mind|do not mind)|possible|for possivel"
    r"|(?:nao )?(?:te|se|lhe) import\w+"
    r"|fa[zc]\w*|fizer\w* (?:o )?favor|puder\w*|poss\w+|quiser\w*|der)"
)
_IF = re.compile(
    r"\b(?:only )?(?P<word>if|unless|se|caso(?! contrario)|a menos que|a nao ser que|so se|apenas se)\s+(?!"
    + _POLITE
    + r"\b)"
)
_UNLESS = ("unless", "a menos que", "a nao ser que")
_ELSE = re.compile(
    r"[,;.]?\s*\b(?:otherwise|or else|else|if not|senao|se nao|caso contrario|do contrario)\b"
    r"(?! \w+ (?:is|esta))[,:]?\s*"
)
_LATER = re.compile(
    r"\b(?:when|whenever|while|until|till|once|as soon as|quando|enquanto|ate que|assim que|sempre que)\b"
)
_OTHER_TIME = re.compile(
    r"\b(?:tomorrow|tonight|yesterday|(?:next|every|last) (?:day|night|morning|evening|week|hour|time)"
    r"|in (?:a|an|\w+|\d+) (?:minutes?|hours?|days?|seconds?)|at (?:noon|midnight|\d+|\w+ o'?clock)|an hour"
    r"|amanha|ontem|logo a noite|hoje a noite|todos os dias|todas as (?:noites|manhas|tardes|semanas|horas)"
    r"|na proxima \w+|daqui a|dentro de \w+ (?:minutos?|horas?|dias?|segundos?)|as \w+ horas?"
    r"|ao meio[- ]dia|a meia[- ]noite)\b"
)
_NEVER = re.compile(
    r",?\s*\b(?:but |and |mas |e )?(?<!that is )(?<!that are )(?<!which is )(?P<word>do not|don'?t|dont"
    r"|never|without|not|nao(?! esta(?:o|s)? n[oa])|nunca|jamais|nem|sem)\b\s*"
)
_NONE = re.compile(r"\b(?:neither|none of|(?:put|do|touch|move) nothing|nenhum(?:a|a d[aeo]s?| d[aeo]s?)?)\b")
"""With these, nothing that the clause speaks of is to be done."""
_BUT = re.compile(r",|\b(?:but|mas)\b(?! (?:the|an?|os?|as?)\b)")
"""Where what is forbidden ends; "anything but the cup" goes on."""
_EXCEPT = re.compile(
    r",?\s*\b(?:except(?: for)?|excluding|but not|but(?= the)|apart from|other than|exceto|excepto|menos|salvo"
    r"|a excecao d[eo])\b\s*"
)
_JOINED = re.compile(r"\s*(?:,|,? ?(?:and|or|nor|e|ou|nem)) *(?:for )?")
_SUBJECT = re.compile(
    r"\W*(?:i|we|you|eu|tu|voce|[\w ]+ (?:should|must|may|can|is|are|does|do|shall|will|would|deve|devem|pode|podem)"
    r"|(?:[oa]s?|the) [\w ]+)\s*"
)
"""Who or what is not to do something, before the "not"."""
_BEFORE = re.compile(r"\b(?:before|antes d[eao]s?)\b\s*")
_BUT_FIRST = re.compile(
    r"[\s.,;]*\b(?:but first|mas primeiro|(?:(?:but|and|mas|e) )?(?:before that|antes disso)|mas antes(?! d))\b[\s,]*"
)
_AFTER = re.compile(r"\b(?:after|depois d[eao]s?)\b\s*")
_ASIDE = re.compile(
    r"\W*(?:(?:please|thanks|thank you|now|already|still|again|por favor|obrigad[oa]|agora|ja|ainda|de novo)\W*)*"
)
_MORE = re.compile(r"(?:and|or|e|ou)\b")
_ABOUT_IT = re.compile(
    r"^\W*(?:(?:and|but|e|mas) )?(?P<if>if|unless|se|caso|a menos que|a nao ser que)"
    r" (?:it |ela |ele )?(?P<rest>(?:is|isn'?t|(?:nao )?est(?:a|eja|iver))\b.*)"
)
"""A condition that leaves out what it is about."""
_OF_PLACES = re.compile(r".{0,12}?\b(?:open|closed|shut|empty|abert|fechad|vazi)")


def read(request: str) -> list[Clause]:
    """The clauses of a request, in the order they are to be carried out."""
    clauses: list[Clause] = []
    heard: dict[str, str] = {}
    for sentence in _sentences(plainly(request)):
        clauses += _conditional(_with_subject(sentence, heard))
        heard |= {phrase.sort: sentence[phrase.start : phrase.end] for phrase in phrases(sentence)}
    return [clause for clause in clauses if re.search(r"\w", clause.text)]


def _with_subject(sentence: str, heard: Mapping[str, str]) -> str:
    """The sentence with what was `heard` last, by sort, where a condition is about "it"."""
    found = _ABOUT_IT.match(fold(sentence))
    if found is None:
        return sentence
    it = heard.get("place" if _OF_PLACES.match(found["rest"]) else "thing")
    return f"{sentence[: found.end('if')]} {it} {sentence[found.start('rest') :]}" if it else sentence


def plainly(request: str) -> str:
    """The request without what it takes back, in plainer words."""
    return reworded(corrected(request))


def _sentences(request: str) -> Iterator[str]:
    """The parts between full stops and "then"; but a condition stays with what depends on it."""
    flat, start = unquoted(request), 0
    for found in _BREAK.finditer(flat):
        of_condition = found.group().strip(" ,") in ("then", "entao") and _IF.match(_FIRST.sub("", flat[start:]))
        if found.group() == ":" and not SAYING.search(flat[start : found.start()]):
            start = found.end()  # what follows says what is meant before it
            continue
        another_if = found["if"] is not None
        before = _FIRST.sub("", flat[start : found.start()])
        told = found.group() == ":" or (another_if and not (_IF.match(before) and ORDER.search(before)))
        goes_on = told or _ELSE.match(flat, found.end()) or _BUT_FIRST.match(flat, found.end())
        if not of_condition and not goes_on:
            yield from _ordered(request[start : found.start()])
            start = found.start("if") if found["if"] else found.end()
    yield from _ordered(request[start:])


def _ordered(sentence: str) -> Iterator[str]:
    """ "before A, B", "B before A" and "A, but first B" are B, then A; "after" the other way round."""
    flat = unquoted(sentence)
    if (found := _BUT_FIRST.search(flat)) and found.start() > 0:
        yield from (sentence[found.end() :], sentence[: found.start()])
        return
    for word, is_before in ((_BEFORE, True), (_AFTER, False)):
        if found := word.search(flat):
            first, second = sentence[: found.start()], sentence[found.end() :]
            if not re.search(r"\w", first):
                first, comma, rest = second.partition(",")
                if not comma:
                    break
                first, second = rest, first
            second = re.sub(r"^(?:you|we|i)(?:'ve| have| had)?\s+", "", second.strip(), flags=re.IGNORECASE)
            yield from (first, second) if is_before else (second, first)
            return
    yield sentence


def _conditional(sentence: str) -> Iterator[Clause]:
    """The clauses of a sentence, under its "if" where it has one, before or after what hangs on it."""
    sentence = sentence[_first(sentence) :].strip(" ,")
    flat = unquoted(sentence)
    found = _IF.search(flat)
    if found is None or SAYING.search(flat[: found.start()]):
        later = _LATER.search(flat) or (None if SAYING.search(flat) else _OTHER_TIME.search(flat))
        if later:
            yield Clause(sentence, condition_text=sentence[later.start() :])
        else:
            yield from _negated(sentence)
        return
    main, rest = sentence[: found.start()].strip(" ,"), sentence[found.end() :]
    negative = found["word"] in _UNLESS
    claims, end = claims_of(rest, phrases(main), single=negative)
    other = _ELSE.search(fold(rest), end)
    otherwise = rest[other.end() :] if other else ""
    then = rest[end : other.start() if other else len(rest)].strip(" ,")
    then = re.sub(r"^(?:then|entao|então)\b,?\s*", "", then, flags=re.IGNORECASE)
    if _ASIDE.fullmatch(fold(then)):
        then = ""
    if not claims or _is_left_over(then, after_main=bool(main)):
        yield Clause(main or then or rest, condition_text=rest)
        return
    claims = tuple(replace(claim, is_so=claim.is_so != negative) for claim in claims)
    for text, is_otherwise in ((main, False), (then[_first(then) :], False), (otherwise, True)):
        for clause in _negated(text):
            yield replace(clause, conditions=claims, otherwise=is_otherwise)


def _is_left_over(then: str, *, after_main: bool) -> bool:
    """Whether what comes after a condition belongs to it, "... and the tray is empty", so that it is not all known."""
    flat = fold(then)
    if AND_ORDER.match(flat):
        return False
    return bool(_MORE.match(flat) or (after_main and then))


def _first(sentence: str) -> int:
    found = _FIRST.match(fold(sentence))
    return found.end() if found else 0


def _negated(text: str) -> Iterator[Clause]:
    """A clause and, if it goes on with "but don't ...", what that forbids."""
    flat = unquoted(text)
    if _NONE.search(flat):
        yield Clause(text, forbidden=True)
        return
    found = None if SAYING.search(flat) else _NEVER.search(flat)
    if found is None:
        yield _with_exceptions(text)
        return
    before, after = text[: found.start()], text[found.end() :]
    end = _BUT.search(fold(after))
    rest = after[end.end() :] if end else ""
    if before.strip() and _goes_on(rest):
        before, rest = f"{before} {rest}", ""
    banned = after[: end.start()] if end else after
    if _SUBJECT.fullmatch(fold(before)) and not ORDER.search(fold(before)):
        before, banned = "", f"{before} {banned}"
    if before.strip(" ,"):
        yield _with_exceptions(before)
    yield Clause(banned, forbidden=True)
    if rest:
        yield from _negated(rest[_first(rest) :])


def _goes_on(rest: str) -> bool:
    """Whether what follows a negation only says where, so that it belongs to what came before: "..., on the tray"."""
    said = phrases(rest)
    return bool(said) and after_preposition(rest, said[0].start) and not re.search(r"\w+\W+\w", rest[: said[0].start])


def _with_exceptions(text: str) -> Clause:
    found = _EXCEPT.search(fold(text))
    if found is None:
        return Clause(text.strip(" ,"))
    after = text[found.end() :]
    excepted: list[Phrase] = []
    for phrase in phrases(after):
        if phrase.sort != "thing" or (excepted and not _JOINED.fullmatch(fold(after[excepted[-1].end : phrase.start]))):
            break
        excepted.append(phrase)
    if not excepted:
        return Clause(text.strip(" ,"))
    end = excepted[-1].end
    return Clause(f"{text[: found.start()]} {after[end:]}".strip(" ,"), excepted=tuple(excepted))
