"""The arithmetic that a request says, by rule: "what's fifteen percent of 80" → `15% of 80`.

A request is folded, its numbers are put in digits, its ways of saying an operation are rewritten one after the other,
and what then can be read as an expression is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from agentlite.errors import ToolError
from agentlite.language import Language, detect_language
from agentlite.tools.calc.arithmetic import operations, parse, tokens, written
from agentlite.tools.calc.numerals import digits, fold

MOST_CHARACTERS = 1_000
LONGEST = 60
"""Words of an expression that is said."""

# In the rules, N stands for a number, perhaps in percent, and L for a list of them; each is a group.
_NUMBER = r"(-?\d+(?:\.\d+)?%?)"
_LIST = (
    r"(\d+(?:\.\d+)?(?:(?:\s*,\s*(?:and |e )?| and | e | with | com | to | by | por | plus | mais |"
    r" vezes | times | )\d+(?:\.\d+)?)+)"
)
_THE = r"(?:the |my |a |an |o |os |as |um |uma |total |price |bill |conta |valor |preco |de |of )*"

_SOME = r"(?: [a-z]+){0,3}"
_OPERATOR = "times|vezes|por|mais|menos|plus|minus|over|sobre|divid|multipl|modul|elevad|raised|subtra|com|with|and"
_TAX = r"(?:vat|tax|interest|service|iva|imposto|juros|aumento|acrescimo|comissao|commission|taxa)"
_PERIOD = r"(?:hour|day|night|week|month|year|hora|dia|noite|semana|mes|ano)"
_SPENT = r"(?:spend|spent|pay|paid|lose|lost|give|gave|use|used|gasto|gastei|gastar|pago|paguei|dou|dei|tiro|perdi)"
_POWERS = {
    3: "third|terceira",
    4: "fourth|quarta",
    5: "fifth|quinta",
    6: "sixth|sexta",
    7: "seventh|setima",
    8: "eighth|oitava",
    9: "ninth|nona",
    10: "tenth|decima",
}
_ONES = dict(enumerate("twos threes fours fives sixes sevens eights nines tens".split(), start=2))

_RULES = (
    (r"\d{4}-\d\d?-\d\d?|\d\d?/\d\d?/\d{2,4}|\d\d?:\d\d|\d\d?h\d\d", " ; "),
    (r"r\$|us\$|[$€£]|\b(?:euros?|dollars?|reais|real|pounds|bucks|paus|contos)\b", " "),
    (r"(?<=\d)(?:st|nd|rd|th|ª|º)\b", ""),
    (r" {2,}", " "),
    (r"\b(?:percentage|percent|per cent|percentagem|porcentagem|pct)\b", "%"),
    (r"(\d) +%", r"\1%"),
    (r"\b(?:what|which)(?:'s| is)? (?:the )?% (?:is |are )?N (?:of|out of|from|in) N", r"\1 / \2 as %"),
    (r"\b(?:what|which)(?:'s| is)? (?:the )?% of N (?:is|are) N", r"\2 / \1 as %"),
    (r"N (?:is|are) (?:what|which) % of N", r"\1 / \2 as %"),
    (r"\b(?:what|which) % N (?:is|are) (?:of|out of) N", r"\1 / \2 as %"),
    (r"N (?:out of|of) N (?:as|in) (?:a )?%", r"\1 / \2 as %"),
    (r"N (?:e|sao|representa|corresponde a|equivale a) (?:que|qual|quantos?|quanto) % (?:de|do|da|"
     r"em) N", r"\1 / \2 as %"),
    (r"(?:que|qual|quantos?|quanto)(?: e)?(?: a)? % (?:de|do|da) N (?:e|sao|representa|corresponde a|"
     r"da) N", r"\2 / \1 as %"),
    (r"(?:que|qual|quantos?|quanto) % (?:e|sao|representa|representam) N (?:de|em|do total de) N", r"\1 / \2 as %"),
    (r"N (?:de|em) N em %", r"\1 / \2 as %"),
    (r"N (?:de|em|in|out of) N (?:da|e|sao|is|makes)(?: a| o)? (?:que|quantos?|qual|what|which)(?: por)? %",
     r"\1 / \2 as %"),
    (r"\b(?:remainder|resto)(?: of| from| when| left| da divisao| de| da)*(?: you)?(?: divide| dividing)? N (?:is )?"
     r"(?:divided by|by|dividido por|a dividir por|por) N", r"\1 mod \2"),
    *((rf"(?<=[\d)]) (?:to the|a) (?:{names})(?: power| potencia)?\b", f"^{n}") for n, names in _POWERS.items()),
    *((rf"N {name}\b", rf"\1 * {n}") for n, name in _ONES.items()),
    (r"N halved\b", r"\1 / 2"),
    (r"\b(?:half|metade)(?: of| de| do| da)?(?= )", " 1/2 of "),
    (r"\b(\d+|an?) (?:thirds?|tercos?|terca parte)\b", r"\1/3"),
    (r"\b(\d+|an?) (?:quarters?|fourths?|quartos?|quarta parte)\b", r"\1/4"),
    (r"\b(\d+|an?) (?:fifths?|quintos?)\b", r"\1/5"),
    (r"\b(\d+|an?) (?:tenths?|decimos?)\b", r"\1/10"),
    (r"\ban?/(\d)", r"1/\1"),
    (rf"(\d/\d+) (?:of|de|do|da) {_THE}N", r"\1 of \2"),
    (r"\b(?:double|twice|(?:o )?dobro de|(?:o )?dobro do)(?: of)? N", r"2 * \1"),
    (r"\b(?:triple|(?:o )?triplo d[eo])(?: of)? N", r"3 * \1"),
    (r"\b(?:quadruple|four times|(?:o )?quadruplo d[eo])(?: of)? N", r"4 * \1"),
    (rf"\b(?:tip|gorjeta) (?:on|for|of|de|em|sobre|para|numa conta de) {_THE}(\d+(?:\.\d+)?)(?![\d.%])(?: bill)? "
     r"(?:at|with|a|de|com) (\d+(?:\.\d+)?%)",
     r"\2 of \1"),
    (rf"(\d%) (?:de )?(?:tip|gorjeta) (?:for|in|para|com) {_THE}N", r"\1 of \2"),
    (rf"N (?:with|com|plus|mais|including|and|e|at|a) (?:a |um |uma |o |de |1 )*{_TAX} (?:of |at |de |a )?"
     r"(\d+(?:\.\d+)?%)",
     r"\1 + \2"),
    (rf"N (?:with|com|including|at|a) (?:a |um |uma |mais |1 )*(\d+(?:\.\d+)?%) (?:de )?{_TAX}", r"\1 + \2"),
    (r"N (?:plus|mais) (?:an?|1) (\d+(?:\.\d+)?%)", r"\1 + \2"),
    (r"N com mais (\d+(?:\.\d+)?%)", r"\1 + \2"),
    (r"N (?:increased|raised|upped|up|aumentad[oa]|acrescid[oa]) (?:by|em|de) N", r"\1 + \2"),
    (r"N (?:decreased|reduced|lowered|cut|down|reduzid[oa]|diminuid[oa]|cortad[oa]) (?:by|em) N", r"\1 - \2"),
    (rf"\b(?:discount|desconto) (?:of|de) N (?:on|off|em|sobre|de|num|no|na|numa) {_THE}N", r"\2 - \1"),
    (rf"\b(?:change|troco) (?:from|out of|of|de|para|for) {_THE}(?:note |nota de )?N"
     r"(?: 1(?= [a-z])| [a-z]+){0,5} N", r"\1 - \2"),
    (rf"\b(?:paid|pay|paying|paguei|pago|pagar|pagando) (?:with|com) {_THE}(?:note of |nota de )?N"
     r"(?: 1(?= [a-z])| [a-z]+){0,5} N", r"\1 - \2"),
    (rf"\b(?:have|had|got|tenho|tinha|tiver) N{_SOME} {_SPENT} N", r"\1 - \2"),
    (r"\b(?:falta|faltam) (?:de )?N (?:para|ate|a) N", r"\2 - \1"),
    (r"\b(?:do|does|times|will) N (?:go|goes|fit|fits) (?:in|into) N", r"\2 / \1"),
    (r"\bhow many N(?: ?s| 's)?(?: go| fit| are there| are| do you get)? (?:in|into) N", r"\2 / \1"),
    (r"\b(?:cabe|cabem|entra|vai|ha)(?: [oa]s?)? N em N", r"\2 / \1"),
    (rf"N(?: bill)?{_SOME} (?:split|shared) N ways", r"\1 / \2"),
    (r"N bill (?:between|among|for) N|\b(?:conta|bill) (?:de|of) N (?:para|pra|entre|por|between|among) N",
     r"\1\3 / \2\4"),
    (rf"\b(?:split|share|divide) {_THE}N{_SOME} N ways", r"\1 / \2"),
    (r"\b(\d+) ?(?:x|vezes|parcelas|prestacoes|mensalidades|instal?lments) (?:de|of) N", r"\1 * \2"),
    (r"N (?:an?|per|each|every|por|ao|a|cada) (?:month|mes) (?:for|during|durante|por|em|ao longo de) (?:a|um|1) "
     r"(?:whole )?(?:year|ano)", r"\1 * 12"),
    (rf"N (?:an?|per|each|every|por|ao|a|cada) {_PERIOD} (?:for|during|durante|por|em|ao longo de) N {_PERIOD}",
     r"\1 * \2"),
    (rf"(?<=\d) (?:an?|per|each|every|por|ao|a|cada) {_PERIOD}(?= (?:times|x|vezes|\*|por))", ""),
    (rf"\b(\d+) (?!{_OPERATOR})(?:[a-z]{{2,}} ){{1,3}}(?:at|a|de|for|por) "
     r"(\d+(?:\.\d+)?)(?: each| apiece| a piece| cada(?: um| uma)?| a unidade| [oa] \w+| per \w+| an? \w+)",
     r"\1 * \2"),
    (rf"\b(\d+) (?!{_OPERATOR})(?:[a-z]{{3,}} ){{1,2}}(?:at|a) "
     r"(\d+(?:\.\d+)?)(?![\d%]| %)", r"\1 * \2"),
    (r"\b(?:what (?:do|does|is|are)|what's|how much (?:is|are|do|does)|quanto (?:e|sao|da|dao|faz|fazem)(?: que)?) "
     r"N (?:and|e) N(?= *(?:$|[?.!]|make|makes|together|come|add|juntos|dao|da))", r"\1 + \2"),
    (r"(?<!of )(?<!between )(?<!de )(?<!entre )(?<!, )(?<![\d.])N (?:and|e) N (?:together|make|makes|is what|"
     r"is how much|equals|in total|altogether|dao|da|sao|faz|fazem|"
     r"juntos)", r"\1 + \2"),
    (rf"\b(?:take|knock|tira|tire|tirar|desconta|desconte|retira|retire|subtrai) N (?:off|away from|from|de|do|da|a|"
     rf"ao|em) (?:of )?{_THE}N",
     r"\2 - \1"),
    (rf"N%? (?:off|discount on|discount off|less than|de desconto (?:em|sobre|de|num|no|na|"
     rf"numa)) (?:of )?{_THE}N", r"\2 - \1"),
    (r"N (?:with|com|at) (?:a |um |1 )?(?:discount of |desconto de )?(N)(?: off| discount| de desconto)",
     r"\1 - \2"),
    (r"N (?:with|com) (?:a |um |1 )?(?:discount of |desconto de )N", r"\1 - \2"),
    (rf"\b(?:add|put|soma|some|somar|acrescenta|acrescente|junta|poe) (-?[\d.]+%) (?:to|on|onto|a|ao|"
     rf"em) {_THE}N", r"\2 + \1"),
    (r"\b(?:increase|raise|aumenta|aumente|aumentar) N (?:by|em|por) N", r"\1 + \2"),
    (r"\b(?:decrease|reduce|lower|diminui|diminua|reduz|reduza|baixa|diminuir|reduzir) N (?:by|em|"
     r"por) N", r"\1 - \2"),
    (rf"(\d%)(?: (?:de )?(?:tip|service|vat|tax|interest|gorjeta|iva|imposto|juros|comissao|commission))? "
     rf"(?:of|on|from|de|do|da|dos|das|em|sobre|no|na) {_THE}N", r"\1 of \2"),
    (r"(?:∛|\b(?:cube root|cubic root|cbrt|raiz cubica)(?: of| de| do)?) *N", r"cbrt(\1)"),
    (r"(?:√|\b(?:square root|sqrt|root|raiz quadrada|raiz)(?: of| de| do)?) *(?:the number |numero )?N", r"sqrt(\1)"),
    (r"(?:√|\b(?:square root|sqrt|root|raiz quadrada|raiz)(?: of| de)?) *\(", "sqrt("),
    (r"\b(?:the )?square of N|\b(?:o )?quadrado de N", r"\1\2^2"),
    (r"\b(?:the )?cube of N|\b(?:o )?cubo de N", r"\1\2^3"),
    (r"(?<=[\d)]) (?:squared|ao quadrado)", "^2"),
    (r"(?<=[\d)]) (?:cubed|ao cubo)", "^3"),
    (r"(?<=[\d)]) *(?:\*\*|(?:raised |elevado |elevada )?(?:to the power(?: of)?|to the|a potencia(?: de)?)|"
     r"elevado a|elevada a) *(?=\d|-)",
     "^"),
    (r" ?,? (?:and then|then|and|e depois|depois|e) (?:add|plus|soma|some|acrescenta|mais) (?=\d)", " + "),
    (r" ?,? (?:and then|then|and|e depois|depois|e) (?:subtract|minus|take away|tira|subtrai|menos) (?=\d)", " - "),
    (r"²", "^2"),
    (r"³", "^3"),
    (r"N f[ac]{1,2}torial|\b(?:factorial of|fatorial de|factorial de) N", r"\1\2 fact"),
    (r"\b(?:add(?: up)?|sum(?: of| up)?|total of|somas?|some|somar|somando|a soma de|soma de|juntar|junta|"
     r"adiciona)(?: os numeros)? L", "+"),
    (r"\b(?:multiply|product of|multiplica|multiplique|multiplicar|produto de|produto entre) L", "*"),
    (r"\b(?:average|mean|media)(?: of| de| entre| aritmetica de)? L", "average"),
    (r"\b(?:subtract|subtrai|subtraia|subtrair) N (?:from|de|do|a|ao) N", r"\2 - \1"),
    (r"\b(?:difference between|diferenca entre) N (?:and|e) N", r"\1 - \2"),
    (rf"\b(?:divide|split|share|dividir|divida|reparte|repartir|racha|rachar|rache|rateia|ratear|distribui|distribuir) "
     rf"{_THE}N{_SOME} (?:by|into|among|amongst|between|for|por|entre|em|pelos|pelas|para) (?:the |os |as )?N",
     r"\1 / \2"),
    (r"N(?: bill)? (?:is |a )?(?:split|shared|divided|dividid[oa]s?|rachad[oa]s?|repartid[oa]s?|rachar|dividir|"
     r"repartir) (?:by|into|among|amongst|between|for|por|entre|em|pelos|pelas|para) (?:the |os |as )?N", r"\1 / \2"),
    (r"(?<=[\d)%!]) *(?:plus|added to|e mais|mais|mas) *(?=[\d(√s-])", " + "),
    (r"(?<=[\d)%!]) *(?:minus|take away|less|take|takeaway|menos|tira|retira) *(?=[\d(√s-])", " - "),
    (r"(?<=[\d)%!]) *(?:times|multiplied by|multiplied with|vezes|multiplicado por|multiplicados por|x|×|"
     r"·) *(?=[\d(√s-])", " * "),
    (r"(?<=[\d)%!]) *(?:divided by|over|dividido por|divididos por|dividido entre|a dividir por|sobre|÷|"
     r":) *(?=[\d(√s-])",
     " / "),
    (r"(?<=[\d)%!]) *(?:modulo|mod) *(?=[\d(-])", " mod "),
    (r"\b(?:minus|menos|negative|negativo) (?=\d)", " -"),
    (r"!", " "),
    (r" fact\b", "!"),
)  # fmt: skip
_ROUND = {"meio milhao": "500000", "duzia e meia": "18", "dozen and a half": "18", "meia duzia": "6"}
"""Numbers whose words are not in the order in which numbers are said."""
_RUN = re.compile(r"(?:\d+(?:\.\d+)?|sqrt|cbrt|\bof\b|\bmod\b|as %|[-+*/^()%!]|\s)+")


def expressions(request: str, default: Language = "en") -> list[str]:
    """The expressions that a request says, in one notation, in the order they are said; at most four."""
    language = detect_language(request, default)
    folded = re.sub(r"\bpor ?cento\b", "%", fold(request[:MOST_CHARACTERS]))  # "cento" is also a number
    for words, number in _ROUND.items():
        folded = re.sub(rf"\b{words}\b", number, folded)
    text = digits(folded, language)
    for rule, replacement in _compiled():
        text = rule.sub(replacement, text)
    found = [expression for run in _RUN.finditer(text) for expression in _in_run(run.group())]
    return list(dict.fromkeys(found))[:4]


def _in_run(run: str) -> list[str]:
    """The longest expressions in a run of their words, from the left."""
    try:
        words = tokens(run)[:LONGEST]
    except ToolError:
        return []
    found, start = [], 0
    while start < len(words):
        for end in range(len(words), start + 1, -1):
            if expression := _read(words[start:end]):
                found.append(expression)
                start = end
                break
        else:
            start += 1
    return found


def _read(words: list[str]) -> str:
    """The words as an expression with something to work out, or ""."""
    try:
        tree = parse(words)
    except ToolError:
        return ""
    return written(tree) if operations(tree) else ""


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]:
    return tuple((re.compile(_spelled(rule)), _listed(with_) or with_) for rule, with_ in _RULES)


def _spelled(rule: str) -> str:
    """The rule with its N and L spelled out."""
    return re.sub(r"\(N\)|\bN(?:%\?)?(?=\W|$)", lambda _: _NUMBER, rule).replace(" L", f" {_LIST}")


def _listed(kind: str) -> Callable[[re.Match[str]], str] | None:
    """What a list of numbers becomes: their sum, product or average."""
    if kind not in ("+", "*", "average"):
        return None

    def replaced(match: re.Match[str]) -> str:
        numbers = re.findall(r"\d+(?:\.\d+)?", match[1])
        if kind == "average":
            return f"({' + '.join(numbers)}) / {len(numbers)}"
        return f" {kind} ".join(numbers)

    return replaced
