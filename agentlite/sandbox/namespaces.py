"""A world of its own for a process: only the granted folders are mounted, and nobody else's processes or network exist.

Constants are those of `sched.h`, `linux/mount.h` and mount(2). Needs no rights where the system lets users make user
namespaces, and Linux 5.12.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from agentlite.sandbox import libc
from agentlite.sandbox.paths import AT_FDCWD, opened
from agentlite.sandbox.syscalls import SETUP, numbers

SCRATCH = "/scratch"
NEW_MOUNTS, NEW_CGROUP, NEW_UTS, NEW_IPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
NEW_USER, NEW_PIDS, NEW_NET = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 0x4000, 0x40000
MNT_DETACH = 2
OPEN_TREE_CLONE, AT_EMPTY_PATH, AT_RECURSIVE = 1, 0x1000, 0x8000
MOVE_MOUNT_F_EMPTY_PATH = 4
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV, MOUNT_ATTR_NOEXEC = 1, 2, 4, 8


def enter() -> None:
    """Leave the namespaces of the system, keeping one's user and group; children are in a new process namespace.

    Raises `OSError` where the system does not let this user do so.
    """
    user, group = os.geteuid(), os.getegid()
    libc.unshare(NEW_USER | NEW_MOUNTS | NEW_PIDS | NEW_NET | NEW_IPC | NEW_UTS | NEW_CGROUP)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path(f"/proc/self/{name}").write_text(text, encoding="ascii")


def seal(read: Iterable[str], write: Iterable[str], devices: Iterable[str], *, scratch: bool) -> None:
    """Replace the root by an empty one in which only `read` (read-only), `write` and `devices` are mounted.

    The paths are absolute and without symbolic links, and keep their names. `scratch` makes an empty `/scratch` for
    `open_scratch`. Raises `OSError`.
    """
    with ExitStack() as trees:
        wanted = [(path, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV) for path in read]
        wanted += [(path, MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC) for path in write]
        wanted += [(path, MOUNT_ATTR_RDONLY) for path in devices]
        cloned = [(path, *_clone(trees, path, attributes | MOUNT_ATTR_NOSUID)) for path, attributes in wanted]
        root = "/tmp"  # any folder that exists: what is mounted there is seen by this process only
        libc.mount("none", "/", None, MS_REC | MS_PRIVATE)
        libc.mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m")
        for path, tree, is_folder in sorted(cloned, key=lambda item: item[0].count("/")):
            _attach(tree, Path(root + path), is_folder=is_folder)
        for link in ("/lib", "/lib64", "/bin"):
            if Path(link).is_symlink() and not os.path.lexists(root + link):
                Path(root + link).symlink_to(Path(link).readlink())
        if scratch:
            Path(root + SCRATCH).mkdir(mode=0o700)
        os.chdir(root)
    libc.syscall(numbers(SETUP)["pivot_root"], b".", b".", what="pivot_root")
    libc.unmount(".", MNT_DETACH)
    os.chdir("/")
    _set_attributes(AT_FDCWD, b"/", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, 0)


def open_scratch(size: int) -> None:
    """Give the calling process an empty `/scratch` of `size` bytes, for itself alone. Raises `OSError`."""
    libc.unshare(NEW_MOUNTS)
    options = f"mode=700,size={size},nr_inodes=4096"
    libc.mount("tmpfs", SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options)


def _clone(trees: ExitStack, path: str, attributes: int) -> tuple[int, bool]:
    """A detached copy of what is mounted at `path`, and whether it is a folder."""
    with opened(path) as place:
        is_folder = stat.S_ISDIR(os.fstat(place).st_mode)
        flags = OPEN_TREE_CLONE | AT_EMPTY_PATH | AT_RECURSIVE | os.O_CLOEXEC
        tree = libc.syscall(numbers(SETUP)["open_tree"], place, b"", flags, what=f"open_tree {path}")
    trees.callback(os.close, tree)
    _set_attributes(tree, b"", attributes, AT_EMPTY_PATH | AT_RECURSIVE)
    return tree, is_folder


def _attach(tree: int, target: Path, *, is_folder: bool) -> None:
    if is_folder:
        target.mkdir(parents=True, exist_ok=True)
    elif not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    place = ctypes.c_char_p(os.fsencode(target))
    move = numbers(SETUP)["move_mount"]
    libc.syscall(move, tree, b"", AT_FDCWD, place, MOVE_MOUNT_F_EMPTY_PATH, what=f"move_mount {target}")


def _set_attributes(where: int, path: bytes, attributes: int, flags: int) -> None:
    wanted = (ctypes.c_uint64 * 4)(attributes, 0, 0, 0)
    number, size = numbers(SETUP)["mount_setattr"], ctypes.sizeof(wanted)
    libc.syscall(number, where, path, flags, ctypes.byref(wanted), size, what="mount_setattr")
