"""Walls around tools: each call in a process of its own, which can do what the tool's manifest says, and no more."""

from agentlite.errors import InvalidManifest, SandboxUnavailable, ToolCrashed, ToolStopped
from agentlite.sandbox.manifest import Manifest, load_manifests
from agentlite.sandbox.policy import Policy
from agentlite.sandbox.sandbox import Confined, Sandbox
from agentlite.sandbox.tools import sandboxed, walled
from agentlite.sandbox.wording import plain_words

__all__ = [
    "Confined",
    "InvalidManifest",
    "Manifest",
    "Policy",
    "Sandbox",
    "SandboxUnavailable",
    "ToolCrashed",
    "ToolStopped",
    "load_manifests",
    "plain_words",
    "sandboxed",
    "walled",
]
