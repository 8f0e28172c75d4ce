"""What must not be recognised outside: the names of people, things and places that are known here."""

from __future__ import annotations

from typing import NamedTuple

from agentlite.egress.labels import Label


class Name(NamedTuple):
    """A known text, and what it is a name of.

    `kind` makes the pseudonym: lower case as `light` gives `light.7`, upper case as `PERSON` gives `PERSON_2`.
    Names with the same `stands_for` share a pseudonym, which turns back into `stands_for`: give the aliases of a
    device the label that tools accept. A secret or local-only "name" may be a whole sentence; it is never sent, not
    even under a pseudonym.
    """

    text: str
    kind: str = "NAME"
    label: Label = "private"
    stands_for: str = ""
