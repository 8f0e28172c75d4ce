"""Requests after which nothing may change now: what is forbidden, and what is wanted later or under a condition.

No tool of the home pack can wait, so doing such a thing at once would be wrong, whatever a model makes of the sentence.
Only plain forms are recognised, in English and Portuguese; all else is left to the model's judgement.
"""

from __future__ import annotations

import re

from agentlite.words import fold

_DO = (
    "turn|switch|put|open|close|shut|lock|unlock|dim|brighten|set|start|stop|touch|change|play|pause|resume|mute|unmute|"
    "add|remove|raise|lower|move|run|activate|make|light|heat|cool|vacuum"
)
_FAZ = (
    "lig|deslig|apag|acend|abr|fech|tranc|tranqu|destranc|destranqu|mex|toc|toqu|mud|ponh|poe|por|pus|met|coloc|coloqu|"
    "sub|desc|baix|aument|diminu|reduz|inici|comec|par|paus|silenci|ativ|desativ|adicion|remov|tir|aspir|limp|regul|ajust"
)
_NOT = r"(?:do not|don'?t|never|should not|shouldn'?t|must not|mustn'?t)"
_FORBIDDEN = (
    rf"(?<!why ){_NOT}(?: you)?(?: dare| even)?(?: \w+ly)? (?:{_DO})",
    rf"{_NOT} want (?:you )?to (?:{_DO})",
    r"(?:no need (?:to|for)|refrain from|(?:rather|prefer) (?:that )?you (?:didn'?t|did not|don'?t|do not))",
    r"leave .*(?:alone|(?:as|how|the way) (?:it|they) (?:is|are)|untouched)(?!.* stop)",
    rf"(?<!por que )(?<!porque )(?<!por que e que )(?<!porque e que )"
    rf"(?:nao|nunca|jamais|nem) (?:penses em |pense em )?(?:me |o |a |os |as |se )?(?:{_FAZ})\w*",
    rf"nao (?:quero|queria|e para) (?:que )?(?:voce |tu )?(?:{_FAZ})\w*",
    rf"(?:(?:escusa|nao (?:e )?precis|nao (?:e )?necessari)\w*|nao ha necessidade) (?:de )?(?:{_FAZ})\w*",
    r"prefer\w+ que (?:voce |tu )?nao",
    r"deix\w* .*(?:como esta|em paz)\w*(?!.* para)",
)
_SOMETHING = r"(?:i|we|he|she|it|they|you|the|my|any\w*|no\w*|some\w*|every\w*|there)"
_AT_LEISURE = r"you (?:can|could|may|please|get a|have (?:a|the|time|some)|are ready|feel like)"
_COM_VAGAR = (
    r"(?:(?:voce|tu|o senhor|a senhora) )?(?:puder|poss|quis|der(?:em|es)?\b|tiver(?:es)? (?:um|tempo|vagar)|"
    r"(?:nao )?for (?:possivel|incomodo))"
)
"""Conditions that are but politeness: "when you have a moment", "se puderes"."""
_CONDITIONAL = (
    r"(?<!see )(?<!check )(?<!know )(?<!me )(?<!wonder )(?<!wondering )(?<!mind )"
    rf"if (?!you|i (?:may|could)){_SOMETHING} \w+",
    rf"(?:when|whenever|once|as soon as|the moment|until|unless) (?!{_AT_LEISURE}){_SOMETHING} ?(?:'\w+|\w+)",
    rf"(?:assim que|sempre que|logo que|a menos que|ate que|caso) (?!{_COM_VAGAR})\w+",
    rf"(?:quando|se) (?!{_COM_VAGAR}|faz |fizer(?:es)? (?:o )?favor)(?:\w+ ){0, 4}?"
    r"\w+(?:ar|er|ir|or|armos|ermos|irmos|arem|erem|irem)",
    r"se (?:nao )?(?:houver|estiver|fizer|chover)",
)
_NUMERAL = r"(?:\d+|an?|one|two|three|four|five|ten|fifteen|twenty|thirty|half an|a few|a couple of)"
_NUMERO = (
    r"(?:\d+|uma?|dois|duas|tres|quatro|cinco|dez|quinze|vinte|trinta|meia|alguns|algumas|uns|umas|as proximas \w+)"
)
_LATER = (
    rf"(?:in|after|for) {_NUMERAL} (?:more )?(?:second|minute|hour|day)s?",
    r"for the (?:next|rest) .*(?:minutes?|hours?|day|night|evening|morning)",
    r"tomorrow|tonight|(?:every|next|on) (?:day|night|morning|evening|afternoon|week|weekend|month|hour|\w+days?)",
    r"(?:at|before|after|by|until|till) (?:noon|midnight|sunset|sunrise|dusk|dawn|dinner|lunch|breakfast|bedtime)",
    r"(?:at|before|after|by|until|till) "
    r"(?:\d{1,2}[:.]\d\d|\d{1,2} ?[ap]\.?m|\w+ o'?clock|half past|a? ?quarter (?:past|to))",
    rf"(?:daqui a|dentro de|durante|por|em) {_NUMERO} (?:segundo|minuto|hora|dia)s?",
    r"amanha|(?:logo|hoje) a noite|tod[ao]s [ao]s (?:dias|noites|manhas|tardes|semanas|\w+ feiras)",
    r"n[ao] proxim[ao] \w+|ao (?:por|nascer) do sol|ao meio.dia|a meia.noite",
    r"depois d[eoa] (?:jantar|almoco|pequeno.almoco)",
    r"(?:as|pelas) (?:\d{1,2}(?:[:h]\d{0,2})?|uma|duas|tres|quatro|cinco|seis|sete|oito|nove|dez|onze|doze)"
    r"(?! (?:luz|lampada|porta|janela|cortina|persiana|tomada|ventoinha))",
)


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in patterns))


_FORBIDS = _any_of(*_FORBIDDEN)
_POSTPONES = _any_of(*_CONDITIONAL, *_LATER)


def forbids(request: str) -> bool:
    """Whether a request says that something must not be done."""
    return _FORBIDS.search(_plain(request)) is not None


def postpones(request: str) -> bool:
    """Whether a request is for another time, or under a condition."""
    return _POSTPONES.search(_plain(request)) is not None


def _plain(request: str) -> str:
    return fold(request).replace("’", "'")
