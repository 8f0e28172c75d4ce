"""The VirtualHome tasks of the Embodied Agent Interface (EAI), planned under our grammar and scored by EAI itself.

`eai-eval` (MIT, 342 household tasks, a simulator, an evaluator) is no dependency: it has an environment of its own,
into which `install` puts it, and is spoken to through `eai_worker.py`. A plan is one call whose steps are chosen from
all steps there are for the objects of the task, so that it cannot name an action or an object that does not exist.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agentlite.actions import Calls, Json
from agentlite.errors import ConfigurationError, InvalidCompletion, PromptTooLong
from agentlite.limits import Limits
from agentlite.models.base import Message, Model, ModelInfo
from agentlite.planner import NoLegalDecision, Planner
from agentlite.prompting import prompt_text
from agentlite.signatures import Parameter
from agentlite.toolset import Tool, Toolset

RELEASE = "eai-eval==1.0.5"
INSTALLED = Path("~/.cache/agentlite/eai-1.0.5").expanduser()
MOST_STEPS = 60
"""EAI's own longest plan has 54."""

_TOOL = "carry_out"
_REFERENCE_STEP = re.compile(r"\[(\w+)\]|<([^>]+)> \((\d+)\)")


@dataclass(frozen=True, slots=True)
class Step:
    """An action of EAI and the (name, id) of each of its objects. As text: "PUTIN soap 1002 washing_machine 1001"."""

    action: str
    objects: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        return " ".join((self.action, *(f"{name} {number}" for name, number in self.objects)))


@dataclass(frozen=True, slots=True)
class EaiTask:
    """What is to be so in the end (`goals`), and which kinds of action must occur (`actions`), from `now` on.

    `steps` are all steps there are, by their texts; `reference` is EAI's own plan, which may use others.
    """

    id: str
    title: str
    now: tuple[str, ...]
    goals: tuple[str, ...]
    actions: tuple[str, ...]
    steps: Mapping[str, Step]
    reference: tuple[Step, ...]

    @property
    def request(self) -> str:
        """The task as a model reads it."""
        return prompt_text("eai", "en").format(
            title=self.title,
            now="\n".join(self.now),
            goals="\n".join(self.goals) or "nothing in particular",
            actions=", ".join(self.actions) or "anything",
        )


Plan = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """What EAI says of plans. `summary` holds its rates in percent, `errors` one entry per plan that it judged.

    `unclassified` failures are in none of its classes; they are counted as missing steps.
    """

    planned: int
    summary: Mapping[str, Json]
    errors: Mapping[str, Mapping[str, Json]]
    unclassified: int = 0

    def render(self, name: str) -> str:
        """A few lines for people."""
        goals, steps = self.summary["goal_evaluation"], self.summary["trajectory_evaluation"]
        grammar, runtime = steps["grammar_error"], steps["runtime_error"]
        failures = ", ".join(f"{kind.replace('_', ' ')} {rate:.1f} %" for kind, rate in runtime.items())
        return "\n".join(
            (
                f"{name}: {self.planned} plans; executable {steps['execution_success_rate']:.1f} %, all goals reached "
                f"{goals['task_success_rate']:.1f} %",
                f"  not parsed {grammar['parsing']:.1f} %, invented action or object {grammar['hallucination']:.1f} %, "
                f"wrong number of objects {grammar['predicate_argument_number']:.1f} %",
                f"  steps that failed: {failures}; {self.unclassified} in no class, counted as missing step",
                f"  goals reached one by one: states {goals['state_goal']:.1f} %, relations "
                f"{goals['relation_goal']:.1f} %, actions {goals['action_goal']:.1f} %",
            )
        )


def install(folder: Path = INSTALLED) -> None:
    """Make the environment, with EAI in it (0.9 GB). Raises `ConfigurationError` where that cannot be done."""
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([_python(folder), "-m", "pip", "install", "--quiet", RELEASE], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise ConfigurationError(f"{RELEASE} cannot be installed in {folder}: {error}.") from error


def load_tasks(folder: Path = INSTALLED, *, every: int = 1) -> list[EaiTask]:
    """Every `every`th of the 342 tasks. Raises `ConfigurationError` where EAI is not installed."""
    told = _worker(folder, "tasks", str(every))
    return [_task(record, told["actions"]) for record in told["tasks"]]


def _task(record: Mapping[str, Json], actions: Mapping[str, int]) -> EaiTask:
    things = [(str(name), int(number)) for name, number in record["things"]]
    return EaiTask(
        id=record["id"],
        title=record["title"],
        now=tuple(record["now"]),
        goals=tuple(record["goals"]),
        actions=tuple(record["actions"]),
        steps={str(step): step for step in _steps(things, actions)},
        reference=tuple(map(_reference_step, record["reference"])),
    )


def _steps(things: Sequence[tuple[str, int]], actions: Mapping[str, int]) -> Iterator[Step]:
    for action, objects in actions.items():
        for chosen in itertools.permutations(things, objects):
            yield Step(action, chosen)


def _reference_step(text: str) -> Step:
    """EAI writes "[PUTIN] <soap> (1002) <washing_machine> (1001)"."""
    (action, _, _), *objects = _REFERENCE_STEP.findall(text)
    return Step(action, tuple((name, int(number)) for _, name, number in objects))


async def plan(task: EaiTask, model: Model) -> Plan | None:
    """The model's plan, no longer than its window holds to the end; None from a model that is not held to the schema
    and says something else, or whose window has no room for one step. Raises `ModelUnavailable` when it is not there.
    """
    info = await model.info()
    planner = _planner(task, model, info, MOST_STEPS)
    room = info.context_tokens - await model.count_tokens(planner.messages) - await _tokens(model, decision_of([]))
    each = await _tokens(model, [max(task.steps, key=len)])
    most = min(MOST_STEPS, room // each)
    if most < 1:
        return None
    planner = _planner(task, model, info, most)
    try:
        decision = await planner.decide((), Limits(answer_tokens=room))
    except (NoLegalDecision, InvalidCompletion, PromptTooLong):
        return None
    if not isinstance(decision.action, Calls):
        return None
    return tuple(task.steps[text] for call in decision.action.calls for text in call.arguments["steps"])


def _planner(task: EaiTask, model: Model, info: ModelInfo, most: int) -> Planner:
    planner = Planner(model, info, Toolset([_tool(task, most)]), task.request, "en")
    planner.grammar.schema = _must_call(planner.grammar.schema)
    return planner


async def _tokens(model: Model, document: Json) -> int:
    """What a piece of a reply takes, and a little more."""
    return await model.count_tokens([Message("assistant", json.dumps(document))])


def decision_of(steps: Sequence[Step]) -> dict[str, Json]:
    """The decision that a model would write to make this plan."""
    return {"calls": [{"call": _TOOL, "with": {"steps": list(map(str, steps))}}]}


def _tool(task: EaiTask, most: int) -> Tool:
    steps = {"type": "array", "items": {"enum": list(task.steps)}, "minItems": 1, "maxItems": most}
    return Tool(
        name=_TOOL,
        description="Carry out these steps, one after the other. Go near a thing before doing anything with it.",
        parameters=(Parameter("steps", steps),),
        function=lambda steps: steps,
        risk="read",
    )


def _must_call(schema: Mapping[str, Json]) -> dict[str, Json]:
    """The schema without the branches that answer, ask or decline, for exactly one call: EAI asks for plans."""
    calls = next(branch for branch in schema["anyOf"] if "calls" in branch["properties"])
    once = {**calls["properties"]["calls"], "maxItems": 1}
    return {**{key: value for key, value in schema.items() if key != "anyOf"}, **calls, "properties": {"calls": once}}


def score(plans: Mapping[str, Plan | None], folder: Path = INSTALLED) -> Scores:
    """EAI's verdict on plans by task id; none at all counts there as one that cannot be parsed.

    Some tasks it leaves out, because its own plan does not pass. Raises `ConfigurationError` where it is not installed,
    and for so few tasks that there is none with goals of one kind: it cannot work out the rate then.
    """
    given = {
        task_id: [[step.action, list(itertools.chain.from_iterable(step.objects))] for step in steps or ()]
        for task_id, steps in plans.items()
    }
    told = _worker(folder, "score", given=json.dumps(given))
    planned = sum(steps is not None for steps in plans.values())
    return Scores(planned, told["summary"], told["errors"], told["unclassified"])


def _worker(folder: Path, *arguments: str, given: str = "") -> Json:
    """What the worker answers. Raises `ConfigurationError` when there is none, or it fails."""
    command = [_python(folder), "-I", str(Path(__file__).with_name("eai_worker.py")), *arguments]
    hint = "Run: python benchmarks/eai.py --install"
    try:
        ran = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    except OSError as error:
        raise ConfigurationError(f"EAI IS NOT INSTALLED in {folder}.", hint=hint) from error
    if ran.returncode:
        raise ConfigurationError(f"EAI in {folder} failed: {ran.stderr.strip()[-500:]}", hint=hint)
    return json.loads(ran.stdout)


def _python(folder: Path) -> str:
    return str(folder / "bin" / "python")
