"""Things that a request speaks of and this home has not: "the oven", "the ballroom", "o helicóptero".

A phrase such as "the swimming pool" in which no word names a thing, a place or a kind known here, and not every word is
one that people use around requests, names something strange. Then only what is named besides can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from agentlite.said import numbers
from agentlite.words import STOP_WORDS, fold, stem, stems

_TOKEN = re.compile(r"[^\W_]+|[.,;:!?]")
_IS = re.compile(r"\best(?:á|ão|ás|amos)\b")
_INFINITIVE = re.compile(r"\w+[aei]r")
_ENGLISH = frozenset("the my our your that this those these all".split())
_ARTICLES = _ENGLISH | frozenset(
    "o a os as meu minha meus minhas do da dos das no na nos nas ao "
    "aos pelo pela esse essa este esta aquele aquela".split()
)
_ENDS = _ARTICLES | STOP_WORDS | frozenset("and e then to para at with com until are is nao now agora".split())

EVERYDAY = frozenset(
    stems(
        # the home as a whole, its states and what can be set
        "house home flat apartment place space room floor storey building property area everywhere everything "
        "thing things stuff device devices appliance appliances gadget electronics equipment state "
        "status way side left right top bottom carpet rug tapete alcatifa "
        "back front middle brightness intensity color colour temperature volume sound speed position mode "
        "level percent degree setting track song music album artist film movie video show episode playlist "
        "playback radio news channel one ones casa apartamento lar lugar sitio espaco divisao andar piso "
        "edificio tudo coisa coisas aparelho aparelhos estado situacao lado esquerda direita cima baixo tras "
        "frente meio brilho intensidade cor temperatura volume som velocidade posicao modo nivel percentagem "
        "porcentagem grau faixa musica cancao album artista filme video programa episodio lista reproducao "
        "noticias canal silencio mudo rotina limpeza "
        # how much, which
        "all whole entire every each other another same last next previous current first second main little "
        "big small new old full half max maximum min minimum highest lowest high low bright dim dark warm "
        "cold hot cool dry loud quiet good nice possible possivel enough only todo toda todos todas inteiro "
        "inteira mesmo outra outro anterior seguinte proxima proximo atual primeira primeiro segunda "
        "principal pouco bocado maximo maxima minimo minima alto alta baixa forte fraco fraca claro escuro "
        "quente frio fresco seco cheio cheia metade resto "
        # colours
        "red green blue white yellow orange purple pink violet black brown turquoise cyan magenta gold "
        "vermelho vermelha verde azul branco branca amarelo amarela laranja roxo roxa lilas rosa violeta "
        "preto preta castanho marrom turquesa ciano dourado "
        # when and where
        "time moment day night morning evening afternoon today tonight week bed dinner lunch breakfast here "
        "there outside inside hora horas momento dia noite manha tarde hoje semana cama jantar almoco aqui "
        "ali la fora dentro ca vez "
        # who, and what they feel, hold and do
        "kids kid children child baby family guests guest mum mom dad wife husband sister brother son "
        "daughter aunt uncle boss neighbour friend friends flatmate grandma grandpa people nobody someone "
        "hand hands head phone coat noise racket mess heat draught glare light air favour dear machine break "
        "nap snack tea coffee call meeting crianca criancas miudos miudo bebe familia visitas convidados mae "
        "pai mulher marido irma irmao filho filha tia tio chefe vizinho amigos avo ninguem alguem gente mao "
        "maos cabeca telefone casaco barulho ruido confusao calor luz ar favor jeito falta cabo sesta cha "
        "cafe reuniao vontade pressa sol chuva base chave "
        "bit touch tad smidge wee lot while programme match series game podcast tune advert word view sun glare "
        "storm eye eyes ear ears headache migraine neck drink loo toilet privacy postman plumber neighbours "
        "electricity gas holiday feet toes fingers dust crumbs "
        "chao dente dentes olhos pes fria gelada jogo banho novela comando bondade senhor senhora "
    )
)
"""Stems of words that are said around requests and name nothing that could be missing."""


def strangers(request: str, known: Callable[[str], bool]) -> list[str]:
    """The phrases that name something strange; `known(stem)` tells whether a word is used for anything here."""
    return [" ".join(phrase) for article, phrase in _phrases(request) if _is_strange(article, phrase, known)]


def _phrases(request: str) -> Iterator[tuple[str, list[str]]]:
    """Each article with what follows it up to the next word that begins something else; "all" only if of several."""
    phrase: list[str] | None = None
    article = ""
    text = fold(_IS.sub("is", request.casefold()))  # "está" is no article, "esta" is one
    for token in [*_TOKEN.findall(text), "."]:
        if phrase is not None and (token in _ENDS or not token.isalpha()):
            if phrase and (article != "all" or any(word.endswith("s") for word in phrase)):
                yield article, phrase
            phrase = None
        if token in _ARTICLES:
            phrase, article = [], token
        elif phrase is not None:
            phrase.append(token)


def _is_strange(article: str, phrase: list[str], known: Callable[[str], bool]) -> bool:
    """Whether a phrase names something strange. Infinitives follow the Portuguese "a", and are no things."""
    if any(known(stem(word)) for word in phrase):
        return False
    things = [word for word in phrase if article in _ENGLISH or not _INFINITIVE.fullmatch(word)]
    return not all(stem(word) in EVERYDAY or numbers(word) for word in things)
