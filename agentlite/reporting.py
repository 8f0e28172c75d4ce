"""The sentence for the user, made from results: what failed can never be told as success."""

from __future__ import annotations

from collections.abc import Sequence

from agentlite.actions import Observation, Status, ToolCall
from agentlite.language import Language, say


def report(status: Status, text: str, observations: Sequence[Observation], language: Language) -> tuple[Status, str]:
    """The true status and the sentence of a run that the loop wants to end as `status` with the model's `text`.

    A run in which a call failed for good is `failed`, whatever the model says. When calls changed something, their
    own reports are the answer, not the model's words.
    """
    failures = [o for i, o in enumerate(observations) if not o.ok and not _made_good(o, observations[i + 1 :])]
    successes = [o for o in observations if o.ok]
    done = " ".join(o.text for o in successes if o.text)
    if status in ("refused", "limit"):
        ended = say("refused", language, reason=text) if status == "refused" else say("limit", language, limit=text)
        return status, f"{ended} {say('so_far', language, what=done)}" if done else ended
    if failures and not any(o.approved for o in failures):
        return "declined", " ".join(filter(None, (done, *(o.text for o in failures))))
    if failures:
        failed = say("failed", language, what=" ".join(o.text for o in failures))
        return "failed", f"{done} {failed}".strip()
    if status == "answered" and any(o.changes for o in observations):
        return "done", done
    if status in ("done", "answered") and not text:
        return status, done or say("done", language)
    if status == "declined" and not text:
        return status, say("nothing_done", language)
    return status, text


def _made_good(failure: Observation, later: Sequence[Observation]) -> bool:
    """Whether a later call of the same tool did to the same thing what failed before.

    The thing is the argument called `target`; a tool without one is made good only by the very same call.
    """
    call = failure.call

    def repairs(other: ToolCall) -> bool:
        target = call.arguments.get("target")
        same = other == call if target is None else other.arguments.get("target") == target
        return other.tool == call.tool and same

    return failure.approved and any(o.ok and repairs(o.call) for o in later)
