"""Agents whose tools run in a sandbox: which do, which do not, and what the run log keeps of it."""

import pytest

from agentlite import Agent
from agentlite.errors import InvalidTool
from agentlite.models.testing import ScriptedModel
from agentlite.runs import RunLog
from agentlite.sandbox import Manifest, Policy, Sandbox, host
from agentlite.toolset import Toolset, tool

READ = Manifest(risk="read")


@pytest.fixture(scope="module")
def sandbox(backend):
    with Sandbox(Policy(backends=(backend,))) as made:
        yield made


COUNTED: list[int] = []


@tool(manifest=READ)
def where_am_i(depth: int) -> int:
    """Count here.

    Args:
        depth: what to count
    """
    COUNTED.append(depth)
    return len(COUNTED)


def count_plainly(depth: int) -> int:
    """Count here, too.

    Args:
        depth: what to count
    """
    COUNTED.append(depth)
    return len(COUNTED)


def asked(tools, tmp_path, **settings):
    """The observation of one call of the only tool, as the run log keeps it."""
    toolset = Toolset(tools)
    name = next(iter(toolset)).name
    model = ScriptedModel([{"calls": [{"call": name, "with": {"depth": 1}}]}], one_shot=True)
    with RunLog(tmp_path / "runs.db") as log:
        with Agent(model, tools=toolset, log=log, approve=lambda call, tool: True, **settings) as agent:
            result = agent.run("count to one")
        (kept,) = log.load(result.run_id).steps[0].calls
    assert kept.observation == result.observations[0]
    return result.observations[0]


def test_a_manifest_decides_what_a_tool_risks():
    assert (where_am_i.risk, where_am_i.approval) == ("read", False)
    careful = tool(manifest=Manifest())(count_plainly)
    assert (careful.risk, careful.approval) == ("physical", True)


def test_an_agent_runs_a_tool_with_a_manifest_in_a_sandbox_and_says_so_in_the_log(tmp_path):
    COUNTED.clear()
    seen = asked([where_am_i], tmp_path)
    assert (seen.ok, seen.value) == (True, 1)
    assert "ways out tried" in seen.sandbox
    assert not COUNTED


def test_an_agents_own_function_runs_where_the_program_does(tmp_path):
    COUNTED.clear()
    seen = asked([count_plainly], tmp_path)
    assert (seen.sandbox, COUNTED) == ("", [1])


def test_a_sandbox_takes_in_every_function_that_can_be_there(tmp_path, sandbox):
    COUNTED.clear()
    seen = asked([count_plainly], tmp_path, sandbox=sandbox)
    assert seen.sandbox
    assert not COUNTED


def test_what_is_bound_to_the_program_stays_in_it(tmp_path, sandbox):
    here = []

    def close_by(depth: int) -> int:
        """Count in a closure.

        Args:
            depth: what to count
        """
        here.append(depth)
        return len(here)

    assert asked([close_by], tmp_path, sandbox=sandbox).sandbox == ""
    assert here == [1]


def test_a_closure_with_a_manifest_is_refused():
    @tool(manifest=READ)
    def local() -> int:
        """Be local."""
        return 1

    with pytest.raises(InvalidTool, match="closure"):
        Agent(ScriptedModel([]), tools=[local])


def test_a_call_that_no_sandbox_takes_does_not_run(tmp_path, monkeypatch):
    monkeypatch.setattr(host, "_BOOT", "raise SystemExit")
    seen = asked([where_am_i], tmp_path)
    assert not seen.ok
    assert "No sandbox holds" in seen.text
    assert seen.sandbox == ""


def test_a_failed_call_is_logged_with_its_sandbox(tmp_path, sandbox):
    assert "ways out tried" in asked([fall_over], tmp_path, sandbox=sandbox).sandbox


def fall_over(depth: int) -> int:
    """Fail.

    Args:
        depth: how deep
    """
    raise ValueError(depth)


def test_an_agent_ends_the_sandbox_that_it_made():
    agent = Agent(ScriptedModel([]), tools=[where_am_i])
    agent._wait(agent.tools["where_am_i"].run({"depth": 1}))
    (warm,) = agent._own_sandbox._warm.values()
    agent.close()
    assert not warm.host.usable()
