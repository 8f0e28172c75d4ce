"""What can go wrong between a tool and its sandbox.

ConfigurationError
├── InvalidManifest        a manifest says something that cannot be meant
└── SandboxUnavailable     nothing on this machine enforces the manifest, so the tool does not run
ToolError
├── ToolStopped            the tool went over a limit of its manifest and was stopped
└── ToolCrashed            the tool ended without an answer, or with one that breaks the protocol
"""

from __future__ import annotations

from agentlite.errors import ConfigurationError, ToolError
from agentlite.language import Language

_SENTENCES: dict[str, dict[Language, str]] = {
    "wall": {
        "en": "{tool} was stopped after {limit:g} seconds.",
        "pt": "{tool} foi parada ao fim de {limit:g} segundos.",
    },
    "cpu": {
        "en": "{tool} was stopped: it used its {limit:g} seconds of processor time.",
        "pt": "{tool} foi parada: gastou os seus {limit:g} segundos de processador.",
    },
    "memory": {
        "en": "{tool} was stopped: it needed more than its {limit} bytes of memory.",
        "pt": "{tool} foi parada: precisou de mais do que os seus {limit} bytes de memória.",
    },
    "output": {
        "en": "{tool} was stopped: its result is larger than {limit} bytes.",
        "pt": "{tool} foi parada: o seu resultado é maior do que {limit} bytes.",
    },
    "crashed": {
        "en": "{tool} ended without a result: {reason}.",
        "pt": "{tool} acabou sem resultado: {reason}.",
    },
    "raised": {"en": "{tool} failed: {reason}", "pt": "{tool} falhou: {reason}"},
}


class InvalidManifest(ConfigurationError):
    """A manifest says something that cannot be meant."""


class SandboxUnavailable(ConfigurationError):
    """Nothing on this machine enforces the manifest, so the tool does not run."""


class ToolStopped(ToolError):
    """The tool went over a limit of its manifest. `limit` is "wall", "cpu", "memory" or "output"."""

    def __init__(self, tool: str, limit: str, amount: float) -> None:
        self.limit = limit
        say = _say(limit, tool=tool, limit=amount)
        super().__init__(say["en"], hint="Raise the limit in the tool's manifest if the work is meant.", say=say)


class ToolCrashed(ToolError):
    """The tool ended without an answer, with an answer that breaks the protocol, or with an exception."""

    def __init__(self, tool: str, reason: str, *, raised: bool = False) -> None:
        say = _say("raised" if raised else "crashed", tool=tool, reason=reason)
        super().__init__(say["en"], say=say)


def _say(key: str, **values: object) -> dict[str, str]:
    return {language: sentence.format(**values) for language, sentence in _SENTENCES[key].items()}
