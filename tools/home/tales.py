"""Sentences about deeds that ask for none: reports, habits, plans of others, "how does one ...".

"My sister turned on her lamp yesterday" names a lamp and a deed, and nobody wants anything. Only sentences that begin
as such do are recognised, and only if no other clause of them may be what is asked for.
"""

from __future__ import annotations

import re

_DID = (
    "turned|switched|opened|closed|locked|unlocked|dimmed|brightened|started|stopped|touched|changed|played|paused|"
    "resumed|muted|unmuted|added|removed|raised|lowered|moved|activated|vacuumed|heated|cooled|ran|put|set|shut"
)
_DO = "turn|switch|open|close|shut|lock|unlock|dim|brighten|pause|mute|unmute|vacuum|play|raise|lower"
_WHO = (
    r"(?:(?:my|our|his|her|their) (?!lights?\b|lamps?\b|heat|music|tv\b|doors?\b|rooms?\b|bedroom|kitchen|"
    r"house\b)[\w']+"
    r"(?: (?!and\b|then\b|would\b)[\w']+)?|the (?:kids|children|guests?|neighbou?rs?|cleaner|baby|others|boss|"
    r"landlord|landlady|electrician|"
    r"plumber|babysitter|boys?|girls?|family|old owner|previous owner|dog|cat|man|woman|people)|a (?:friend|man|"
    r"woman|colleague)"
    r"(?: of mine)?|dad|daddy|mum|mummy|mom|mommy|grandma|grandpa|granny|nan|he|she|they|we|"
    r"(?:somebody|someone)(?: at work| i know| else| upstairs)?|everybody|everyone|nobody|no one|people|some people)"
)
_SHOPS = (
    r"(?:order|buy|get|replace|sell|return) (?:an?|another|the|my|our|some)(?: [\w-]+){0,3}? (?:lamp|light|bulb|tv|"
    r"telly|television|speaker|curtain|blind|fan|lock|thermostat|vacuum|switch|plug)s?\b"
)
_OFTEN = r"(?:(?:just|already|once|also|never|always|often|usually|sometimes|finally|accidentally|really|only) )*"
_THEN = (
    r"(?:yesterday|last (?:night|week|month|year|summer|winter|time)|this morning|the other day|earlier(?: today)?|"
    r"(?:\w+ )?\w+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago|on \w+day|once|back then|in the old days)"
)
_ENGLISH = (
    rf"(?:{_THEN},? )?(?:i|{_WHO})(?:'ve| have|'s| has| had|'d)? {_OFTEN}(?:{_DID})\b(?! (?:to be|my mind|her mind|"
    rf"his mind)\b)",
    rf"(?!can|could|would|will|please|have|has|i'?ve|you\b)\w+ (?:has )?already (?:{_DID})\b",
    rf"{_WHO} (?:goes|go|yells?|yelled|shouts?|shouted|screams?|screamed|whispers?|whispered|was like|"
    r"keeps? (?:saying|shouting|yelling))\b",
    r"(?:i'?m|i am|we'?re|we are) (?:just )?(?:thinking (?:of|about)|considering|planning (?:to|on)|toying)\b",
    r"(?:i|we)(?:'m| am| was|'re| are| were) wondering (?:whether|if) (?:to|i|we)\b",
    r"i (?:guess|suppose) (?:i|we) (?:could|might)\b",
    rf"if it (?:were|was) up to|(?:i|we|he|she|they)(?:'d| would| could| should| might) have (?:{_DID})",
    rf"(?:i|we) (?:really )?(?:(?:need|want|have|ought|plan) to|should|must) {_SHOPS}|should (?:i|we) {_SHOPS}",
    rf"(?:i|we|they|my \w+) used to (?:{_DO}|have|leave|keep|put|set)",
    rf"(?:{_WHO}) (?:will|is going to|was going to|wants? to|wanted to|likes? to|loves? to|might|"
    rf"promised to) (?:{_DO})",
    rf"(?:{_WHO}) (?:always|never|often|usually|sometimes) (?:{_DO})\w*",
    rf"i (?:always|never|often|usually|sometimes) (?:{_DO})",
    rf"i(?:'ll| will| can|'m going to|'m about to| wanted to) (?:{_DO})\b.*(?:myself|but)",
    rf"i (?:was going|was about|meant) to (?:{_DO})",
    r"i(?:'ll| will| can) (?:get|do|handle|manage|see to|take care of|sort(?: out)?) (?:the|my|that|it|those)\b",
    r"how (?:do|does|did|would|should|can|could) (?:i|we|one|people|anyone|anybody|somebody|someone|they)\b(?! not)",
    rf"how to (?:{_DO}|set|put)",
    r"(?:do you know|can you (?:tell|show|explain|teach)(?: to)?(?: me)?|tell me|show me|explain(?: to me)?|teach me|"
    r"i (?:don'?t|do not) know|i wonder|i'?d like to know|what'?s the (?:best|right) way)(?: how)? (?:how )?to",
    rf"(?:who|what) (?:just |has |had )?(?:{_DID}|left|forgot)\b",
    r"(?:why|when|how) did (?:you|he|she|it|they|somebody|someone|my|the)\b",
    rf"is it (?:safe|dangerous|bad|expensive|normal|legal|healthy|wise|hard|difficult|cheaper|better)"
    rf" to (?:{_DO}|run|leave|set|put)",
    r"(?:what if (?!you|we (?:had|dim|could|have))|suppose|imagine|let'?s (?:say|pretend)|pretend)\b",
    r"what (?:would|will|happens|could|might) (?:happen )?(?:if|when)",
    rf"(?:should|must|may) (?:i|we) (?:{_DO}|set|put)",
    rf"(?:have you|has anyone|have they) ever (?:{_DID})",
    rf"i (?:dreamt|dreamed|heard|read|saw)\b.*\b(?:{_DID})\b",
    rf"(?:i|{_WHO})(?:'ve| have|'s| has)? {_OFTEN}(?:bought|found|sold|watched|inherited|returned|cleaned|painted|"
    rf"broke|built|"
    r"ordered|photographed|repaired|fixed|replaced|installed|got (?:the|this|that|my|a|our) .* (?:from|for|at))\b",
    r"i (?:wonder|remember|forgot|like|love|adore|miss|think about) (?:who|why|when|where|how|what|the day)\b",
    rf"{_WHO} (?:has|have|had|owns|own|gave|sleeps?|hides?) (?:the same|us|me|her|his|their|under|an? (?!headache|"
    rf"cold|fever|call)|two|three)",
    r"(?:the|my|our|that|this|those|these) (?:[\w'-]+ ){1,4}(?:was|were|had been) (?!left|too|still)",
    r"(?:the|my|our|that|this|those|these) (?:[\w'-]+ ){1,4}(?:broke(?: down)?|stopped working|fell|cost|costs|works|"
    r"reminds? me|looks?|smells?|belongs?|came from|comes from|needs? (?:new|a new|repair|cleaning))\b",
    r"(?:the|my|our|that|this|those|these) (?:[\w'-]+ ){1,4}(?:is|are) (?:a|an|such|made|from|where|called|named|"
    r"already|energy|"
    r"new|brand new|old|older|rusty|expensive|cheap|pretty|beautiful|lovely|ugly|great|broken|dusty|handmade|under)\b"
    r"(?! (?:bit|little|tad|mess|disgrace|nightmare|sauna|oven|fridge|freezer|cave|furnace|icebox|tomb|swamp|pigsty|"
    r"dump|disaster|cauldron))",
    r"(?:[\w'-]+ ){1,4}(?:is|was) such an? |it was (?:the|my|our) ",
    rf"(?:{_THEN}) (?:the|my|our) .*(?:went|was|were|fell|broke|came)\b",
    r"(?:nobody|no one|everybody|everyone) (?:remembers|knows|likes|loves|hates|cares|says|thinks)\b",
    rf"{_WHO} (?<!would )(?<!'d )(?<!n't )(?<!not )(?:likes?|loves?|hates?|sells?|collects?|prefers?|"
    rf"fears?) (?!the (?:light|music|tv|heat)\w* (?:on|"
    rf"off)\b)",
    r"(?:someone|somebody|they|people) (?:should|ought to|need to) (?:really )?(?:invent|design|build|sell|ban)\b",
    r"do (?:you|they) (?:like|love|hate|prefer|enjoy) (?!to |if |it if )",
    r"there(?:'s| is| are| were| was) (?:an?|no|two|three|four|five|\d+|many|some) (?:spider|lamps?|lights?|fans?|"
    r"blinds?|gates?)\b",
)
_FIZ = (
    r"(?:(?:des)?lig|apag|(?:des)?tranc|baix|aument|paus|silenci|(?:des)?ativ|toc|mud|coloc|regul|ajust|aspir|"
    r"levant|tranqu|"
    r"(?:des)?ligu|apagu|(?:des)?tranqu|toqu|coloqu)(?:ei|ou|aram|amos)|(?:acend|abr|sub|desc|met)(?:i|eu|iu|eram|"
    r"iram)|"
    r"fech(?:ei|ou|aram)|pus|pos|puseram"
)
_FAZER = (
    r"(?:(?:des)?ligar|apagar|acender|abrir|fechar|(?:des)?trancar|baixar|subir|aumentar|diminuir|pausar|por|"
    r"regular|tocar)"
)
_QUEM = (
    r"(?:(?:o|a|os|as|meu|minha|um|uma|nosso|nossa) (?!luz|lampada|candeeiro|porta|ventoinha|musica)\w+(?: \w+)?|"
    r"ele|ela|eles|elas|"
    r"alguem|ninguem|eu|nos|a gente|toda a gente|todo mundo)"
)
_ENTAO = (
    r"(?:ontem(?: a (?:noite|tarde))?|hoje de manha|n[ao] (?:semana passada|outro dia|mes passado|ano passado)|"
    r"ha (?:bocado|pouco|dias|anos|\w+ \w+)|antigamente|dantes|outro dia|agora ha pouco)"
)
_COMPRAR = (
    r"comprar (?:um|uma|outr[oa]) (?:\w+ )?(?:luminaria|candeeiro|lampada|abajur|televisao|tv|coluna|cortina|estore|"
    r"persiana|ventoinha|ventilador|fechadura|termostato|aspirador)\b"
)
_PORTUGUESE = (
    rf"(?:{_ENTAO},? )?(?:(?:{_QUEM}) )?(?:ja |nunca |so |tambem |finalmente |sempre |ontem |me |se )*(?:{_FIZ})\b",
    rf"quem (?:foi que |e que )?(?:{_FIZ})\b",
    rf"(?:porque|por que|quando|como)(?: e que| foi que)? (?:\w+ ){{0,2}}(?:{_FIZ})\b",
    r"como (?:e que )?(?:eu |nos |a gente |se |uma pessoa )?(?:faco|fazemos|se faz|consigo|posso|podemos|devo|"
    r"(?:des)?ligo|(?:des)?liga|apago|apaga|acendo|acende|abro|abre|fecho|fecha|tranco|tranca|ponho|mudo|muda|"
    r"regulo|regula)\b"
    r"(?! ideia)",
    r"(?:sabes|sabe|voce sabe|explica|me explica|ensina|me ensina|mostra|me mostra|diz|nao sei|gostava de saber|"
    r"quero saber)"
    r"(?: me)? como (?:e que |se )?",
    r"(?:explica|ensina|mostra)(?: me|me)? (?:como|a) (?:se |" + _FAZER + ")",
    r"(?:o )?que (?:acontece|aconteceria|acontecia|se passa)(?: se| quando)",
    r"e se (?:eu|ele|ela|alguem|a gente|nos)\b(?! (?:te|me))",
    rf"(?:e|seria|sera) (?:seguro|perigoso|mau|caro|normal|permitido|saudavel|dificil|boa ideia) (?:{_FAZER})",
    rf"(?:{_QUEM}) (?:vai|vao|quer|costuma|costumava|prometeu|disse que ia|ia|gosta de|adora) (?:{_FAZER})\b",
    rf"(?:antigamente|dantes|costumava|costumo|costumavamos)\b.*\b(?:{_FAZER}|{_FIZ})",
    rf"(?:devo|achas que devo|sera que devo|deveria eu|eu deveria) (?:{_FAZER})\b",
    r"eu (?:mesm[oa] )?(?:ja )?(?:(?:des)?lig|apag|acend|abr|fech|(?:des)?tranc|baix|sub|aument|trat|fac|vej|ponh)o\b",
    r"(?:ela|ele|tu|voce) (?:e|es) (?:[oa]|um|uma) (?!que\b)",
    rf"(?:acabei de|acabo de|vou eu|fui eu a|sou eu que vou|deixa que eu) (?:{_FAZER})\b",
    rf"(?:sonhei|ouvi dizer|dizem|consta|parece|li) que .*\b(?:{_FIZ})\b",
    r"(?:comprei|comprou|compramos|vendi|herdei|herdamos|vimos|limpei|pintamos|pintei|parti|devolvi|arranjei|"
    r"consertei|instalei)\b",
    rf"{_QUEM} (?:comprou|vendeu|herdou|limpou|pintou|partiu|quebrou|arranjou|consertou|instalou|tem um|tem uma|"
    rf"deu me)\b",
    r"(?:o|a|os|as|aquel[ea]s?|est[ea]s?|ess[ea]s?|meu|minha) (?:\w+ ){1,4}(?:foi|foram|era|eram|esteve|estava|"
    r"estavam|avariou|"
    r"avariaram|quebrou|partiu|custou|custa|custam|faz me lembrar|pertence|veio de|deixou de|parou de|funciona bem|"
    r"gastam?)\b"
    r"(?! (?:demais|muito alt|muito fort))",
    r"(?:o|a|os|as|aquel[ea]s?|est[ea]s?|ess[ea]s?|meu|minha) (?:\w+ ){1,4}(?:e|sao) (?:uma? (?!forno|gelo|sauna|"
    r"estufa|frigorifico|gruta|breu|bocad|pouc)\w+|feit[oa]s?|nov[oa]s?|"
    r"velh[oa]s?|car[oa]s?|"
    r"barat[oa]s?|bonit[oa]s?|fei[oa]s?|lind[oa]s?|otim[oa]s?|do meu|da minha|onde)\b",
    rf"{_QUEM} (?<!nao )(?<!eu )(?:(?:adora|adoram|gosta|gostam|odeia|detesta|vende|vendem|prefere|ficou|ficaram|"
    rf"range)\b|"
    rf"tem (?!de |que |pouc|muit|"
    r"falta|luz a mais|frio|calor|sono|medo|fome))",
    r"(?:temos|tinhamos|tivemos) (?:o|a|os|as) |e (?:dificil|facil|mais facil|mais dificil) ",
    r"(?:ha|tem) (?:um|uma|dois|duas|tres|quatro|cinco|\d+|muit[oa]s) (?:aranha|luz|luzes|lampadas?|candeeiros?|"
    r"ventoinhas?)\b",
    rf"{_QUEM} (?:devia|deviam|deveria|deveriam|podia|podiam) (?:inventar|desenhar|fabricar|vender|proibir)\b",
    r"(?:o que (?:e que )?)?(?:tu |voce )?(?:(?:gostas?|achas?) d\w+|(?:adoras?|preferes?|detestas?) [oa]s?)\b",
    r"(?:tu |voce )?(?:gostas?|prefere) mais d\w+|(?:tu |voce )?te(?:ns|m) medo\b",
    r"(?:eu )?sempre (?:gostei|detestei|adorei|quis)\b|nunca ninguem\b|est[ea] \w+ ja tem\b",
    rf"{_QUEM} (?:escreveu|gritou|grita|berrou|berra|sussurrou|cantou|perguntou)\b",
    r"(?:ja )?(?:viste|voce viu) [oa]s? (?:promoc|prec|descont|anunci|saldo|oferta)\w*",
    rf"(?:(?:eu )?(?:quero|queria|vou|devo|ando a|ando para|preciso(?: de)?)|"
    rf"(?:estou|to) (?:a )?(?:querendo|querer|pensar em|pensando em)) {_COMPRAR}",
    r"(?:tenho|temos) (?:o|a|os|as) (?:\w+ ){1,3}(?:avariad|estragad|partid|quebrad)[oa]s?\b",
    r"(?:imagina|supoe|faz de conta|digamos) (?:que|se)\b",
)
_OPENERS = (
    r"(?:(?:hey|so|well|and|ok|okay|um|uh|hm|oh|listen|actually|honestly|by the way|you know|guess what|apparently|"
    r"look|olha|bem|pois|entao|e|ah|epa|sabes|sabe|ouve|adivinha|parece que|acho que|ja agora|por acaso)[,:]? )*"
)
_TELLS = re.compile(rf"^\W*{_OPENERS}(?:{'|'.join((*_ENGLISH, *_PORTUGUESE))})")
_GOES_ON = re.compile(
    r"^\W*(?:it'?s|it is|it was|that'?s|that is|thanks|thank you|please|because|so (?:that|it|we|i)\b|and (?:that|"
    r"it|then)\b|we'?re|"
    r"i'?m|i am|you know|right|ok|okay|never mind|no matter|by the way|isn'?t it|yesterday|but (?:it|that|she|he|"
    r"now it)|"
    r"esta|estava|e |era|foi|porque|que|pois|obrigad|tudo bem|ta\b|nao e|nao foi|paciencia|por favor|se faz favor|"
    r"sabes|"
    r"deixa\W*$|ontem|mas (?:ja|esta|foi|nao))"
)
"""Clauses that go on with a tale and ask for nothing."""


def recounts(clauses: list[str]) -> bool:
    """Whether these clauses of a sentence, folded, only tell or ask about deeds."""
    tales = [bool(_TELLS.match(clause)) for clause in clauses]
    return any(tales) and all(
        tale or _GOES_ON.match(clause) is not None for tale, clause in zip(tales, clauses, strict=True)
    )
