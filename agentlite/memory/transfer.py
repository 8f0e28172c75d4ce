"""Taking a memory elsewhere: one JSON document per line, with all that is known about where each item came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from typing import Any

from agentlite.errors import InputError
from agentlite.memory.items import PRIVACY, TRUST, Draft, Filter, Trust
from agentlite.memory.memory import Memory

_FIELDS = [field.name for field in fields(Draft)]


def export_lines(memory: Memory) -> Iterator[str]:
    """Every item of the memory's user and namespace, past ones too, oldest first."""
    for item in memory.items(Filter(history=True)):
        values = asdict(item)
        kept = {name: values[name] for name in _FIELDS if values[name] is not None}
        yield json.dumps(kept | {"id": item.label}, ensure_ascii=False, sort_keys=True)


def import_lines(memory: Memory, lines: Iterable[str], *, at_most: Trust = "owner") -> int:
    """Keep what `export_lines` wrote, all or nothing; how many items were read. No item is trusted further than
    `at_most`: say "foreign" for a file that somebody else made.

    Raises `InputError` that names the first line that cannot be used.
    """
    drafts = [_draft(line, number, at_most) for number, line in enumerate(lines, 1) if line.strip()]
    return len(memory.add_all(drafts))


def _draft(line: str, number: int, at_most: Trust) -> Draft:
    try:
        values: dict[str, Any] = json.loads(line)
        values.pop("id", None)
        trust = min(TRUST.index(values.pop("trust")), TRUST.index(at_most))
        if values.get("privacy") not in PRIVACY or not isinstance(values["text"], str):
            raise ValueError("a field has an unknown value")
        span = values.pop("span", None)
        return Draft(**values, trust=TRUST[trust], span=None if span is None else (span[0], span[1]))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise InputError(f"Line {number} is not an exported memory: {error}.", hint="Export it again.") from error
