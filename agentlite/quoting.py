"""Words of others in a prompt are data: each of their lines begins with a mark, and none can leave its line."""

from __future__ import annotations


def quoted(text: str) -> str:
    """The text as lines that begin with `| `, without control and invisible characters and chat-template tokens."""
    from agentlite.memory.framing import clean

    return "\n".join(f"| {line}" for line in map(clean, text.splitlines()) if line)
