"""Arithmetic on exact fractions: a text such as `80 - 15%` → its tree → its value. Nothing is ever evaluated as code.

expression := sum ["as %"]
sum        := product (("+" | "-") product)*       `80 - 15%` takes 15% of what stands before it away
product    := signed (("*" | "/" | "mod" | "of") signed)*
signed     := "-" signed | power
power      := postfix ["^" signed]
postfix    := atom ("%" | "!")*
atom       := number | "(" expression ")" | ("sqrt" | "cbrt") "(" expression ")"
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal, DecimalException
from fractions import Fraction
from typing import TypeAlias

from agentlite.errors import ToolError

MOST_CHARACTERS = 400
DEEPEST = 40
MOST_BITS = 40_000
LARGEST_FACTORIAL = 2_000
DIGITS = 40
"""Significant digits of what cannot be written exactly: roots and broken powers."""

Tree: TypeAlias = tuple[str, tuple["Tree", ...]]
"""An operator and its operands; a number is itself as text, without operands."""

_TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|sqrt|cbrt|of|mod|as %|[-+*/^()%!])")
_PRECISE = Context(prec=DIGITS, Emax=12_000, Emin=-12_000)


@dataclass(frozen=True, slots=True)
class Value:
    """A number; `exact` is false if it had to be rounded to 40 significant digits."""

    number: Fraction
    exact: bool = True


def tokens(text: str) -> list[str]:
    """The words of an expression. Raises `ToolError` if it holds anything else, or more than 400 characters."""
    found, position = [], 0
    text = text.strip()
    while position < len(text) <= MOST_CHARACTERS:
        match = _TOKEN.match(text, position)
        if match is None:
            raise not_arithmetic(text)
        found.append(match[1])
        position = match.end()
    if not found:
        raise not_arithmetic(text[:MOST_CHARACTERS])
    return found


def parse(words: list[str]) -> Tree:
    """The tree of an expression's words. Raises `ToolError` if they are none."""
    reader = _Reader(words)
    tree = reader.expression()
    if reader.word:
        raise not_arithmetic(" ".join(words))
    return tree


def operations(tree: Tree) -> int:
    """How much there is to work out in it: none in a number, a percentage or a negative number."""
    operator, operands = tree
    return (bool(operands) and operator not in ("group", "%", "negative")) + sum(map(operations, operands))


def written(tree: Tree) -> str:
    """The tree as text, in the one notation that is the same for all ways to say it."""
    operator, operands = tree
    parts = [written(operand) for operand in operands]
    match operator:
        case "group":
            return f"({parts[0]})"
        case "sqrt" | "cbrt":
            return f"{operator}({parts[0]})"
        case "negative":
            return f"-{parts[0]}"
        case "%" | "!":
            return parts[0] + operator
        case "as %":
            return f"{parts[0]} as %"
        case "^":
            return "^".join(parts)
    return f" {operator} ".join(parts) if parts else operator


def value_of(tree: Tree) -> Value:
    """What it comes to. Raises `ToolError` for what has no value, or one of more than 40,000 binary digits."""
    operator, operands = tree
    if not operands:
        return Value(Fraction(operator))
    values = [value_of(operand) for operand in operands]
    exact = all(value.exact for value in values)
    first, *rest = (value.number for value in values)
    match operator:
        case "^":
            made = _power(first, rest[0])
        case "sqrt":
            made = _power(first, Fraction(1, 2))
        case "cbrt":
            made = _power(abs(first), Fraction(1, 3))
            made = Value(-made.number if first < 0 else made.number, made.exact)
        case "+" | "-" if _is_percentage(operands[1]):
            made = Value(first * (1 + (rest[0] if operator == "+" else -rest[0])))
        case _:
            made = Value(_plain(operator, first, rest))
    if _bits(made.number) > MOST_BITS:
        raise too_large()
    return Value(made.number, exact and made.exact)


def _plain(operator: str, first: Fraction, rest: list[Fraction]) -> Fraction:
    match operator:
        case "+":
            return first + rest[0]
        case "-":
            return first - rest[0]
        case "*" | "of":
            return first * rest[0]
        case "/" | "mod" if rest[0] == 0:
            raise ToolError("Nothing can be divided by zero.", say={"pt": "Não se pode dividir por zero."})
        case "/":
            return first / rest[0]
        case "mod":
            return first % rest[0]
        case "%":
            return first / 100
        case "!":
            return Fraction(_factorial(first))
        case "negative":
            return -first
    return first


def _is_percentage(tree: Tree) -> bool:
    return tree[0] == "%"


def _factorial(number: Fraction) -> int:
    if number.denominator != 1 or number < 0:
        raise ToolError(
            "Only whole numbers from 0 on have a factorial.",
            say={"pt": "Só os números inteiros a partir de 0 têm fatorial."},
        )
    if number > LARGEST_FACTORIAL:
        raise too_large()
    return math.factorial(number.numerator)


def _power(base: Fraction, exponent: Fraction) -> Value:
    if base == 0 and exponent < 0:
        return Value(_plain("/", Fraction(1), [base]))
    if exponent.denominator == 1:
        if _bits(base) * abs(exponent.numerator) > MOST_BITS and abs(base) != 1 and base != 0:
            raise too_large()
        return Value(base**exponent.numerator)
    if base < 0:
        raise ToolError("A negative number has no such root.", say={"pt": "Um número negativo não tem essa raiz."})
    root = _exact_root(base, exponent.denominator)
    if root is not None:
        return _power(root, Fraction(exponent.numerator))
    try:
        return Value(Fraction(_PRECISE.power(_decimal(base), _decimal(exponent))), exact=False)
    except DecimalException:
        raise too_large() from None


def _exact_root(number: Fraction, degree: int) -> Fraction | None:
    """The root of this degree, if it is a fraction."""
    if degree > 64:
        return None
    above, below = _whole_root(number.numerator, degree), _whole_root(number.denominator, degree)
    return None if above is None or below is None else Fraction(above, below)


def _whole_root(number: int, degree: int) -> int | None:
    """By Newton's method in whole numbers, from above."""
    if number < 2:
        return number
    root = 1 << -(-number.bit_length() // degree)
    while True:
        closer = ((degree - 1) * root + number // root ** (degree - 1)) // degree
        if closer >= root:
            return root if root**degree == number else None
        root = closer


def _decimal(number: Fraction) -> Decimal:
    return _PRECISE.divide(Decimal(number.numerator), Decimal(number.denominator))


def _bits(number: Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())


def not_arithmetic(text: str) -> ToolError:
    return ToolError(
        f"{text[:80]!r} is not an arithmetic expression.",
        hint="Use numbers, + - * / ^ % and brackets.",
        say={"pt": f"{text[:80]!r} não é uma conta."},
    )


def too_large() -> ToolError:
    return ToolError("That number is too large for me.", say={"pt": "Esse número é grande demais para mim."})


class _Reader:
    """One pass over the words; each method reads what the grammar calls by its name."""

    def __init__(self, words: list[str]) -> None:
        self._words, self._at, self._depth = words, 0, 0

    @property
    def word(self) -> str:
        """The next word, or "" at the end."""
        return self._words[self._at] if self._at < len(self._words) else ""

    def _take(self) -> str:
        self._at += 1
        return self._words[self._at - 1]

    def expression(self) -> Tree:
        tree = self._chain(("+", "-"), self._product)
        return (self._take(), (tree,)) if self.word == "as %" else tree

    def _product(self) -> Tree:
        return self._chain(("*", "/", "mod", "of"), self._signed)

    def _chain(self, operators: tuple[str, ...], operand: Callable[[], Tree]) -> Tree:
        tree = operand()
        while self.word in operators:
            tree = (self._take(), (tree, operand()))
        return tree

    def _signed(self) -> Tree:
        if self.word != "-":
            return self._raised()
        self._take()
        return ("negative", (self._nested(self._signed),))

    def _raised(self) -> Tree:
        tree = self._atom()
        while self.word in ("%", "!"):
            tree = (self._take(), (tree,))
        if self.word != "^":
            return tree
        self._take()
        return ("^", (tree, self._nested(self._signed)))

    def _atom(self) -> Tree:
        if self.word[:1].isdecimal():
            return (self._take(), ())
        function = self._take() if self.word in ("sqrt", "cbrt") else "group"
        if self.word != "(":
            raise not_arithmetic(" ".join(self._words))
        self._take()
        inner = self._nested(self.expression)
        if self.word != ")":
            raise not_arithmetic(" ".join(self._words))
        self._take()
        return (function, (inner,))

    def _nested(self, read: Callable[[], Tree]) -> Tree:
        self._depth += 1
        if self._depth > DEEPEST:
            raise not_arithmetic(" ".join(self._words))
        tree = read()
        self._depth -= 1
        return tree
