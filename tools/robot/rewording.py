"""Turns of phrase that say the same as plainer ones: "no need to move it", "hands off it", "once you have ...".

Each is replaced by plain words, so that the rules that read a request know only those. Nothing here depends on a world.
"""

from __future__ import annotations

import re

from agentlite.tools.robot.nouns import fold
from agentlite.tools.robot.saying import unquoted

_IT = r"(?P<it>[\w\- ]{2,40}?)"
_DONE = r"(?:pronto|feito|isso feito|isto feito|terminad[oa]|acabad[oa])"
_FINISHED = (
    r"tiver\w*|puser\w*|colocar\w*|abrir\w*|fechar\w*|pegar\w*|levar\w*|mover\w*|apanhar\w*|meter\w*|pousar\w*"
    r"|arrumar\w*|guardar\w*|deixar\w*|passar\w*|trouxer\w*|disser\w*"
)
_RULES: tuple[tuple[str, str], ...] = (
    (r"\b(?P<it>that|what|there|it|where)'s\b", r"\g<it> is"),
    (r"\bcor[ -]de[ -](?=laranja|rosa)", ""),
    (r"\b(?:either|any one|one or the other) of\b", "any of"),
    (r"\beither (?=the\b)", ""),
    (r"\b(?P<it>put|move|take|bring|carry|get|place|transfer|clear)(?: all)? what(?:ever)? is (?:on|in|inside)\b",
     r"\g<it> everything from"),
    (r"\b(?P<it>poe|ponha|mete|leva|leve|coloca|coloque|passa|arruma|tira|move) o que (?:esta|ha|tem)\b",
     r"\g<it> tudo o que está"),
    (r"\b(?:empty|clear|unload)(?: out)? (?P<it>the [\w ]{3,20}?)(?= (?:on|onto|into|in|to|over)\b)",
     r"put everything from \g<it>"),
    (r"\b(?:esvazi[ae]|despej[ae]) (?P<it>[oa] [\w ]{3,20}?)(?= (?:para|n[oa])\b)", r"põe tudo d \g<it>"),
    (r"(?<=\bthe )(?:open|closed|shut|empty|full) (?=\w)", ""),
    # what is said around an order
    (r"\b(?:do not|don'?t|never) forget to\b|\b(?:remember|be sure|make sure|take care|try) to\b", ""),
    (r"\bnao (?:te|se) esque[cç]\w+ de\b|\blembr[ae]-(?:te|se) de\b|\bnao deixes? de\b", ""),
    (r",? (?:when|whenever|as soon as|if) (?:you (?:can|could|are ready|have time)|possible|convenient)\b", ""),
    (r",? (?:quando|assim que|logo que|se) (?:puder\w*|possas?|possivel|tiver\w* tempo|quiser\w*)\b", ""),
    (r"(?<=\w)-se (?=(?:para|pr[oa]|ate|em|a|ao|junto|perto|proxim[oa]|diante|d[aoe]|n[ao])\b)", " "),
    (r",? (?:if it(?: is|'s) not too much (?:trouble|bother)|if that(?: is|'s) (?:ok|all right)|if you would)\b", ""),
    (r",? se (?:nao )?(?:for|fosse) (?:incomodo|possivel|pedir muito|muito incomodo|muita macada)\b", ""),
    (r"\b(?P<verb>drop|put|place|pop|toss|throw) (?:in|inside) (?P<it>the [\w ]+?)(?= *(?:$|[,.;]|and ))",
     r"\g<verb> \g<it> in it"),
    (r"^se (?=(?:posicion|dirij|mov|desloq|aproxim|coloq|encost)\w+\b)", ""),
    (r"\b(?:put|get) (?P<it>it|that|this) (?=(?:away )?(?:back )?there\b)", r"put \g<it> "),
    (r"\b(?:it would|it'd|would) be (?:so |really |very |more )?(?:great|nice|good|lovely|better|best|helpful) if "
     r"(?P<it>[\w ]+?) (?:were|was|could be|is|went|could go|ended up)(?= (?:on|in|onto|into|to)\b)", r"move \g<it>"),
    (r"\bseria (?:muito |mais )?(?:bom|otimo|melhor|lindo|bonito|simpatico) se (?P<it>[oa]s? [\w ]+?)"
     r" (?:estivess\w+|ficass\w+|foss\w+)(?= (?:n[oa]s?|para|em)\b)", r"põe \g<it>"),
    (r"\bbin (?P<it>(?:the|all|every|both|that|these|those) [\w ]+?)(?= *(?:$|[,.;]|and ))", r"put \g<it> in the bin"),
    (r"\bbox(?: up)? (?P<it>(?:the|all|every|both|that|these|those) [\w ]+?)(?= *(?:$|[,.;]|and ))",
     r"put \g<it> in the box"),
    (r"\bshelve (?P<it>(?:the|all|every|both|that|these|those) [\w ]+?)(?= *(?:$|[,.;]|and ))",
     r"put \g<it> on the shelf"),
    # what must not be done
    (r"\b(?P<it>should|must|does|would|could|need)n'?t\b", r"\g<it> not"),
    (rf"\b(?:do not|don'?t) leave {_IT} open\b", r"close \g<it>"),
    (rf"\b(?:do not|don'?t) leave {_IT} (?:closed|shut)\b", r"open \g<it>"),
    (rf"\bnao deix\w+ {_IT} abert[oa]s?\b", r"fecha \g<it>"),
    (rf"\bnao deix\w+ {_IT} fechad[oa]s?\b", r"abre \g<it>"),
    (rf"\b(?:i )?(?:do not|don'?t) want {_IT} open\b", r"close \g<it>"),
    (rf"\b(?:i )?(?:do not|don'?t) want {_IT} (?:closed|shut)\b", r"open \g<it>"),
    (rf"\bnao quero {_IT} abert[oa]s?\b", r"fecha \g<it>"),
    (rf"\bnao quero {_IT} fechad[oa]s?\b", r"abre \g<it>"),
    (r",? *\binstead of (?=(?:the|my|that|this|those|these)\b)", ", don't touch "),
    (r",? *\binstead of\b", ", don't"),
    (r",? *\bem (?:vez|lugar) d(?=[oa]s? )", ", não toques n"),
    (r",? *\bem (?:vez|lugar) de\b", ", não"),
    (rf"\b(?:leave|keep|leaving) {_IT} open\b", r"open \g<it>"),
    (rf"\b(?:leave|keep|leaving) {_IT} (?:closed|shut)\b", r"close \g<it>"),
    (r"\b(?:deix\w+|mant\w+)-(?P<it>[oa]s?) abert[oa]s?\b", r"abre-\g<it>"),
    (r"\b(?:deix\w+|mant\w+)-(?P<it>[oa]s?) fechad[oa]s?\b", r"fecha-\g<it>"),
    (rf"\b(?:deix\w+|mant\w+) {_IT} abert[oa]s?\b", r"abre \g<it>"),
    (rf"\b(?:deix\w+|mant\w+) {_IT} fechad[oa]s?\b", r"fecha \g<it>"),
    (rf"\b(?:leave|keep|let) {_IT} (?:alone|be|in peace|where (?:it|they) (?:is|are)|as (?:it|they) (?:is|are)|in place"
     rf"|untouched|out of (?:it|this)|put)\b(?:,? (?:do not|don'?t) \w+ (?:it|them))?", r"don't touch \g<it>,"),
    (rf"\b(?:deix\w+|mant\w+) {_IT} (?:em paz|(?:onde|como) (?:esta|estao)|quiet[oa]s?|sossegad[oa]s?|no (?:seu )?lugar"
     rf"|no (?:seu )?sitio|de fora|de lado)\b", r"não toques n \g<it>,"),
    (r"\b(?:keep your )?hands off\b|\b(?:stay|keep) (?:away|clear) from\b", "don't touch"),
    (r"\bavoid (?:touching|moving)\b", "don't touch"),
    (r"\b(?:ignore|skip|spare|forget about|leave out|avoid)\b", "don't touch"),
    (r"\b(?:ignor[ae]|esque[cç][ea]|salt[ae](?= [oa]s? )|poup[ae]|evit[ae] (?:tocar|mexer))\b", "não toques"),
    (r"\b(?:there(?: is|'s) )?no need (?:to|for you to)\b|\b(?:you )?(?:need not|needn'?t)\b"
     r"|\b(?:you )?(?:do not|don'?t) (?:have|need) to\b|\bit(?: is|'s) not necessary to\b|\brefrain from\b", "don't"),
    (r"\bescus\w+ de\b|\bnada de\b|\bnao (?:e preciso|precisas? de|precisa|vale a pena|e necessario)\b", "não"),
    (rf"(?:^|(?<=[,;.] )|(?<=and )|(?<=but )){_IT} (?:must|should|may|shall|can|is|are) ?(?:not|n'?t) "
     rf"(?:to )?(?:be )?(?:touched|moved|taken|lifted|picked up)\b", r"don't touch \g<it>,"),
    (rf"(?:^|(?<=[,;.] )|(?<=and )|(?<=but )){_IT} (?:must |should |can )?(?:stays?|remains?) (?:where (?:it|they)"
     rf" (?:is|are)|put|as (?:it|they) (?:is|are))\b", r"don't touch \g<it>,"),
    (rf"(?:^|(?<=[,;.] )|(?<=e )|(?<=mas )){_IT} nao (?:e|deve|pode|se) (?:para )?(?:ser )?(?:mex|toc|mov|tir)\w+",
     r"não toques n \g<it>,"),
    (rf"(?:^|(?<=[,;.] )|(?<=e )|(?<=mas )){_IT} (?:tem de |deve |pode )?fica\w* (?:onde|como) (?:esta|estao)\b",
     r"não toques n \g<it>,"),
    # order
    (r"[,.;]? *\b(?:and )?(?:once|when|as soon as|after) (?:you(?: are|'re|'ve| have)? (?:done|finished|ready)"
     r"|(?:that|this|it)(?: is|'s)? (?:done|finished|over)|done|finished)(?: with (?:that|this|it))?\b,? *", " then "),
    (rf"[,.;]? *\b(?:e )?(?:quando|assim que|logo que|mal|depois de) (?:tiver\w* (?:acabado|terminado)|acabar\w*"
     rf"|terminar\w*|estiver {_DONE}|isso|isto)\b,? *", " depois, "),
    (r"[,.;]? *\b(?:feito isso|feito isto|isso feito|isto feito|that done|with that done)\b,? *", ", e depois "),
    (r"\b(?:once|when|as soon as)(?= you(?:'ve|'d| have| had)\b)", "after"),
    (rf"\b(?:quando|assim que|logo que|mal|depois que)(?= (?:tu |voce |o robo )?(?:{_FINISHED})\b)", "depois de"),
    (r"[,.;]? *\b(?:next(?! to)|subsequently|following that|lastly|last of all|and last|later on|thereupon),? (?=\w)",
     ", then "),
    (r"[,.;]? *\b(?:por ultimo|no fim|no final|finalmente|de seguida|logo a seguir|mais tarde|posteriormente),? (?=\w)",
     ", depois, "),
    (r"\b(?:prior to|ahead of)\b", "before"),
    (r"\b(?:to start with|to begin with|for a start|start by|begin by|first of all|firstly)\b,?", ""),
    (r"\b(?:em primeiro lugar|para comecar|antes de mais nada|antes de mais|comec[ae] por)\b,?", ""),
    # conditions
    (r"\b(?:as long as|so long as|provided(?: that)?|providing(?: that)?|assuming(?: that)?|given that|in case"
     r"|on condition that)\b", "if"),
    (r"\b(?:desde que|contanto que|no caso de|na condicao de|supondo que|dado que)\b", "se"),
    (r"\b(?:see|check|find out|look) (?:if|whether) (?=.*\b(?:if so|if it is|in that case|if yes|if it does)\b)",
     "if "),
    (r"\b(?:ve|veja|verifi\w+) se (?=.*\b(?:se sim|nesse caso|se estiver|em caso afirmativo)\b)", "se "),
    (r"[,.;:]? *\b(?:and )?(?:if so|in that case|if yes|if it is(?= *,)|if it does)\b,?", ","),
    (r"[,.;:]? *\b(?:e )?(?:se sim|nesse caso|em caso afirmativo|se estiver(?= *,)|se for o caso)\b,?", ","),
    (r"(?:^|(?<=[.!?] ))(?:is|are) (?P<it>the [\w ]+?) (?P<what>open|closed|shut|empty|(?:on|in) the [\w ]+)\? *"
     r"if (?:so|it is|yes|they are)\b,?", r"if \g<it> is \g<what>,"),
    (r"(?:^|(?<=[.!?] ))(?:is|are) (?P<it>the [\w ]+?) (?P<what>open|closed|shut|empty|(?:on|in) the [\w ]+)\? *"
     r"(?:if (?:not|it isn'?t|it is not|no)|otherwise)\b,?", r"unless \g<it> is \g<what>,"),
    (r"(?:^|(?<=[.!?] ))(?P<it>[oa] [\w ]+? (?:esta|e) [\w ]+?)\? *(?:se sim|se estiver|entao)\b,?", r"se \g<it>,"),
    (r"(?:^|(?<=[.!?] ))(?P<it>[oa] [\w ]+? (?:esta|e) [\w ]+?)\? *(?:se nao|senao)(?: estiver)?\b,?",
     r"a não ser que \g<it>,"),
    # where
    (r"\b(?P<it>(?:put|place|drop|set|lay|move|stow|store|get)(?:ting)? [\w ]+?) (?:inside|in)(?= *(?:$|[,.;]|and ))",
     r"\g<it> in it"),
    (r"\b(?P<it>(?:put|place|set|stack|balance)(?:ting)? [\w ]+?) on top(?= *(?:$|[,.;]|and ))", r"\g<it> on it"),
    (r"(?<!la )(?<!ai )\bdentro(?= *(?:$|[,.;]|e ))", "lá dentro"),
    (r",? (?:too|as well|tambem|igualmente)(?= *(?:$|[,.;]))", ""),
    # what is left out
    (r"\b(?:excluding|not counting|not including|leaving out|aside from|save for|with the exception of|minus|bar)\b",
     "except"),
    (r"\b(?:tirando|fora|a parte|com excecao d[aeo]s?|a excecao d[aeo]s?|excluindo|sem contar(?: com)?|sem ser"
     r"|que nao sej(?:a|am))\b", "exceto"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), plain) for pattern, plain in _RULES)


def reworded(request: str) -> str:
    """The request in plainer words; what it wants said stays as it is."""
    for pattern, plain in _COMPILED:
        request = _replaced(pattern, plain, request)
    return re.sub(r"\b(?P<of>[nd]) (?P<an>[oa]s?)\b", r"\g<of>\g<an>", request).strip()


def _replaced(pattern: re.Pattern[str], plain: str, text: str) -> str:
    """The text with every match (found in the folded text) replaced; \\g<name> stands for what a group matched."""
    parts, end = [], 0
    for found in pattern.finditer(unquoted(text)):
        instead = plain
        for name in pattern.groupindex:
            instead = instead.replace(rf"\g<{name}>", text[slice(*found.span(name))])
        parts += [text[end : found.start()], instead]
        end = found.end()
    return "".join((*parts, text[end:])) if parts else text


def keeps_shut(request: str) -> bool:
    """Whether a request says that a lid which is closed is to stay so: "leave the lid shut", "without opening it"."""
    return _SHUT.search(fold(request)) is not None


_SHUT = re.compile(
    r"\b(?:leave|leaving|keep|keeping|with) [\w ]{2,30}? (?:closed|shut|on)\b"
    r"|\b(?:without|do not|don'?t|never|instead of) open\w*"
    r"|\b(?:deix\w+|mant\w+|com) [\w ]{2,30}? fechad[oa]s?\b|\b(?:sem|nao|nunca) (?:a |o )?abr\w+"
)
