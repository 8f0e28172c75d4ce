"""The gate: whether a decision may be acted on, is put to the user, or goes one model up.

A decision is kept when its confidence reaches the threshold of a certificate that holds for this very model, prompt and
tools. Without one it must reach `Gate.strict`, and its ruling says "uncalibrated".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from agentlite.actions import Action, Answer, Ask, Calls, Decision, Decline, Json, ToolCall
from agentlite.certificates import Certificate, Subject
from agentlite.errors import ConfigurationError
from agentlite.language import Language, say
from agentlite.models.base import ModelInfo
from agentlite.toolset import RISKS, UNSAFE, Risk, Toolset

Verdict: TypeAlias = Literal["keep", "ask", "escalate"]

FEW_OPTIONS = 4
"""So many legal values at most are put to the user to choose from."""

_NEARLY_FULL = 0.9


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of a decision, and why, in a few words for logs. `question` is what to ask the user instead; the
    answer is the value of `argument`, or, where that is empty, whether to do it."""

    verdict: Verdict
    why: str
    question: Ask | None = None
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a decision is judged in: the tools with their legal values now, who decided, and who could help.

    `about` is what a certificate must be about; `helper` says that another model can be asked.
    """

    tools: Toolset
    argument_schemas: Mapping[str, Mapping[str, Json]]
    info: ModelInfo
    about: Subject
    language: Language
    helper: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """The rules, the same for every model of a ladder.

    `certificates` holds, per risk class of the riskiest call ("read" for decisions that act on nothing), what was
    promised; `Gate.promising` makes one from a single certificate. `strict` is the confidence needed without one, and
    at least for irreversible and physical calls and for decisions under a shadow (see `_shadows`). `attended` says that
    somebody is there to be asked.

    Approval of such calls is no business of the gate: they need it at any confidence.
    Raises `ConfigurationError` for a `strict` outside 0 to 1 or an unknown risk class.
    """

    certificates: Mapping[Risk, Certificate] = field(default_factory=dict)
    strict: float = 0.98
    attended: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.strict <= 1:
            raise ConfigurationError(f"Gate.strict lies between 0 and 1, not at {self.strict}.")
        if unknown := set(self.certificates) - set(RISKS):
            raise ConfigurationError(f"There is no risk class {', '.join(sorted(unknown))}.", hint=f"Use {RISKS}.")

    @classmethod
    def promising(cls, certificate: Certificate, *, strict: float = 0.98, attended: bool = True) -> Gate:
        """A gate that goes by one certificate for every risk class."""
        return cls(dict.fromkeys(RISKS, certificate), strict, attended)

    def judge(self, decision: Decision, situation: Situation) -> Ruling:
        """What becomes of a local decision."""
        risk = _risk(decision.action, situation.tools)
        threshold, basis = self._threshold(risk, situation.about)
        shadows = _shadows(decision, situation)
        if shadows or risk in UNSAFE:
            threshold = max(threshold, self.strict)
        if decision.confidence is not None and decision.confidence >= threshold:
            return Ruling("keep", f"{decision.confidence:.3f} ≥ {threshold:.3f}, {basis}")
        score = "unknown confidence" if decision.confidence is None else f"{decision.confidence:.3f}"
        why = ", ".join([f"{score} < {threshold:.3f}", basis, *shadows, *_remarks(decision, situation)])
        if self.attended and (name := self._doubtful(decision, threshold, situation)):
            return Ruling("ask", why, _choice(decision, name, situation), name)
        if situation.helper:
            return Ruling("escalate", why)
        return self.without_help(decision.action, situation.language, why)

    def without_help(self, action: Action | None, language: Language, why: str) -> Ruling:
        """What becomes of a doubtful decision, or of none, that no other model could better: it is never acted on."""
        match action:
            case Ask() | Decline():
                return Ruling("keep", why)
            case Calls(calls) if self.attended:
                asked = say("should_i", language, calls="; ".join(map(str, calls)))
                return Ruling("ask", why, Ask(asked, (say("yes", language), say("no", language))))
        return Ruling("ask", why, Ask(say("not_sure", language), ()))

    def _threshold(self, risk: Risk, about: Subject) -> tuple[float, str]:
        certificate = self.certificates.get(risk)
        if certificate is None:
            return self.strict, "uncalibrated"
        if not certificate.matches(about):
            return self.strict, "uncalibrated: the certificate is for another model, prompt or toolset"
        if certificate.threshold is None:
            return float("inf"), "the certificate keeps nothing"
        return certificate.threshold, f"certified {certificate.alpha:g} at {1 - certificate.delta:g}"

    def _doubtful(self, decision: Decision, threshold: float, situation: Situation) -> str:
        """The argument that is in doubt between few legal values, if that is all the doubt; else empty."""
        assessed = decision.assessed
        if assessed is None or not isinstance(decision.action, Calls) or len(decision.action.calls) != 1:
            return ""
        doubtful = [name for (_, name), sure in assessed.arguments.items() if sure < threshold]
        if assessed.decision is None or assessed.decision < threshold or len(doubtful) != 1:
            return ""
        schema = situation.argument_schemas[decision.action.calls[0].tool]
        return doubtful[0] if 2 <= len(_values(schema, doubtful[0])) <= FEW_OPTIONS else ""


def settle(call: ToolCall, argument: str, answer: str, schema: Mapping[str, Json]) -> ToolCall | None:
    """The call with the value of `argument` that the user chose; None if that is none of the legal ones."""
    chosen = {str(value): value for value in _values(schema, argument)}.get(answer)
    return None if chosen is None else ToolCall(call.tool, {**call.arguments, argument: chosen})


def _choice(decision: Decision, argument: str, situation: Situation) -> Ask:
    assert isinstance(decision.action, Calls), "a doubt about an argument is about a call"
    tool = decision.action.calls[0].tool
    values = _values(situation.argument_schemas[tool], argument)
    return Ask(say("which_value", situation.language, tool=tool, name=argument), tuple(map(str, values)))


def _values(schema: Mapping[str, Json], argument: str) -> list[Json]:
    """The legal values of an argument, if they are listed."""
    return list(schema["properties"].get(argument, {}).get("enum", ()))


def _risk(action: Action, tools: Toolset) -> Risk:
    """The class of the riskiest call; "read" where nothing is called."""
    calls = action.calls if isinstance(action, Calls) else ()
    return max((tools[call.tool].risk_of(call.arguments) for call in calls), key=RISKS.index, default="read")


def _shadows(decision: Decision, situation: Situation) -> list[str]:
    """What speaks against a decision besides its probability, and was rare or absent when certificates were made."""
    shadows = ["repaired"] if decision.refusals else []
    if decision.usage.prompt_tokens > _NEARLY_FULL * situation.info.context_tokens:
        shadows.append("the window is nearly full")
    return shadows


def _remarks(decision: Decision, situation: Situation) -> list[str]:
    """What may explain a doubt. A certificate has counted it already."""
    could_act = any(situation.tools[name].risk != "read" for name in situation.argument_schemas)
    idle = could_act and isinstance(decision.action, Decline | Answer)
    return ["nothing done though a tool could act"] if idle else []
