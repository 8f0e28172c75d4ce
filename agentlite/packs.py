"""Tool packs: folders of tools with a manifest each, found by name, by path, or among the installed packages.

A pack is a Python package with a `PACK`, a `manifest.yaml` that says what each of its tools may do, perhaps a
`spoken.yaml` that says which words a request for a tool must have one of, and, where a model is to be taught it,
`phrases/`. Its tools are trusted code that offers choices and words results; what they do is done by functions in the
sandbox, under the manifest of that name.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module, metadata
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

from agentlite.actions import Json
from agentlite.errors import ConfigurationError, InvalidTool, UnknownTool
from agentlite.language import Language
from agentlite.saying import saying
from agentlite.toolset import Outcome, Tool, Toolset

if TYPE_CHECKING:
    from agentlite.memory.memory import Memory
    from agentlite.sandbox import Confined, Manifest, Policy, Sandbox

SHIPPED = ("calc", "clock", "files", "lists", "notes", "python", "robot", "shell", "system", "text", "web")
"""The packs in the box besides the house, which lies behind a backend of its own."""

ENTRY_POINTS = "agentlite.packs"
"""The group in which installed packages announce packs: `mine = "my_package.my_pack"`."""

FOLDERS = "folders"
"""The grant in a manifest that stands for every folder the user granted to the pack."""

_MANIFEST = "manifest.yaml"
_SPOKEN = "spoken.yaml"

Slot: TypeAlias = Callable[[], tuple[str, Json]]
"""Draws what is said, and the value of the argument it stands for."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A made-up world in which a model learns a pack: the tools over it, which are never run, and what the slots of
    its phrases may say there."""

    tools: Toolset
    slots: Mapping[str, Slot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a pack is opened with.

    `folder` is where it keeps what should last, and the root in manifests that bears the pack's name. `folders` are
    those that the user granted to it, by name; `options` what else the user set; `memory` the agent's, if it has one.
    """

    pack: str
    folder: Path
    sandbox: Sandbox
    manifests: Mapping[str, Manifest]
    language: Language = "en"
    options: Mapping[str, str] = field(default_factory=dict)
    folders: Mapping[str, Path] = field(default_factory=dict)
    memory: Memory | None = None
    confined: dict[tuple[Callable[..., object], str], Confined] = field(default_factory=dict, repr=False)
    """The functions already bound to a manifest, by the manifest as text."""

    def manifest(self, tool: str) -> Manifest:
        """What the tool may do, with the user's folders in place of `folders`. Raises `InvalidTool`."""
        try:
            written = self.manifests[tool]
        except KeyError:
            raise InvalidTool(
                f"The tool {tool!r} is not in the manifest of the pack {self.pack!r}.", hint=f"Add it to {_MANIFEST}."
            ) from None
        return replace(written, read=self._granted(written.read), write=self._granted(written.write))

    async def run(
        self, function: Callable[..., object], *, under: Manifest | None = None, **arguments: Json
    ) -> Outcome:
        """Call a function of the pack in the sandbox, under `under` or the manifest of the tool that it is named after.

        Raises `ToolError` as the function did, and the errors of the sandbox.
        """
        name = function.__name__
        manifest = under or self.manifest(name)
        key = function, repr(manifest)
        if key not in self.confined:
            self.confined[key] = self.sandbox.confine(function, manifest, name=name)
        return await self.confined[key].run(arguments)

    def _granted(self, grants: Sequence[str]) -> tuple[str, ...]:
        named = (tuple(self.folders) if grant == FOLDERS else (grant,) for grant in grants)
        return tuple(grant for group in named for grant in group)


@dataclass(frozen=True, slots=True)
class Pack:
    """A tool pack. `about` says in a few words, by language, what it is for; `open` makes its tools; `rehearse` makes a
    random world to learn it in, for "en", "pt-BR" or "pt-PT"."""

    name: str
    about: Mapping[Language, str]
    open: Callable[[Setting], Toolset]
    rehearse: Callable[[random.Random, str], Rehearsal] | None = None
    package: str = ""
    """Its Python package; filled in when it is found."""

    def manifests(self) -> dict[str, Manifest]:
        """What each tool may do. Raises `InvalidManifest`."""
        from agentlite.sandbox import load_manifests

        return load_manifests(package_folder(self.package) / _MANIFEST)

    def spoken(self) -> dict[str, list[str]]:
        """By tool, the words and phrases of which a request for it has one; tools that any request may be for are not
        in it.

        Raises `ConfigurationError` if `spoken.yaml` cannot be read, or does not list words and phrases by tool.
        """
        import yaml

        path = package_folder(self.package) / _SPOKEN
        if not path.exists():
            return {}
        try:
            listed = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise ConfigurationError(f"{path} cannot be read: {error}.", hint="docs/packs.md shows one.") from error
        if not isinstance(listed, dict) or not all(isinstance(words, list) for words in listed.values()):
            raise ConfigurationError(f"{path} does not list words by tool.", hint="docs/packs.md shows one.")
        return {tool: [*map(str, words)] for tool, words in listed.items()}


def rehearsal_in(module: str) -> Callable[[random.Random, str], Rehearsal]:
    """The function `rehearse` of a module that is imported when it is first called."""

    def rehearse(rng: random.Random, language: str) -> Rehearsal:
        made: Rehearsal = import_module(module).rehearse(rng, language)
        return made

    return rehearse


def package_folder(package: str) -> Path:
    """Where a package lies that has been imported."""
    return Path(next(iter(import_module(package).__path__)))


def find_pack(name: str) -> Pack:
    """The pack that `name` names: one in the box, one of an installed package, or the folder at a path.

    Raises `UnknownTool` if there is none, `InvalidTool` if what is there is no pack.
    """
    if name in SHIPPED:
        return _pack_of(import_module(f"agentlite.tools.{name}"), name)
    if "/" in name or "\\" in name or name.startswith("."):
        return _pack_of(_imported(Path(name).expanduser().resolve()), name)
    for entry in metadata.entry_points(group=ENTRY_POINTS, name=name):
        return _pack_of(import_module(entry.value), name)
    known = ", ".join(("home", *SHIPPED, *(e.name for e in metadata.entry_points(group=ENTRY_POINTS))))
    raise UnknownTool(f"There is no tool pack called {name!r}.", hint=f"The packs are: {known}; or give a folder.")


def open_packs(
    packs: Iterable[Pack],
    sandbox: Sandbox,
    home: Path,
    *,
    language: Language = "en",
    options: Mapping[str, Mapping[str, str]] | None = None,
    memory: Memory | None = None,
) -> Toolset:
    """The tools of `packs`, over their state below the folder `home`. `options` holds what the user set, by pack.

    `sandbox` must have at least `policy(packs, home, options)`. Raises `InvalidTool` where two packs have a tool of
    the same name or a tool has no manifest, `InvalidManifest`, and what packs raise when they are opened.
    """
    tools = Toolset()
    for pack in packs:
        given = (options or {}).get(pack.name, {})
        setting = Setting(
            pack=pack.name,
            folder=_state_folder(pack, home),
            sandbox=sandbox,
            manifests=pack.manifests(),
            language=language,
            options=given,
            folders=_folders(pack.name, given),
            memory=memory,
        )
        opened, spoken = pack.open(setting), pack.spoken()
        ready = (_asked_for(_under_manifest(tool, setting), spoken.get(tool.name)) for tool in opened)
        tools = tools + Toolset(ready, briefing=opened.briefing)
    return tools


def _under_manifest(tool: Tool, setting: Setting) -> Tool:
    """The tool with what its manifest says of it. The pack runs its work in the sandbox itself."""
    from agentlite.sandbox.tools import stricter

    manifest = setting.manifest(tool.name)
    return replace(
        tool,
        risk=stricter(tool.risk, manifest.risk),
        approval=tool.approval or manifest.needs_approval,
        manifest=manifest,
        sandboxed=True,
    )


def _asked_for(tool: Tool, words: Sequence[str] | None) -> Tool:
    """The tool, for requests that have one of the words only; of what only reads, they may be denied."""
    return replace(tool, when=saying(*words, even_denied=tool.risk == "read")) if words else tool


def policy(packs: Iterable[Pack], home: Path, options: Mapping[str, Mapping[str, str]] | None = None) -> Policy:
    """What the sandbox of `packs` must grant: each pack's lasting folder under its name, and what the user set for it:
    `folders`, `programs` (by path or name) and `networks` (as CIDR), with commas.

    Raises `ConfigurationError` for a folder that cannot be granted, and for one name of two folders.
    """
    from agentlite.sandbox import Policy

    roots: dict[str, Path] = {}
    programs: list[str] = []
    networks: list[str] = []
    for pack in packs:
        given = (options or {}).get(pack.name, {})
        for name, folder in ((pack.name, _state_folder(pack, home)), *_folders(pack.name, given).items()):
            if roots.setdefault(name, folder) != folder:
                raise ConfigurationError(
                    f"The name {name!r} stands for {roots[name]} and for {folder}.",
                    hint="Give the folders of different packs different names.",
                )
        programs += parts(given.get("programs", ""))
        networks += parts(given.get("networks", ""))
    return Policy(roots=roots, programs=tuple(programs), networks=tuple(networks))


def parts(setting: str) -> list[str]:
    """The parts of a setting that are separated by commas."""
    return [part for part in map(str.strip, setting.split(",")) if part]


def _state_folder(pack: Pack, home: Path) -> Path:
    folder = home / pack.name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _folders(pack: str, options: Mapping[str, str]) -> dict[str, Path]:
    """The folders of `folders=docs=~/Documents,music=~/Music`. Raises `ConfigurationError`."""
    found: dict[str, Path] = {}
    for part in parts(options.get(FOLDERS, "")):
        name, _, path = part.partition("=")
        if not path or not name.isidentifier() or name in (*SHIPPED, FOLDERS):
            raise ConfigurationError(
                f"{part!r} does not name a folder for the pack {pack!r}.",
                hint=f"Write {pack}.folders=docs=~/Documents.",
            )
        found[name] = Path(path).expanduser().resolve()
        if not found[name].is_dir():
            raise ConfigurationError(f"There is no folder {path}.", hint="Make it first, or grant another one.")
    return found


def _pack_of(module: ModuleType, name: str) -> Pack:
    pack = getattr(module, "PACK", None)
    if not isinstance(pack, Pack):
        raise InvalidTool(f"{name} is not a tool pack: its package has no PACK.", hint="docs/packs.md shows one.")
    return replace(pack, package=module.__name__)


def _imported(folder: Path) -> ModuleType:
    """The package in a folder, found by Python's own path, so that a sandboxed process finds it as well."""
    if not (folder / "__init__.py").exists():
        raise UnknownTool(f"{folder} is not a tool pack: it has no __init__.py.", hint="docs/packs.md shows one.")
    if str(folder.parent) not in sys.path:
        sys.path.append(str(folder.parent))
    module = import_module(folder.name)
    if module.__file__ != str(folder / "__init__.py"):
        raise InvalidTool(f"Another package is called {folder.name!r}.", hint="Rename the pack's folder.")
    return module
