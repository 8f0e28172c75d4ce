"""Requests after which nothing may change now: what is forbidden, and what is wanted later or under a condition.

No tool of the home pack can wait, so doing such a thing at once would be wrong, whatever a model makes of the sentence.
Only plain forms are recognised, in English and Portuguese; all else is left to the model's judgement.
"""

from __future__ import annotations

import re

from agentlite.tools.home.tales import recounts
from agentlite.tools.home.unsaid import exceeds_all, lacks_a_value
from agentlite.words import fold

_DO = (
    "turn|switch|put|open|close|shut|lock|unlock|dim|brighten|set|start|stop|touch|change|play|pause|resume|mute|unmute|"
    "add|remove|raise|lower|move|run|activate|make|light|heat|cool|vacuum"
)
_FAZ = (
    "lig|deslig|apag|acend|abr|fech|tranc|tranqu|destranc|destranqu|mex|toc|toqu|mud|ponh|poe|por|pus|met|coloc|coloqu|"
    "sub|desc|baix|aument|diminu|reduz|inici|comec|par|paus|silenci|ativ|desativ|adicion|remov|tir|aspir|limp|regul|ajust"
)
_NOT = r"(?:do not|don'?t|never|should not|shouldn'?t|must not|mustn'?t|needn'?t|(?:had )?better not|let'?s not|not to)"
_DOING = (
    r"(?:turn|switch|putt|open|clos|shutt|lock|unlock|dimm|brighten|sett|start|touch|chang|play|paus|resum|mut|unmut|"
    r"add|remov|rais|lower|mov|runn|activat|mak|light|heat|cool|vacuum|mess|fiddl)ing"
)
_FORBIDDEN = (
    rf"(?<!why )(?<!said ){_NOT}(?: you)?(?: dare| even| ever| go| just)*(?: \w+ly)? (?:{_DO})(?! (?:it )?to forget)",
    rf"{_NOT} (?:want|need|like|ask|tell|expect)(?: for)? (?:(?:you|anyone|anybody|it|them) (?:to )?|to )(?:{_DO})\b",
    rf"(?:did ?n[o']t|never|nobody|no one|not) (?:ask\w*|told|tell|telling|want\w*|need\w*) (?:you )?to (?:{_DO})",
    rf"(?:told|asked|begged|said|prefer|beg|ask) (?:you )?(?:not to|don'?t|never) (?:{_DO})",
    rf"{_NOT} (?:(?:have|need|bother|try|think)(?: even)? (?:to|about|of) (?:{_DO}|{_DOING})|bother {_DOING})\b",
    rf"no (?:need|reason|point|use|sense|call)(?: (?:to|for|in)(?! worry)| {_DOING})",
    rf"(?:not|n'?t) (?:necessary|needed|time) to (?:{_DO})",
    rf"(?:refrain from|hold off(?: on)?|stop trying to|quit|avoid|forget about|instead of|without) (?:{_DO}|"
    rf"{_DOING})\b(?=[^,]*$)",
    r"(?:rather|prefer)(?: it)?(?: if| that)? (?:you|nobody|no one|we) (?:didn'?t|did not|don'?t|do not|not)",
    rf"(?:mind|could you|can you|would you)(?: please)? not (?:{_DO}|{_DOING})\b",
    rf"nobody (?:should|may|must|touch\w*) ?(?:{_DO})?",
    r"(?:we|i) (?:can|could) (?:do|manage|live) without",
    r"leave .*(?:alone|(?:as|how|the way) (?:it|they) (?:is|are)|untouched|in peace|\bbe)\b(?!.* stop)",
    r"(?:keep|let) .*(?:the way|as|how) (?:it|they) (?:is|are)",
    r"(?:keep your hands|hands) off|no touching|skip " + _DOING + r"|hate (?:for you|it if you|you) (?:to|\w+ed)",
    r"let .* be(?=\W*$)|(?:is|are|it'?s) (?:fine|good|perfect|okay|ok|all right|alright) (?:as|the way|how|"
    r"like) (?:it|they|this|that|is)",
    r"(?:stays?|remains?) (?:on|off|open|closed|shut|locked|unlocked|as|where|put|lit|dark)\b",
    r"(?:must|may|should|can|shall|need)(?: ?not|n'?t) (?:ever )?(?:be|get) (?:turned|switched|opened|closed|shut|"
    r"locked|unlocked|"
    r"dimmed|touched|moved|changed|started|stopped|raised|lowered|muted|played)",
    r"^\W*(?:no,? )?not (?:the|my|that|this|in the|on the|now|yet|again)\b[^,;]*$",
    rf"(?:livra[- ]te|livre[- ]se|nem (?:te|lhe) passe pela cabeca|nao estejas a|nao esteja a|escusad[oa]s?|"
    rf"nao carece|"
    rf"deus te livre)"
    rf"(?: de)? (?:{_FAZ})\w*(?:ar|er|ir|or)\b",
    r"(?:esta|ta|fica) (?:muito |tao )?(?:bem|bom|boa|otim[oa]) (?:assim|como (?:esta|ta))|deixa ficar|que fique como",
    r"pode(?:s|m)? deixar .*(?:abert|fechad|ligad|desligad|apagad|aces|trancad)\w+",
    r"(?:e para ficar|(?:vai|pode|e para) continuar) (?:abert|fechad|ligad|desligad|apagad|aces|"
    r"trancad|como)\w*",
    rf"(?<!por que )(?<!porque )(?<!por que e que )(?<!porque e que )(?<!que voce )(?<!porque voce )(?<!que tu )"
    rf"(?:nao|nunca|jamais|nem) (?:mais |penses em |pense em |te atrevas a |se atreva a |vas |va |vamos |"
    rf"se lembre de )?"
    rf"(?:me |o |a |os |as |se |te |lhe )?(?:{_FAZ})(?!\w*(?:[eu]i|ou|[aei]ram|iu|eu|[a-z]i)\b)\w*",
    rf"nao (?:quero|queria|e para|era para|pedi|disse|mandei|preciso|gostava|convem|vale a pena) "
    rf"(?:que |para )?(?:voce |tu )?(?:{_FAZ})\w*",
    rf"nao te (?:pedi|disse|mandei) (?:que |para )?(?:{_FAZ})\w*",
    rf"(?:(?:escusa|nao (?:e |seria )?precis|nao (?:e |seria )?necessari|desnecessari|dispenso|evit|proibid)\w*|"
    rf"nao ha (?:necessidade|razao|motivo)|nem pens\w+) (?:de |em |para |que )?(?:{_FAZ})\w*(?:ar|er|ir|or)\b",
    rf"(?:nada|deixa|desiste|pare?) de (?!limp|aspir|toc)(?:{_FAZ})\w*(?:ar|er|ir|or)\b",
    rf"nao (?:precis|tens?|tem|faz sentido|vale a pena|adianta|carece)\w* (?:de |que )?(?:{_FAZ})\w*",
    r"prefer\w+ que (?:voce |tu )?nao",
    r"(?:e |mais vale |antes |o )?melhor nao (?:\w+ )?\w+(?:ar|er|ir|or)\b",
    r"(?:podes?|podias?|importas te de|queres) nao \w+(?:ar|er|ir|or)\b",
    r"(?<!me )(?<!nos )deix\w* .*(?:como (?:esta|ta)|em paz|sossegad)\w*(?!.* para)",
    r"tir[ae] (?:as|essas|la as) maos|maos (?:longe|fora)",
    r"(?:passamos|passo|vivo|vivemos|fico|ficamos|estamos|estou) bem sem",
)
_SOMETHING = r"(?:i|we|he|she|it|they|you|the|my|any\w*|no\w*|some\w*|every\w*|there)"
_AT_LEISURE = r"you (?:can|could|may|please|get a|have (?:a|the|time|some)|are ready|feel like)"
_COM_VAGAR = (
    r"(?:(?:voce|tu|o senhor|a senhora) )?(?:puder|poss|quis|der(?:em|es)?\b|tiver(?:es)? (?:um|tempo|vagar)|"
    r"(?:nao )?for (?:possivel|incomodo))"
)
"""Conditions that are but politeness: "when you have a moment", "se puderes"."""
_NOT_AFTER = "".join(
    rf"(?<!{word} )"
    for word in (
        "see check know me wonder wondering mind even as it nice great good lovely better glad happy grateful what"
    ).split()
)
_SPAN = r"(?:day|night|week|month|year|film|movie|song|episode|show|match|game|party|dinner|meal|meeting)"
_DURACAO = r"(?:dia|noite|semana|mes|ano|filme|musica|episodio|jogo|festa|jantar|almoco|refeicao|reuniao|programa)"
_QUEM = r"(?:(?:eu|ele|ela|nos|eles|elas|[ao]s? \w+) )?"
_CONDITIONAL = (
    rf"{_NOT_AFTER}if (?!you|i (?:may|could)|possible|necessary|need be|so\b|only|anything|"
    r"(?:that|it)(?:'s| is) (?:not|no|ok|okay|alright|fine|possible))\w+(?:'\w+)? \w+",
    rf"(?<!since )(?:when|whenever|as soon as|the moment|until|till|unless|every time|by the time) (?!{_AT_LEISURE}|"
    rf"possible|now\b|i (?:said|told|asked)|(?:will|are|do) you)"
    r"\w+ ?(?:'\w+|\w+)",
    rf"(?<!at )(?<!for )once (?!{_AT_LEISURE}){_SOMETHING} ?(?:'\w+|\w+)",
    r"in case (?:it|the|of|i|we|she|he|they|some\w*|any\w*)|provided (?:that )?(?:it|the|i|we|she|he|nobody|no one)|"
    r"only if",
    r"after (?:we|they|she|he|i|the|my|this|that) \w+ ?\w*|after (?:school|work|bath time)",
    r"(?:as|so) long as (?!possible|you)\w+|assuming|supposing|depending on|by the time|(?:each|any) ?time (?!you)\w+",
    r"the (?:minute|second|instant) (?:that )?(?:i|we|he|she|it|they|the|my|some\w*|any\w*) \w+",
    r"while (?:i|we|he|she|they|nobody|no one)(?:'m|'re|'s| am| are| is) (?:away|out|gone|at|on|not|asleep|sleeping)",
    r"before (?:i|we|he|she|they|the \w+|my \w+) (?:gets?|comes?|wakes?|arrives?|returns?|(?:is|are|am) (?:back|"
    r"home|up))",
    r"in time for|(?:ready|on|warm|cool) for when|upon (?:my|our|his|her|their)|on (?:my|our|his|her|their) (?:return|"
    r"arrival)",
    rf"(?:at|by) the (?:end|start|beginning) of (?:the |this |my )?{_SPAN}|half ?way through|at half ?time|"
    rf"with the (?:sunrise|sunset)",
    r"^\W*(?:please |can you |could you |would you )*(?:schedule|remind|set (?:a|an|the|my) (?:timer|alarm) "
    r"(?:for|to|at)|wake (?:me|us|him|her|them|everyone|the (?:kids|children|girls|boys)))",
    r"(?:ask|check with|warn|notify|let) me (?:know )?(?:first|before)",
    rf"(?:assim que|sempre que|logo que|a menos que|a nao ser que|ate que|caso|so se|no caso de|"
    rf"cada vez que) (?!{_COM_VAGAR})\w+",
    rf"(?<!gosto )(?<!detesto )(?<!odeio )(?<!adoro )(?<!desde )quando (?!{_COM_VAGAR}|e que)\w+",
    rf"(?<!ve )(?<!veja )(?<!ver )(?<!la )(?<!mal )(?<!nao )(?<!que )(?<!-)(?<!como )se (?!{_COM_VAGAR}|faz |calhar|"
    rf"bem que|"
    rf"importa|"
    rf"foss|da |dava |pode|podi|"
    rf"consegu|te |me |fizer(?:es)? (?:o )?favor)(?:\w+ ){{0,4}}?"
    r"\w+(?:ar|er|ir|or|armos|ermos|irmos|arem|erem|irem)",
    r"se (?:nao )?(?:houver|estiver|fizer|chover|vier|tocar)",
    r"^\W*should (?:it|the|he|she|they|my|any\w*|some\w*|nobody|no one) \w+|in the event of|(?:the )?next time (?:i|"
    r"we|he|she|it|the|my)",
    r"em caso de|(?:nao )?havendo|d?a proxima vez|espera (?:que|ate)|espere (?:que|ate)|"
    r"enquanto (?:houver|estou (?:no|na|em|fora)|estiver\w*|nao|eu nao|durar)|desde que (?:esteja|haja|nao|seja|"
    r"tenha|faca)",
    rf"antes (?:de|que) {_QUEM}(?:cheg|acord|volt|regress)\w*|a tempo d[eoa]",
    rf"no (?:minuto|instante|momento) em que|(?:no (?:fim|final|inicio|comeco)|a meio) d[eoa]s? {_DURACAO}",
    r"conforme o tempo|a medida que|a (?:minha|nossa|sua) chegada|ao (?:chegar|sair|acordar)(?:mos|em)?",
    r"com o (?:nascer|por) do sol|por volta d[aoe]s?|estando (?:frio|calor|escuro|sol)|quando der (?:meia|as|uma)",
    r"^\W*(?:por favor |podes |pode )*(?:(?:agenda|agende|programa|programe) [ao]s? |(?:me )?lembr[ae]\b|"
    r"(?:me )?acord[ae]\b|(?:poe|coloca|mete|define) um (?:temporizador|alarme|despertador))",
    r"(?:me )?avis[ae](?:.me)? (?:antes|primeiro)|(?:me )?pergunt[ae](?:.me)? (?:antes|primeiro)",
    r"mal (?:acab|cheg|comec|termin|saia|saiam|anoit|escurec|adormec|entr)\w+",
)
_NUMERAL = r"(?:\d+|an?|one|two|three|four|five|ten|fifteen|twenty|thirty|half an|a few|a couple of)"
_NUMERO = (
    r"(?:\d+|uma?|dois|duas|tres|quatro|cinco|dez|quinze|vinte|trinta|meia|alguns|algumas|uns|umas|as proximas \w+)"
)
_LATER = (
    rf"(?:in|after|for) {_NUMERAL} (?:more )?(?:second|minute|hour|day)s?",
    rf"{_NUMERAL} (?:more )?(?:second|minute|hour|day)s? (?:from now|later)|"
    rf"every (?:other|(?!an? |one ){_NUMERAL}) \w+|"
    r"(?:once|twice|three times) an? (?:hour|day|week|month)|(?:hourly|daily|nightly|weekly|monthly)(?=\W*$)",
    r"(?:give it|wait|hold on|hang on) (?:for |another |about )?(?:\d+|half an|a few|a couple of|two|three|four|five|"
    r"ten|fifteen|twenty|thirty) (?:seconds|minutes|hours?)|after a (?:while|bit|few)|from now on|"
    r"some ?time (?:this|next|in)",
    r"(?:at night|during the (?:night|day|week)|overnight|eventually)(?=\W*$|,)",
    r"(?:first thing |early |late )?(?<!good )in the (?:morning|evening|afternoon|night)s?"
    r"(?! (?:room|lounge))(?=\W*$|,)",
    r"(?:on|at|over) (?:the )?(?:weekends?|weekdays)|(?:on|at) (?:christmas|easter|new year)\b.*|"
    r"(?:around|before|after|at) (?:dinner|lunch|tea|bed) ?time",
    r"(?:(?:turn|switch) .*(?:on|off|up|down)\b|open|close|shut|lock|unlock|start|vacuum|water)(?!.*\b(?:volume|speed|"
    r"fan|percent|brightness|channel|station|track)\b) .*(?:at|by|from|around) (?:one|two|three|four|five|six|seven|"
    r"eight|nine|ten|eleven|twelve|[1-9]|1[0-2])(?: (?:thirty|fifteen|forty.five|sharp|onwards?))?(?=\W*$)",
    r"for the (?:next|rest) .*(?:minutes?|hours?|day|night|evening|morning)",
    r"(?<!you )(?<!sooner or )later(?: on)?|in a (?:bit|while|moment|minute|second|sec)|this (?:evening|afternoon)",
    r"(?:half an hour|an hour|\w+ (?:minutes|hours)) before|(?:around|about|towards) (?:noon|midnight|evening|"
    r"morning|six|seven|eight|"
    r"nine|ten|eleven|dusk|dawn|sunset)(?! (?:percent|degrees))|come (?:mon|tues|wednes|thurs|fri|satur|sun)day",
    r"ao (?:cair d[ao]|anoitecer|amanhecer|entardecer|fim d[ao])|de manha\w*|(?:meia hora|uma hora|"
    r"\w+ minutos) antes|la (?:para|pelas) (?:as )?\w+",
    r"mais (?:tarde|logo)|daqui a (?:um )?(?:pouco|bocado|nada)|n[ao] (?:fim de semana|(?:segunda|terca|quarta|"
    r"quinta|sexta)(?: feira)?|"
    r"sabado|domingo)|aos? (?:sabados?|domingos?)|as (?:segundas|tercas|quartas|quintas|sextas)|hoje a tarde|"
    r"esta noite|de madrugada|"
    r"depois (?:de |do |da |que )(?!tudo|pra|para)\w+",
    r"tomorrow|tonight|(?:every|next|on) (?:day|night|morning|evening|afternoon|week|weekend|month|hour|\w+days?)",
    r"(?:at|before|after|by|until|till) (?:noon|midnight|sunset|sunrise|dusk|dawn|(?:dinner|lunch|"
    r"breakfast)(?! (?:nook|room|bar|table))|bedtime)",
    r"(?:at|before|after|by|until|till) "
    r"(?:\d{1,2}[:.]\d\d|\d{1,2} ?[ap]\.?m|\w+ o'?clock|half past|a? ?quarter (?:past|to))",
    rf"(?:daqui a|dentro de|durante|por|em) {_NUMERO} (?:segundo|minuto|hora|dia)s?",
    r"amanha|(?:logo|hoje) a noite|tod[ao]s [ao]s (?:dias|noites|manhas|tardes|semanas|\w+ feiras)",
    r"(?:durante )?a noite(?=\W*$|,)|durante (?:a (?:noite|semana|proxima)|o dia)|pela (?:manha|tarde|noite)|"
    r"a tard(?:e|inha)(?=\W*$|,)|(?:uma|duas|tres|varias) vez(?:es)? (?:por|ao) \w+|"
    r"(?:diaria|semanal|mensal|eventual|futura)mente|"
    rf"(?:a cada|de) {_NUMERO} (?:em {_NUMERO} )?(?:segundo|minuto|hora|dia)s?|a partir d(?:e|as?|os?) \w+",
    r"n?os dias (?:de|uteis)|aos? fi(?:m|ns) de semana|n[ao] \w+ que vem|n?a vespera|de hoje a|logo mais|^\W*logo \w+",
    rf"(?:espera|espere|aguarda|aguarde|da.lhe) (?:mais )?(?!um\b){_NUMERO} (?:segundo|minuto|hora)s?|"
    rf"passad[oa]s? u?n?s? ?\w+",
    r"depois de(?:st|ss)[ea] \w+|(?<!esta )(?<!ta )(?<!e )(?:na|a) hora d[eoa] \w+|tod[ao] (?:dia|noite|manha|tarde|"
    r"semana)\b",
    r"n[ao] proxim[ao] \w+|ao (?:por|nascer) do sol|ao meio.dia|a meia.noite",
    r"(?:as|pelas) (?:\d{1,2}(?:[:h]\d{0,2})?|uma|duas|tres|quatro|cinco|seis|sete|oito|nove|dez|onze|doze)"
    r"(?! (?:luz|lampada|porta|janela|cortina|persiana|tomada|ventoinha))",
)


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in patterns))


_FORBIDS = _any_of(*_FORBIDDEN)
_WAITS = _any_of(*_CONDITIONAL)
_IS_LATER = _any_of(*_LATER)

_BETWEEN = re.compile(r"[,;!?.:]+(?:\s+|$)|\s+(?=(?:but|instead|mas|porem|em vez disso)\b)", re.IGNORECASE)
_BEFORE_ORDERS = (
    r"(?:(?:please|can|could|would|will|you|just|now|then|and|so|but|ok|okay|hey|instead|rather|only|go|ahead|"
    r"i want you to|i'?d like you to|let'?s|kindly|mas|e|entao|antes|so|agora|ja|por favor|se faz favor|podes|pode|"
    r"podias|poderia|quero que|queria que|quero|"
    r"em vez disso|olha|va|vai|sim|yes|no|nao) )*"
)
_ORDERS = re.compile(
    rf"^\W*(?:para|pare|parar)\b(?! (?:a|o|as|os|de|que|eu|mim)\b)|^\W*{_BEFORE_ORDERS}(?:(?:{_DO}|give|bring)\b|"
    rf"(?:{_FAZ}|acrescent|anot|escrev|"
    rf"reproduz|aquec|arrefec|esquent|"
    rf"mand|ilumin|escurec|clarei)(?:a|e|ue|ues|as|es|am|em|uem|ar|er|ir)?(?: ?me)?\b"
    rf"(?<!\bpara)(?<!\bpor)|ponha|poe)|\b(?:on|off|ligad[oa]s?|desligad[oa]s?|apagad[oa]s?|aces[oa]s?)\W*$"
)
_NO_ORDER = re.compile(
    r"^\W*(?:it|it'?s|that'?s|this|he|she|they|we|there|because|since|the \w+ (?:is|are|was|has)|esta|e que|ja|"
    r"porque|que|eu|leave|keep|"
    r"deixa|deixe|fica|mantem)\b"
)
_REMARKS = re.compile(
    r"^\W*(?:it'?s|it is|it was|it'?ll|i'?m|i am|i'?ll|i will|i have|i'?ve|i need to|i want to (?:sleep|rest|read)|"
    r"we'?re|we are|we have|"
    r"we'?ll|he'?s|she'?s|they'?re|they are|my \w+(?: \w+)? (?:is|are|has|have|will)|the (?:baby|kids|guests|"
    r"children|film|movie|match) "
    r"\w+|there'?s|esta|estou|estamos|vou|vamos|tenho|temos|vem|vai estar|vai chover|os miudos|o bebe|a avo|"
    r"as visitas|dizem que)\b"
)
_WHY = re.compile(r"^\W*(?:why|porque|por que)\b")
_BACKWARDS = re.compile(
    r"^\W*(?:stop|para|pare|parar)\b(?! (?:a|o|as|os|the)\b)|\b(?:it|them|those|that one|isso|isto|ela|ele|elas|"
    r"eles)\b|-(?:[ao]s?|"
    r"l[ao]s?|n[ao]s?)\b"
)
_EXCEPT = re.compile(
    r"(?:(?:^|(?<=[,;.]))\s*(?:no,?\s+|não,?\s+)?(?:but\s+|and\s+|e\s+|mas\s+)?"
    r"(?:not\s+(?:in\s+|on\s+|at\s+)?(?:the|my|our|that)|não\s+(?:é\s+)?(?:[oa]s?|n[oa]s?|d[oa]s?|em|aos?))|"
    r"(?<!why)(?<!or)(?<!is)(?<!if)(?<!'s)(?<!are)\s+not\s+(?:in\s+|on\s+)?(?:the|my|our))"
    r"\s+[\w' ]+?(?:(?=[,;.!?])|$|\s+(?=but\b|mas\b))[,;]?\s*(?:but\s+|mas\s+)?",
    re.IGNORECASE,
)
_PLAYS = re.compile(
    r"\b(?:play|put|hear|listen|watch|start|stream|see|tune|toca|toque|tocar|poe|ponha|por|mete|coloca|coloque|"
    r"ouvir|ver|assistir|"
    r"passa|passe|reproduz\w*|quero|bota|da)\b"
)
_CLOCK = _any_of(
    rf"in {_NUMERAL} (?:more )?(?:second|minute|hour|day)s?|at \d{{1,2}}[:.]\d\d|at \d{{1,2}} ?[ap]\.?m",
    rf"(?:daqui a|dentro de) {_NUMERO} (?:segundo|minuto|hora|dia)s?|as \d{{1,2}}(?:[:h]\d{{0,2}})?(?=\W*$)",
)
_CANCELS = re.compile(
    r"(?:,|;|\.\.+|…|\?|!| - | hm+| oh| ah)\s*(?:oh |ah |hm |or |ou |and |e |mas |but )?(?:wait,? |"
    r"espera,? )?(?:actually|on second thoughts?|"
    r"afinal|alias|pensando (?:bem|melhor)|ou melhor)?,?\s*(?:no|nah|nope|no no|no,? (?:wait|thanks|don'?t|"
    r"never mind|forget it)|no way|"
    r"never mind|forget (?:it|about it|that)|scratch that|cancel(?: that| it)?|leave it|don'?t|not (?:now|yet)|"
    r"(?:i'?m |)just kidding|"
    r"better not|nao|nao,? (?:deixa|esquece|espera|obrigad[oa])(?: (?:estar|la|pra la))?|esquece(?: isso)?|"
    r"deixa(?: (?:estar|la|pra la|isso))?|cancela(?: isso)?|nem pensar|agora nao|ainda nao|estou a brincar|"
    r"to brincando|"
    r"(?:ja )?nao e preciso|nao precisa|melhor nao)\W*$"
)


def forbids(request: str) -> bool:
    """Whether a request says that something must not be done, and asks for nothing besides."""
    plain = _plain(request)
    parts = _clauses(plain)
    kept = [part for part in parts if not _FORBIDS.search(part) or _WHY.match(part)]
    if _CANCELS.search(plain):
        return True
    if len(kept) < len(parts):
        return not any(map(_is_order, kept))
    return _FORBIDS.search(plain) is not None and not _WHY.match(plain)


def postpones(request: str) -> bool:
    """Whether a request is for another time, or under a condition. What goes on tomorrow is but a reason for what is
    asked now: "we have visitors tonight, vacuum the hall"."""
    parts = _clauses(_plain(request))
    asked = [part for part in parts if not _REMARKS.match(part) or _WAITS.search(part)]
    return _puts_off(", ".join(asked or parts))


def postpones_playing(request: str) -> bool:
    """As `postpones`, where the request may hold a title: "play when I'm sixty-four" is for now, "when I get home, play
    something" and "play something in ten minutes" are not."""
    plain = _plain(request)
    before, plays, _ = _partitioned(plain)
    return postpones(request) and (not plays or _puts_off(before) or _CLOCK.search(plain) is not None)


def _puts_off(plain: str) -> bool:
    """Whether words name a condition or another time."""
    return _WAITS.search(plain) is not None or _IS_LATER.search(plain) is not None


def _partitioned(plain: str) -> tuple[str, str, str]:
    found = _PLAYS.search(plain)
    return (plain[: found.start()], found.group(), plain[found.end() :]) if found else (plain, "", "")


def rests(request: str) -> bool:
    """Whether a request only tells of deeds, or lacks a value, or asks for one that nothing can take."""
    plain = _plain(request)
    parts = _clauses(plain)
    return recounts([part.replace("-", " ") for part in parts]) or lacks_a_value(plain) or exceeds_all(parts)


def wanted(request: str) -> str:
    """A request without what it says that it does not mean, if it means something else: "don't open the blind, dim the
    lamp", "the kitchen, not the hall". What goes on about "it" is left whole."""
    rest = _EXCEPT.sub(" ", request).strip(" ,")
    request = rest if rest else request
    parts = [part for part in _BETWEEN.split(request) if part and part.strip()]
    kept = [part for part in parts if not _FORBIDS.search(_plain(part))]
    alone = any(map(_is_order, map(_plain, kept))) and not any(_BACKWARDS.search(_plain(part)) for part in kept)
    return ", ".join(kept) if alone and len(kept) < len(parts) else request


def _clauses(plain: str) -> list[str]:
    return [part for part in _BETWEEN.split(plain) if part and part.strip()]


def _is_order(clause: str) -> bool:
    return _ORDERS.search(clause) is not None and not _NO_ORDER.match(clause)


def _plain(request: str) -> str:
    return fold(request).replace("’", "'")
