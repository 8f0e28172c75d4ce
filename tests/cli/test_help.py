"""Every verb explains itself, with an example, and starting costs little."""

import subprocess
import sys

import click
import pytest

from agentlite.cli.exits import TABLE
from agentlite.cli.group import group


def commands(command, path=()):
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, (*path, name))


@pytest.mark.parametrize("path", [" ".join(path) for path, _ in commands(group) if path])
def test_every_verb_has_help_with_an_example(path, agentlite):
    helped = agentlite(*path.split(), "--help")
    assert helped.exit_code == 0
    assert f"agentlite {path.split()[0]}" in helped.output.split("Example")[1]


def test_the_help_tells_the_exit_codes(agentlite):
    helped = agentlite("--help").output
    for code, meaning in TABLE.items():
        assert f"{code:<4} {meaning}" in helped


def test_every_example_names_options_that_exist():
    for path, command in commands(group):
        known = {name for parameter in command.params for name in parameter.opts}
        for line in (command.epilog or "").splitlines():
            if f"agentlite {' '.join(path)} " in line and path != ("train",):
                used = {word for word in line.split() if word.startswith("--")}
                assert used <= known, f"{line}: {used - known}"


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"]])
def test_help_loads_nothing_heavy(arguments):
    program = (
        "import sys\n"
        "from agentlite.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "heavy = 'llama_index ollama xllamacpp torch numpy sqlite_utils jsonschema httpx yaml'.split()\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    assert ended.stderr == "[]\n"
