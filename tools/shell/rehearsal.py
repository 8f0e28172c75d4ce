"""Made-up lists of programs to learn the pack in."""

from __future__ import annotations

import random
import re

from agentlite.packs import Rehearsal
from agentlite.tools.shell.tools import ShellTools
from agentlite.train.quoting import quoted

_COMMANDS = {
    "git": "status;log;log -5;log --oneline;diff;diff --stat;branch;branch -a;show HEAD;add notes.txt",
    "ls": ";-l;-la;-la docs;-lh photos;-R src;-t",
    "wc": "-l notes.txt;-w report.md;book.txt;-c data.bin",
    "du": "-sh;-sh photos;-h docs;-a",
    "df": "-h;;-i",
    "date": ";-u;-R",
    "cal": ";2027;12 2026",
    "grep": "-r todo;-n error log.txt;-i ana people.csv;-c warning server.log",
    "head": "-5 data.csv;notes.txt;-n 20 log.txt",
    "tail": "-20 log.txt;server.log;-n 3 notes.txt",
    "sort": "names.txt;-n numbers.txt;-u list.txt",
    "uniq": "-c names.txt;list.txt",
    "diff": "old.txt new.txt;-u a.txt b.txt",
    "cmp": "a.bin b.bin;-l old.dat new.dat",
    "uname": "-a;-r;",
    "cat": "notes.txt;todo.md;list.csv",
    "tac": "log.txt;names.txt",
    "nl": "poem.txt;-b a notes.txt",
    "cut": "-c 1-5 list.txt;-f 2 table.tsv",
    "file": "photo.jpg;data.bin",
    "stat": "notes.txt;photo.jpg;-c %s data.bin",
    "strings": "data.bin;-n 8 program.bin",
    "base64": "photo.png;-d secret.txt",
    "sha256sum": "image.iso;backup.tar",
    "md5sum": "movie.mp4;image.iso",
    "tar": "-tf backup.tar;-xf photos.tar",
    "zip": "photos.zip a.jpg b.jpg;-r docs.zip docs",
    "unzip": "-l photos.zip;docs.zip",
    "convert": "a.png a.jpg;-resize 50% big.png small.png",
    "ffmpeg": "-i song.wav song.mp3;-version",
    "ffprobe": "movie.mp4;song.mp3",
    "pandoc": "report.md -o report.html;--version",
    "jq": ". data.json;.name user.json",
    "sqlite3": "shop.db .tables;house.db .schema",
    "seq": "10;5 20;1 2 9",
    "factor": "360;1001;97",
    "mkdir": "drafts;-p photos/2026",
    "cp": "a.txt b.txt;-r docs backup",
    "mv": "old.txt new.txt;draft.md archive",
}
_DASH = re.compile(r"(?<=\s)(--?)(?=[a-z])")


class _Programs:
    """Random programs that are allowed, and commands of theirs as people say them."""

    def __init__(self, rng: random.Random, language: str) -> None:
        self._rng = rng
        self._dash = "dash" if language == "en" else rng.choice(("traço", "menos"))
        self.names = rng.sample(sorted(_COMMANDS), rng.choice((1, 2, 3, 4, 6)))

    def command(self) -> tuple[str, str]:
        """A command as it is typed, or with its dashes in words, and the same written out."""
        name = self._rng.choice(self.names)
        command = f"{name} {self._rng.choice(_COMMANDS[name].split(';'))}".strip()
        if self._rng.random() < 0.2:
            return _DASH.sub(lambda found: f"{self._dash} " * len(found[1]), command), command
        if self._rng.random() < 0.15:
            return f"`{command}`", command
        return quoted(command), quoted(command)


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """Random programs; `language` is "en", "pt-BR" or "pt-PT"."""
    programs = _Programs(rng, language)
    tools = ShellTools(None, {name: f"/usr/bin/{name}" for name in programs.names}).toolset()
    return Rehearsal(tools, slots={"command": programs.command})
