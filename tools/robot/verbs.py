"""Words that begin an order, folded: enough to see where something else to do begins, not what it means."""

from __future__ import annotations

import re

LID_VERBS = r"(?:(?:re)?open(?:ing)?|clos(?:e|ing)|shut(?:ting)?|(?:re)?abr[aei]\w*|fech\w+|destap\w+|tap[ae]|tampe)"
"""What is done to a box; "it" after one of these is a box."""

_ENGLISH = (
    r"put|place|pick|take|grab|get|move|bring|carry|set|stack|pile|drop|lay|open|reopen|close|shut|go|drive|head|come"
    r"|return|roll|say|tell|announce|shout|wait|pause|stop|halt|look|find|search|fetch|lift|raise|hold|collect|leave"
    r"|keep|transfer|shift|slide|store|stow|deliver|hand|give|pass|push|pull|stay|stand|tidy|clear|remove|pop|stick|dump"
    r"|release|swap|switch|exchange|fill|throw|toss|let|make|check|see|turn|do"
)
_PORTUGUESE = (
    r"po[em]|poe-\w+|po[er]s?\b(?! favor| gentileza| cima| baixo)|ponh\w+|coloc\w+|coloqu\w+|met[ae]\w*"
    r"|peg(?:a|ue|ar|ues)\b|pega-\w+|apanh\w+|agarr\w+|lev[ae]\w*"
    r"|mov[ae]\w*|pous[ae]\w*|larg[au]\w*|abr\w+|fech\w+|va\b|vai\b|vem\b|venha|di[zg]\w*|anunci\w+|grit[ae]|esper[ae]\w*"
    r"|aguard[ae]\w*|par[ae]\b|olh[ae]\b|traz\w*|trag\w+|empilh\w+|arrum\w+|guard[ae]\w*|segur[ae]\w*|levant[ae]\w*"
    r"|bot[ae]\w*|tir[ae]\w*|deix[ae]\w*|pass[ae]\w*|volt[ae]\b|regress\w+|procur[ae]|ve\b|veja|solt[ae]|transfer\w+"
    r"|transport\w+|faz\b|fac[ao]\b|troc\w+|fic[ae]\b|fique|destap\w+|tap[ae]\b|dirij[ae]\w*|desloc\w+|desloqu\w+|jog[ae]\w*"
    r"|joque|retir[ae]\w*|recolh\w+|ergu?[ae]\b|busc[ae]\w*|busque|entreg\w+|devolv\w+|mud[ae]\b|enfi[ae]\b|and[ae]\b|sig[ae]\b"
)
GOING = re.compile(
    r"(?:go|drive|head|come|return|roll|stay|stand|wait|look|say|vai|va|vem|anda|volt\w+|segue|siga|regress\w+|fica|fique"
    r"|dirig\w+|dirij\w+|desloc\w+|desloq\w+|esper\w+|olh\w+|ve|para|pare|di[zg]\w*|move-te|aproxim\w+)\b"
)
"""A verb that is about the robot itself, at the beginning of an order."""
ORDER = re.compile(rf"\b(?:{_ENGLISH}|{_PORTUGUESE})\b")
"""A word that may begin an order."""
AND_ORDER = re.compile(
    rf"(?:,?\s*\b(?:and|e)\s+(?:also\s+|tambem\s+|please\s+)?|,\s*)(?=(?:{_ENGLISH}|{_PORTUGUESE})\b)"
)
"""The "and" or comma before another verb."""
