"""How English forbids, puts off and takes back: patterns for folded text (see `restraint`)."""

from __future__ import annotations

DEEDS = (
    "turn|switch|put|open|close|shut|lock|unlock|dim|brighten|set|start|stop|touch|change|play|pause|resume|mute|unmute|"
    "add|remove|raise|lower|move|run|activate|make|light|heat|cool|vacuum"
)
"""Verbs for what the tools of a home do."""
_DOING = (
    r"(?:turn|switch|putt|open|clos|shutt|lock|unlock|dimm|brighten|sett|start|touch|chang|play|paus|resum|mut|unmut|"
    r"add|remov|rais|lower|mov|runn|activat|mak|light|heat|cool|vacuum|mess|fiddl)ing"
)
_DONE = (
    "turned|switched|opened|closed|shut|locked|unlocked|dimmed|touched|moved|changed|started|stopped|raised|lowered|"
    "muted|played"
)
_NOT = r"(?:do not|don'?t|never|should not|shouldn'?t|must not|mustn'?t|needn'?t|(?:had )?better not|let'?s not|not to)"
_UNLESS_LED = "".join(rf"(?<!{word} )" for word in r"n't \bnot \bnever \bor \band \bnor \bto \bme \byou \bthem".split())
AND_YET = (
    rf"{_UNLESS_LED}\b(?:(?:just|but|then|instead) )?"
    r"(?:(?:turn|switch|open|close|shut|lock|unlock|stop|start|set|put|slow|kill|pause|dim) (?:it|them|that)|"
    r"(?:turn|switch) (?:[\w-]+ ){1,4}(?:on|off))\b"
)
"""What is asked for all the same, after what is forbidden and without a comma: "don't close the blind open it"."""
_IT_IS = r"(?:is|are|it'?s) (?:fine|good|perfect|okay|ok|all right|alright)"

FORBIDDEN = (
    # "don't turn it on"
    rf"(?<!why )(?<!said ){_NOT}(?: you)?(?: dare| even| ever| go| just)*(?: \w+ly)? (?:{DEEDS})(?! (?:it )?to forget)",
    rf"(?:mind|could you|can you|would you)(?: please)? not (?:{DEEDS}|{_DOING})\b",
    rf"(?:refrain from|hold off(?: on)?|stop trying to|quit|avoid|forget about|instead of|without) "
    rf"(?:{DEEDS}|{_DOING})\b(?=[^,]*$)",
    rf"nobody (?:should|may|must|touch\w*) ?(?:{DEEDS})?",
    r"(?:i|we) forbid (?:you|any\w+)|(?:the )?last thing (?:i|we) (?:need|want)\b",
    rf"(?:must|may|should|can|shall|need)(?: ?not|n'?t) (?:ever )?(?:be|get) (?:{_DONE})",
    rf"(?:keep your hands|hands) off|no touching|skip {_DOING}|hate (?:for you|it if you|you) (?:to|\w+ed)",
    r"^\W*no (?:thanks|thank you)\b",
    r"^\W*no (?:lights?|music|tv|heating|vacuuming)(?: (?:please|thanks|now|today))+\W*$",
    r"^\W*(?:no,? )?not (?:the|my|that|this|in the|on the|now|yet|again)\b[^,;]*$",
    # "I don't want you to ..."
    rf"{_NOT} (?:want|need|like|ask|tell|expect)(?: for)? (?:(?:you|anyone|anybody|it|them) (?:to )?|to )(?:{DEEDS})\b",
    rf"(?:did ?n[o']t|never|nobody|no one|not) (?:ask\w*|told|tell|telling|want\w*|need\w*) (?:you )?to (?:{DEEDS})",
    rf"(?:told|asked|begged|said|prefer|beg|ask) (?:you )?(?:not to|don'?t|never) (?:{DEEDS})",
    r"(?:rather|prefer)(?: it)?(?: if| that)? (?:you|nobody|no one|we) (?:didn'?t|did not|don'?t|do not|not)",
    # "there is no need to ..."
    rf"{_NOT} (?:(?:have|need|bother|try|think)(?: even)? (?:to|about|of) (?:{DEEDS}|{_DOING})|bother {_DOING})\b",
    rf"no (?:need|reason|point|use|sense|call)(?: (?:to|for|in)(?! worry)| {_DOING})",
    rf"(?:not|n'?t) (?:necessary|needed|time) to (?:{DEEDS})",
    r"(?:we|i) (?:can|could) (?:do|manage|live) without",
    rf"not (?:allowed|supposed|permitted|meant) to (?:{DEEDS})|no more {_DOING}|"
    r"(?:nobody|no one) asked\b",
    r"(?<!don't )(?<!dont )(?<!not )(?<!never )forget (?:about )?(?:the|my|our|that|those|all)\b",
    # "leave it as it is"
    r"leave .*(?:alone|(?:as|how|the way) (?:it|they) (?:is|are)|untouched|in peace|\bbe)\b(?!.* stop)",
    r"(?:keep|let) .*(?:the way|as|how) (?:it|they) (?:is|are)",
    rf"let .* be(?=\W*$)|{_IT_IS} (?:as|the way|how|like) (?:it|they|this|that|is)",
    r"(?:stays?|remains?) (?:on|off|open|closed|shut|locked|unlocked|as|where|put|lit|dark)\b",
)

_SOMETHING = r"(?:i|we|he|she|it|they|you|the|my|any\w*|no\w*|some\w*|every\w*|there)"
_SOMEBODY = r"(?:i|we|he|she|they)"
_AT_LEISURE = r"you (?:can|could|may|please|get a|have (?:a|the|time|some)|are ready|feel like)"
"""A condition that is but politeness: "when you have a moment"."""
_NOT_AFTER = "".join(
    rf"(?<!{word} )"
    for word in (
        "see check know remember me wonder wondering mind even as it nice great good lovely better glad happy grateful "
        "what"
    ).split()
)

CONDITIONS = (
    # "if it rains", "in case it rains", "as long as it rains"
    rf"{_NOT_AFTER}if (?!you|i (?:may|could)|possible|necessary|need be|so\b|only|anything|not,? (?:{DEEDS})\b|"
    r"(?:that|it)(?:'s| is) (?:not|no|ok|okay|alright|fine|possible))\w+(?:'\w+)? \w+",
    r"in case (?:it|the|of|i|we|she|he|they|some\w*|any\w*)|only if|in the event of|assuming|supposing|depending on",
    r"provided (?:that )?(?:it|the|i|we|she|he|nobody|no one)|(?:as|so) long as (?!possible|you)\w+",
    r"^\W*should (?:it|the|he|she|they|my|any\w*|some\w*|nobody|no one) \w+",
    # "when I get home", "once ...", "the minute ..."
    rf"(?<!since )(?:when|whenever|as soon as|the moment|until|till|unless|every time|by the time) "
    rf"(?!{_AT_LEISURE}|possible|now\b|i (?:said|told|asked)|(?:will|are|do) you)\w+ ?(?:'\w+|\w+)",
    rf"(?<!at )(?<!for )once (?!{_AT_LEISURE}){_SOMETHING} ?(?:'\w+|\w+)",
    r"the (?:minute|second|instant) (?:that )?(?:i|we|he|she|it|they|the|my|some\w*|any\w*) \w+",
    r"(?:each|any) ?time (?!you)\w+|(?:the )?next time (?:i|we|he|she|it|the|my)|by the time",
    # "after we have eaten", "while we are away", "before I get home"
    r"after (?:(?:we|they|she|he|i)(?:'\w+)?|the|my|this|that) \w+ ?\w*|after (?:school|work|bath time)",
    rf"while (?:{_SOMEBODY}|nobody|no one)(?:'m|'re|'s| am| are| is) (?:away|out|gone|not|asleep|sleeping|"
    r"at (?:work|school|the)|on (?:holiday|vacation|a trip))",
    rf"before (?:{_SOMEBODY}|the \w+|my \w+) (?:gets?|comes?|wakes?|arrives?|returns?|(?:is|are|am) (?:back|home|up))",
    r"in time for|(?:ready|on|warm|cool) for when",
    r"upon (?:my|our|his|her|their)|on (?:my|our|his|her|their) (?:return|arrival)",
    # "remind me", "ask me first"
    r"^\W*(?:please |can you |could you |would you )*(?:schedule|remind|set (?:a|an|the|my) (?:timer|alarm) "
    r"(?:for|to|at)|wake (?:me|us|him|her|them|everyone|the (?:kids|children|girls|boys)))",
    r"(?:ask|check with|warn|notify|let) me (?:know )?(?:first|before)",
)

_COUNT = r"(?:\d+|an?|one|two|three|four|five|ten|fifteen|twenty|thirty|half an|a few|a couple of)"
_UNIT = r"(?:second|minute|hour|day)s?"
_OCLOCK = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[1-9]|1[0-2])"
_SPAN = r"(?:day|night|week|month|year|film|movie|song|episode|show|match|game|party|dinner|meal|meeting)"
_AT = r"(?:at|before|after|by|until|till)"

TIMES = (
    # "in ten minutes", "wait an hour", "for the rest of the day"
    rf"(?:in|after|for) {_COUNT} (?:more )?{_UNIT}|{_COUNT} (?:more )?{_UNIT} (?:from now|later)",
    r"(?:half an hour|an hour|\w+ (?:minutes|hours)) before|after a (?:while|bit|few)|from now on",
    r"(?:give it|wait|hold on|hang on) (?:for |another |about )?(?:\d+|half an|a few|a couple of|two|three|four|five|"
    r"ten|fifteen|twenty|thirty) (?:seconds|minutes|hours?)",
    r"for the (?:next|rest) .*(?:minutes?|hours?|day|night|evening|morning)",
    r"(?<!you )(?<!sooner or )(?<!not )later(?: on)?|in a (?:bit|while|moment|minute|second|sec)|eventually(?=\W*$|,)",
    # "at half past ten", "from six on", "around midnight"
    rf"{_AT} (?:\d{{1,2}}[:.]\d\d|\d{{1,2}} ?[ap]\.?m|\w+ o'?clock|half past|a? ?quarter (?:past|to))",
    r"(?!.*\b(?:volume|speed|fan|percent|brightness|channel|station|track|up by|down by)\b)"
    r"(?:(?:turn|switch) .*(?:on|off|up|down)\b|open|close|shut|lock|unlock|start|vacuum|water) .*"
    rf"(?:at|by|from|around) {_OCLOCK}(?: (?:thirty|fifteen|forty.five|sharp|onwards?))?(?=\W*$)",
    rf"{_AT} (?:noon|midnight|sunset|sunrise|dusk|dawn|(?:dinner|lunch|breakfast)(?! (?:nook|room|bar|table))|bedtime)",
    r"(?:around|about|towards) (?:noon|midnight|evening|morning|six|seven|eight|nine|ten|eleven|dusk|dawn|sunset)"
    r"(?! (?:percent|degrees))",
    r"(?:around|before|after|at) (?:dinner|lunch|tea|bed) ?time|with the (?:sunrise|sunset)",
    rf"(?:at|by) the (?:end|start|beginning) of (?:the |this |my )?{_SPAN}|half ?way through|at half ?time",
    rf"(?:on|off|out|up|down|open|closed|shut|locked) (?:at|from|around) {_OCLOCK}(?=\W*$)",
    # "tomorrow", "this evening", "in the morning", "on Christmas eve"
    r"tomorrow|tonight(?!'s| (?:is|will|it))|this (?:evening|afternoon)|some ?time (?:this|next|in)",
    r"(?:every|next|on) (?:day|night|morning|evening|afternoon|week|weekend|month|hour|\w+days?)",
    r"come (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:on|at|over) (?:the )?(?:weekends?|weekdays)",
    r"(?:on|at) (?:christmas|easter|new year)\b.*|(?:at night|during the (?:night|day|week)|overnight)(?=\W*$|,)",
    r"(?<!good )in the (?:morning|evening|afternoon|night)s?(?=\W*$|,)",
    r"some ?day|one (?:fine )?day|one of these days|at some point",
    # "every other day", "twice a week"
    rf"every (?:other|(?!an? |one ){_COUNT}) \w+|(?:once|twice|three times) an? (?:hour|day|week|month)",
    r"(?:hourly|daily|nightly|weekly|monthly)(?=\W*$)",
)
CLOCK = (rf"in {_COUNT} (?:more )?{_UNIT}", r"at \d{1,2}[:.]\d\d", r"at \d{1,2} ?[ap]\.?m")
"""Times that are in no title."""

BEFORE_ORDERS = (
    "please|can|could|would|will|you|just|now|then|and|so|but|ok|okay|hey|instead|rather|only|go|ahead|i want you to|"
    "i'?d like you to|let'?s|kindly|yes|no"
)
ORDERS = rf"(?:{DEEDS}|give|bring)\b"
AS_WANTED = "on|off"
"""How things are to be, as an order that needs no verb ends: "the lamp off"."""
NO_ORDERS = r"it|it'?s|that'?s|this|he|she|they|we|there|because|since|the \w+ (?:is|are|was|has)|leave|keep"
REMARKS = (
    r"it'?s|it is|it was|it'?ll|i'?m|i am|i'?ll|i will|i have|i'?ve|i need to|i want to (?:sleep|rest|read)|we'?re|"
    r"we are|we have|we'?ll|he'?s|she'?s|they'?re|they are|my \w+(?: \w+)? (?:is|are|has|have|will)|"
    r"(?:dinner|lunch|breakfast|supper|the (?:baby|kids|guests|children|film|movie|match|game|party|taxi|bus|train))"
    r"(?:'s| \w+)|there'?s"
)
BOTHERS = (
    r"(?:i|we) (?:can'?t|cannot|can (?:hardly|never)|hate|dislike|don'?t (?:like|see))|(?:it'?s|it is|it gets) "
    r"(?:so |too |very |really |always )?(?:cold|hot|dark|loud|noisy|stuffy|freezing|bright|draughty)"
)
"""How a reason begins, which may have a condition of its own: "it's cold when the window is open"."""
BEFORE_REASONS = "because|since|before (?:the|my|our|i|we|it|he|she|they)"
WHY = "why"
BACKWARDS = "it|them|those|that one"
STOPS = "stop"
PLAYS = "play|put|hear|listen|watch|start|stream|see|tune"

CANCELS = (
    r"no|nah|nope|no no|no,? (?:wait|thanks|don'?t|never mind|forget it)|no way|never mind|forget (?:it|about it|that)|"
    r"scratch that|cancel(?: that| it)?|leave it|don'?t|not (?:now|yet)|(?:i'?m |)just kidding|better not"
)
"""What takes back all that was said before."""
TAKES_BACK = (
    r"(?:oh|er|ah|wait|actually|hm+) no|no (?:wait|hang on|hold on)|nah|nope|scratch that|never mind|forget it|"
    r"(?:i(?:'ve)? )?changed my mind|take (?:it|that) back|(?:just|only) kidding"
)
"""The same within a sentence that nobody punctuates, if something like `EXCUSES` is all that comes after."""
EXCUSES = (
    r"(?:i|i'm|i've|i'll|we|we've|we're|it|it's|that|that's|they|he|she|there's|skip|drop|leave|forget|cancel|don'?t|sorry|"
    r"thanks|not|never|just|false|no|wait)\b"
)
