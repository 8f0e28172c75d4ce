"""Made-up lines of code to learn the pack with."""

from __future__ import annotations

import random

from agentlite.packs import Rehearsal
from agentlite.sandbox.policy import BACKENDS
from agentlite.tools.python.tools import LIMITS, PythonTools
from agentlite.toolset import Toolset
from agentlite.train.quoting import repeated

_NAMES = "x y n total items word name result numbers count price value k data lista soma nome texto".split()
_LINES = (
    "print({a}+{b})", "print({a} * {b})", "{a}**{b}", "sum(range({a}))", "print(sum(range({a}, {b})))",
    "{n} = {a}; print({n} * {b})", "len('{w}')", "print('{w}'.upper())", "'{w}'[::-1]", "sorted([{a}, {b}, {c}])",
    "max({a}, {b}, {c})", "[i * {a} for i in range({c})]", "print([{n} for {n} in range({c})])",
    "round({a} / {b}, 2)", "import math; print(math.sqrt({a}))", "for i in range({c}): print(i)",
    "print('{w}' * {c})", "{a} % {b} == 0", "{n} = [{a}, {b}]; print(sum({n}))", "abs({a} - {b})",
    "print('{w}', {a})", "str({a}) + '{w}'", "bin({a})", "print((lambda {n}: {n} + {a})({b}))",
    "{n} = '{w}'; print(len({n}))", "print({a} // {b}, {a} % {b})", "' '.join(['{w}', '{v}'])",
    "{{'{w}': {a}}}['{w}']", "any(i > {a} for i in [{b}, {c}])", "print(list(range({c})))",
    "{n} = {b}; {n} += {a}; print({n})", "print('{w}'.replace('a', 'o'))", "'{w}'.title()", "list('{w}')",
    "len([{a}, {b}, {c}])", "sum([{a}, {b}, {c}]) / 3", "divmod({a}, {b})", "pow({b}, {c})", "int('{a}')",
    "[{n} for {n} in range({b}) if {n} % {c} == 0]", "sum(i * i for i in range({c}))", "print(f'{w} {{{a} + {b}}}')",
    "import math; math.factorial({c})", "import math; print(math.pi * {c} ** 2)",
    "import json; json.dumps({{'{w}': {a}}})", "from datetime import date; print(date(2026, {c}, 5))",
    "from math import gcd; gcd({a}, {b})", "{n} = [i * 2 for i in range({c})]; {n}[-1]", "sorted('{w}')",
    "if {a} > {b}: print('{w}')", "print('yes' if {a} > {b} else 'no')", "'{w}'.index('a')", "'{w},{v}'.split(',')",
    "set('{w}')", "dict(a={a}, b={b})", "tuple(range({c}))", "max('{w}', '{v}', key=len)", "print(*range({c}))",
    "list(zip([{a}, {b}], ['{w}', '{v}']))", "list(map(str, [{a}, {b}]))", "ord('{w}'[0])",
    "enumerate(['{w}', '{v}'])", "all([{a}, 0])", "chr({b})", "oct({a})", "float('{a}.5')", "type({a})", "{a} << 2",
    "print('{w}'[1:3])", "{a} ** 0.5", "for {n} in ['{w}', '{v}']: print(len({n}))",
    "{n} = {{'{w}': {a}}}; print({n}.get('{v}', 0))", "'{w}'.zfill({c})", "print(min({a}, {b}))", "'{w}'.count('a')",
    "({a} + {b}) / 2", "[{a}, {b}, {c}][-1]", "hex({a})",
)  # fmt: skip
_WORDS = (
    "hello banana lisbon python garden marmalade olá casa abacaxi saudade kitchen level teste bola world apple radar "
    "porto mississippi anagram laranja manhã tomate window river castle pássaro gato spam eggs data alpha beta omega "
    "zebra kayak civic relógio paralelo"
).split()


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """Code that no two requests share; the same in every language."""

    def code() -> tuple[str, str]:
        line = rng.choice(_LINES).format(
            a=rng.randint(2, 999), b=rng.randint(2, 99), c=rng.randint(2, 12), n=rng.choice(_NAMES),
            w=rng.choice(_WORDS), v=rng.choice(_WORDS),
        )  # fmt: skip
        return repeated(line)

    tools = PythonTools(LIMITS, BACKENDS)
    return Rehearsal(Toolset([tools.run_python], briefing=tools.briefing), {"code": code})
