"""The pages are true: their programs run, their commands exist, their links lead somewhere, their lists are complete.

A comment above a code block says how it is treated:

    <!-- no-run -->       only compiled
    <!-- needs: box -->   run if the model in the box is there
    <!-- file: NAME -->   written to the folder the page's programs run in

An `output` block after a program is what it must print. The programs of one page share their names.
"""

import ast
import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from agentlite import errors
from agentlite.cli.exits import TABLE
from agentlite.cli.group import group
from agentlite.models.shipped import shipped_model
from agentlite.tools.home import SimulatedHome, home_toolset, load_demo

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MODULES = sorted(
    path for folder in ("agentlite", "tools") for path in (ROOT / folder).rglob("*.py") if path.stat().st_size
)
HEAVY = frozenset("llama_index ollama xllamacpp torch numpy httpx jsonschema sqlite_utils yaml matplotlib gguf".split())
_BLOCK = re.compile(r"(?:^<!-- ([^\n]+?) -->\n+)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_OWNER = re.compile(r"^\| `((?:agentlite|tools)/\S+\.py)` \| \S", re.MULTILINE)

ABOUT_PACKS = (
    "packs",
    "sandbox",
    "signatures",
    "language",
    "words",
    "memory",
    "storage",
    "egress.finding",
    "train.numbers",
    "train.quoting",
    "train.templates",
    "train.words",
)
"""What a tool pack may know besides: where it is opened, where its work is done, and how it is taught."""

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@dataclass(frozen=True)
class Block:
    mark: str
    language: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [Block(m[1] or "", m[2], m[3], text[: m.start(3)].count("\n")) for m in _BLOCK.finditer(text)]


def run_programs(page: Path, *, box: bool) -> None:
    """Run a page's programs in order, in the current folder."""
    names: dict[str, object] = {"__name__": "page"}
    found = blocks(page)
    for block in found:
        if block.mark.startswith("file: "):
            file = Path(block.mark.removeprefix("file: "))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
    for block, after in zip(found, [*found, None][1:], strict=True):
        if block.language != "python":
            continue
        code = compile("\n" * block.line + block.text, str(page), "exec", dont_inherit=True)
        if block.mark and not (box and block.mark == "needs: box"):
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, names)
        if after is not None and after.language == "output":
            assert printed.getvalue() == after.text, f"{page.name}, line {block.line}"


@every_page
def test_the_programs_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_programs(page, box=False)


@pytest.mark.skipif(not shipped_model().exists(), reason=f"THE MODEL IN THE BOX IS MISSING ({shipped_model()})")
@pytest.mark.parametrize("page", [p for p in PAGES if any(b.mark == "needs: box" for b in blocks(p))], ids=str)
def test_the_programs_that_need_the_model_in_the_box_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run_programs(page, box=True)


def commands(page: Path) -> Iterator[list[str]]:
    """The commands in a page's shell blocks and inline code, as words."""
    text = page.read_text(encoding="utf-8")
    lines = [line for block in blocks(page) if block.language == "sh" for line in block.text.splitlines()]
    lines += re.findall(r"`((?:agentlite|make|python) [^`\n]+)`", _BLOCK.sub("", text))
    for line in lines:
        if words := shlex.split(line, comments=True):
            yield words


@every_page
def test_the_commands_of_a_page_exist(page: Path) -> None:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    ours = []
    for words in commands(page):
        match words:
            case ["make", target, *_]:
                assert target in targets, words
            case ["python", str(script), *_] if script.endswith(".py"):
                assert (ROOT / script).exists(), words
            case ["agentlite", *_]:
                ours.append(words)
    for words in ours:
        check_command(words)


def check_command(words: list[str]) -> None:
    """Fail unless click knows every verb and option of `agentlite VERB ... --option ...`."""
    command: click.Command = group
    context = click.Context(command)
    for word in words[1:]:
        if isinstance(command, click.Group) and not word.startswith("-"):
            found = command.get_command(context, word)
            assert found is not None, f"{word!r} in {shlex.join(words)}"
            command, context = found, click.Context(found, parent=context)
        elif word.startswith("-") and not command.context_settings.get("ignore_unknown_options"):
            known = {o for p in command.get_params(context) for o in (*p.opts, *p.secondary_opts)}
            assert word.partition("=")[0] in known, f"{word} in {shlex.join(words)}"


@every_page
def test_links_lead_to_files_that_exist(page: Path) -> None:
    links = [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    packs = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")
    reached = [*_LINK.findall(readme), *(f"docs/{link}" for link in _LINK.findall(packs))]
    assert [page.name for page in PAGES[1:] if str(page.relative_to(ROOT)) not in reached] == []


def defines_something(path: Path) -> bool:
    """Whether a file is more than imports and a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr | ast.Assign) for node in tree.body)


def test_the_architecture_page_gives_every_module_one_owner() -> None:
    listed = _OWNER.findall((ROOT / "docs/architecture.md").read_text(encoding="utf-8"))
    existing = {str(path.relative_to(ROOT)) for path in MODULES if defines_something(path)}
    assert len(listed) == len(set(listed)), "a module is listed twice"
    assert sorted(existing - set(listed)) == [], "not listed in docs/architecture.md"
    assert sorted(set(listed) - existing) == [], "listed in docs/architecture.md, but not there"


def imports_of(path: Path, *, top_level: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level else list(ast.walk(tree))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downwards(path: Path) -> None:
    name, imported = path.relative_to(ROOT), imports_of(path)
    folder = name.parts[:2]
    ours = {module for module in imported if module.split(".")[0] == "agentlite"}
    if folder != ("agentlite", "cli") and name.name != "__main__.py":
        assert [m for m in ours if m.startswith("agentlite.cli")] == []
    if folder == ("agentlite", "models"):
        assert [m for m in ours if m.startswith(("agentlite.tool", "agentlite.agent", "agentlite.grammar"))] == []
    if folder[0] == "tools":
        allowed = tuple(
            f"agentlite.{name}"
            for name in ("actions", "errors", "numerals", "said", "saying", "toolset", "tools", *ABOUT_PACKS)
        )
        assert [m for m in ours if not m.startswith(allowed)] == []
    if folder != ("agentlite", "train") and str(name) != "agentlite/memory/llama_index.py":  # it subclasses theirs
        assert HEAVY.isdisjoint(m.split(".")[0] for m in imports_of(path, top_level=True))


def test_no_file_is_longer_than_500_lines() -> None:
    lengths = {path.relative_to(ROOT): path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert {str(path): length for path, length in lengths.items() if length > 500} == {}


def test_the_core_loop_stays_under_150_lines() -> None:
    tree = ast.parse((ROOT / "agentlite/agent.py").read_text(encoding="utf-8"))
    (loop,) = (n for n in ast.walk(tree) if isinstance(n, ast.AsyncFunctionDef) and n.name == "_drive")
    assert loop.end_lineno is not None
    assert loop.end_lineno - loop.lineno + 1 < 150


def test_the_errors_page_names_every_error() -> None:
    page = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
    names = [n for n, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)]
    assert [name for name in names if name not in page] == []


def test_the_errors_page_has_the_exit_codes_of_the_command_line() -> None:
    page = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
    assert [code for code, meaning in TABLE.items() if f"| {code} | {meaning} |" not in page] == []


@pytest.mark.parametrize("command", ["agentlite fly", "agentlite run --wings", "agentlite runs list --all"])
def test_a_command_that_does_not_exist_would_be_noticed(command: str) -> None:
    with pytest.raises(AssertionError):
        check_command(shlex.split(command))


def test_the_home_page_names_every_tool_of_the_home_pack() -> None:
    page = (ROOT / "docs/home.md").read_text(encoding="utf-8")
    tools = home_toolset(SimulatedHome(load_demo("en")))
    assert [tool.name for tool in tools if f"`{tool.name}`" not in page] == []
    assert f"{len(tools)} tools" in page
