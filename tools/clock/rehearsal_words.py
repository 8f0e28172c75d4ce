"""How times, durations and what is set are said in a rehearsal, by language."""

from __future__ import annotations

from agentlite.tools.clock.said_dates import WEEKDAYS
from agentlite.tools.clock.store import Kind

ZONES = ("Europe/Lisbon", "America/Sao_Paulo", "Europe/London", "America/New_York")
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "timer": (
            "pasta", "eggs", "pizza", "laundry", "tea", "rice", "bread", "workout", "oven", "chicken", "potatoes",
            "cookies", "cake", "soup", "lasagna", "roast", "steak", "nap", "plank", "meditation", "homework", "parking",
            "washing machine", "dryer", "dishwasher", "broccoli", "fish", "coffee", "dough", "turkey", "stretching",
            "reading time", "screen time", "quiche", "beans", "noodles", "muffins", "bacon", "sauce", "lentils", "pie",
            "green tea", "soft-boiled eggs", "sourdough", "face mask", "hair dye", "barbecue", "ribs", "sprinkler",
            "study break", "piano practice", "time out", "tooth brushing", "bath", "bottle", "power nap", "jelly",
            "ice cream", "wine", "beer in the freezer", "chips", "fish fingers", "popcorn", "stew", "gravy", "corn",
            "brownies", "croissants", "lamb", "salmon", "carrots", "burgers", "presentation", "speech", "chess game",
            "push-ups", "sauna", "steam room", "foot bath", "charging", "paint", "glue", "plaster", "break", "quiz",
        ),
        "place": (
            "Tokyo", "New York", "London", "Paris", "Sydney", "São Paulo", "Lisbon", "Berlin", "Dubai", "Singapore",
            "Los Angeles", "Chicago", "Madrid", "Moscow", "Toronto", "Rome", "Hong Kong", "Rio de Janeiro", "Athens",
            "Bangkok", "Seoul", "Istanbul", "Cairo", "Nairobi", "Buenos Aires", "Mexico City", "Vancouver", "Honolulu",
            "Melbourne", "Auckland", "Beijing", "Shanghai", "Mumbai", "Delhi", "Jakarta", "Manila", "Vienna", "Prague",
            "Warsaw", "Oslo", "Stockholm", "Copenhagen", "Helsinki", "Dublin", "Amsterdam", "Brussels", "Zurich",
            "Geneva", "Milan", "Barcelona", "Porto", "Luanda", "Maputo", "Cape Town", "Lagos", "Boston", "Miami",
            "Seattle", "San Francisco", "Las Vegas", "Denver", "Montreal", "Havana", "Lima", "Bogota", "Santiago",
            "Japan", "India", "California", "Hawaii", "Angola", "Portugal", "the Azores", "Madeira",
        ),
        "repeat": (
            "every day", "every morning", "on weekdays", "every weekday", "every {day}", "on {day}s", "at weekends",
            "daily", "every {day} and {other}", "from monday to friday", "monday to friday", "{day}s and {other}s",
            "every single day", "each morning", "every weekend", "each {day}", "on working days", "every night",
        ),
        "day": (
            "tomorrow", "tomorrow", "on {day}", "{day}", "next {day}", "today", "the day after tomorrow", "in {n} days",
            "this {day}",
        ),
        "far_day": (
            "on the {nth}", "next week", "at the weekend", "in a fortnight", "in {n} weeks", "in a week", "next month",
            "on the {nth} of {month}", "on {month} {nth}", "a week from today", "in two weeks", "at Christmas",
        ),
    },
    "pt": {
        "timer": (
            "massa", "ovos", "pizza", "roupa", "chá", "arroz", "pão", "treino", "forno", "frango", "batatas",
            "bolachas", "bolo", "sopa", "lasanha", "assado", "bife", "sesta", "prancha", "meditação",
            "trabalhos de casa",
            "máquina de lavar", "louça", "brócolos", "peixe", "café", "feijão", "peru", "alongamentos", "leitura",
            "quiche", "bacalhau", "leite", "pudim", "macarrão", "brigadeiro", "pão de queijo", "feijoada", "legumes",
            "salmão", "camarão", "pipocas", "tarte", "torta", "lentilhas", "molho", "costela", "churrasco", "carvão",
            "grelhados", "cerveja no congelador", "gelatina", "biberão", "mamadeira", "banho", "soneca", "intervalo",
            "pausa", "estudo", "piano", "tablet", "televisão", "videojogo", "castigo", "escovar os dentes", "máscara",
            "tinta do cabelo", "rega", "estacionamento", "parquímetro", "secador", "máquina da loiça", "carregamento",
            "cola", "tinta", "discurso", "apresentação", "xadrez", "flexões", "sauna", "massa do pão", "queques",
        ),
        "place": (
            "Tóquio", "Nova Iorque", "Londres", "Paris", "Sydney", "São Paulo", "Lisboa", "Berlim", "Dubai", "Luanda",
            "Los Angeles", "Brasília", "Madrid", "Moscou", "Toronto", "Roma", "Porto", "Rio de Janeiro", "Atenas",
            "Banguecoque", "Seul", "Istambul", "Cairo", "Nairobi", "Buenos Aires", "Vancouver", "Melbourne", "Pequim",
            "Xangai", "Macau", "Maputo", "Praia", "Viena", "Praga", "Varsóvia", "Oslo", "Estocolmo", "Helsínquia",
            "Dublin", "Amesterdão", "Bruxelas", "Zurique", "Genebra", "Milão", "Barcelona", "Boston", "Miami",
            "Seattle", "Las Vegas", "Denver", "Montreal", "Havana", "Lima", "Salvador", "Manaus", "Recife",
            "Fortaleza", "Curitiba", "Belo Horizonte", "Porto Alegre", "Funchal", "Ponta Delgada", "Faro", "Japão",
            "Índia", "China", "Angola", "Havaí", "Açores", "Madeira", "Hong Kong", "Singapura", "Moscovo", "Tel Aviv",
        ),
        "repeat": (
            "todos os dias", "todas as manhãs", "nos dias úteis", "de segunda a sexta", "aos fins de semana",
            "todo dia", "todas as {day}s", "às {day}s e {other}s", "toda {day}", "diariamente", "todo santo dia",
            "de segunda a sexta-feira", "nos fins de semana", "durante a semana", "às {day}s", "todas as noites",
            "todo fim de semana", "cada {day}",
        ),
        "day": (
            "amanhã", "amanhã", "na {day}", "{day}", "na próxima {day}", "hoje", "depois de amanhã", "daqui a {n} dias",
            "esta {day}", "{day} que vem", "{day}-feira", "na {day}-feira",
        ),
        "far_day": (
            "no dia {n}", "na semana que vem", "para a semana", "no fim de semana", "daqui a uma semana", "no Natal",
            "daqui a {n} semanas", "a {n} de {month}", "dia {n} de {month}", "no dia {n} de {month}", "no mês que vem",
            "no próximo mês", "daqui a quinze dias", "de hoje a oito dias",
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
AHEAD = {"en": ("in", "in", "in", "within"), "pt": ("daqui a", "dentro de", "em", "daqui")}
AT = {
    "en": ("at", "at", "at", "for", "by", "around"),
    "pt-PT": ("às", "às", "às", "para as", "pelas", "por volta das", "lá para as"),
    "pt-BR": ("às", "às", "às", "para as", "pras", "umas", "lá pelas", "por volta das"),
}
OCCASIONS = {
    "en": (
        "after lunch",
        "at lunchtime",
        "before dinner",
        "after dinner",
        "before bed",
        "at bedtime",
        "after work",
        "after breakfast",
        "at dinner time",
        "before lunch",
        "at the end of the day",
        "at breakfast",
    ),
    "pt": (
        "depois do almoço",
        "à hora de almoço",
        "na hora do almoço",
        "antes do jantar",
        "depois do jantar",
        "antes de dormir",
        "depois do trabalho",
        "ao fim da tarde",
        "no fim da tarde",
        "no final do dia",
        "ao fim do dia",
        "à hora de jantar",
        "antes do almoço",
        "à noitinha",
        "depois do café da manhã",
    ),
}
"""When, in a day that is as other days are."""
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
        "a minute and a half", "an hour and a quarter", "an hour and twenty minutes", "1 hour 15", "a couple of hours",
        "half a minute", "45 secs", "2 min 30", "2 1/2 minutes", "an hour twenty", "seven and a half minutes", "1h15",
        "one and a half hours", "10 mins", "20m", "2h", "twenty-five minutes", "30s", "two hours and ten minutes",
    ),
    "pt": (
        "uma hora e meia", "meia hora", "um quarto de hora", "dois minutos e meio", "duas horas e meia", "1h30",
        "três quartos de hora", "hora e meia", "5 minutinhos", "uma hora e um quarto", "um minuto", "uma hora e vinte",
        "minuto e meio", "meio minuto", "hora e vinte", "2 min 30", "1h15", "uma horinha", "um par de minutos",
        "cinco minutos e meio", "duas horas e quarenta", "meia horinha", "45 segundos", "20 min", "2h", "30 seg",
        "dez minutinhos", "duas horas e dez minutos", "um minutinho",
    ),
}  # fmt: skip
CONTRACTED = {
    "às uma": "à uma", "as uma": "a uma", "pras uma": "pra uma", "às meio-dia": "ao meio-dia",
    "as meio-dia": "o meio-dia", "pras meio-dia": "pro meio-dia",
    "pelas uma": "pela uma", "das uma": "da uma", "umas uma": "à uma", "pelas meio-dia": "pelo meio-dia",
    "das meio-dia": "do meio-dia", "umas meio-dia": "ao meio-dia",
}  # fmt: skip
"""What is said where the hour is one, or noon."""
