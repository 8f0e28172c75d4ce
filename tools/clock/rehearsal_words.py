"""How times, durations and what is set are said in a rehearsal, by language."""

from __future__ import annotations

from agentlite.tools.clock.said_dates import WEEKDAYS
from agentlite.tools.clock.store import Kind

ZONES = ("Europe/Lisbon", "America/Sao_Paulo", "Europe/London", "America/New_York")
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "timer": ("pasta", "eggs", "pizza", "laundry", "tea", "rice", "bread", "workout", "oven", "chicken"),
        "reminder": (
            "call mum", "take the pills", "water the plants", "pay the rent", "take out the bins", "buy milk",
            "feed the cat", "dentist appointment", "send the report", "pick up the kids",
        ),
        "place": (
            "Tokyo", "New York", "London", "Paris", "Sydney", "São Paulo", "Lisbon", "Berlin", "Dubai", "Singapore",
            "Los Angeles", "Chicago", "Madrid", "Moscow", "Toronto", "Rome", "Hong Kong", "Rio de Janeiro", "Athens",
        ),
        "repeat": (
            "every day", "every morning", "on weekdays", "every weekday", "every {day}", "on {day}s", "at weekends",
            "daily", "every {day} and {other}", "from monday to friday",
        ),
        "day": (
            "tomorrow", "tomorrow", "on {day}", "{day}", "next {day}", "today", "the day after tomorrow", "in {n} days",
        ),
    },
    "pt": {
        "timer": ("massa", "ovos", "pizza", "roupa", "chá", "arroz", "pão", "treino", "forno", "frango", "bolo"),
        "reminder": (
            "ligar à mãe", "tomar os comprimidos", "regar as plantas", "pagar a renda", "levar o lixo", "comprar leite",
            "dar comida ao gato", "consulta no dentista", "enviar o relatório", "buscar as crianças",
        ),
        "place": (
            "Tóquio", "Nova Iorque", "Londres", "Paris", "Sydney", "São Paulo", "Lisboa", "Berlim", "Dubai", "Luanda",
            "Los Angeles", "Brasília", "Madrid", "Moscou", "Toronto", "Roma", "Porto", "Rio de Janeiro", "Atenas",
        ),
        "repeat": (
            "todos os dias", "todas as manhãs", "nos dias úteis", "de segunda a sexta", "aos fins de semana",
            "todo dia", "todas as {day}s", "às {day}s e {other}s", "toda {day}", "diariamente",
        ),
        "day": (
            "amanhã", "amanhã", "na {day}", "{day}", "na próxima {day}", "hoje", "depois de amanhã", "daqui a {n} dias",
        ),
    },
}  # fmt: skip
DAYS = {"en": WEEKDAYS, "pt": ("segunda", "terça", "quarta", "quinta", "sexta")}
LENGTHS = (1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 10, 12, 15, 15, 18, 20, 20, 25, 30, 35, 40, 45, 50, 60, 90)
UNITS = {
    "en": {
        "s": "second", "min": "minute", "h": "hour", "one_hour": "an hour", "one_minute": "one minute", "and": "and",
        "half": "half an hour",
    },
    "pt": {
        "s": "segundo", "min": "minuto", "h": "hora", "one_hour": "uma hora", "one_minute": "um minuto", "and": "e",
        "half": "meia hora",
    },
}  # fmt: skip
AHEAD = {"en": ("in",), "pt": ("daqui a", "dentro de", "em")}
AT = {"en": ("at", "at", "for"), "pt-PT": ("às", "às", "para as"), "pt-BR": ("às", "às", "para as", "pras")}
AFTER_HOUR = {"en": ("", "", "", " o'clock"), "pt": ("", "", "", " horas", " em ponto")}
PART_OF_DAY = {
    "en": {"morning": "in the morning", "afternoon": "in the afternoon", "evening": "in the evening"},
    "pt": {"morning": "da manhã", "afternoon": "da tarde", "evening": "da noite"},
}
PARTS = {"en": ("", "morning", "afternoon", "evening"), "pt": ("", "de manhã", "à tarde", "à noite")}
EVERY = {
    "en": ("all {}", "all my {}", "all the {}", "my {}"),
    "pt": ("todos os {}", "os {} todos", "todos os meus {}"),
}
PLURALS: dict[str, dict[Kind, str]] = {
    "en": {"timer": "timers", "alarm": "alarms", "reminder": "reminders"},
    "pt-BR": {"timer": "timers", "alarm": "alarmes", "reminder": "lembretes"},
    "pt-PT": {"timer": "temporizadores", "alarm": "alarmes", "reminder": "lembretes"},
}
ODD = {
    "en": (
        "an hour and a half", "half an hour", "a quarter of an hour", "two and a half minutes", "a couple of minutes",
        "1h30", "an hour", "three quarters of an hour", "two and a half hours", "90 seconds", "a minute",
    ),
    "pt": (
        "uma hora e meia", "meia hora", "um quarto de hora", "dois minutos e meio", "duas horas e meia", "1h30",
        "três quartos de hora", "hora e meia", "5 minutinhos", "uma hora e um quarto", "um minuto", "uma hora e vinte",
    ),
}  # fmt: skip
CONTRACTED = {
    "às uma": "à uma", "as uma": "a uma", "pras uma": "pra uma", "às meio-dia": "ao meio-dia",
    "as meio-dia": "o meio-dia", "pras meio-dia": "pro meio-dia",
}  # fmt: skip
"""What is said where the hour is one, or noon."""
