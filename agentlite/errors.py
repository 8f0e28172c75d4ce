"""Everything agentlite raises on purpose.

    AgentliteError                 catch this to catch all of them
    ├── ConfigurationError         a setting, name or argument the caller gave cannot be used
    │   ├── UnknownModel
    │   ├── UnknownTool
    │   ├── InvalidTool            a function cannot become a tool, or two tools clash
    │   ├── InvalidManifest        a tool's manifest says what cannot be meant, or asks for more than is granted
    │   └── SandboxUnavailable     nothing here enforces a tool's manifest, so the tool does not run
    ├── InputError                 the task, file or suite given is empty, too large or not readable
    ├── ModelError                 a model could not answer
    │   ├── ModelUnavailable       not there: server down, file missing or corrupt, model not installed
    │   ├── ModelTimeout           there, but too slow
    │   ├── PromptTooLong          the prompt does not fit the window; nothing was sent or cut
    │   └── InvalidCompletion      what came back is cut short, empty or breaks the protocol
    ├── ToolError                  a tool could not do what was asked; its message goes to the model and the user
    │   ├── ToolStopped            it went over a limit of its manifest; `limit` says which
    │   └── ToolCrashed            it ended without an answer, with a broken one, or with an exception
    ├── EgressRefused              something was not allowed to leave this machine, and did not
    └── StorageError               a database is corrupt, locked, or the disk is full

Each message is one clear sentence; `hint`, when there is one, says what to do next.
"""

from __future__ import annotations

from agentlite.language import Sentences


class AgentliteError(Exception):
    """The root of the tree. `hint` is a second sentence that tells the user what to do next, or empty."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class ConfigurationError(AgentliteError):
    """A setting, name or argument that the caller gave cannot be used."""


class UnknownModel(ConfigurationError):
    """No backend, or no installed model, has this name."""


class UnknownTool(ConfigurationError):
    """No tool or tool pack has this name."""


class InvalidTool(ConfigurationError):
    """A function cannot become a tool, or two tools of one toolset clash."""


class InvalidManifest(ConfigurationError):
    """The manifest of a tool says what cannot be meant, or asks for more than the operator grants."""


class SandboxUnavailable(ConfigurationError):
    """Nothing on this machine enforces the manifest of a tool, so the tool does not run."""


class InputError(AgentliteError):
    """The task, file or suite given is empty, too large or not readable."""


class ModelError(AgentliteError):
    """A model could not answer."""


class ModelUnavailable(ModelError):
    """The model is not there: its server is down, its file missing or corrupt, or it is not installed."""


class ModelTimeout(ModelError):
    """The model did not answer in time."""


class PromptTooLong(ModelError):
    """The prompt does not fit the model's window; nothing was sent and nothing was cut."""


class InvalidCompletion(ModelError):
    """What came back is cut short, empty, or breaks the model's protocol."""


class ToolError(AgentliteError):
    """A tool could not do what was asked. Raise it from a tool: its message goes to the model and to the user.

    `say` gives the message per language (`{"en": ..., "pt": ...}`) where it differs from the English one.
    """

    def __init__(self, message: str, *, hint: str = "", say: dict[str, str] | None = None) -> None:
        super().__init__(message, hint=hint)
        self.say = say or {}


class ToolStopped(ToolError):
    """The tool went over a limit of its manifest and was ended. `limit` is "wall", "cpu", "memory" or "output"."""

    def __init__(self, tool: str, limit: str, amount: float) -> None:
        self.limit = limit
        say = _by_language(limit, tool=tool, limit=amount)
        super().__init__(say["en"], hint="Raise the limit in the tool's manifest if the work is meant.", say=say)


class ToolCrashed(ToolError):
    """The tool ended without an answer, with an answer that breaks the protocol, or with an exception (`raised`)."""

    def __init__(self, tool: str, reason: str, *, raised: bool = False) -> None:
        say = _by_language("raised" if raised else "crashed", tool=tool, reason=reason)
        super().__init__(say["en"], say=say)


class EgressRefused(AgentliteError):
    """Something was not allowed to leave this machine, and did not.

    `why` is "offline", "unsealed" (it did not come through the door), "private" (something private was found in it),
    "destination", "consent", "budget", or "unreadable" (it could not be looked through).
    """

    def __init__(self, message: str, *, why: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.why = why


class StorageError(AgentliteError):
    """A database is corrupt or locked, or the disk is full."""


_SENTENCES: Sentences = {
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


def _by_language(key: str, **values: object) -> dict[str, str]:
    return {language: sentence.format(**values) for language, sentence in _SENTENCES[key].items()}
