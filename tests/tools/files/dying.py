"""Run in a process of its own: do one thing with files, and be killed at its Nth step, or on a disk that is too small.

python -m tests.tools.files.dying kill BASE TOOL JSON     forks once per step; prints the number of steps
python -m tests.tools.files.dying full BASE               mounts a small disk on BASE/docs; prints what was said
"""

import json
import os
import signal
import socket
import sys
from pathlib import Path

from agentlite.errors import ToolError
from agentlite.sandbox import inside, libc, namespaces
from agentlite.tools.files import work

TRASH = 1 << 20
STEPS = frozenset(("open", "os.rename", "os.remove", "os.listdir", "os.scandir", "fcntl.flock"))


def inside_folders(base):
    folders = {"docs": base / "docs", "files": base / "files"}
    inside.enter(socket.socketpair()[0], {name: str(path) for name, path in folders.items()})


def die_at(step):
    """Kill this process as it begins its Nth step that the system would see."""
    seen = 0

    def count(event, _):
        nonlocal seen
        seen += event in STEPS
        if seen == step and event in STEPS:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def kill(base, tool, arguments):
    """Each process is killed one step later than the one before, until one lives; each works on a copy of its own."""
    step = 0
    while True:
        step += 1
        copy = base / str(step)
        (copy / "docs").mkdir(parents=True)
        (copy / "files").mkdir()
        child = os.fork()
        if child == 0:
            inside_folders(copy)
            work.write_file(file="docs/a.txt", text="first", trash_bytes=TRASH)
            work.write_file(file="docs/a.txt", text="second", trash_bytes=TRASH)
            die_at(step)
            getattr(work, tool)(**arguments, trash_bytes=TRASH)
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            print(step)
            return


def full(base):
    namespaces.enter()
    libc.mount("none", "/", None, namespaces.MS_REC | namespaces.MS_PRIVATE)
    libc.mount("tmpfs", str(base / "docs"), "tmpfs", 0, "size=64k")
    inside_folders(base)
    work.write_file(file="docs/a.txt", text="x" * 40_000, trash_bytes=TRASH)
    before = sorted((base / "docs").iterdir()), (base / "docs" / "a.txt").read_text()
    try:
        work.append_to_file(file="docs/a.txt", text="y" * 20_000, trash_bytes=TRASH)
    except ToolError as error:
        print(json.dumps(error.say))
    assert before == (sorted((base / "docs").iterdir()), (base / "docs" / "a.txt").read_text())
    work.undo_file_change(trash_bytes=TRASH)
    assert list((base / "docs").iterdir()) == []


if __name__ == "__main__":
    if sys.argv[1] == "kill":
        kill(Path(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4]))
    else:
        full(Path(sys.argv[2]))
