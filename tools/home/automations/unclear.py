"""A sentence that asks for another time or on a condition, in a way that is not understood well enough to keep it."""

from __future__ import annotations

from agentlite.errors import ToolError

_WORDS: dict[str, dict[str, str]] = {
    "no_time": {
        "en": "At what time? Say it again with one, such as “at 7:30”.",
        "pt": "A que horas? Diz outra vez com a hora, por exemplo “às 7h30”.",
    },
    "two_times": {
        "en": "That names more than one time. Say one at a time.",
        "pt": "Isso fala de mais de uma hora. Diz uma de cada vez.",
    },
    "two_triggers": {
        "en": "That waits for more than one thing. Say one at a time.",
        "pt": "Isso espera por mais de uma coisa. Diz uma de cada vez.",
    },
    "over": {"en": "That time is over.", "pt": "Essa hora já passou."},
    "sun_once": {
        "en": "With the sun, only every day or days of the week are possible.",
        "pt": "Com o sol, só pode ser todos os dias ou em dias da semana.",
    },
    "no_action": {"en": "What should happen then?", "pt": "E o que deve acontecer então?"},
    "not_understood": {
        "en": "I do not understand when that should be: “{clause}”.",
        "pt": "Não percebo quando deve ser isso: “{clause}”.",
    },
    "nobody": {
        "en": "This home has nobody called “{who}”.",
        "pt": "Esta casa não tem ninguém chamado “{who}”.",
    },
    "who": {"en": "Who are you? Several people live here.", "pt": "Quem és tu? Vivem aqui várias pessoas."},
    "nothing": {
        "en": "Nothing here called “{what}” can tell that.",
        "pt": "Nada aqui chamado “{what}” pode dizer isso.",
    },
    "which": {"en": "Which one do you mean by “{what}”?", "pt": "Qual é que queres dizer com “{what}”?"},
    "no_home": {
        "en": "Without a home there is nothing to watch: only times are possible.",
        "pt": "Sem uma casa não há nada para observar: só pode ser por horas.",
    },
}


class Unclear(ToolError):
    """Nothing was kept. The message says what is missing, in each language; `options` are answers to choose from."""

    def __init__(self, key: str, options: tuple[str, ...] = (), **values: str) -> None:
        say = {language: text.format(**values) for language, text in _WORDS[key].items()}
        super().__init__(say["en"], say=say)
        self.key, self.options = key, options
