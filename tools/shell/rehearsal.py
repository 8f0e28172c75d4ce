"""Made-up lists of programs to learn the pack in."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from agentlite.packs import Rehearsal
from agentlite.tools.shell.tools import ShellTools
from agentlite.train.quoting import repeated

_COMMANDS = {
    "git": "status;log;log -5;log --oneline;diff;diff --stat;branch;branch -a;show HEAD;add {f};pull;fetch;stash list;"
    "commit -m fixes;checkout main;checkout -b drafts;remote -v;blame {f};tag;log --oneline -{n};restore {f}",
    "ls": ";-l;-la;-la {d};-lh {d};-R {d};-t;{d};-a;-1 {d}",
    "wc": "-l {f};-w {f};{f};-c {f};-m {f}",
    "du": "-sh;-sh {d};-h {d};-a;-sh {f}",
    "df": "-h;;-i;-T",
    "date": "-u;-R;-I;+%s",
    "cal": ";2027;12 2026;-3;{n} 2027",
    "grep": "-r todo;-n error {f};-i ana {f};-c warning {f};-rn main {d};-v debug {f};-l total {d};hello {f}",
    "head": "-5 {f};{f};-n {n} {f}",
    "tail": "-{n} {f};{f};-n 3 {f}",
    "sort": "{f};-n {f};-u {f};-r {f};-k 2 {f}",
    "uniq": "-c {f};{f};-d {f}",
    "diff": "{f} {g};-u {f} {g};-r {d} backup;-q {f} {g}",
    "cmp": "{f} {g};-l {f} {g}",
    "uname": "-a;-r;;-m",
    "hostname": ";-I",
    "whoami": "",
    "id": ";-u",
    "pwd": "",
    "ps": ";aux;-ef",
    "tree": ";-L 2;{d};-d {d}",
    "find": "{d} -name {f};. -type d;{d} -size +{n}M;. -mtime -{n}",
    "touch": "{f};{f} {g}",
    "rm": "{f};-r {d}",
    "cat": "{f};-n {f};{f} {g}",
    "tac": "{f}",
    "nl": "{f};-b a {f}",
    "cut": "-c 1-5 {f};-f 2 {f}",
    "tr": "a-z A-Z",
    "file": "{f};{g}",
    "stat": "{f};-c %s {f}",
    "strings": "{f};-n 8 {f}",
    "base64": "{f};-d {f}",
    "sha256sum": "{f};-c sums.txt",
    "md5sum": "{f};{g}",
    "tar": "-tf backup.tar;-xf photos.tar;-czf {d}.tar.gz {d};-xzf {d}.tgz",
    "zip": "{d}.zip {f} {g};-r {d}.zip {d}",
    "unzip": "-l {d}.zip;{d}.zip",
    "gzip": "{f};-k {f};-d {f}.gz",
    "convert": "a.png a.jpg;-resize 50% big.png small.png;{d}.pdf {d}.png",
    "ffmpeg": "-i song.wav song.mp3;-version;-i {d}.mov {d}.mp4",
    "ffprobe": "movie.mp4;song.mp3",
    "pandoc": "report.md -o report.html;--version;{f} -o {d}.pdf",
    "jq": ". data.json;.name user.json;.items {f}",
    "sqlite3": "shop.db .tables;house.db .schema",
    "seq": "{n};5 20;1 2 9;{n} -1 1",
    "factor": "360;1001;97;{n}",
    "mkdir": "{d};-p {d}/2026",
    "cp": "{f} {g};-r {d} backup;{f} {d}",
    "mv": "{f} {g};{f} {d}",
    "make": ";test;clean;-j{n}",
    "cargo": "build;test;run;--version",
    "npm": "install;test;run build;ls",
    "pytest": ";-q;-x {d};-k naming",
    "ruff": "check;check {d};format {f}",
    "ping": "-c {n} example.org",
    "curl": "-I https://example.org",
    "echo": "hello;hello world",
    "espeak": "hello",
    "exiftool": "{d}.jpg",
    "lsblk": ";-f",
}
_FILES = (
    "notes.txt report.md log.txt server.log people.csv data.csv book.txt names.txt numbers.txt list.txt old.txt "
    "new.txt poem.txt table.tsv photo.jpg data.bin image.iso main.py index.html style.css config.ini draft.md todo.md "
    "access.log prices.csv users.json thesis.tex README.md setup.cfg a.txt b.txt results.csv scores.tsv errors.log"
).split()
_FOLDERS = "docs photos src drafts music backup2 tests reports build site images archive scripts data".split()
_DASH = re.compile(r"(?<=\s)(--?)(?=[a-z])")
_ENDING = re.compile(r"(?<=\w)\.(?=\w{1,5}(?:\s|$))")


class _Programs:
    """Random programs that are allowed, and commands of theirs as people say them."""

    def __init__(self, rng: random.Random, language: str) -> None:
        self._rng = rng
        self._dash = rng.choice(
            ("dash", "dash", "minus", "hyphen") if language == "en" else ("traço", "menos", "hífen")
        )
        self._links = ("on", "on the file", "of", "in") if language == "en" else ("em", "do", "no")
        self._dot = "dot" if language == "en" else "ponto"
        self.names = rng.sample(sorted(_COMMANDS), rng.choice((1, 2, 3, 4, 6, 9)))

    def command(self) -> tuple[str, str]:
        """A command as it is typed, or with its dashes in words, and the same written out."""
        command = self._of(self.names)
        head, _, last = command.rpartition(" ")
        if " " in head and _ENDING.search(last) and self._rng.random() < 0.15:
            return f"{head} {self._rng.choice(self._links)} {last}", command
        if self._rng.random() < 0.2:
            spoken = _DASH.sub(lambda found: f"{self._dash} " * len(found[1]), command)
            return (_ENDING.sub(f" {self._dot} ", spoken) if self._rng.random() < 0.5 else spoken), command
        if self._rng.random() < 0.15:
            return f"`{command}`", command
        return repeated(command)

    def absent(self) -> tuple[str, str]:
        """A command of a program that is not allowed."""
        command = self._of([name for name in sorted(_COMMANDS) if name not in self.names])
        return command, command

    def _of(self, names: Sequence[str]) -> str:
        name = self._rng.choice(names)
        first, second = self._rng.sample(_FILES, 2)
        arguments = self._rng.choice(_COMMANDS[name].split(";"))
        filled = arguments.format(f=first, g=second, d=self._rng.choice(_FOLDERS), n=self._rng.randint(2, 30))
        return f"{name} {filled}".strip()


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """Random programs; `language` is "en", "pt-BR" or "pt-PT"."""
    programs = _Programs(rng, language)
    tools = ShellTools(None, {name: f"/usr/bin/{name}" for name in programs.names}).toolset()
    return Rehearsal(tools, slots={"command": programs.command, "absent": programs.absent})
