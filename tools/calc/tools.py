"""calculate, convert, days_until, add_to_date: their arguments are read out of the request by rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from agentlite.packs import Setting
from agentlite.tools.calc import work
from agentlite.tools.calc.measures import amounts, targets
from agentlite.tools.calc.reading import expressions
from agentlite.tools.calc.spans import TODAY, day_of, days, stretches
from agentlite.toolset import Briefing, Choices, Outcome, Toolset, tool


def _expressions(tools: CalcTools, request: str) -> list[str]:
    return expressions(request, tools.setting.language)


def _amounts(tools: CalcTools, request: str) -> list[str]:
    return amounts(request, tools.setting.language)


def _targets(tools: CalcTools, request: str) -> list[str]:
    return targets(request, tools.setting.language)


def _stretches(tools: CalcTools, request: str) -> list[str]:
    return stretches(request, tools.setting.language)


def _ends(tools: CalcTools, request: str) -> list[str]:
    """The last day that a request names, or the one it counts to."""
    return [said.text for said in days(request, tools.today())][-1:]


def _starts(tools: CalcTools, request: str) -> list[str]:
    """The first of the days that a request names, if there are several; else today."""
    named = [said.text for said in days(request, tools.today())]
    return named[:1] if len(named) > 1 else [TODAY]


def _origins(tools: CalcTools, request: str) -> list[str]:
    """The day that a request counts from: today, where it names none."""
    return [said.text for said in days(request, tools.today())][:1] or [TODAY]


class CalcTools:
    """The tools of the calc pack. `today` gives the day it is."""

    def __init__(self, setting: Setting, today: Callable[[], date] = date.today) -> None:
        self.setting, self.today = setting, today

    def toolset(self) -> Toolset:
        """All of them."""
        return Toolset([self.calculate, self.convert, self.days_until, self.add_to_date], briefing=self.briefing)

    def briefing(self, request: str) -> Briefing:
        """There is nothing to tell but that they are here."""
        return Briefing("calc:")

    @tool(risk="read")
    async def calculate(self, expression: Annotated[str, Choices(_expressions)]) -> Outcome:
        """Work out arithmetic: sums, percentages, powers, roots, averages.

        Args:
            expression: what to work out, such as 12 * 7 or 80 - 15%
        """
        return await self.setting.run(work.calculate, expression=expression)

    @tool(risk="read")
    async def convert(
        self, quantity: Annotated[str, Choices(_amounts)], to: Annotated[str, Choices(_targets)]
    ) -> Outcome:
        """Convert an amount to another unit of length, mass, volume, temperature, speed, area, data, time or energy.

        Args:
            quantity: the amount with its unit, such as 5 km
            to: the other unit
        """
        return await self.setting.run(work.convert, quantity=quantity, to=to)

    @tool(risk="read")
    async def days_until(
        self, date: Annotated[str, Choices(_ends)], start: Annotated[str, Choices(_starts)]
    ) -> Outcome:
        """Count the days between two dates, or from today to a date.

        Args:
            date: the day to count to
            start: the day to count from
        """
        today = self.today()
        first = day_of(start, today)
        last = day_of(date, first if start != TODAY else today)  # a day without a year is the next one
        return await self.setting.run(
            work.days_until, date=last.isoformat(), start=first.isoformat(), today=today.isoformat()
        )

    @tool(risk="read")
    async def add_to_date(
        self, amount: Annotated[str, Choices(_stretches)], date: Annotated[str, Choices(_origins)]
    ) -> Outcome:
        """Say which date lies some days, weeks, months or years after or before a date.

        Args:
            amount: how far, such as 3 weeks, or -3 weeks for before
            date: the day to count from
        """
        return await self.setting.run(work.add_to_date, amount=amount, date=day_of(date, self.today()).isoformat())
