"""What is done with files, in the sandbox.

`file` and `places` are labels: the name of a granted folder and a path below it, as in "docs/work/plan.txt".
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from agentlite.actions import Change, Json
from agentlite.errors import ToolError
from agentlite.sandbox import inside
from agentlite.tools.files.beneath import Place, open_file, pieces, place_of, remove_file, replace_file, walk
from agentlite.tools.files.catalogue import words_of
from agentlite.tools.files.journal import Entry, Journal, digest
from agentlite.tools.files.problems import plainly, problem
from agentlite.tools.files.texts import Text, decoded, is_document, joined, kind_of
from agentlite.toolset import Outcome
from agentlite.words import fold, stems

READ_BYTES = 1 << 20
"""A file is read and searched up to here, and one that is written to may be so large."""

SHOWN_CHARACTERS = 24_000
SEARCHED_BYTES = 64 << 20
MOST_LISTED, MOST_FOUND = 200, 30
_LINE = 200


def list_files(places: Sequence[str]) -> Json:
    """The files and folders that lie directly in `places`."""
    listed: list[Json] = []
    for place in places:
        depth = place.count("/") + 1
        for label, entry in _walked(place):
            if label.count("/") > depth:
                break
            is_folder = entry.is_dir(follow_symlinks=False)
            size = None if is_folder else entry.stat(follow_symlinks=False).st_size
            listed.append({"name": label, "folder": is_folder, "bytes": size})
    return {"files": listed[:MOST_LISTED], "more": max(0, len(listed) - MOST_LISTED)}


def find_files(words: str, places: Sequence[str]) -> Json:
    """The files and folders whose name, or path, has all of `words`."""
    wanted = stems(words)
    found = []
    for place in places:
        for label, _ in _walked(place):
            has = {*words_of(label.rpartition("/")[2]), *stems(label)}
            if wanted and has.issuperset(wanted):
                found.append(label)
    return {"files": found[:MOST_FOUND], "more": max(0, len(found) - MOST_FOUND)}


def search_in_files(words: str, places: Sequence[str]) -> Json:
    """The lines of text files that contain `words`, whatever case and accents; `more`: not all was seen."""
    wanted, budget = fold(words), SEARCHED_BYTES
    found: list[Json] = []
    more = False
    for label, entry in (each for place in places for each in _walked(place)):
        if entry.is_dir(follow_symlinks=False):
            continue
        if len(found) > MOST_FOUND or budget <= 0:
            return {"lines": found[:MOST_FOUND], "more": True}
        with suppress(OSError), Path(entry.path).open("rb") as opened:
            content, cut = opened.read(READ_BYTES), bool(opened.read(1))
            budget -= len(content)
            more |= cut
            found += _lines_with(wanted, label, content, cut=cut)
    return {"lines": found[:MOST_FOUND], "more": more or len(found) > MOST_FOUND}


def read_file(file: str) -> Json:
    """The text of a file, its first 24,000 characters."""
    with plainly(file), place_of(file, inside.folder) as place:
        text = _text_at(place, file, whole=False).text
    return {"file": file, "text": text[:SHOWN_CHARACTERS], "cut": len(text) > SHOWN_CHARACTERS}


def write_file(file: str, text: str, trash_bytes: int) -> Outcome:
    """Make `text` the whole content of a document."""
    return _edit(file, trash_bytes, lambda before: Text(joined("", text), before.encoding if before else "utf-8"))


def append_to_file(file: str, text: str, trash_bytes: int) -> Outcome:
    """Put `text` at the end of a document."""

    def longer(before: Text | None) -> Text:
        return Text(joined(before.text if before else "", text), before.encoding if before else "utf-8")

    return _edit(file, trash_bytes, longer)


def trash_file(file: str, trash_bytes: int) -> Outcome:
    """Take a file away, keeping it in the pack's trash."""
    with plainly(file), _journal(trash_bytes) as journal, place_of(file, inside.folder) as place:
        with open_file(place) as found:
            size = os.fstat(found.fileno()).st_size
        journal.keep(file, place, None)
        remove_file(place)
    return Outcome({"file": file}, (Change(file, "bytes", size, None),))


def undo_file_change(trash_bytes: int) -> Outcome:
    """Take back the last change that was not taken back yet."""
    with _journal(trash_bytes) as journal:
        entry = _last_standing(journal)
        with plainly(entry.file), place_of(entry.file, inside.folder) as place:
            return _restored(entry, journal, place)


def foresee(tool: str, file: str = "", text: str = "") -> Json:
    """What the tool of this name would do to `file` with `text`: its text before and after, None where there is no file
    and "" where it holds no text, and its bytes before. Nothing is changed."""
    journal = Journal(inside.folder("files"), 0, inside.folder)
    entry = _last_standing(journal) if tool == "undo_file_change" else None
    file = entry.file if entry else file
    with plainly(file), place_of(file, inside.folder) as place:
        size = _size(place)
        if size is None and tool == "trash_file":
            raise problem("gone", file=file)
        before = None if size is None else _shown(place, file)
        after = None
        if entry and entry.before is not None:
            with journal.content(entry) as old:
                after = (decoded(old.read(READ_BYTES), cut=True) or Text("")).text
        elif tool in ("write_file", "append_to_file"):
            after = joined(before or "" if tool == "append_to_file" else "", text)
    return {"file": file, "before": before, "after": after, "bytes": size}


def _restored(entry: Entry, journal: Journal, place: Place) -> Outcome:
    size = _size(place)
    if entry.before is None:
        journal.keep(entry.file, place, None, undoes=entry.number)
        remove_file(place)
    else:
        with journal.content(entry) as old:  # opened before keeping, which may give it up to make room
            undoing = journal.keep(entry.file, place, entry.before, undoes=entry.number)
            replace_file(place, pieces(old), undoing.temporary, entry.mode)
    return Outcome({"file": entry.file}, (Change(entry.file, "bytes", size, _size(place)),))


def _edit(file: str, trash_bytes: int, edited: Callable[[Text | None], Text]) -> Outcome:
    if not is_document(file):
        raise problem("not_document", file=file)
    with plainly(file), _journal(trash_bytes) as journal, place_of(file, inside.folder) as place:
        before = _size(place)
        after = edited(None if before is None else _text_at(place, file, whole=True))
        content = _encoded(after, file)
        if digest(place) == (wanted := hashlib.sha256(content).hexdigest()):
            return Outcome({"file": file})
        entry = journal.keep(file, place, wanted)
        replace_file(place, [content], entry.temporary, entry.mode)
        if digest(place) != wanted:
            raise problem("changed_since", file=file)
    return Outcome({"file": file}, (Change(file, "bytes", before, len(content)),))


def _encoded(after: Text, file: str) -> bytes:
    try:
        content = after.text.encode(after.encoding)
    except UnicodeEncodeError as error:
        raise problem("encoding", file=file, encoding=after.encoding) from error
    if len(content) > READ_BYTES:
        raise problem("too_large", file=file, bytes=len(content), limit=READ_BYTES)
    return content


def _text_at(place: Place, file: str, *, whole: bool) -> Text:
    with open_file(place) as opened:
        size, content = os.fstat(opened.fileno()).st_size, opened.read(READ_BYTES)
    if whole and size > READ_BYTES:
        raise problem("too_large", file=file, bytes=size, limit=READ_BYTES)
    text = decoded(content, cut=size > READ_BYTES)
    if text is None:
        raise problem("binary", file=file, kind=kind_of(file), bytes=size)
    return text


def _shown(place: Place, file: str) -> str:
    """The text of a file, or "" if it has none."""
    try:
        return _text_at(place, file, whole=False).text
    except ToolError:
        return ""


def _size(place: Place) -> int | None:
    try:
        with open_file(place) as opened:
            return os.fstat(opened.fileno()).st_size
    except FileNotFoundError:
        return None


@contextmanager
def _journal(limit: int) -> Iterator[Journal]:
    journal = Journal(inside.folder("files"), limit, inside.folder)
    with journal.locked():
        yield journal


def _last_standing(journal: Journal) -> Entry:
    """The last change that stands, in a folder that is still granted. Raises `ToolError`: none, or changed since."""
    entries = journal.entries()
    undone = {entry.undoes for entry in entries}
    for entry in reversed(entries):
        if entry.undoes is not None or entry.number in undone or not _is_granted(entry.file):
            continue
        with plainly(entry.file), place_of(entry.file, inside.folder) as place:
            now = digest(place)
        if now == entry.after:
            return entry
        if now != entry.before:
            raise problem("changed_since", file=entry.file)
    raise problem("nothing_to_undo")


def _is_granted(file: str) -> bool:
    try:
        inside.folder(file.partition("/")[0])
    except ToolError:
        return False
    return True


def _walked(place: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    name, *below = place.split("/")
    folder = inside.folder(name)
    for part in below:
        folder /= part
        if folder.is_symlink():
            raise problem("link", file=place)
    if not folder.is_dir():
        raise problem("gone", file=place)
    return walk(folder, place)


def _lines_with(wanted: str, label: str, content: bytes, *, cut: bool) -> list[Json]:
    text = decoded(content, cut=cut)
    if text is None or wanted not in fold(text.text):
        return []
    lines = enumerate(text.text.splitlines(), start=1)
    return [{"file": label, "line": n, "text": line.strip()[:_LINE]} for n, line in lines if wanted in fold(line)]
