"""Escalation on the command line: who may decide what the model is not sure of, and what may leave for that."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from agentlite.cli.approval import Approval
from agentlite.cli.console import interactive, note
from agentlite.cli.wording import say
from agentlite.errors import ConfigurationError, InputError
from agentlite.limits import Limits
from agentlite.places import data_folder

if TYPE_CHECKING:
    from agentlite.agent import Agent
    from agentlite.certificates import Certificate
    from agentlite.egress import Budget, Door
    from agentlite.escalation import Rung
    from agentlite.gate import Gate
    from agentlite.language import Language
    from agentlite.models.providers import Price

Command = TypeVar("Command", bound=Callable[..., Any])

_USUAL, _PATIENCE = 60.0, 3600.0
"""Seconds that an answer may take, and those where a person is shown the request first."""

_KINDS: dict[str, type[int] | type[float]] = {"calls": int, "bytes": int, "money": float}


def _go_offline(context: click.Context, option: click.Parameter, chosen: bool) -> None:
    from agentlite.egress.policy import SWITCH

    if chosen:
        os.environ[SWITCH] = "1"


def escalation(command: Command) -> Command:
    """The options that say who may help, and what may leave for that (`opened` takes their values)."""
    for option in (
        click.option(
            "--offline",
            is_flag=True,
            expose_value=False,
            callback=_go_offline,
            help="Let nothing leave this machine, whatever else is said.",
        ),
        click.option("--preview", is_flag=True, help="Show what would leave, and ask before it does."),
        click.option(
            "--price", metavar="IN/OUT", help="What those models cost: dollars per million tokens read/written."
        ),
        click.option(
            "--budget", metavar="LIMITS", help="What may leave in a day, such as calls=20,bytes=200000,money=0.5."
        ),
        click.option("--careful", is_flag=True, help="Ask before doing what the model for homes is not sure of."),
        click.option(
            "--certificate", type=Path, metavar="FILE", help="Act on decisions this sure (see agentlite calibrate)."
        ),
        click.option(
            "--escalate-to",
            multiple=True,
            metavar="M",
            help="Who decides a step that is not sure enough; give it again for a ladder.",
        ),
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Escalation:
    """The gate, its certificate, and what an agent is to be given."""

    gate: Gate | None
    certificate: Certificate | None
    settings: dict[str, Any]
    """Arguments for `Agent`; none if no option asks for a gate."""

    async def check(self, agent: Agent, language: Language) -> None:
        """Tell the person if the certificate promises nothing for this agent."""
        from agentlite.certificates import explain, subject
        from agentlite.prompting import instructions

        if self.gate is None or self.certificate is None:
            return
        info = await agent.model.info()
        if not self.certificate.matches(subject(info, instructions(info), agent.tools)):
            note(say("stale", language, strict=self.gate.strict), fg="yellow")
        elif self.certificate.threshold is None:
            note(explain(self.certificate, language), fg="yellow")


@contextmanager
def opened(
    person: Approval,
    model: str,
    *,
    escalate_to: tuple[str, ...],
    certificate: Path | None,
    careful: bool,
    budget: str | None,
    price: str | None,
    preview: bool,
) -> Iterator[Escalation]:
    """What the options mean for an agent of `model`: without --escalate-to, --certificate and --careful, no gate.

    Raises `ConfigurationError` for options that cannot be kept, `InputError` for a file that is no certificate,
    `EgressRefused` for a model elsewhere while offline, `StorageError` if the ledger cannot be used.
    """
    from agentlite.egress import leaves_machine
    from agentlite.gate import Gate

    watched = bool(preview or budget or price)
    if watched and (not escalate_to or leaves_machine(model)):
        raise ConfigurationError(
            "--preview, --budget and --price hold for what leaves for a model of --escalate-to, and for nothing else.",
            hint="Let a local model be the --model, and name the other with --escalate-to.",
        )
    promised = promise(certificate, careful=careful)
    if not escalate_to and promised is None:
        yield Escalation(None, None, {})
        return
    paid = _price(price) if price else None
    allowed = _budget(budget, priced=paid is not None) if budget else None
    attended = interactive()
    gate = Gate.promising(promised, attended=attended) if promised else Gate(attended=attended)
    with ExitStack() as stack:
        door = None
        if any(map(leaves_machine, escalate_to)):
            door = _door(stack, person if preview else None, allowed)
        rungs = tuple(
            _rung(name, door, paid, patient=preview, last=place == len(escalate_to))
            for place, name in enumerate(escalate_to, start=1)
        )
        settings: dict[str, Any] = {"gate": gate, "escalate_to": rungs, "ask": person.choose if attended else None}
        if preview:
            settings["limits"] = Limits(seconds=_PATIENCE)
        yield Escalation(gate, promised, settings)


def _door(stack: ExitStack, person: Approval | None, budget: Budget | None) -> Door:
    """The way out, whose ledger is in the data folder; `person` is shown everything first, if given."""
    from agentlite.egress import Door, Ledger, Policy

    ledger = stack.enter_context(Ledger(data_folder() / "egress.db"))
    consent = person.consent if person else None
    return Door(ledger, policy=Policy(ask=person is not None), consent=consent, budget=budget)


def _rung(name: str, door: Door | None, price: Price | None, *, patient: bool, last: bool) -> Rung:
    """One model of the ladder. What a local one decides passes the gate too, unless there is nobody above it."""
    from agentlite.egress import check_offline
    from agentlite.escalation import Rung
    from agentlite.models.openai_compat import OpenAICompatModel
    from agentlite.models.providers import PROVIDERS, provider_named, split_name
    from agentlite.models.registry import resolve

    kind, _, rest = name.strip().partition(":")
    if door is None or kind not in PROVIDERS or not rest:
        return Rung(resolve(name), trusted=last)
    check_offline(name)
    transport = door.transport(provider_named(kind, split_name(rest)[1]).address)
    seconds = _PATIENCE if patient else _USUAL
    return Rung(OpenAICompatModel(rest, provider=kind, price=price, timeout=seconds, transport=transport), door)


def promise(path: Path | None, *, careful: bool) -> Certificate | None:
    """The certificate in the file `path`, or, for `careful`, the one that came with the model for homes.

    Raises `InputError` for a file that is no certificate, `ConfigurationError` if both are asked for.
    """
    if path is None and not careful:
        return None
    if path is not None and careful:
        raise ConfigurationError(
            "--careful and --certificate name two certificates.", hint="Leave --careful out to go by your own."
        )
    from agentlite.certificates import Certificate
    from agentlite.models.shipped import shipped_certificate

    if path is None:
        return shipped_certificate()
    try:
        text = path.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The certificate {path} cannot be read.", hint="agentlite calibrate --out FILE") from error
    return Certificate.from_json(text)


def _price(text: str) -> Price:
    from agentlite.models.providers import Price

    try:
        read, written = (_positive(float, part) for part in text.split("/"))
    except ValueError as error:
        raise ConfigurationError(f"{text!r} is no price.", hint="Write --price 0.25/2, in dollars.") from error
    return Price(read, written)


def _budget(text: str, *, priced: bool) -> Budget:
    from agentlite.egress import Budget

    limits: dict[str, Any] = {}
    for part in text.split(","):
        kind, _, amount = part.strip().partition("=")
        try:
            limits[kind] = _positive(_KINDS[kind], amount)
        except (KeyError, ValueError) as error:
            raise ConfigurationError(
                f"{part!r} is no limit.", hint="Write --budget calls=20,bytes=200000,money=0.5, or some of these."
            ) from error
    if "money" in limits and not priced:
        raise ConfigurationError("A budget of money needs a price.", hint="Add --price IN/OUT, or limit calls.")
    return Budget(**limits)


def _positive(kind: type[int] | type[float], text: str) -> float:
    """Raises `ValueError` for what is no number from 0 on."""
    number = kind(text)
    if not number >= 0:
        raise ValueError(text)
    return number
