import asyncio
import shutil

import pytest

from agentlite.packs import find_pack, open_packs, policy
from agentlite.sandbox import Policy, Sandbox, SandboxUnavailable
from agentlite.sandbox.policy import BACKENDS


class Desk:
    """The pack over two granted folders, in a real sandbox."""

    def __init__(self, base, sandbox, **options):
        self.docs, self.work, self.home = base / "docs", base / "work", base / "state"
        self.journal = self.home / "files"
        options = {"folders": f"docs={self.docs},work={self.work}"} | options
        self.tools = open_packs([find_pack("files")], sandbox, self.home, options={"files": options})

    def call(self, tool, **arguments):
        return asyncio.run(self.tools[tool].run(arguments))

    def legal(self, tool, request, argument="file"):
        schema = self.tools[tool].schema(request)
        return schema and schema["properties"][argument]["enum"]


@pytest.fixture(scope="session", params=BACKENDS)
def office(request, tmp_path_factory):
    """A folder with the granted ones, and a sandbox for them, by each backend."""
    base = tmp_path_factory.mktemp("office")
    for name in ("docs", "work"):
        (base / name).mkdir()
    grants = {"files": {"folders": f"docs={base / 'docs'},work={base / 'work'}"}}
    bound = policy([find_pack("files")], base / "state", grants).roots
    with Sandbox(Policy(roots=bound, backends=(request.param,))) as sandbox:
        try:
            Desk(base, sandbox).call("list_files", folder="docs")
        except SandboxUnavailable as error:
            pytest.skip(str(error))
        yield base, sandbox


@pytest.fixture
def open_desk(office):
    """Opens the pack with other options."""
    base, sandbox = office
    for folder in (base / "docs", base / "work", base / "state" / "files"):
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return lambda **options: Desk(base, sandbox, **options)


@pytest.fixture
def desk(open_desk):
    return open_desk()
