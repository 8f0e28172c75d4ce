"""Orders to which a value is missing, or whose value nothing can take: "change the brightness", "set it to 300 %".

Whoever asks so has to be asked back; a model that acts all the same does something that nobody said.
"""

from __future__ import annotations

import re

from agentlite.said import numbers, shares
from agentlite.tools.home.colors import said_colors
from agentlite.tools.home.modes import said_modes

_QUALITY = (
    r"(?:brightness|light level|intensity|colou?r|temperature|volume|position|speed|mode|brilho|intensidade|"
    r"luminosidade|"
    r"cor|temperatura|posicao|velocidade|modo)"
)
_ADJUST = (
    r"(?:set|change|adjust|alter|modify|pick|choose|regulate|muda|mude|mudar|altera|altere|alterar|regula|regule|"
    r"regular|"
    r"ajusta|ajuste|ajustar|escolhe|escolha|escolher|define|defina|definir|acerta|acerte)"
)
_ASKS_TO_ADJUST = re.compile(
    rf"\b{_ADJUST} (?:the |a |an |o |de |uma? |outr[ao] |another |my |our )?(?:[\w'-]+ ){{0,4}}?{_QUALITY}\b"
)
_ASKS_FOR_ANY = re.compile(
    rf"\b(?:set|put|make|give|turn|paint|poe|ponha|por|mete|coloca|coloque|deixa|da) .*"
    r"\b(?:an?|another|some|different|nice|nicer|certain|usual|right|favou?rite|outr[ao]|noutr[ao]|num[a]?|uma?|"
    r"cert[ao]|bonit[ao]) "
    rf"(?:\w+ )?{_QUALITY}\W*$"
)
_DANGLES = re.compile(
    r"^\W*(?:please )?(?:set|put|dim|bring|change|lower|raise|turn|make)\b.* (?:to|at|the|an|my|our)\W*$|"
    r"^\W*(?!.*\b(?:what|how|who|where|which|something|music)\b)(?:[\w'-]+ ){1,4}(?:to|at)\W*$|"
    r"^\W*(?:play|put on|add)\b.* (?:called|named|the|an|my|our)\W*$|"
    r"^\W*(?:poe|ponha|regula|regule|mete|coloca|coloque|ajusta|sobe|baixa|muda|aumenta|quero|abre|fecha)\b.* "
    r"(?:para|em|ate|ao|nos|nas|num|numa|um|uma|com|tom de)\W*$|"
    r"^\W*(?:toca|poe|ponha|coloca|acrescenta|adiciona)\b.* (?:chamad[oa]|um|uma|de|d[oa]s)\W*$"
)
_MODE = re.compile(r"\bmod[eo]\b")
_SAYS_HOW = re.compile(
    r"\b(?:up|down|more|less|too|lower|higher|brighter|dimmer|darker|warmer|cooler|colder|hotter|louder|quieter|"
    r"faster|slower|softer|"
    r"\w*est|bright|dim|dark|warm|cold|cool|hot|loud|quiet|fast|slow|soft|bit|little|raise|increase|decrease|reduce|"
    r"minimum|maximum|"
    r"scene|cena|max|min|fully?|open|closed?|cozy|cosy|default|natural|daylight|eco|sleep|"
    r"mais|menos|muito|demasiado|demais|tao|sobe|suba|subir|baixa|baixe|baixar|aumenta\w*|diminui\w*|reduz\w*|"
    r"alt[ao]|baix[ao]|fort\w+|"
    r"frac\w+|quent\w+|fri[ao]|clar[ao]|escur[ao]|maxim\w+|minim\w+|pouco|bocado|aquec\w+|arrefec\w+|abert\w|"
    r"fechad\w|rapid\w|lent\w|"
    r"natural|metade|mei[ao]|conforme|igual|same|like|as)\b"
)
_MENOS = r"(?<!ou )(?<!pelo )(?<!ao )menos"
"""Not in "mais ou menos" and "pelo menos"."""
_PERCENT = re.compile(rf"(minus |{_MENOS} |-)?(\d+(?:[.,]\d+)?) ?(?:%|percent\b|per cent\b|por ?cento\b)")
_DEGREES = re.compile(rf"(minus |{_MENOS} |-)?(\d+(?:[.,]\d+)?) ?(?:degrees\b|graus\b|°|º)")
_MORE_THAN_ALL = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|a thousand|duzentos|trezentos|quatrocentos|quinhentos|"
    r"seiscentos|mil|a million|"
    r"um milhao)(?: hundred)? (?:%|percent\b|per cent\b|por ?cento\b|degrees\b|graus\b)|"
    r"\b(?:volume|brightness|brilho) .*\b(?:mil|a thousand|a million|um milhao)\b|"
    rf"\b(?:minus|{_MENOS}) (?:ten|twenty|thirty|forty|fifty|dez|vinte|trinta|quarenta|cinquenta) "
    r"(?:percent|por ?cento|degrees|graus)\b"
)
_SETS = re.compile(
    r"\b(?:set|put|make|turn|dim|bring|give|speed|volume|poe|ponha|mete|coloca|deixa|regula|abre|sobe)\b"
)
_ONLY_SMALL = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine) (?:%|percent|per cent|degrees)")
_WEATHER = re.compile(r"\b(?:it'?s|it is|outside|feels|is|esta|fazem|faz|estao|la fora|sao)\b")
_SOMETHING = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you|i (?:want|need|have) to|por favor|podes|pode|quero|preciso de) )*"
    r"(?:add|put|write|note|write down|jot down|acrescenta|acrescente|acrescentar|adiciona|adicione|adicionar|anota|"
    r"anote|anotar|"
    r"poe|ponha|por|mete|coloca|escreve)"
    r"(?: (?:something|an item|a thing|some things|a few things|one more thing|another item|a new item|things|algo|"
    r"uma coisa|"
    r"alguma coisa|qualquer coisa|umas coisas|um item|mais uma coisa|mais um item))?"
    r" (?:to|on|onto|in|na|no|a|ao|em) (?:the |my |our |a |minha |nossa |meu )?(?:[\w']+ )?(?:list\w*|lista|"
    r"groceries|compras|tarefas)"
    r"(?: (?:de |das |of |for )?[\w']+)?(?: please| por favor)?\W*$"
)


def lacks_a_value(request: str) -> bool:
    """Whether an order, folded, says what to set and not to what: "change the colour of the lamp"."""
    if _SOMETHING.match(request) or _DANGLES.match(request):
        return True
    if not (_ASKS_TO_ADJUST.search(request) or _ASKS_FOR_ANY.search(request)) or _SAYS_HOW.search(request):
        return False
    names_a_mode = _MODE.search(request) is not None and bool(said_modes(request))
    return not (numbers(request) or shares(request) or said_colors(request) or names_a_mode)


def exceeds_all(clauses: list[str]) -> bool:
    """Whether an order, in clauses folded, names a percentage or degrees that no device has; what the weather is, is
    no order."""
    return any(_is_beyond(clause) for clause in clauses if not _WEATHER.search(clause))


def _is_beyond(clause: str) -> bool:
    percentages = (_number(*found.groups()) for found in _PERCENT.finditer(clause))
    degrees = (_number(*found.groups()) for found in _DEGREES.finditer(clause))
    if _SETS.search(clause) and any(isinstance(said, int | float) and said < 0 for said in numbers(clause)):
        return True
    in_words = _MORE_THAN_ALL.search(clause) is not None and not _ONLY_SMALL.search(clause)
    return in_words or any(not 0 <= p <= 100 for p in percentages) or any(not 0 <= d <= 100 for d in degrees)


def _number(sign: str | None, digits: str) -> float:
    return float(digits.replace(",", ".")) * (-1 if sign else 1)
