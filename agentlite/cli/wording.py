"""The command line's own sentences, in English and Portuguese, and values in words."""

from __future__ import annotations

import json
from functools import partial

from agentlite.actions import Change, Json, ToolCall
from agentlite.language import Language, Sentences, said

_LONGEST_VALUE = 60

_SENTENCES: Sentences = {
    "done": {"en": "done", "pt": "feito"},
    "answered": {"en": "answered", "pt": "respondido"},
    "asked": {"en": "asked", "pt": "falta saber"},
    "declined": {"en": "declined", "pt": "recusado"},
    "refused": {"en": "not understood", "pt": "não percebido"},
    "failed": {"en": "failed", "pt": "falhou"},
    "limit": {"en": "stopped at a limit", "pt": "parado num limite"},
    "interrupted": {"en": "interrupted", "pt": "interrompido"},
    "confidence": {"en": "confidence {value}", "pt": "confiança {value}"},
    "unknown": {"en": "unknown", "pt": "desconhecida"},
    "run": {"en": "run {run_id}", "pt": "execução {run_id}"},
    "sent_back": {"en": "sent back to the model: {reason}", "pt": "devolvido ao modelo: {reason}"},
    "decided_by": {"en": "decided by {model}", "pt": "decidido por {model}"},
    "why": {"en": "gate: {why}", "pt": "triagem: {why}"},
    "leaves": {
        "en": "This would leave this machine for {model} ({bytes:,} bytes to {url}):",
        "pt": "Isto sairia desta máquina para {model} ({bytes:,} bytes para {url}):",
    },
    "in_place": {
        "en": "In place of names: {redactions}. Withheld: {withheld}.",
        "pt": "Em vez de nomes: {redactions}. Retido: {withheld}.",
    },
    "send": {"en": "Send it? [y/N/a = show all of it] ", "pt": "Envio? [s/N/t = mostrar tudo] "},
    "nobody_consents": {
        "en": "There is no terminal to show it on, so nothing was sent.",
        "pt": "Não há terminal onde o mostrar, por isso nada foi enviado.",
    },
    "stale": {
        "en": (
            "The certificate is not about this model, prompt and tools, so a decision needs a confidence of "
            "{strict:.2f}. Make a new one: agentlite calibrate"
        ),
        "pt": (
            "O certificado não é deste modelo, prompt e ferramentas; por isso uma decisão precisa de uma confiança de "
            "{strict:.2f}. Faz um novo: agentlite calibrate"
        ),
    },
    "approve": {
        "en": "Do it? (a: yes, and ask no more about exactly this for {days} days) [y/N] ",
        "pt": "Faço? (a: sim, e não perguntes mais por exatamente isto durante {days} dias) [s/N] ",
    },
    "approve_tainted": {"en": "Do it? [y/N] ", "pt": "Faço? [s/N] "},
    "chosen_before": {
        "en": "You chose before that this needs no question: {call}",
        "pt": "Já escolheste que isto não precisa de pergunta: {call}",
    },
    "nobody_asked": {
        "en": "There is no terminal to ask for approval on. Use --yes to approve beforehand.",
        "pt": "Não há terminal onde pedir aprovação. Usa --yes para aprovar de antemão.",
    },
    "pick": {
        "en": "A number picks; anything else is a new request.",
        "pt": "Um número escolhe; o resto é um pedido novo.",
    },
    "add": {
        "en": "Your reply is added to the request; an empty line drops it.",
        "pt": "A resposta junta-se ao pedido; uma linha vazia abandona-o.",
    },
    "welcome": {
        "en": "{model}. Say what to do; /house shows the house, /quit leaves.",
        "pt": "{model}. Diz o que fazer; /house mostra a casa, /quit sai.",
    },
    "no_command": {
        "en": "There is no command {command}. There are /house and /quit.",
        "pt": "Não há o comando {command}. Há /house e /quit.",
    },
    "bye": {"en": "Bye.", "pt": "Até à próxima."},
    "no_runs": {"en": "There are no runs in {path} yet.", "pt": "Ainda não há execuções em {path}."},
    "not_begun": {"en": "It never began.", "pt": "Nunca começou."},
    "end_unknown": {
        "en": "It began, and nobody saw it end: it may or may not have happened.",
        "pt": "Começou, e ninguém a viu acabar: pode ou não ter acontecido.",
    },
    "resumable": {
        "en": "Cut off. Go on with it: agentlite runs resume {run_id}",
        "pt": "Ficou a meio. Para continuar: agentlite runs resume {run_id}",
    },
}

_ATTRIBUTES: dict[str, str] = {
    "brightness": "brilho", "temperature": "temperatura", "current_position": "posição", "percentage": "velocidade",
    "volume_level": "volume", "is_volume_muted": "sem som", "todo_items": "itens", "rgb_color": "cor",
    "media_title": "título", "last_triggered": "última vez",
}  # fmt: skip


say = partial(said, _SENTENCES)
"""The sentence `key` in `language`, with its {placeholders} filled."""


def sure(confidence: float | None, language: Language) -> str:
    """The confidence in words: "confidence 0.98"."""
    value = say("unknown", language) if confidence is None else f"{confidence:.2f}"
    return say("confidence", language, value=value)


def duration(milliseconds: float) -> str:
    """ "8 ms", or "2.3 s" from a second on."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def call_text(call: ToolCall) -> str:
    """The call without quotes: "turn_on(target=Desk lamp)"."""
    return f"{call.tool}({', '.join(f'{name}={_value(value)}' for name, value in call.arguments.items())})"


def change_text(change: Change, language: Language) -> str:
    """The change in words: "Desk lamp: off → on", "Desk lamp, brightness: – → 40%"."""
    from agentlite.tools.home.wording import word_in

    if change.attribute == "state":
        before, after = (word_in(str(value), language) for value in (change.before, change.after))
        return f"{change.subject}: {before} → {after}"
    name = change.attribute.replace("_", " ")
    if language == "pt":
        name = _ATTRIBUTES.get(change.attribute, name)
    before, after = (_reading(change.attribute, value) for value in (change.before, change.after))
    return f"{change.subject}, {name}: {before} → {after}"


def _reading(attribute: str, value: Json) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if attribute == "brightness":
            return f"{value / 255:.0%}"
        if attribute == "volume_level":
            return f"{value:.0%}"
        if attribute in ("percentage", "current_position"):
            return f"{value:g}%"
    return _value(value)


def _value(value: Json) -> str:
    if value is None:
        return "–"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
