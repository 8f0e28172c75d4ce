"""The words for small numbers in English and Portuguese, folded: without accents, in lower case."""

from __future__ import annotations


def valued(words: str, *, start: int = 0, step: int = 1) -> dict[str, int]:
    """Each word with its value: words of one value stand side by side, and values, `step` apart, between slashes."""
    return {word: step * n for n, alike in enumerate(words.split("/"), start) for word in alike.split()}


SMALL = valued(
    "zero/one um uma/two dois duas/three tres/four quatro/five cinco/six seis/seven sete/eight oito/nine nove/"
    "ten dez/eleven onze/twelve doze/thirteen treze/fourteen quatorze catorze/fifteen quinze/"
    "sixteen dezesseis dezasseis/seventeen dezessete dezassete/eighteen dezoito/"
    "nineteen dezenove dezanove"
)
"""0 to 19."""

TENS = valued(
    "twenty vinte/thirty trinta/forty quarenta/fifty cinquenta/sixty sessenta/seventy setenta/eighty oitenta/"
    "ninety noventa",
    start=2,
    step=10,
)
"""20, 30, up to 90."""
