"""The files pack's tools: which files a call may name, and what came of it in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated

from agentlite.actions import Json
from agentlite.errors import ConfigurationError
from agentlite.packs import Setting
from agentlite.tools.files import wording, work
from agentlite.tools.files.catalogue import EVERYWHERE, Catalogue, Looking, catalogue_of
from agentlite.tools.files.naming import names_said, texts_said, without
from agentlite.tools.files.problems import problem
from agentlite.tools.files.texts import diff_of, is_document
from agentlite.toolset import Arguments, Briefing, Choices, Outcome, Preview, Said, Toolset, tool

TRASH_MB = 512


def _places(tools: FilesTools, request: str) -> list[str]:
    return tools.look().places(request)


def _files(tools: FilesTools, request: str) -> list[str]:
    return tools.look().mentioned_files(request)


def _written(tools: FilesTools, request: str) -> list[str]:
    """The documents that a request mentions, then the new ones that it names."""
    look = tools.look()
    known = [file for file in look.mentioned_files(request) if is_document(file)]
    names = [name for name in names_said(request) if is_document(name)]
    if any(file.rpartition("/")[2].casefold() == name.casefold() for file in known for name in names):
        return known
    folders = look.mentioned_folders(without(names, request)) or look.names
    return [*(f"{folder}/{name}" for name in names for folder in folders), *known]


def _texts(_: FilesTools, request: str) -> list[str]:
    return texts_said(request)


async def _foreseen(tools: FilesTools, tool: str, arguments: Arguments) -> Preview:
    """What a call of a tool that changes files would do."""
    setting = tools.setting
    under = replace((reads := setting.manifest("read_file")), read=(*reads.read, setting.pack))
    seen = (await setting.run(work.foresee, under=under, tool=tool, **arguments)).value
    name, _, below = seen["file"].partition("/")
    return Preview(
        say=wording.foreseen(tool, seen),
        paths=(str(setting.folders[name] / below),),
        diff=diff_of(seen["before"], seen["after"], seen["file"]),
    )


def _preview_of(tool: str) -> Callable[[FilesTools, Arguments], Awaitable[Preview]]:
    def preview(tools: FilesTools, arguments: Arguments) -> Awaitable[Preview]:
        return _foreseen(tools, tool, arguments)

    return preview


class FilesTools:
    """list_files, find_files, search_in_files, read_file, write_file, append_to_file, trash_file, undo_file_change.

    `look` gives what files there are now. Raises `ConfigurationError` for an option that cannot be used.
    """

    def __init__(self, setting: Setting | None, look: Callable[[], Catalogue]) -> None:
        self._given, self.look = setting, Looking(look)
        self._trash_bytes = _megabytes(setting.options.get("trash_mb", "") if setting else "")

    def toolset(self) -> Toolset:
        """All of them."""
        looking = [self.list_files, self.find_files, self.search_in_files, self.read_file]
        changing = [self.write_file, self.append_to_file, self.trash_file, self.undo_file_change]
        return Toolset([*looking, *changing], briefing=self.briefing)

    def briefing(self, request: str) -> Briefing:
        """The names of the granted folders."""
        return Briefing(stable=f"files: {', '.join(self.look().names)}".rstrip())

    @tool(risk="read", untrusted_output=True)
    async def list_files(self, folder: Annotated[str, Choices(_places, local_only=True)]) -> Outcome:
        """List the files in a folder.

        Args:
            folder: which folder
        """
        places = self._inside(folder)
        looked = await self.setting.run(work.list_files, places=places)
        return _private(Outcome(looked.value, say=wording.listed(looked.value, places)))

    @tool(risk="read", untrusted_output=True)
    async def find_files(self, words: Annotated[str, Said()]) -> Outcome:
        """Find files by name.

        Args:
            words: words of the name
        """
        looked = await self.setting.run(work.find_files, words=words, places=self._inside(EVERYWHERE))
        return _private(Outcome(looked.value, say=wording.found(looked.value, words)))

    @tool(risk="read", untrusted_output=True)
    async def search_in_files(self, words: Annotated[str, Said()]) -> Outcome:
        """Find the files that contain some words.

        Args:
            words: what they contain
        """
        looked = await self.setting.run(work.search_in_files, words=words, places=self._inside(EVERYWHERE))
        return _private(Outcome(looked.value, say=wording.lines(looked.value, words)))

    @tool(risk="read", untrusted_output=True)
    async def read_file(self, file: Annotated[str, Choices(_files, local_only=True)]) -> Outcome:
        """Read out a file.

        Args:
            file: which file
        """
        looked = await self.setting.run(work.read_file, file=file)
        return _private(Outcome(looked.value, say=wording.read(looked.value)))

    @tool(risk="reversible", approval=True, preview=_preview_of("write_file"))
    async def write_file(
        self,
        file: Annotated[str, Choices(_written, local_only=True)],
        text: Annotated[str, Choices(_texts)],
    ) -> Outcome:
        """Make a file with this text, or replace all of its text.

        Args:
            file: which file
            text: the whole new text
        """
        done = await self._change(work.write_file, file=file, text=text)
        return _private(replace(done, say=wording.written(file, done.changes)))

    @tool(risk="reversible", preview=_preview_of("append_to_file"))
    async def append_to_file(
        self,
        file: Annotated[str, Choices(_written, local_only=True)],
        text: Annotated[str, Choices(_texts)],
    ) -> Outcome:
        """Put text at the end of a file.

        Args:
            file: which file
            text: the text to add
        """
        done = await self._change(work.append_to_file, file=file, text=text)
        return _private(replace(done, say=wording.written(file, done.changes)))

    @tool(risk="reversible", approval=True, preview=_preview_of("trash_file"))
    async def trash_file(self, file: Annotated[str, Choices(_files, local_only=True)]) -> Outcome:
        """Move a file to the trash.

        Args:
            file: which file
        """
        done = await self._change(work.trash_file, file=file)
        return _private(replace(done, say=wording.trashed(file)))

    @tool(risk="reversible", preview=_preview_of("undo_file_change"))
    async def undo_file_change(self) -> Outcome:
        """Undo the last change of a file."""
        done = await self._change(work.undo_file_change)
        return _private(replace(done, say=wording.undone(done.value["file"])))

    @property
    def setting(self) -> Setting:
        """What the pack was opened with."""
        assert self._given is not None, "a rehearsal runs nothing"
        return self._given

    async def _change(self, function: Callable[..., Outcome], **arguments: Json) -> Outcome:
        try:
            return await self.setting.run(function, trash_bytes=self._trash_bytes, **arguments)
        finally:
            self.look.forget()

    def _inside(self, folder: str) -> list[str]:
        places = list(self.look().names) if folder == EVERYWHERE else [folder]
        if not places:
            raise problem("no_folders")
        return places


def open_files(setting: Setting) -> Toolset:
    """The pack's tools over the folders that the user granted."""
    return FilesTools(setting, lambda: catalogue_of(setting.folders)).toolset()


def _private(outcome: Outcome) -> Outcome:
    """What files hold and how they are called stays on this machine."""
    return replace(outcome, local_only=True)


def _megabytes(option: str) -> int:
    if not option:
        return TRASH_MB << 20
    if not option.isdecimal():
        raise ConfigurationError(f"files.trash_mb is {option!r}, and must be a whole number of megabytes.")
    return int(option) << 20
