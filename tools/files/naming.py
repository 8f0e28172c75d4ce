"""What a request says of a file that is to be written: its name, and the text that goes into it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from agentlite.said import spans
from agentlite.tools.files.beneath import presentable

LONGEST_NAME = 100
LONGEST_TEXT = 8_000
_EDGES = " \t\n,;:.!?\"'“”‘’«»"
_DOT = re.compile(r"\s+(?:dot|ponto)\s+(?=(?:txt|md|csv|log|org|rst|tex|srt)\b)", re.IGNORECASE)
_UNDERSCORE = re.compile(r"(?<=\w)\s+(?:underscore|underline)\s+(?=\w)", re.IGNORECASE)
_WITH_ENDING = re.compile(r"(?<![\w./-])(?:[^\W_][\w-]*/)*([^\W_][\w-]*\.[A-Za-z]\w{0,8})(?![\w/-])")
_QUOTED = re.compile(r"“([^”]+)”|«([^»]+)»|\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)|(?<!\w)‘([^’]+)’(?!\w)")
_CALLED = re.compile(
    r"\b(?:called|named|by the name(?: of)?|titled|chamad[oa]s?|intitulad[oa]|denominad[oa]|"
    r"(?:com|de) (?:o )?nome(?: de)?|que se cham[ae]|nomead[oa]|call it|name it|chama-lhe|dá-lhe o nome(?: de)?)\s+",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"\b(?:(?:new|blank|empty|another|novo|outro) (?:text )?(?:file|document|ficheiro|arquivo|documento)|"
    r"(?:make|create|start|begin|cri(?:a|e|ar)|fa(?:z|ç|ze)\w*|começ(?:a|e|ar)|abr(?:e|a|ir))(?: me|-me)? "
    r"(?:an?|the|my|um|o|meu) (?:text )?(?:file|document|ficheiro|arquivo|documento)|"
    r"(?:ficheiro|arquivo|documento) novo)(?: novo)?(?: de texto)?(?: for| para| about| sobre)?"
    r"(?: the| my| an?| os?| as?)?\s+"
    r"(?!(?:called|named|titled|by|with|saying|that|which|containing|in|inside|and|"
    r"chamad[oa]|com|de|a|dizendo|que|contendo|em|n[oa]|e|intitulad[oa])\b)",
    re.IGNORECASE,
)
_SAVED_AS = re.compile(
    r"\b(?:save|store|guard(?:a|e|ar)|salv(?:a|e|ar)|grav(?:a|e|ar))\b.*\s(?:as|como)\s+(?:an? |the |um |uma |o )?"
    r"(?!(?:new|novo|file|document|ficheiro|arquivo|documento)\b)",
    re.IGNORECASE | re.DOTALL,
)
_SAYING = re.compile(
    r"\b(?:saying|(?:that|which) (?:just |only )?(?:says|reads|goes)|"
    r"with (?:the )?(?:text|words|line|note|sentence|contents?)|containing|also (?:say|have|contain|needs?)|"
    r"and (?:write|put|add|say|have it say|let it say|note)(?: in it| in there| down)?|"
    r"(?:to|should|must|shall|let it|make it|just|only|and) (?:say|read|contain)|(?:it|file|document) says|with|that|"
    r"dizendo|a dizer|para dizer|onde (?:diz|diga|se leia)|a que acrescentas|lá dentro|que (?:diz|diga)|"
    r"(?:com|contendo) (?:o texto|a frase|a linha|o conte[uú]do|as palavras|a nota|a anotação)|contendo|escrito|"
    r"e (?:escreve|escreva|põe|coloca|coloque|mete|bota|anota|aponta)(?: nele| lá| lá dentro| dentro| aí)?|"
    r"(?:de|que|deve|precisa(?: de)?|tem que|tem de) (?:ter|dizer)|com|que|por)"
    r"\b[:,]?\s+",
    re.IGNORECASE,
)
_WRITE = re.compile(
    r"\b(?:write|writing|append|add|adding|put|putting|note|jot|save|type|insert|stick|record|throw|drop|chuck|pop|"
    r"scribble|log|slip|tack|paste|enter|include|store|keep|get|mark|scrawl|"
    r"escrev(?:e|er|a)|acrescent(?:a|e|ar)|adicion(?:a|e|ar)|põe|poe|pôr|ponha|coloc(?:a|ar)|coloque|anot(?:a|e|ar)|"
    r"apont(?:a|e|ar)|rabisc(?:a|ar)|rabisque|col(?:a|e|ar)|lanç(?:a|ar)|lance|tac(?:a|ar)|joga|jogue|enfi(?:a|e|ar)|deix(?:a|e|ar)|"
    r"junt(?:a|e|ar)|met(?:e|er)|bot(?:a|e|ar)|grav(?:a|e|ar)|guard(?:a|e|ar)|salv(?:a|e|ar)|inser(?:e|ir)|insira|"
    r"regist(?:a|e|ar|ra|re|rar)|inclu(?:a|i|ir))\b(?: down| also| também)?"
    r"(?:-me| me|-lhe)?(?: the (?:line|words|text|sentence)| a (?:linha|frase)| o texto| as palavras)?[:,]?\s+",
    re.IGNORECASE,
)
_INTO = re.compile(
    r"\s+(?:in|into|inside|to|onto|on|at|as|under|em|no|na|nos|nas|num|numa|ao|à|a|para|pro|pra|dentro|como)\s+",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(?:change|replace|set|turn|troc\w+|substitu\w+|mud\w+)\b.+?\s(?:to|by|para)\s+", re.IGNORECASE
)
_BE_ADDED = re.compile(
    r"^(?:please,? )?(?:could|can|should|may) (.+) be (?:added|put|written|appended)\b", re.IGNORECASE
)
_GOES = re.compile(r"\s(?:goes|belongs|vai|fica)\s", re.IGNORECASE)
_NAME_ENDED = re.compile(
    r"[,:;.]\s|[,:;.]$|\s+[\"“«]|\s+(?:with|saying|to say|that|which|containing|please|com|dizendo|a dizer|para dizer|"
    r"onde|que|contendo|escrito|por favor)\b",
    re.IGNORECASE,
)
_NAME_MAY_END = re.compile(r"\s+(?:in|into|inside|and|for|to|em|no|na|nos|nas|e|para|dentro|onde)\b", re.IGNORECASE)


def names_said(request: str) -> list[str]:
    """The names for a new file that a request says: with an ending ("ideas.txt", "ideas dot txt"), after a word like
    "called", or else right after "new file" or "save ... as"; one without an ending gets .txt."""
    text = _UNDERSCORE.sub("_", _DOT.sub(".", unicodedata.normalize("NFC", request)))
    found = [match[1] for match in _WITH_ENDING.finditer(text)]
    cues = list(_CALLED.finditer(text)) or ([] if found else [*_MADE.finditer(text), *_SAVED_AS.finditer(text)])
    for match in cues:
        found += _called(text[match.end() :])
    return list(dict.fromkeys(name for name in map(_completed, found) if name))


def texts_said(request: str) -> list[str]:
    """What a request says is to be written: what it quotes or says after a colon; else what follows words like
    "saying" or a file's name, or stands between the verb and the file; else any stretch of it."""
    quoted = _quoted_texts(request)
    texts = quoted or _after_colon(request)
    if not texts:
        cues = (*_SAYING.finditer(request), *_INSTEAD.finditer(request), *_WITH_ENDING.finditer(request))
        texts = [request[match.end() :] for match in cues]
        texts += [match[1] for match in _BE_ADDED.finditer(request)] + _between(request)
        texts += _before_going(request)
    kept = _clean(texts, strip=not quoted)
    return kept or spans(request)


def without(names: Iterable[str], request: str) -> str:
    """The request without these names, whose words may also be those of folders."""
    for name in names:
        request = re.sub(re.escape(name.rpartition(".")[0]), " ", request, flags=re.IGNORECASE)
    return request


def _quoted_texts(request: str) -> list[str]:
    """What is quoted and is no file's name."""
    names = {match.end() for match in _CALLED.finditer(request)}
    quotes = (match for match in _QUOTED.finditer(request) if match.start() not in names)
    texts = (next(filter(None, match.groups())) for match in quotes)
    return [text for text in texts if not _WITH_ENDING.fullmatch(text)]


def _called(rest: str) -> list[str]:
    """The names that `rest` may begin with: a quoted one, or up to five words."""
    quoted = _QUOTED.match(rest)
    if quoted:
        return [next(filter(None, quoted.groups()))]
    rest = _NAME_ENDED.split(rest, maxsplit=1)[0]
    ends = [match.start() for match in _NAME_MAY_END.finditer(rest)]
    return [name for end in (*ends[:2], len(rest)) if len((name := rest[:end].strip(_EDGES)).split()) <= 5]


def _completed(name: str) -> str:
    """A name that a file may have, with an ending; "" if it is none."""
    name = name.strip(_EDGES)
    legal = name and presentable(name) and not set(name) & set('/\\:*?"<>|') and len(name.encode()) <= LONGEST_NAME
    if not legal:
        return ""
    return name if re.search(r"\.\w{1,8}$", name) else f"{name}.txt"


def _after_colon(request: str) -> list[str]:
    head, colon, tail = request.partition(": ")
    return [tail] if colon and tail.strip(_EDGES) and len(head.split()) > 1 else []


def _between(request: str) -> list[str]:
    """What stands between a verb of writing and the words that may begin to say where; after a comma, all of it."""
    found = []
    for verb in _WRITE.finditer(request):
        rest = request[verb.end() :]
        if request[: verb.start()].rstrip().endswith(","):
            found.append(rest)
        found += [rest[: place.start()] for place in _INTO.finditer(rest)]
    return [*found, *(text.removesuffix(" down") for text in found)]


def _before_going(request: str) -> list[str]:
    """What stands before "goes in", all of it and after the last comma."""
    found = [request[: match.start()] for match in _GOES.finditer(request)]
    return [*found, *(text.rpartition(", ")[2] for text in found)]


def _clean(texts: Iterable[str], *, strip: bool) -> list[str]:
    trimmed = (text.strip(_EDGES if strip else None) for text in texts)
    return list(dict.fromkeys(text for text in trimmed if text and len(text) <= LONGEST_TEXT))
