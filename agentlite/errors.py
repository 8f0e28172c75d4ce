"""Everything agentlite raises on purpose.

    AgentliteError                 catch this to catch all of them
    ├── ConfigurationError         a setting, name or argument the caller gave cannot be used
    │   ├── UnknownModel
    │   ├── UnknownTool
    │   └── InvalidTool            a function cannot become a tool, or two tools clash
    ├── InputError                 the task, file or suite given is empty, too large or not readable
    ├── ModelError                 a model could not answer
    │   ├── ModelUnavailable       not there: server down, file missing or corrupt, model not installed
    │   ├── ModelTimeout           there, but too slow
    │   ├── PromptTooLong          the prompt does not fit the window; nothing was sent or cut
    │   └── InvalidCompletion      what came back is cut short, empty or breaks the protocol
    ├── ToolError                  a tool could not do what was asked; its message goes to the model and the user
    ├── EgressRefused              something was not allowed to leave this machine, and did not
    └── StorageError               a database is corrupt, locked, or the disk is full

Each message is one clear sentence; `hint`, when there is one, says what to do next.
"""

from __future__ import annotations


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
