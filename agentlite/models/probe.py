"""What a model and its server really honour, found out by asking (`agentlite models probe`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from agentlite.actions import Json
from agentlite.errors import InvalidCompletion, ModelError, PromptTooLong
from agentlite.language import Language
from agentlite.models.base import Completion, Message, Model, ModelInfo, Token

_SCHEMA: Json = {
    "type": "object",
    "properties": {"zone": {"enum": ["K7", "Q2"]}, "axis": {"enum": ["V5", "J9"]}},
    "required": ["zone", "axis"],
    "additionalProperties": False,
}
"""Two keys out of alphabetical order, and values nobody would think of: only a grammar can bring them about."""

_QUESTION = (Message("user", "Hello"),)


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What was found. Where a thing could not be tried, it is None.

    `coverage` is the share of the answer's characters that log-probabilities account for, and `alternatives` the most
    that were told beside one token. `overflow_refused` says that a prompt longer than the window is an error rather
    than silently cut; it is tried on local models only, since others charge for it. Times are in milliseconds; the
    first includes loading the model.
    """

    info: ModelInfo
    schema_enforced: bool
    key_order_kept: bool | None
    coverage: float
    alternatives: int
    overflow_refused: bool | None
    first_ms: float
    warm_ms: float

    @property
    def confident(self) -> bool:
        """Whether confidence in this model's decisions can be computed."""
        return self.schema_enforced and self.coverage == 1 and self.alternatives > 0

    def findings(self, language: Language = "en") -> list[str]:
        """The report in sentences."""
        verdicts = (
            ("schema", self.schema_enforced),
            ("order", self.key_order_kept),
            ("logprobs", self.coverage == 1 and self.alternatives > 0),
            ("overflow", self.overflow_refused),
            ("local", self.info.local),
        )
        return [_SENTENCES[key, verdict][language] for key, verdict in verdicts if verdict is not None]


async def probe(model: Model) -> ProbeReport:
    """Ask `model` three small things. Raises `ModelUnavailable` and `ModelTimeout`."""
    info = await model.info()
    first, warm = await _ask(model), await _ask(model)
    document = _document(first)
    enforced = info.constrained and document is not None and _document(warm) is not None
    tokens = warm.tokens if warm is not None else None
    return ProbeReport(
        info=info,
        schema_enforced=enforced,
        key_order_kept=list(document) == ["zone", "axis"] if enforced and document is not None else None,
        coverage=_coverage(warm.text, tokens) if warm is not None and tokens else 0.0,
        alternatives=max((len(token.top) for token in tokens or ()), default=0),
        overflow_refused=await _refuses_overflow(model, info) if info.local else None,
        first_ms=first.elapsed_ms if first is not None else 0.0,
        warm_ms=warm.elapsed_ms if warm is not None else 0.0,
    )


async def _ask(model: Model) -> Completion | None:
    """An answer under the schema, or None for one that breaks the protocol."""
    try:
        return await model.complete(_QUESTION, schema=_SCHEMA, max_tokens=128)
    except InvalidCompletion:
        return None


def _document(completion: Completion | None) -> dict[str, Json] | None:
    """The answer, if it is one that the schema allows."""
    try:
        document = json.loads(completion.text) if completion is not None else None
    except ValueError:
        return None
    properties = _SCHEMA["properties"]
    if not isinstance(document, dict) or document.keys() != properties.keys():
        return None
    return document if all(document[key] in properties[key]["enum"] for key in properties) else None


def _coverage(text: str, tokens: Sequence[Token]) -> float:
    spelled = "".join(token.text for token in tokens)
    return len(spelled) / len(text) if text and text.endswith(spelled) else 0.0


async def _refuses_overflow(model: Model, info: ModelInfo) -> bool:
    """Whether a prompt of more words than the window has tokens is refused."""
    words = Message("user", "word " * (info.context_tokens + 64))
    try:
        await model.complete((words,), schema=_SCHEMA, max_tokens=8)
    except PromptTooLong:
        return True
    except ModelError:
        return False
    return False


_SENTENCES: dict[tuple[str, bool], dict[Language, str]] = {
    ("schema", True): {
        "en": "The schema is enforced: a malformed call cannot happen.",
        "pt": "O esquema é imposto: uma chamada malformada não pode acontecer.",
    },
    ("schema", False): {
        "en": "The schema is not enforced: every reply is checked afterwards, and some will be refused.",
        "pt": "O esquema não é imposto: cada resposta é verificada depois, e algumas serão recusadas.",
    },
    ("order", True): {"en": "Keys keep the schema's order.", "pt": "As chaves mantêm a ordem do esquema."},
    ("order", False): {
        "en": "Keys come in another order than the schema's, which agentlite's own schemas allow for.",
        "pt": "As chaves vêm noutra ordem que não a do esquema, o que os esquemas do agentlite preveem.",
    },
    ("logprobs", True): {
        "en": "Log-probabilities cover the whole answer: confidence can be computed.",
        "pt": "As log-probabilidades cobrem toda a resposta: a confiança pode ser calculada.",
    },
    ("logprobs", False): {
        "en": "Log-probabilities are missing or incomplete: confidence is unknown.",
        "pt": "As log-probabilidades faltam ou são incompletas: a confiança é desconhecida.",
    },
    ("overflow", True): {
        "en": "A prompt that is too long is refused, not cut.",
        "pt": "Um pedido demasiado longo é recusado, não cortado.",
    },
    ("overflow", False): {
        "en": "A prompt that is too long is cut silently: keep tasks and tool sets small.",
        "pt": "Um pedido demasiado longo é cortado em silêncio: usa tarefas e conjuntos de ferramentas pequenos.",
    },
    ("local", True): {"en": "It runs on this machine.", "pt": "Corre nesta máquina."},
    ("local", False): {
        "en": "It does not run on this machine: what you ask leaves it.",
        "pt": "Não corre nesta máquina: o que pedes sai dela.",
    },
}
