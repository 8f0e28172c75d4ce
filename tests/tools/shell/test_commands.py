"""The commands that a request says."""

import random
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.packs import find_pack
from agentlite.tools.shell.commands import commands_said, words_of

PROGRAMS = ("git", "wc", "date")


@pytest.mark.parametrize(
    ("request_", "first", "others"),
    [
        ("run git status", "git status", ["git"]),
        ("please run git log --oneline -5, please.", "git log --oneline -5", ["git log --oneline", "git log", "git"]),
        ("git log dash dash oneline", "git log --oneline", ["git log", "git"]),
        ("roda wc traço l notas.txt pra mim", "wc -l notas.txt", ["wc -l", "wc"]),
        ("Git status?", "git status", ["git"]),
        ("what does `git diff --stat` say", "git diff --stat", []),
        ("corre «wc -l "
         "'a b.txt'» se faz favor", "wc -l 'a b.txt'", []),
        ("run wc -l 'my notes.txt'", "wc -l 'my notes.txt'", ["wc -l", "wc"]),
        ("date", "date", []),
        ("wc -w on notes.txt", "wc -w on notes.txt", ["wc -w on", "wc -w", "wc", "wc -w notes.txt"]),
        ("git log double minus oneline in the terminal", "git log --oneline", ["git log", "git"]),
        ("wc hyphen l notes dot txt and tell me what it says", "wc -l notes.txt", ["wc -l", "wc"]),
        ("corre wc menos l notas ponto txt e diz-me o que dá", "wc -l notas.txt", ["wc -l", "wc"]),
    ],
)  # fmt: skip
def test_commands(request_, first, others):
    assert commands_said(request_, PROGRAMS) == [first, *others]


@pytest.mark.parametrize(
    "request_", ["run rm -rf /", "what is the weather", "", "digital updates", "run `rm x`", "wcx and gitk"]
)
def test_no_command(request_):
    assert commands_said(request_, PROGRAMS) == []


@pytest.mark.parametrize(
    "request_",
    [
        "run git status; rm -rf /",
        "git status && reboot",
        "git $(reboot)",
        "git status | sh",
        "git log > /etc/x",
        "git `id`",
    ],
)
def test_what_a_shell_would_read_into_a_command_is_nothing_but_words(request_):
    for command in commands_said(request_, PROGRAMS):
        words = words_of(command)
        assert words[0] in PROGRAMS
        assert set(words) <= {w.strip(",;") for w in (*request_.replace("`", " ").split(), *request_.split())}


@given(st.text(max_size=120))
def test_every_command_begins_with_an_allowed_program_and_reads_back_as_it_was(request_):
    for command in commands_said(f"{request_} git {request_}", PROGRAMS):
        words = words_of(command)
        assert words[0] in PROGRAMS
        assert shlex.join(words) == command


@pytest.mark.parametrize("language", ["en", "pt-BR", "pt-PT"])
def test_what_is_rehearsed_is_legal(language):
    from agentlite.train.rehearsing import Rehearsing, spoken

    rng, pack, family, illegal = random.Random(language), find_pack("shell"), language[:2], []
    for _ in range(150):
        stage = Rehearsing(pack, language, rng, "train")
        text, calls = stage.calls()
        if spoken(text, calls, stage.tools, family, rng) is None:
            illegal.append((text, calls))
        stage.refusal()
    assert len(illegal) <= 5, illegal
