"""Which files and folders there are, and which of them a request mentions."""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agentlite.tools.files.beneath import walk
from agentlite.words import STOP_WORDS, fold, stem

EVERYWHERE = "all folders"
MOST = 12
"""So many files are offered for one request."""

_WORD = re.compile(r"[^\W\d_]+|\d+")
_HUMP = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
_DOT = re.compile(r"\s+(?:dot|ponto)\s+(?=\w)", re.IGNORECASE)
_COMMON = frozenset(stem(word) for word in STOP_WORDS) | frozenset(
    stem(word)
    for word in "file document folder ficheiro arquivo documento pasta text texto read open write add put create new "
    "named called append delete trash show find search list ler le leia escreve escreva cria crie novo nova chamado "
    "chamada poe ponha coloca mostra mostre procura procure apaga apague lista abre abra notes nota notas".split()
)
_KINDS = {
    stem(word): endings
    for words, endings in (
        ("pdf", ("pdf",)),
        ("spreadsheet excel workbook planilha tabela", ("xlsx", "xls", "ods", "csv")),
        ("photo picture image snapshot foto fotografia imagem", ("jpg", "jpeg", "png", "heic", "webp")),
        ("word docx", ("docx", "doc", "odt")),
        ("csv", ("csv",)),
        ("log", ("log",)),
        ("markdown", ("md",)),
        ("song track musica cancao", ("mp3", "flac", "ogg", "wav")),
        ("video clip filme film", ("mp4", "mkv", "mov", "avi")),
    )
    for word in words.split()
}
"""What files are called by their kind, and the endings of it."""
_FRESH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Named:
    """A file or folder by the words of its name."""

    label: str
    words: tuple[str, ...]
    spoken: str
    """Its name in lower case without accents."""


class Catalogue:
    """Labels of the files and folders beneath the granted folders, which are called `names`."""

    def __init__(self, names: Sequence[str], files: Sequence[str], folders: Sequence[str] = ()) -> None:
        self.names, self.files, self.folders = tuple(names), files, folders
        self._files = [_by_words(label) for label in files]
        self._folders = [_by_words(label) for label in (*names, *folders)]
        self._known = frozenset(word for named in (*self._files, *self._folders) for word in named.words)

    def mentioned_files(self, request: str) -> list[str]:
        """The files that a request names in full with their ending; else those all of whose words it says; else those
        it says some words of, the best first; else those of a kind it says, as in "the spreadsheet". Typing errors are
        forgiven."""
        spoken = _DOT.sub(".", fold(request))
        exact = [n for n in self._files if n.spoken in spoken and _stands_alone(n.spoken, spoken)]
        if exact:
            longest = [n for n in exact if not any(n.spoken != o.spoken and n.spoken in o.spoken for o in exact)]
            return self._nearest(longest, request)
        said = self._said(request)
        scored = [(score, n) for n in self._files if (score := _score(n, said))[1]]
        whole = [n for (share, _), n in scored if share == 1]
        ranked = [n for _, n in sorted(scored, key=lambda item: item[0], reverse=True)]
        return self._nearest(whole or ranked or self._of_kinds(said), request)

    def mentioned_folders(self, request: str) -> list[str]:
        """The folders all words of whose names a request says, the longest names first."""
        said = frozenset(self._said(request))
        found = [n for n in self._folders if n.words and said.issuperset(n.words)]
        return [n.label for n in sorted(found, key=lambda n: -len(n.words))][:MOST]

    def places(self, request: str) -> list[str]:
        """The folders that a request is about: those it mentions, else all."""
        return self.mentioned_folders(request) or ([EVERYWHERE] if len(self.names) > 1 else list(self.names))

    def _nearest(self, found: Iterable[_Named], request: str) -> list[str]:
        """The labels of `found`, 12 at most, those in folders that the request mentions first."""
        folders = tuple(f"{folder}/" for folder in self.mentioned_folders(request))
        labels = [named.label for named in found]
        return sorted(labels, key=lambda label: not label.startswith(folders) if folders else 0)[:MOST]

    def _of_kinds(self, said: Sequence[str]) -> list[_Named]:
        endings = {ending for word in said for ending in _KINDS.get(word, ())}
        return [n for n in self._files if n.spoken.rpartition(".")[2] in endings]

    def _said(self, request: str) -> list[str]:
        """The stems of a request; one that no name has is taken for one it resembles."""
        found = []
        for word in _words(_DOT.sub(".", request)):
            near = [] if word in self._known or len(word) < 5 or word in _COMMON else self._resembling(word)
            found += near or [word]
        return found

    def _resembling(self, word: str) -> list[str]:
        near = [k for k in self._known if abs(len(k) - len(word)) <= 1 and (k[0] == word[0] or k[-1] == word[-1])]
        return difflib.get_close_matches(word, near, 1, 0.8)


class Looking:
    """The catalogue as `look` finds it, looked up anew when the last look is a second old or was forgotten."""

    def __init__(self, look: Callable[[], Catalogue]) -> None:
        self._look = look
        self._found: tuple[float, Catalogue] | None = None

    def __call__(self) -> Catalogue:
        if self._found is None or time.monotonic() - self._found[0] > _FRESH_SECONDS:
            self._found = time.monotonic(), self._look()
        return self._found[1]

    def forget(self) -> None:
        """Files were changed."""
        self._found = None


def catalogue_of(folders: Mapping[str, Path]) -> Catalogue:
    """What there is beneath the granted folders now."""
    files: list[str] = []
    below: list[str] = []
    for name, root in folders.items():
        for label, entry in walk(root, name):
            (below if entry.is_dir(follow_symlinks=False) else files).append(label)
    return Catalogue(tuple(folders), files, below)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a file's name, without its ending, as they are compared."""
    stem_of_name, dot, ending = name.rpartition(".")
    return tuple(_words(_HUMP.sub(" ", stem_of_name if dot and stem_of_name and len(ending) < 6 else name)))


def _words(text: str) -> list[str]:
    return [stem(word) for word in _WORD.findall(fold(text))]


def _by_words(label: str) -> _Named:
    name = label.rpartition("/")[2]
    return _Named(label, words_of(name), fold(name))


def _stands_alone(name: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def _score(named: _Named, said: Sequence[str]) -> tuple[float, int]:
    """How much of a name is said: its share and the number of its words; nothing for a few common words of it."""
    found = [word for word in named.words if word in said]
    share = len(found) / max(len(named.words), 1)
    telling = share == 1 or any(word not in _COMMON and len(word) > 2 for word in found)
    return (share, len(found)) if found and telling else (0.0, 0)
