"""Words that begin an order, folded: enough to see where "and" goes on with something else to do, not what it means."""

from __future__ import annotations

import re

LID_VERBS = r"(?:open(?:ing)?|clos(?:e|ing)|shut(?:ting)?|abr[aei]\w*|fech\w+)"
"""What is done to a box; "it" after one of these is a box."""

_ENGLISH = (
    r"put|place|pick|take|grab|get|move|bring|carry|set|stack|drop|lay|open|close|shut|go|drive|come|say|tell|wait|stop"
    r"|look"
)
_PORTUGUESE = (
    r"po[em]\w*|ponh\w+|coloc\w+|coloqu\w+|met[ae]\w*|peg\w+|apanh\w+|agarr\w+|lev\w+|mov\w+|pous\w+|larg\w+|abr\w+"
    r"|fech\w+|va\w*|di[zg]\w*|esper\w+|par[ae]|olh\w+|traz\w*|trag\w+|empilh\w+|arrum\w+|guard\w+"
)
AND_ORDER = re.compile(rf",?\s*\b(?:and|e)\s+(?=(?:{_ENGLISH}|{_PORTUGUESE})\b)")
"""The "and" before another verb."""
