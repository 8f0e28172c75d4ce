"""Toolsets whose functions run in a sandbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any

from agentlite.actions import Json
from agentlite.errors import InvalidManifest, ToolCrashed
from agentlite.sandbox.manifest import Manifest
from agentlite.sandbox.sandbox import Confined, Sandbox
from agentlite.sandbox.targets import can_travel
from agentlite.toolset import RISKS, Outcome, Risk, Tool, Toolset


def sandboxed(tools: Toolset, manifests: Manifest | Mapping[str, Manifest], sandbox: Sandbox) -> Toolset:
    """The same tools, whose functions run in `sandbox`, each as its manifest allows (one for all, or one by tool name).

    A tool's pre- and post-conditions still run in this process. Risk and approval become the stricter of what the
    tool and the manifest say.

    Raises `InvalidManifest` if a tool has none or it cannot be granted, `InvalidTool` if the function of a tool cannot
    be imported by name (lambdas, closures, methods), and `SandboxUnavailable`.
    """

    def confined(tool: Tool) -> Tool:
        manifest = manifests if isinstance(manifests, Manifest) else manifests.get(tool.name)
        if manifest is None:
            raise InvalidManifest(
                f"The tool {tool.name!r} has no manifest.", hint="Without one it cannot run in a sandbox."
            )
        return _confined(tool, manifest, sandbox)

    return Toolset(map(confined, tools), briefing=tools.briefing)


def walled(tools: Toolset, sandbox: Sandbox, *, bare: bool) -> Toolset:
    """The same tools, those that have a manifest in `sandbox`; with `bare`, also those without one that can be there.

    What has no manifest gets no rights. What has none and cannot be in a sandbox, being bound to the program's own
    state (methods, closures, lambdas), stays in this process; what has one and cannot be in a sandbox is refused.

    Raises what `sandboxed` raises.
    """

    def placed(tool: Tool) -> Tool:
        if tool.sandboxed:
            return tool
        if tool.manifest is not None:
            return _confined(tool, tool.manifest, sandbox)
        return _confined(tool, _NO_RIGHTS, sandbox) if bare and can_travel(tool.function) else tool

    return Toolset(map(placed, tools), briefing=tools.briefing)


_NO_RIGHTS = Manifest(risk="read")


def _confined(tool: Tool, manifest: Manifest, sandbox: Sandbox) -> Tool:
    confined = sandbox.confine(tool.function, manifest, name=tool.name)
    return replace(
        tool,
        function=_remote(confined, _validator(manifest)),
        risk=stricter(tool.risk, manifest.risk),
        approval=tool.approval or manifest.needs_approval,
        manifest=manifest,
        sandboxed=True,
    )


def _remote(confined: Confined, check: Callable[[Json], str]) -> Callable[..., Any]:
    async def remote(**given: Any) -> Outcome:
        arguments = {name: value.value if isinstance(value, Enum) else value for name, value in given.items()}
        outcome = await confined.run(arguments)
        if wrong := check(outcome.value):
            raise ToolCrashed(confined.name, f"its result is not as promised, {wrong}")
        return outcome

    return remote


def _validator(manifest: Manifest) -> Callable[[Json], str]:
    """What is wrong with a result, or "" if it is as the manifest's schema promises."""
    if manifest.result is None:
        return lambda _: ""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError, best_match

    try:
        Draft202012Validator.check_schema(dict(manifest.result))
    except SchemaError as error:
        raise InvalidManifest(f"The schema of the result is not valid: {error.message}.") from error
    validator = Draft202012Validator(dict(manifest.result))

    def check(value: Json) -> str:
        error = best_match(validator.iter_errors(value))
        return f"{error.json_path}: {error.message[:200]}" if error else ""

    return check


def stricter(own: Any, named: Risk) -> Any:
    """The stricter of a tool's own risk (a class, or a function of the arguments) and the one its manifest names."""

    def of(arguments: Mapping[str, Json]) -> Risk:
        risk = own(arguments) if callable(own) else own
        return max(risk, named, key=RISKS.index)

    return of if callable(own) else of({})
