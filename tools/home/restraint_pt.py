"""How Portuguese forbids, puts off and takes back: patterns for folded text (see `restraint`)."""

from __future__ import annotations

DEEDS = (
    "lig|deslig|apag|acend|abr|fech|tranc|tranqu|destranc|destranqu|mex|toc|toqu|mud|ponh|poe|por|pus|met|coloc|coloqu|"
    "sub|desc|baix|aument|diminu|reduz|inici|comec|par|paus|silenci|ativ|desativ|adicion|remov|tir|aspir|limp|regul|ajust"
)
"""Stems of verbs for what the tools of a home do."""
_TO_DO = rf"(?:{DEEDS})\w*(?:ar|er|ir|or)\b"
_YOU = r"(?:voce |tu )?"
_COMMAND = rf"(?:{DEEDS})(?:a|e|ue)?\b"
_NOT_WHY = "".join(
    rf"(?<!{why} )"
    for why in ("por que", "porque", "por que e que", "porque e que", "que voce", "porque voce", "que tu")
)

FORBIDDEN = (
    # "não ligues"
    rf"{_NOT_WHY}(?:nao|nunca|jamais|nem) (?:mais |penses em |pense em |te atrevas a |se atreva a |vas |va |vamos |"
    rf"se lembre de )?(?:me |o |a |os |as |se |te |lhe )?(?:{DEEDS})(?!\w*(?:[eu]i|ou|[aei]ram|iu|eu|[a-z]i)\b)\w*",
    rf"(?:livra[- ]te|livre[- ]se|nem (?:te|lhe) passe pela cabeca|nao estejas a|nao esteja a|escusad[oa]s?|nao carece|"
    rf"deus te livre)(?: de)? {_TO_DO}",
    rf"(?:nada|deixa|desiste|pare?) de (?!limp|aspir|toc){_TO_DO}",
    rf"(?:te proibo|proibo.te|proibo) (?:de )?(?:{DEEDS})\w+|que ninguem (?:{DEEDS})\w+",
    rf"v(?:e|eja)(?: la)? se nao (?:me |te )?(?:vais? )?(?:{DEEDS})\w*|larga la [oa]s?\b",
    # "abre o portão não"
    rf"^\W*(?:quer saber,? |olha,? )?(?:precisa|carece|tem que|{_COMMAND})(?: [\w-]+)+ nao(?=\W*$)",
    r"(?:e |mais vale |antes |o )?melhor nao (?:\w+ )?\w+(?:ar|er|ir|or)\b",
    r"(?:podes?|podias|importas te de|queres) nao \w+(?:ar|er|ir|or)\b",
    r"^\W*nao obrigad[oa]\b",
    r"^\W*(?:nao quero \w+ nenhum[a]?|nada de (?!barulho)\w+)(?:,? (?:por favor|hoje|agora))*\W*$",
    r"tir[ae] (?:as|essas|la as) maos|maos (?:longe|fora)",
    # "não quero que ligues"
    rf"nao (?:quero|queria|e para|era para|pedi|disse|mandei|preciso|gostava|convem|vale a pena) (?:que |para )?"
    rf"{_YOU}(?:{DEEDS})\w*",
    rf"nao te (?:pedi|disse|mandei) (?:que |para )?(?:{DEEDS})\w*",
    rf"prefer\w+ que {_YOU}nao",
    # "escusas de ligar"
    rf"(?:(?:escusa|nao (?:e |seria )?precis|nao (?:e |seria )?necessari|desnecessari|dispenso|evit|proibid)\w*|"
    rf"nao ha (?:necessidade|razao|motivo)|nem pens\w+) (?:de |em |para |que )?{_TO_DO}",
    rf"nao (?:precis|tens?|tem|faz sentido|vale a pena|adianta|carece)\w* (?:de |que )?(?:{DEEDS})\w*",
    r"nao (?:tens?|tem|temos) (?:autorizacao|permissao|licenca|ordem|ordens)|ninguem pediu\b",
    r"(?<!nao te )(?<!nao se )(?<!nao )esque(?:ce|ca) (?:[oa]s?|ess[ea]s?|isso)\b",
    r"(?:passamos|passo|vivo|vivemos|fico|ficamos|estamos|estou) bem sem",
    # "deixa como está"
    r"(?:esta|ta|fica) (?:muito |tao )?(?:bem|bom|boa|otim[oa]) (?:assim|como (?:esta|ta))|deixa ficar|que fique como",
    r"(?<!me )(?<!nos )deix\w* .*(?:como (?:esta|ta)|em paz|sossegad|quiet)\w*(?!.* para)",
    r"pode(?:s|m)? deixar .*(?:abert|fechad|ligad|desligad|apagad|aces|trancad)\w+",
    r"(?:e para ficar|(?:vai|pode|e para) continuar) (?:abert|fechad|ligad|desligad|apagad|aces|trancad|como)\w*",
)

_AT_LEISURE = (
    r"(?:(?:voce|tu|o senhor|a senhora) )?(?:puder|poss|quis|der(?:em|es)?\b|tiver(?:es)? (?:um|tempo|vagar)|"
    r"(?:nao )?for (?:possivel|incomodo))"
)
"""A condition that is but politeness: "se puderes"."""
_SOMEBODY = r"(?:(?:eu|ele|ela|nos|eles|elas|[ao]s? \w+) )?"
_NOT_AFTER = "".join(rf"(?<!{word})" for word in ("ve ", "veja ", "ver ", "la ", "mal ", "nao ", "que ", "-", "como "))
_IF_POLITE = (
    r"faz |(?:nao )?for (?:pedir |abusar |muito)|calhar|bem que|importa|foss|da |dava |pode|podi|consegu|te |me |"
    r"fizer(?:es)? (?:o )?favor"
)
_IF_NOT_YET = rf"nao (?:estiver|esta),? (?:{DEEDS})"
"""What needs no looking first: "vê se está trancada e, se não estiver, tranca-a"."""

CONDITIONS = (
    # "se chover", "caso chova", "desde que chova"
    rf"{_NOT_AFTER}se (?!{_AT_LEISURE}|{_IF_POLITE}|{_IF_NOT_YET})(?:\w+ ){{0,4}}?"
    r"\w+(?:ar|er|ir|or|armos|ermos|irmos|arem|erem|irem)",
    rf"se (?!{_IF_NOT_YET})(?:nao )?(?:houver|estiver|fizer|chover|vier|tocar)",
    rf"(?:assim que|sempre que|logo que|a menos que|a nao ser que|ate que|caso|so se|no caso de|cada vez que) "
    rf"(?!{_AT_LEISURE})\w+",
    r"em caso de|(?:nao )?havendo|estando (?:frio|calor|escuro|sol)|conforme o tempo|a medida que",
    r"enquanto (?:houver|estou (?:no|na|em|fora)|estiver\w*|nao|eu nao|durar)",
    r"desde que (?:esteja|haja|nao|seja|tenha|faca)",
    # "quando eu chegar", "mal acabe", "antes de eu sair"
    rf"(?<!gosto )(?<!detesto )(?<!odeio )(?<!adoro )(?<!desde )quando (?!{_AT_LEISURE}|e que)\w+",
    r"quando der (?:meia|as|uma)|mal (?:acab|cheg|pass|comec|termin|saia|saiam|anoit|escurec|adormec|entr)\w+",
    r"no (?:minuto|instante|momento) em que|d?a proxima vez|espera (?:que|ate)|espere (?:que|ate)",
    rf"antes (?:de|que) {_SOMEBODY}(?:cheg|acord|volt|regress)\w*|a tempo d[eoa]",
    r"a (?:minha|nossa|sua) chegada|ao (?:chegar|sair|acordar)(?:mos|em)?",
    # "lembra-me", "avisa-me antes"
    r"^\W*(?:por favor |podes |pode )*(?:(?:agenda|agende|programa|programe) [ao]s? |(?:me )?lembr[ae]\b|"
    r"(?:me )?acord[ae]\b|(?:poe|coloca|mete|define) um (?:temporizador|alarme|despertador))",
    r"(?:me )?avis[ae](?:.me)? (?:antes|primeiro)|(?:me )?pergunt[ae](?:.me)? (?:antes|primeiro)",
)

_COUNT = (
    r"(?:\d+|uma?|dois|duas|tres|quatro|cinco|dez|quinze|vinte|trinta|meia|alguns|algumas|uns|umas|as proximas \w+)"
)
_UNIT = r"(?:segundo|minuto|hora|dia)s?"
_SPAN = r"(?:dia|noite|semana|mes|ano|filme|musica|episodio|jogo|festa|jantar|almoco|refeicao|reuniao|programa)"
_DAYS = r"(?:segunda|terca|quarta|quinta|sexta)"

TIMES = (
    # "daqui a dez minutos", "espera uma hora"
    rf"(?:daqui a|dentro de|durante|por|em) {_COUNT} {_UNIT}|(?:meia hora|uma hora|\w+ minutos) antes",
    rf"(?:espera|espere|aguarda|aguarde|da.lhe) (?:mais )?(?!um\b){_COUNT} (?:segundo|minuto|hora)s?",
    rf"passad[oa]s? {_COUNT} \w+|a partir d(?:e|as?|os?) \w+|logo mais|^\W*logo \w+",
    r"(?<!nao )(?<!nao e )mais (?:tarde|logo)|daqui a (?:um )?(?:pouco|bocado|nada)",
    r"depois (?:de |d[oa]s? |que )(?!tudo|pra|para)\w+|depois de(?:st|ss)[ea] \w+",
    r"(?<!esta )(?<!ta )(?<!e )(?:na|a) hora d[eoa] \w+",
    # "às dez", "por volta das seis", "ao meio-dia"
    r"(?:as|pelas) (?:\d{1,2}(?:[:h]\d{0,2})?|uma|duas|tres|quatro|cinco|seis|sete|oito|nove|dez|onze|doze)"
    r"(?! (?:luz|lampada|porta|janela|cortina|persiana|tomada|ventoinha))",
    r"(?:meia.noite|meio.dia|horas) em ponto|por volta d[aoe]s?|la (?:para|pelas) (?:as )?\w+|ao meio.dia|a meia.noite",
    r"ao (?:por|nascer) do sol|com o (?:nascer|por) do sol|ao (?:cair d[ao]|anoitecer|amanhecer|entardecer|fim d[ao])",
    rf"(?:no (?:fim|final|inicio|comeco)|a meio) d[eoa]s? {_SPAN}",
    # "amanhã", "hoje à noite", "no sábado"
    r"amanha|(?:logo|hoje) a noite|hoje a tarde|esta noite|de madrugada|de manha\w*|(?:durante )?a noite(?=\W*$|,)",
    r"durante (?:a (?:noite|semana|proxima)|o dia)|pela (?:manha|tarde|noite)|a tard(?:e|inha)(?=\W*$|,)",
    rf"n[ao] (?:fim de semana|{_DAYS}(?: feira)?|sabado|domingo)|aos? (?:sabados?|domingos?)|as {_DAYS}s",
    r"n?os dias (?:de|uteis)|aos? fi(?:m|ns) de semana|n[ao] \w+ que vem|n[ao] proxim[ao] \w+|n?a vespera|de hoje a",
    # "todos os dias", "duas vezes por semana"
    r"tod[ao]s [ao]s (?:dias|noites|manhas|tardes|semanas|\w+ feiras)|tod[ao] (?:dia|noite|manha|tarde|semana)\b",
    r"(?<!de )(?:uma|duas|tres|varias) vez(?:es)? (?:por|ao) \w+|(?:diaria|semanal|mensal|eventual|futura)mente",
    rf"(?:a cada|de) {_COUNT} (?:em {_COUNT} )?{_UNIT}",
)
CLOCK = (rf"(?:daqui a|dentro de) {_COUNT} {_UNIT}", r"as \d{1,2}(?:[:h]\d{0,2})?(?=\W*$)")
"""Times that are in no title."""

BEFORE_ORDERS = (
    "mas|e|entao|antes|so|agora|ja|por favor|se faz favor|podes|pode|podias|poderia|quero que|queria que|quero|"
    "em vez disso|olha|va|vai|sim|nao"
)
ORDERS = (
    rf"(?:{DEEDS}|acrescent|anot|escrev|reproduz|aquec|arrefec|esquent|mand|ilumin|escurec|clarei)"
    rf"(?:a|e|ue|ues|as|es|am|em|uem|ar|er|ir)?(?: ?me)?\b(?<!\bpara)(?<!\bpor)|ponha|poe"
)
AS_WANTED = "ligad[oa]s?|desligad[oa]s?|apagad[oa]s?|aces[oa]s?"
"""How things are to be, as an order that needs no verb ends: "a luz apagada"."""
NO_ORDERS = "esta|e que|ja|porque|que|eu|deixa|deixe|fica|mantem"
REMARKS = (
    "esta|estou|estamos|vou|vamos|tenho|temos|vem|vai estar|vai chover|saimos|chegamos|chegam|os miudos|o bebe|a avo|"
    "as visitas|os convidados|o jantar|o almoco|a festa|o taxi|o autocarro|o onibus|o comboio|o trem|dizem que"
)
BOTHERS = (
    r"nao (?:consigo|vejo|gosto|aguento|suporto)|detesto|odeio|"
    r"(?:esta|ta|faz|fica) (?:muito |tao |sempre |imenso |um )?(?:frio|calor|escuro|barulho|abafado|quente|gelado)"
)
"""How a reason begins, which may have a condition of its own: "está frio quando a janela está aberta"."""
BEFORE_REASONS = "antes que|porque (?!e que)|pois|que (?:est(?:a|á|ao|ão)|ta|tá|ja|já)"
WHY = "porque|por que"
BACKWARDS = "isso|isto|ela|ele|elas|eles"
STOPS = "para|pare|parar"
PLAYS = r"toca|toque|tocar|poe|ponha|por|mete|coloca|coloque|ouvir|ver|assistir|passa|passe|reproduz\w*|quero|bota|da"

CANCELS = (
    r"nao|nao,? (?:deixa|esquece|espera|obrigad[oa])(?: (?:estar|la|pra la))?|esquece(?: isso)?|"
    r"deixa(?: (?:estar|la|pra la|isso))?|cancela(?: isso)?|nem pensar|agora nao|ainda nao|estou a brincar|"
    r"to brincando|(?:ja )?nao e preciso|nao precisa|melhor nao"
)
"""What takes back all that was said before."""
TAKES_BACK = (
    r"(?:ai|ah|ops|opa|afinal|espera) nao|nao,? espera|mudei de ideias?|(?:e )?brincadeira|to (?:so )?brincando|"
    r"estou a brincar|falso alarme|esquece(?: isso)?|deixa (?:estar|la|pra la)"
)
"""The same within a sentence that nobody punctuates, if something like `EXCUSES` is all that comes after."""
EXCUSES = (
    r"(?:deixa|esquece|ja|nao|esta|ta|to|estou|era|foi|fica|eu|que|so|obrigad[oa]|desculpa|desculpe|enganei|me enganei|"
    r"falso|estava|afinal|tinha|temos|mudei)\b"
)
