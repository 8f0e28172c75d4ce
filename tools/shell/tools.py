"""The shell pack's one tool: which commands a call may be, and what came of it in words."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from agentlite.actions import Json
from agentlite.errors import ConfigurationError, ToolError
from agentlite.packs import Setting, parts
from agentlite.tools.shell import work
from agentlite.tools.shell.commands import commands_said, words_of
from agentlite.toolset import Arguments, Briefing, Choices, Outcome, Preview, Toolset, tool

_REFUSED = frozenset(
    "sh bash dash zsh ksh mksh fish csh tcsh rbash busybox toybox env sudo doas su nohup setsid xargs nice timeout "
    "chroot unshare nsenter ssh script".split()
)
"""Shells, and programs that only start others."""

_SHOWN = 2000


def _commands(tools: ShellTools, request: str) -> list[str]:
    return commands_said(request, tools.programs)


class ShellTools:
    """run_program. `programs` maps names to paths; without any there is no tool."""

    def __init__(self, setting: Setting | None, programs: Mapping[str, str]) -> None:
        self._given, self.programs = setting, programs

    def toolset(self) -> Toolset:
        """The tool, if there is a program that it may run."""
        return Toolset([self.run_program] if self.programs else [], briefing=self.briefing)

    def briefing(self, request: str) -> Briefing:
        """The programs by name."""
        return Briefing(stable=f"shell: {', '.join(self.programs)}".rstrip())

    def _preview(self, arguments: Arguments) -> Preview:
        name, *words = self._checked(arguments["command"])
        return Preview(
            arguments={"program": self.programs[name], "arguments": words},
            paths=(self.programs[name], str(self._setting.folders.get(self._folder, self._setting.folder))),
        )

    @tool(risk="irreversible", approval=True, untrusted_output=True, preview=_preview)
    async def run_program(self, command: Annotated[str, Choices(_commands, local_only=True)]) -> Outcome:
        """Run a program.

        Args:
            command: the program and its arguments
        """
        name, *words = self._checked(command)
        path = self.programs[name]
        under = replace(self._setting.manifest("run_program"), programs=(path,), processes=1)
        done = await self._setting.run(
            work.run_program, under=under, program=path, arguments=words, folder=self._folder
        )
        return replace(done, say=_told(name, done.value), local_only=True, untrusted=True)

    def _checked(self, command: str) -> list[str]:
        """The words of a command, the first of which is an allowed program. Raises `ToolError`."""
        try:
            words = words_of(command)
        except ValueError:
            words = []
        if not words or words[0] not in self.programs:
            raise ToolError(
                f"{command!r} does not begin with a program that is allowed.",
                say={
                    "en": f"{command!r} does not begin with a program that is allowed.",
                    "pt": f"{command!r} não começa por um programa permitido.",
                },
            )
        return words

    @property
    def _folder(self) -> str:
        """The name of the folder that programs run in: the one the user granted, else the pack's own."""
        return next(iter(self._setting.folders), self._setting.pack)

    @property
    def _setting(self) -> Setting:
        assert self._given is not None, "a rehearsal runs nothing"
        return self._given


def open_shell(setting: Setting) -> Toolset:
    """The pack's tool for the `programs` of the options. Raises `ConfigurationError` for one that cannot be allowed."""
    return ShellTools(setting, _named(parts(setting.options.get("programs", "")))).toolset()


def _named(paths: list[str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for path in paths:
        file = Path(path)
        hint = "Write shell.programs=/usr/bin/git,/usr/bin/wc."
        if not file.is_absolute():
            raise ConfigurationError(f"{path!r} is not the full path of a program.", hint=hint)
        if not file.is_file() or not os.access(file, os.X_OK):
            raise ConfigurationError(f"There is no program {path}.", hint=hint)
        if not _REFUSED.isdisjoint((file.name, file.resolve().name)):
            raise ConfigurationError(
                f"{path} runs other programs, so it cannot be allowed.", hint="Allow those that are wanted one by one."
            )
        if file.name.lower() in named:
            raise ConfigurationError(f"Two of the programs are called {file.name}.", hint="Allow one of them.")
        named[file.name.lower()] = path
    return named


def _told(name: str, value: Json) -> Mapping[str, str]:
    text = value["output"].strip() or value["errors"].strip()
    if not text:
        return {"en": f"{name} ended well and said nothing.", "pt": f"{name} acabou bem, sem dizer nada."}
    more = value["cut"] or len(text) > _SHOWN
    shown = text[:_SHOWN]
    return {"en": shown + ("\n… (it goes on)" if more else ""), "pt": shown + ("\n… (continua)" if more else "")}
