"""Numbers, durations, times of day and days as they are said at random in a rehearsal."""

from __future__ import annotations

import random
from datetime import date, timedelta

from agentlite.tools.clock import day_names
from agentlite.tools.clock.rehearsal_words import (
    AFTER_HOUR,
    AHEAD,
    AT,
    CONTRACTED,
    DAYS,
    LENGTHS,
    OCCASIONS,
    ODD,
    PART_OF_DAY,
    PARTS,
    UNITS,
    WORDS,
)
from agentlite.tools.clock.said_dates import MONTHS
from agentlite.train.numbers import spoken


class Speaker:
    """Somebody who speaks `language` ("en", "pt-BR" or "pt-PT")."""

    def __init__(self, rng: random.Random, language: str) -> None:
        self.rng, self.language = rng, language
        self.family = "en" if language == "en" else "pt"

    def number(self, value: int, *, of_hours: bool = False) -> str:
        """In digits or in words; hours are feminine in Portuguese."""
        if self.rng.random() < 0.5:
            return str(value)
        words = spoken(value, self.language)
        if of_hours and self.family == "pt":
            words = f"{words}a" if words.endswith("um") else words.replace("dois", "duas")
        return words

    def duration(self) -> str:
        """A duration of up to some hours."""
        roll = self.rng.random()
        if roll < 0.12:
            return self.rng.choice(ODD[self.family])
        if roll < 0.2:
            return f"{self.number(self.rng.choice((10, 15, 20, 30, 40, 45, 90)))} {UNITS[self.family]['s']}s"
        return self.length(self.rng.choice(LENGTHS))

    def length(self, minutes: int) -> str:
        """A whole number of minutes."""
        units = UNITS[self.family]
        if minutes == 30 and self.rng.random() < 0.4:
            return units["half"]
        if minutes >= 60 and self.rng.random() < 0.6:
            hours, rest = divmod(minutes, 60)
            whole = units["one_hour"] if hours == 1 else f"{self.number(hours, of_hours=True)} {units['h']}s"
            return f"{whole} {units['and']} {self.number(rest)} {units['min']}s" if rest else whole
        if minutes == 1:
            return units["one_minute"]
        return f"{self.number(minutes)} {self.rng.choice((units['min'] + 's', units['min'] + 's', 'min'))}"

    def day(self) -> str:
        """A day soon to come."""
        return self._of_week("day")

    def date(self) -> str:
        """Any day."""
        if self.rng.random() < 0.5:
            return self.day()
        day = date(2027, 1, 1) + timedelta(days=self.rng.randrange(365))
        if self.family == "pt":
            return f"{day.day} de {day_names.MONTHS['pt'][day.month - 1]}"
        month = MONTHS[day.month - 1].capitalize()
        return self.rng.choice((f"{month} {day.day}", f"{day.day} {month}", f"the {_nth(day.day)} of {month}"))

    def moment(self, hour: int, minute: int) -> str:
        """A time of day, often with its day or days, and the words that lead to it: "amanhã às 8"."""
        at = f"{self.rng.choice(AT[self.language])} {self.clock(hour, minute)}"
        for wrong, right in CONTRACTED.items():
            at = at.replace(wrong, right)
        if self.rng.random() < 0.45:
            return at
        day = self._of_week(self.rng.choices(("day", "repeat", "far_day"), (5, 3, 2))[0])
        return f"{at} {day}" if self.rng.random() < 0.5 else f"{day} {at}"

    def ahead(self) -> str:
        """Some time from now."""
        return f"{self.rng.choice(AHEAD[self.family])} {self.duration()}"

    def part_of_a_day(self) -> str:
        """A day to come, or a part of it, or an occasion in it."""
        if self.rng.random() < 0.2:
            return self._of_week("far_day")
        if self.rng.random() < 0.3:
            occasion = self.rng.choice(OCCASIONS[self.family])
            return occasion if self.rng.random() < 0.6 else f"{self.day()} {occasion}"
        return f"{self.day()} {self.rng.choice(PARTS[self.family])}".strip()

    def clock(self, hour: int, minute: int) -> str:
        """A time of day, mostly such that it is clear which half of the day is meant."""
        if self.rng.random() < (0.6 if hour > 12 else 0.2):
            return self._in_figures(hour, minute)
        if (hour, minute) == (12, 0):
            return "noon" if self.family == "en" else "meio-dia"
        if self.family == "en" and self.rng.random() < 0.4:
            small = f"{(hour - 1) % 12 + 1}{f':{minute:02}' if minute else ''}"
            return f"{small}{self.rng.choice(('', ' '))}{'am' if hour < 12 else 'pm'}"
        words = self._in_words((hour - 1) % 12 + 1, minute)
        if self.rng.random() < 0.4:
            return words
        part = "morning" if hour < 12 else "afternoon" if hour < (18 if self.family == "en" else 19) else "evening"
        return f"{words} {PART_OF_DAY[self.family][part]}"

    def _in_figures(self, hour: int, minute: int) -> str:
        if self.family == "pt" and self.rng.random() < 0.6:
            return f"{hour}h{minute:02}" if minute else f"{hour}h"
        return f"{hour:02}:{minute:02}"

    def _in_words(self, hour: int, minute: int) -> str:
        """A time on the twelve hours of a dial."""
        this, following = (self.number(n, of_hours=True) for n in (hour, hour % 12 + 1))
        if minute == 0:
            return this + self.rng.choice(AFTER_HOUR[self.family])
        told = [f"{this} {self.number(minute)}" if minute > 9 else f"{hour}:{minute:02}"]
        if self.family == "pt":
            told = [f"{this} e {self.number(minute)}"]
            quarters = {15: [f"{this} e um quarto", f"{this} e quinze"], 30: [f"{this} e meia"]}
            if self.language == "pt-PT":
                quarters[45] = [f"{following} menos um quarto", f"um quarto para as {following}"]
                quarters |= {m: [f"{following} menos {self.number(60 - m)}"] for m in (40, 50, 55)}
            else:
                quarters[45] = [f"quinze para as {following}", f"quinze pras {following}"]
            quarters |= {m: [f"{self.number(60 - m)} para as {following}"] for m in (40, 50, 55)} | quarters
        else:
            quarters = {
                15: [f"quarter past {this}", f"a quarter past {this}"],
                30: [f"half past {this}", f"half {this}"],
            }
            quarters[45] = [f"a quarter to {following}", f"quarter to {following}"]
            quarters |= {m: [f"{self.number(m)} past {this}"] for m in (5, 10, 20, 25)}
            quarters |= {m: [f"{self.number(60 - m)} to {following}"] for m in (35, 40, 50, 55)}
        return self.rng.choice(quarters.get(minute, []) * 3 + told)

    def _of_week(self, kind: str) -> str:
        day, other = self.rng.sample(DAYS[self.family], 2)
        number, month = self.rng.randint(2, 9), day_names.MONTHS[self.family][self.rng.randrange(12)]
        template = self.rng.choice(WORDS[self.family][kind])
        return template.format(day=day, other=other, n=number, nth=_nth(number), month=month)


def _nth(number: int) -> str:
    """ "3rd" """
    if number // 10 == 1:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
