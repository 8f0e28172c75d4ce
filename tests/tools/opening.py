"""Packs opened over a real sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agentlite.packs import find_pack, open_packs, policy
from agentlite.sandbox import Sandbox
from agentlite.toolset import Toolset


@contextmanager
def opened(name: str, home: Path, **options: str) -> Iterator[Toolset]:
    """The tools of a pack whose state is below `home`."""
    packs, given = [find_pack(name)], {name: options}
    with Sandbox(policy(packs, home, given)) as sandbox:
        yield open_packs(packs, sandbox, home, options=given)
