"""Tools from functions, and sets of tools that compose by wrapping.

@tool(risk="reversible")
def set_light(room: Literal["kitchen", "bedroom"], on: bool) -> str:
    '''Switch the light of one room.'''

house = Toolset([set_light]).prefix("house_") + Toolset([tell_time])
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args, overload

from agentlite.actions import Change, Json
from agentlite.errors import InvalidTool, UnknownTool
from agentlite.signatures import Choices, Parameter, Range, Said, describe, parameters_of

if TYPE_CHECKING:
    from agentlite.sandbox.manifest import Manifest

__all__ = [
    "Briefing",
    "Choices",
    "Outcome",
    "Parameter",
    "Preview",
    "Range",
    "Risk",
    "Said",
    "Tool",
    "Toolset",
    "tool",
]

Risk: TypeAlias = Literal["read", "reversible", "irreversible", "physical"]
"""What a call can do, from the safest class to the least safe; "physical" acts on the world outside the computer."""

Arguments: TypeAlias = Mapping[str, Json]
RISKS: tuple[Risk, ...] = get_args(Risk)
UNSAFE: frozenset[Risk] = frozenset({"irreversible", "physical"})
"""The classes that a person must approve, and that need the highest confidence."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool returns when a plain value is not enough.

    `value` is the JSON result, `changes` what the tool saw change when it read the world back, and `say` the sentence
    for the user by language ("en", "pt"), made from what really happened. With `local_only`, no model elsewhere is told
    of it. With `untrusted`, it holds words of others, which may be meant to mislead a model.
    """

    value: Json = None
    changes: tuple[Change, ...] = ()
    say: Mapping[str, str] = field(default_factory=dict)
    local_only: bool = False
    untrusted: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What one call would do, found out without doing it, for the person who is asked.

    `say` tells it by language, `arguments` are those that stand for more than they say (a path in full, the devices of
    a group), `paths` and `hosts` are what it touches, and `diff` is how files would change, in the unified form.
    """

    say: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, Json] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    diff: str = ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """What a toolset tells the model about its world.

    `stable` changes seldom and stands early in the prompt, where a server caches it; `volatile` (time, the room the
    speaker is in) stands last. `names` lists what must not be recognised outside as (name, kind, what it stands for):
    ("luz da cozinha", "light", "Kitchen light").
    """

    stable: str = ""
    volatile: str = ""
    names: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tool:
    """A function a model may call.

    `risk` is a class or a function of the arguments that returns one. `precondition(arguments)` raises `ToolError`
    before anything runs; `postcondition(arguments, outcome)` raises it when the effect is not there. `needs` names
    tools whose results this one usually needs. `approval` asks the user first whatever the risk. An agent runs a tool
    that has a `manifest` in a sandbox, with the rights it names; `sandboxed` says that this is done already.

    `when(request)` tells whether a request can be for it at all; where not, it cannot be called (see `saying`).

    `untrusted_output` says that its results are words of others (pages, files, invitations), `outward` that a call
    sends something out of this machine; a manifest that names hosts says both. What `stops` something is never held up
    by a question. `preview(arguments)`, sync or async, tells what a call would do.
    """

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    function: Callable[..., Any]
    risk: Risk | Callable[[Arguments], Risk] = "physical"
    needs: tuple[str, ...] = ()
    when: Callable[[str], bool] | None = None
    precondition: Callable[[Arguments], None] | None = None
    postcondition: Callable[[Arguments, Outcome], None] | None = None
    approval: bool = False
    manifest: Manifest | None = None
    sandboxed: bool = False
    untrusted_output: bool = False
    outward: bool = False
    stops: bool = False
    preview: Callable[[Arguments], Preview | Awaitable[Preview]] | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function as if it had never been decorated."""
        return self.function(*args, **kwargs)

    def __get__(self, instance: object, owner: type | None = None) -> Tool:
        """A tool declared on a method binds to its object like the method itself."""
        if instance is None:
            return self
        return replace(
            self,
            function=self.function.__get__(instance),
            risk=_bound(self.risk, instance),
            precondition=_bound(self.precondition, instance),
            postcondition=_bound(self.postcondition, instance),
            preview=_bound(self.preview, instance),
            parameters=tuple(p.bound_to(instance) for p in self.parameters),
        )

    def risk_of(self, arguments: Arguments) -> Risk:
        """The risk class of one call."""
        return self.risk(arguments) if callable(self.risk) else self.risk

    def needs_approval(self, arguments: Arguments) -> bool:
        """Whether a person must say yes to this call first."""
        return not self.stops and (self.approval or self.risk_of(arguments) in UNSAFE)

    @property
    def reads_others(self) -> bool:
        """Whether its results are words of others."""
        return self.untrusted_output or bool(self.manifest and self.manifest.hosts)

    @property
    def sends_out(self) -> bool:
        """Whether a call sends something out of this machine."""
        return self.outward or bool(self.manifest and self.manifest.hosts)

    def schema(self, request: str = "") -> dict[str, Json] | None:
        """The JSON Schema of the arguments for this request, properties in alphabetical order; no extra ones allowed.

        None if it cannot be called at all: a required argument has no legal value, or the request is not for this tool.
        """
        if request and self.when is not None and not self.when(request):
            return None
        properties: dict[str, Json] = {}
        required = []
        for parameter in self.parameters:
            schema = parameter.schema_for(request)
            if schema is None and parameter.required:
                return None
            if schema is not None:
                properties[parameter.name] = schema
                if parameter.required:
                    required.append(parameter.name)
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}

    async def run(self, arguments: Arguments) -> Outcome:
        """Call the function and check its post-condition. Synchronous functions run in a thread.

        Raises `ToolError`, and whatever else the function raises.
        """
        enums = {p.name: p.enum for p in self.parameters if p.enum}
        given = {name: enums[name](value) if name in enums else value for name, value in arguments.items()}
        if inspect.iscoroutinefunction(self.function):
            returned = await self.function(**given)
        else:
            returned = await asyncio.to_thread(self.function, **given)
            if inspect.isawaitable(returned):
                returned = await returned
        outcome = returned if isinstance(returned, Outcome) else Outcome(returned)
        if self.postcondition is not None:
            self.postcondition(arguments, outcome)
        return outcome


@overload
def tool(function: Callable[..., Any], /) -> Tool: ...
@overload
def tool(
    *,
    name: str | None = None,
    risk: Risk | Callable[[Any], Risk] | Callable[[Any, Any], Risk] | None = None,
    needs: Sequence[str] = (),
    when: Callable[[str], bool] | None = None,
    precondition: Callable[..., None] | None = None,
    postcondition: Callable[..., None] | None = None,
    approval: bool = False,
    manifest: Manifest | None = None,
    untrusted_output: bool = False,
    outward: bool = False,
    stops: bool = False,
    preview: Callable[..., Preview | Awaitable[Preview]] | None = None,
) -> Callable[[Callable[..., Any]], Tool]: ...
def tool(function: Callable[..., Any] | None = None, /, **options: Any) -> Tool | Callable[[Callable[..., Any]], Tool]:
    """Turn a typed, documented function or method, sync or async, into a `Tool`.

    The name, description and argument schema come from the function: types (str, int, float, bool, Literal, Enum,
    list, optional) and `Annotated[...]` markers `Range` and `Choices`; the description is the docstring's first
    paragraph and, per argument, its "Args:" section. The default risk is that of the manifest, and without one the
    least safe one.

    Raises `InvalidTool` when a type is missing or has no JSON form, or the docstring is missing.
    """
    if function is None:
        return lambda decorated: _make_tool(decorated, **options)
    return _make_tool(function, **options)


def _make_tool(
    function: Callable[..., Any],
    *,
    name: str | None = None,
    risk: Any = None,
    needs: Sequence[str] = (),
    precondition: Any = None,
    postcondition: Any = None,
    approval: bool = False,
    manifest: Manifest | None = None,
    **marks: Any,
) -> Tool:
    if risk is None:
        risk = manifest.risk if manifest else RISKS[-1]
    if not callable(risk) and risk not in RISKS:
        raise InvalidTool(f"Risk {risk!r} of {function.__name__} is not one of {', '.join(RISKS)}.")
    summary, argument_texts = describe(function)
    parameters = parameters_of(function, argument_texts)
    return Tool(
        name=name or function.__name__,
        description=summary,
        parameters=parameters,
        function=function,
        risk=risk,
        needs=tuple(needs),
        precondition=precondition,
        postcondition=postcondition,
        approval=approval or bool(manifest and manifest.needs_approval),
        manifest=manifest,
        **marks,
    )


def _bound(hook: Any, instance: object) -> Any:
    """Bind a hook that was declared in a class body; leave constants alone."""
    return hook.__get__(instance) if inspect.isfunction(hook) else hook


class Toolset:
    """An ordered set of tools with distinct names, and what they tell the model of their world.

    `tools` may hold `Tool`s and plain documented functions (which become tools of the least safe risk class);
    `briefing(request)` returns what to put into the prompt. A toolset never changes: wrappers return a new one.

    Raises `InvalidTool` when two tools share a name.
    """

    def __init__(
        self,
        tools: Iterable[Tool | Callable[..., Any]] = (),
        *,
        briefing: Callable[[str], Briefing] | None = None,
    ) -> None:
        self._tools: dict[str, Tool] = {}
        self._briefing = briefing
        for item in tools:
            made = item if isinstance(item, Tool) else tool(item)
            if made.name in self._tools:
                raise InvalidTool(f"Two tools are called {made.name!r}.", hint="Rename one, or prefix its toolset.")
            self._tools[made.name] = made

    def __iter__(self) -> Iterator[Tool]:
        return iter(self._tools.values())

    def __len__(self) -> int:
        return len(self._tools)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tools, in order."""
        return tuple(self._tools)

    def __contains__(self, name: object) -> bool:
        return name in self._tools

    def __getitem__(self, name: str) -> Tool:
        """The tool called `name`. Raises `UnknownTool`."""
        try:
            return self._tools[name]
        except KeyError:
            known = ", ".join(self._tools) or "none"
            raise UnknownTool(f"There is no tool called {name!r}.", hint=f"The tools are: {known}.") from None

    def __add__(self, other: Toolset) -> Toolset:
        """Both sets together; their briefings follow one another."""
        return Toolset(
            [*self, *other], briefing=lambda request: _joined(self.briefing(request), other.briefing(request))
        )

    def briefing(self, request: str) -> Briefing:
        """What the model should know of this toolset's world for this request."""
        return self._briefing(request) if self._briefing else Briefing()

    def filter(self, keep: Callable[[Tool], bool]) -> Toolset:
        """Only the tools for which `keep(tool)` is true."""
        return Toolset((t for t in self if keep(t)), briefing=self._briefing)

    def rename(self, names: Mapping[str, str]) -> Toolset:
        """Tools renamed old → new; names not mentioned stay. Raises `UnknownTool` for a name that is not here."""
        for old in names:
            self[old]
        return Toolset((replace(t, name=names.get(t.name, t.name)) for t in self), briefing=self._briefing)

    def prefix(self, prefix: str) -> Toolset:
        """Every tool's name with `prefix` before it."""
        return self.rename({name: prefix + name for name in self._tools})

    def require_approval(self, when: Callable[[Tool], bool] = lambda _: True) -> Toolset:
        """The tools for which `when(tool)` is true (all of them, by default) ask the user first."""
        return Toolset((replace(t, approval=t.approval or when(t)) for t in self), briefing=self._briefing)


def _joined(first: Briefing, second: Briefing) -> Briefing:
    return Briefing(
        stable="\n".join(filter(None, (first.stable, second.stable))),
        volatile="\n".join(filter(None, (first.volatile, second.volatile))),
        names=first.names + second.names,
    )
