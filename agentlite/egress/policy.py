"""What the owner allows to leave, and the switch that allows nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass

from agentlite.errors import EgressRefused

SWITCH = "AGENTLITE_OFFLINE"
_OFF = frozenset(("", "0", "false", "no", "off"))


@dataclass(frozen=True, slots=True)
class Policy:
    """What the door may let through.

    `offline` refuses everything, as does the environment variable AGENTLITE_OFFLINE. `ask` refuses whatever nobody was
    asked about. `vocabulary` holds words of a provider's own that requests may use as they are, besides the usual ones.
    """

    offline: bool = False
    ask: bool = False
    vocabulary: frozenset[str] = frozenset()


def is_offline(policy: Policy | None = None) -> bool:
    """Whether the policy or the environment says that nothing may leave."""
    return (policy is not None and policy.offline) or os.environ.get(SWITCH, "").strip().casefold() not in _OFF


def leaves_machine(model: str) -> bool:
    """Whether a model of this name runs elsewhere: a cloud provider's, or one that Ollama hands on to its own cloud.

    Ollama proxies names that end in ":cloud" or "-cloud"; a ":local" at the end forbids it. Which machine
    `OLLAMA_HOST` names is the owner's choice, and not looked at.
    """
    kind, _, name = model.strip().casefold().partition(":")
    if kind == "ollama":
        return name.endswith(("-cloud", ":cloud"))
    return kind != "embedded"


def check_offline(model: str, *, offline: bool = False) -> None:
    """Raise `EgressRefused` if nothing may leave (`offline`, or AGENTLITE_OFFLINE) and this model runs elsewhere."""
    if (offline or is_offline()) and leaves_machine(model):
        raise refusal_offline(f"the model {model!r} runs elsewhere")


def refusal_offline(why: str) -> EgressRefused:
    """The error that says that the switch is on."""
    return EgressRefused(
        f"Nothing may leave this machine while agentlite is offline, and {why}.",
        why="offline",
        hint=f"Use a local model, or unset {SWITCH} and --offline.",
    )
