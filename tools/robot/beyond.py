"""Orders that no hand, wheel or voice of this robot can carry out, whatever they are about: "wash", "break", "sing".

They are told by the verb at their beginning. What is not listed here is left to the model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from agentlite.tools.robot.nouns import fold
from agentlite.tools.robot.vocabulary import Tongue

_BEFORE: Mapping[Tongue, str] = {
    "en": r"(?:please|kindly|now|can you|could you|would you|will you|i want you to|you should|robot|hey|go and|try to"
    r"|just|let'?s|just go|quickly|carefully)",
    "pt": r"(?:por favor|agora|podes|pode|podias|consegues|robo|quero que|vai|va|toca a|ora|la|tenta|se faz favor)",
}
_VERBS: Mapping[Tongue, str] = {
    "en": (
        r"danc\w+|dance|sing|jump|hop|skip|fly|swim|climb|cook|bake|fry|boil|brew|eat|drink|bite|lick|taste|chew"
        r"|swallow|smell|sniff|wash|clean|wipe|scrub|polish|dust|sweep|mop|vacuum|iron|paint|draw|write|photograph|film|record"
        r"|break|smash|crush|squash|crack(?! \w+ \w+ open)|shatter|destroy|wreck|burn|melt|heat|cool|warm|cut|slice"
        r"|chop|saw|drill|hammer|nail|screw|unscrew|glue|tape|tie|untie|fold|unfold|bend|twist|tear|rip|stretch|squeeze|shake"
        r"|stir|mix|spin|rotate|flip(?! \w+ \w+ (?:open|shut))|juggle|bounce|kick|punch|hit|slap|poke|tickle|hug|kiss"
        r"|pour|spill|repair|fix|mend|sell|buy|rent|weigh|measure|duplicate|copy|clone|sharpen|plug|unplug|charge|dim"
        r"|(?:turn|switch) (?:on|off)|play|phone|email|translate|calculate|water|feed|knock|tip|overturn|turn over"
        r"|inflate|explode|blow|shoot|kill|sew|knit|peel|grate|grind|hypnoti[sz]e|marry|smile|wink|wave|laugh"
        r"|cry|whistle|hum|clap|bow|dream|think|teleport|levitate|recycle|decorate|unwrap|wrap"
        r"|build (?!an? (?:tower|stack))|construct|assemble|dismantle|take apart"
        r"|make (?:me |us )?(?:a|an|some) (?!tower|stack|pile|pause|break)"
        r"|(?:throw|hurl|fling|toss|launch|chuck)(?!.* (?:in|into|on|onto|inside|away in)\b)|eat up|drink up"
    ),
    "pt": (
        r"danc\w+|cant[ae]\w*|salt[ae]|pul[ae]|vo[ae]|cozinh\w+|frit[ae]|ferv\w+|com[ea]|beb[ea]|mord[ea]|lamb[ea]|prov[ae]"
        r"|mastig\w+|engol\w+|cheir[ae]|lav[ae]|limp[ae]|esfreg\w+|varr[ea]|aspir[ae]|pint[ae]|desenh[ae]|escrev[ea]"
        r"|fotograf\w+|film[ae]|grav[ae]|part[ae]|parte|quebr[ae]|esmag\w+|destroi|destru\w+|queim[ae]|derret\w+|aquec\w+"
        r"|arrefec\w+|congel\w+|cort[ae]|fati\w+|serr[ae]|fur[ae]|martel\w+|aparafus\w+|desaparafus\w+|col[ae]|amarr\w+"
        r"|ata|dobr[ae]|rasg\w+|estic\w+|esprem\w+|aban[ae]|sacud\w+|agit[ae]|gir[ae]|rod[ae]|chut\w+|pontape\w+"
        r"|esmurr\w+|abrac\w+|beij[ae]|verte|verta|entorn\w+|derram\w+|repar[ae]|consert[ae]|vend[ea]|compr[ae]|alug\w+"
        r"|pes[ae]|med[ei]|copi[ae]|clon[ae]|duplic\w+|afi[ae]|lig[ae]|ligue|deslig\w+|acend\w+|apag\w+|toc[ae](?! a )"
        r"|telefon\w+|traduz\w*|calcul\w+|reg[ae]|aliment\w+|derrub\w+|tomb[ae]|explod\w+|mat[ae]|descasc\w+|ri|chor[ae]"
        r"|sorri|assobi\w+|aplaud\w+|acen[ae]|constr\w+|desmont\w+|embrulh\w+|decor[ae]|lix[ae]"
        r"|(?:atir|lanc|arremess)\w+(?!.* (?:n[oa]s?|para [oa]s?|dentro) )|sob[ea](?= (?:para|a|em|n[oa])\b)"
        r"|faz(?:-me)? (?:um |uma |o )?(?:cafe|cha|bolo|jantar|almoco|comida|sandes|sumo|desenho|pino)"
    ),
}
_BEYOND = {
    tongue: re.compile(rf"^\W*(?:{_BEFORE[tongue]}[,\s]+)*(?P<verb>{verbs})\b") for tongue, verbs in _VERBS.items()
}


def beyond(sentence: str, tongue: Tongue) -> str | None:
    """The verb of an order that is beyond this robot; None if it is not known to be."""
    found = _BEYOND[tongue].match(fold(sentence))
    return sentence[slice(*found.span("verb"))] if found else None
