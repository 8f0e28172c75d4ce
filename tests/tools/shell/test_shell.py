"""The pack over real programs, in a real sandbox."""

import asyncio
import shutil

import pytest

from agentlite.actions import ToolCall
from agentlite.approval import objection_to
from agentlite.errors import ConfigurationError, ToolError
from agentlite.packs import find_pack, open_packs, policy
from agentlite.sandbox import InvalidManifest, Policy, Sandbox, SandboxUnavailable

NAMES = ("wc", "date", "env", "cat", "seq", "mkdir")
PATHS = {name: shutil.which(name, path="/usr/bin:/bin") for name in NAMES}
SHELL = "/bin/sh"


class Bench:
    """The pack with some programs, and a folder for them to run in."""

    def __init__(self, base, sandbox, *names, **options):
        self.project, self.home = base / "project", base / "state"
        given = {"programs": ",".join(PATHS[name] for name in names)} | options
        self.tools = open_packs([find_pack("shell")], sandbox, self.home, options={"shell": given})

    def run(self, command):
        return asyncio.run(self.tools["run_program"].run({"command": command}))


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    base = tmp_path_factory.mktemp("workshop")
    (base / "project").mkdir()
    (base / "secret.txt").write_text("secret")
    (base / "project" / "notes.txt").write_text("one\ntwo\n")
    grants = {"shell": {"folders": f"project={base / 'project'}"}}
    bound = policy([find_pack("shell")], base / "state", grants).roots
    with Sandbox(Policy(roots=bound, programs=tuple(PATHS.values()))) as sandbox:
        try:
            Bench(base, sandbox, "date").run("date")
        except SandboxUnavailable as error:
            pytest.skip(str(error))
        yield base, sandbox


@pytest.fixture
def open_bench(workshop):
    base, sandbox = workshop
    folders = f"project={base / 'project'}"
    return lambda *names, **options: Bench(base, sandbox, *names, **({"folders": folders} | options))


def test_it_is_off_until_programs_are_listed(open_bench):
    assert len(open_bench().tools) == 0


def test_its_tool_is_of_an_unsafe_class_and_always_asked_about(open_bench):
    tool = open_bench("wc").tools["run_program"]
    assert tool.risk == "irreversible"
    assert tool.needs_approval({"command": "wc"})
    assert find_pack("shell").manifests()["run_program"].needs_approval


def test_what_will_run_is_shown_word_by_word(open_bench):
    bench, asked = open_bench("wc"), []
    call = ToolCall("run_program", {"command": "wc -l 'a; rm -rf ~'"})

    class Approver:
        def ask(self, question):
            asked.append(question)
            return False

    assert asyncio.run(objection_to(call, bench.tools["run_program"], Approver())) == "not_approved"
    assert asked[0].preview.arguments == {"program": PATHS["wc"], "arguments": ["-l", "a; rm -rf ~"]}
    assert str(bench.project) in asked[0].preview.paths


def test_a_program_runs_in_the_folder_and_its_words_are_those_of_others(open_bench):
    done = open_bench("wc").run("wc -l notes.txt")
    assert done.value["output"] == "2 notes.txt\n"
    assert done.untrusted
    assert done.local_only
    assert done.say == {"en": "2 notes.txt", "pt": "2 notes.txt"}


def test_it_may_write_where_it_runs(open_bench):
    bench = open_bench("mkdir")
    assert bench.run("mkdir made").say["pt"] == "mkdir acabou bem, sem dizer nada."
    assert (bench.project / "made").is_dir()


def test_without_a_granted_folder_it_runs_in_the_packs_own(workshop):
    bench = Bench(*workshop, "mkdir")
    bench.run("mkdir own")
    assert (bench.home / "shell" / "own").is_dir()


def test_no_shell_reads_the_command(open_bench):
    bench = open_bench("seq")
    with pytest.raises(ToolError, match="seq ended with status 1"):
        bench.run("seq 3 '; touch' pwned")
    with pytest.raises(ToolError, match="status"):
        bench.run("seq '$(touch pwned)'")
    assert not (bench.project / "pwned").exists()


def test_what_lies_elsewhere_cannot_be_read(open_bench, workshop):
    for path in ("../secret.txt", str(workshop[0] / "secret.txt"), "/etc/passwd"):
        with pytest.raises(ToolError, match="status 1") as caught:
            open_bench("cat").run(f"cat {path}")
        assert "acabou com o estado 1" in caught.value.say["pt"]


def test_much_output_is_cut_and_says_so(open_bench):
    done = open_bench("seq").run("seq 100000")
    assert done.value["cut"]
    assert len(done.value["output"]) == 8000
    assert done.say["pt"].endswith("… (continua)")


def test_only_programs_that_are_allowed_run(open_bench):
    bench = open_bench("wc")
    for command in ("cat notes.txt", "/usr/bin/cat notes.txt", "wc2", "", "'unclosed"):
        with pytest.raises(ToolError, match="allowed"):
            bench.run(command)


def test_what_the_policy_of_this_machine_does_not_grant_does_not_run(tmp_path):
    with Sandbox(policy([find_pack("shell")], tmp_path)) as sandbox:
        given = {"shell": {"programs": PATHS["wc"]}}
        tools = open_packs([find_pack("shell")], sandbox, tmp_path, options=given)
        with pytest.raises(InvalidManifest, match="not granted"):
            asyncio.run(tools["run_program"].run({"command": "wc"}))


@pytest.mark.parametrize(
    ("programs", "message"),
    [
        ("git", "full path"),
        ("/nothing/here", "no program"),
        ("/etc/passwd", "no program"),
        (SHELL, "runs other programs"),
        (PATHS["env"], "runs other programs"),
        (f"{PATHS['wc']},{PATHS['wc']}", "Two of the programs"),
    ],
)
def test_what_cannot_be_allowed_is_refused(open_bench, programs, message):
    with pytest.raises(ConfigurationError, match=message):
        open_bench(programs=programs)
