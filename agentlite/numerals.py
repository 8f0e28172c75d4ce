"""The words for small numbers in English and Portuguese, folded: without accents, in lower case."""

from __future__ import annotations

SMALL: dict[str, int] = {
    word: value
    for value, words in enumerate(
        "zero/one um uma/two dois duas/three tres/four quatro/five cinco/six seis/seven sete/eight oito/nine nove/"
        "ten dez/eleven onze/twelve doze/thirteen treze/fourteen quatorze catorze/fifteen quinze/"
        "sixteen dezesseis dezasseis/seventeen dezessete dezassete/eighteen dezoito/"
        "nineteen dezenove dezanove".split("/")
    )
    for word in words.split()
}
"""0 to 19."""

TENS: dict[str, int] = {
    word: 10 * value
    for value, words in enumerate(
        "twenty vinte/thirty trinta/forty quarenta/fifty cinquenta/sixty sessenta/seventy setenta/eighty oitenta/"
        "ninety noventa".split("/"),
        start=2,
    )
    for word in words.split()
}
"""20, 30, up to 90."""
