"""The user's language, and the few sentences the framework itself says in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "pt"]
Sentences: TypeAlias = Mapping[str, Mapping[Language, str]]
"""Sentences by key and language, with {placeholders}."""

_COMMON_WORDS: dict[Language, frozenset[str]] = {
    "en": frozenset(
        "the an is are in on off of to turn set open close all it what which my me please lights light room up down "
        "and don't do you how many put add start stop play lock unlock switch with make for there any".split()
    ),
    "pt": frozenset(
        "o os as um uma é está estão esta estao em no na nos nas do da dos das de ligar liga ligue desliga desligue "
        "apaga acende abre abra fecha feche põe poe ponha coloca coloque todas todos luz luzes sala quarto cozinha que "
        "qual quais quantas quantos há ha tem e não nao me por favor para pra pro aumenta diminui baixa sobe muda mude "
        "tranca destranca toca começa aspirador adiciona temperatura ao aos à às".split()
    ),
}


def detect_language(text: str, default: Language = "en") -> Language:
    """The language of a request, by its commonest words; `default` when nothing speaks for either."""
    words = re.findall(r"[\w']+", text.lower())
    scores = {language: sum(word in common for word in words) for language, common in _COMMON_WORDS.items()}
    scores["pt"] += bool(re.search("[ãõçáéíóúâêô]", text.lower()))
    if scores["en"] == scores["pt"]:
        return default
    return "en" if scores["en"] > scores["pt"] else "pt"


_SENTENCES: Sentences = {
    "done": {"en": "Done.", "pt": "Feito."},
    "nothing_done": {"en": "Nothing was done.", "pt": "Não foi feito nada."},
    "failed": {"en": "This did not work: {what}", "pt": "Isto não funcionou: {what}"},
    "not_approved": {
        "en": "This needs your approval, so it was not done: {call}.",
        "pt": "Isto precisa da tua aprovação, por isso não foi feito: {call}.",
    },
    "tainted": {
        "en": "After reading words of others, this may not be done: {call}.",
        "pt": "Depois de ler palavras de outros, isto não se pode fazer: {call}.",
    },
    "changed": {
        "en": "What this would do changed while you were asked, so it was not done: {call}.",
        "pt": "O que isto faria mudou enquanto te perguntava, por isso não foi feito: {call}.",
    },
    "memory": {"en": "memory", "pt": "memória"},
    "refused": {
        "en": "I could not work out what to do, so nothing more was done ({reason})",
        "pt": "Não consegui perceber o que fazer, por isso não foi feito mais nada ({reason})",
    },
    "limit": {
        "en": "I stopped at a limit: {limit}.",
        "pt": "Parei num limite: {limit}.",
    },
    "limit_steps": {"en": "{n} steps", "pt": "{n} passos"},
    "limit_calls": {"en": "{n} calls", "pt": "{n} chamadas"},
    "limit_tokens": {"en": "{n} tokens", "pt": "{n} tokens"},
    "limit_seconds": {"en": "{n} seconds", "pt": "{n} segundos"},
    "interrupted": {
        "en": "{call} was interrupted: it may or may not have happened, and was not repeated.",
        "pt": "{call} foi interrompida: pode ou não ter acontecido, e não foi repetida.",
    },
    "tool_crashed": {"en": "{tool} failed: {error}", "pt": "{tool} falhou: {error}"},
    "not_possible": {"en": "I can't do that here.", "pt": "Não consigo fazer isso aqui."},
    "should_i": {"en": "I am not sure. Should I do this: {calls}?", "pt": "Não tenho a certeza. Faço isto: {calls}?"},
    "which_value": {"en": "Which {name} do you mean ({tool})?", "pt": "Qual destes é ({name}, {tool})?"},
    "not_sure": {
        "en": "I am not sure what to do, so nothing was done. Could you say it differently?",
        "pt": "Não sei ao certo o que fazer, por isso não fiz nada. Podes dizer de outra forma?",
    },
    "yes": {"en": "yes", "pt": "sim"},
    "no": {"en": "no", "pt": "não"},
    "so_far": {"en": "Done before that: {what}", "pt": "Feito antes disso: {what}"},
}


def say(key: str, language: Language, **values: object) -> str:
    """The framework's sentence `key` in `language`, with its {placeholders} filled."""
    return said(_SENTENCES, key, language, **values)


def said(sentences: Sentences, key: str, language: Language, /, **values: object) -> str:
    """The sentence `key` of `sentences` in `language`, with its {placeholders} filled."""
    return sentences[key][language].format(**values)


def in_language(sentences: Mapping[str, str], language: Language, default: str = "") -> str:
    """The sentence for `language`, else the English one, else `default`."""
    return sentences.get(language) or sentences.get("en") or default
