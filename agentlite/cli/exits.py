"""What the exit codes mean."""

from __future__ import annotations

from agentlite.actions import Status
from agentlite.errors import AgentliteError, ConfigurationError, InputError, ModelError, StorageError

SUCCESS, NOT_DONE, USAGE, UNAVAILABLE, INTERRUPTED = 0, 1, 2, 3, 130

TABLE = {
    SUCCESS: "done or answered",
    NOT_DONE: "asked, declined, refused, failed or stopped at a limit",
    USAGE: "the command, a file, a name or the task cannot be used",
    UNAVAILABLE: "a model or a database is not available",
    INTERRUPTED: "interrupted with Ctrl-C",
}


def code_for_status(status: Status) -> int:
    """The exit code of a run that ended so."""
    return SUCCESS if status in ("done", "answered") else NOT_DONE


def code_for_error(error: AgentliteError) -> int:
    """The exit code of a command that raised this."""
    if isinstance(error, (ModelError, StorageError)):
        return UNAVAILABLE
    return USAGE if isinstance(error, (ConfigurationError, InputError)) else NOT_DONE
