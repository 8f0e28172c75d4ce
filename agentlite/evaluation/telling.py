"""Figures as lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from agentlite.actions import Json
from agentlite.language import Language


def told(figures: dict[str, Json], language: Language = "en") -> list[str]:
    """The figures of `agentlite.evaluation.figures` as a table: what, value, 95 % interval, and of how many."""
    said = {key: sentences[language] for key, sentences in _WORDS.items()}
    rows = list(_rows(figures, said))
    wide = max(len(row[0]) for row in rows)
    lines = [said["head"].format(tasks=figures["tasks"], labelled=figures["labelled"]), ""]
    lines += [f"{what:{wide}}  {value:>10}  {interval}".rstrip() for what, value, interval in rows]
    return [*lines, *_remarks(figures, said)]


def _rows(figures: dict[str, Json], said: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for key in ("accuracy", "wrong_action") if figures["labelled"] else ("ok",):
        yield _share(said[key], figures[key])
    for risk, of_risk in figures["by_risk"].items():
        if of_risk:
            yield _share(f"  {said[risk]}: {said['failed']}", of_risk["failed"])
            yield _share(f"  {said[risk]}: {said['wrong_action']}", of_risk["wrong_action"])
    if worth := figures["confidence"]:
        for key in ("auroc", "aurc", "ece"):
            if worth[key]:
                yield _measure(said[key], worth[key], "{:.3f}")
        for risk, coverage in worth["coverage_at_risk"].items():
            yield _measure(f"  {said['coverage'].format(risk=float(risk))}", coverage, "{:.1%}")
    if figures["escalated"]:
        yield _share(said["escalated"], figures["escalated"])
        yield _share(said["zero_egress"], figures["zero_egress"])
    for group, latency in figures["latency_ms"].items():
        if latency and (group == "all" or figures["escalated"]):
            for quantile in ("p50", "p95"):
                yield _measure(f"{said['latency']} {said[group]}, {quantile}", latency[quantile], "{:,.0f} ms")
    yield from _egress(figures, said)


def _egress(figures: dict[str, Json], said: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    if not (egress := figures["egress"]):
        return
    for key in ("steps", "requests", "bytes", "refused"):
        yield said[key], f"{egress[key]:,}", ""
    yield said["cost"], f"{egress['cost']:.4f}", ""
    if figures["cost_per_success"] is not None:
        yield said["cost_per_success"], f"{figures['cost_per_success']:.6f}", ""


def _remarks(figures: dict[str, Json], said: dict[str, str]) -> list[str]:
    egress, remarks = figures["egress"], []
    if not figures["labelled"]:
        remarks.append(said["no_labels"])
    elif not figures["confidence"]:
        remarks.append(said["no_confidence"])
    if egress is None:
        remarks.append(said["no_ledger"])
    elif not egress["requests"]:
        remarks.append(said["no_escalations"])
    elif egress["unpriced"]:
        remarks.append(said["unpriced"].format(n=egress["unpriced"]))
    return ["", *remarks] if remarks else []


def _share(what: str, share: Json) -> tuple[str, str, str]:
    low, high = share["ci95"]
    return what, f"{share['value']:.1%}", f"{low:6.1%} – {high:6.1%}   n={share['n']:,}"


def _measure(what: str, figure: Json, form: str) -> tuple[str, str, str]:
    low, high = (form.format(bound) for bound in figure["ci95"])
    return what, form.format(figure["value"]), f"{low:>6} – {high:>6}"


_WORDS: dict[str, dict[Language, str]] = {
    "head": {
        "en": "{tasks:,} tasks, {labelled:,} of them with a label; intervals are of 95 %",
        "pt": "{tasks:,} tarefas, {labelled:,} delas com rótulo; os intervalos são de 95 %",
    },
    "ok": {"en": "done or answered", "pt": "feitas ou respondidas"},
    "accuracy": {"en": "accuracy", "pt": "certas"},
    "wrong_action": {"en": "wrong actions", "pt": "ações erradas"},
    "failed": {"en": "failed", "pt": "falhadas"},
    "read": {"en": "only read", "pt": "só leram"},
    "reversible": {"en": "reversible", "pt": "reversíveis"},
    "irreversible": {"en": "irreversible", "pt": "irreversíveis"},
    "physical": {"en": "physical", "pt": "físicas"},
    "auroc": {"en": "confidence: AUROC", "pt": "confiança: AUROC"},
    "aurc": {"en": "confidence: AURC", "pt": "confiança: AURC"},
    "ece": {"en": "confidence: ECE, calibrated", "pt": "confiança: ECE, calibrada"},
    "coverage": {"en": "kept with {risk:.0%} wrong at most", "pt": "mantidas com {risk:.0%} erradas no máximo"},
    "escalated": {"en": "escalated", "pt": "escaladas"},
    "zero_egress": {"en": "nothing left the machine", "pt": "nada saiu da máquina"},
    "latency": {"en": "latency,", "pt": "demora,"},
    "all": {"en": "all", "pt": "todas"},
    "kept": {"en": "kept", "pt": "mantidas"},
    "steps": {"en": "steps sent", "pt": "passos enviados"},
    "requests": {"en": "requests sent", "pt": "pedidos enviados"},
    "bytes": {"en": "bytes sent", "pt": "bytes enviados"},
    "refused": {"en": "requests refused at the door", "pt": "pedidos recusados à porta"},
    "cost": {"en": "cost", "pt": "custo"},
    "cost_per_success": {"en": "cost per successful task", "pt": "custo por tarefa bem sucedida"},
    "no_labels": {
        "en": "A run log does not know what was right; `agentlite eval SUITE --json` makes results that do.",
        "pt": "Um registo não sabe o que estava certo; `agentlite eval SUITE --json` faz resultados que o sabem.",
    },
    "no_confidence": {"en": "No confidence is known.", "pt": "Não se conhece nenhuma confiança."},
    "no_ledger": {
        "en": "No egress ledger was read, so nothing is known of escalations.",
        "pt": "Não foi lido nenhum livro de saídas, por isso nada se sabe de escaladas.",
    },
    "no_escalations": {"en": "No escalations recorded.", "pt": "Não há escaladas registadas."},
    "unpriced": {
        "en": "{n} of the steps sent have no price, so the cost is incomplete.",
        "pt": "{n} dos passos enviados não têm preço, por isso o custo está incompleto.",
    },
}
