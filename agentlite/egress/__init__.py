"""The one way out of this machine: what leaves is labelled, redacted, counted and written down, or it does not leave.

    ledger = Ledger("egress.db")                        # StorageError if it cannot be used; then nothing can leave
    door = Door(
        ledger,
        policy=Policy(ask=False, offline=False),
        names=[Name("Kitchen light", "light"), Name("luz da cozinha", "light", stands_for="Kitchen light"),
               Name("Ana Souza", "PERSON"), Name("tulip42", label="secret")],
        consent=None,                                   # or consent(preview) -> bool, plain or async
        budget=Budget(money=0.50, bytes=200_000, calls=100),
    )

    # every HTTP client of a cloud model is built on the door
    model = OpenAICompatModel(..., transport=door.transport("https://api.openai.com/v1"))

    sealed = door.seal(
        [
            LabelledMessage("system", public("Choose one of the calls.")),
            LabelledMessage("user", public("Request: ") + private("apaga a luz da cozinha") + local_only(row.text)),
        ],
        schema=schema,                                  # enums and descriptions get the same pseudonyms
        names=[Name("Rui", "PERSON")],                  # of this step, besides the door's
        vocabulary=["turn_on", "target"],               # names of tools and arguments, which may leave as they are
    )
    sealed.messages      # list[agentlite.models.base.Message], redacted; what is withheld reads "[withheld]"
    sealed.schema        # the schema redacted, or None
    sealed.withheld      # {"local_only": 1}: pieces that do not leave, by label
    sealed.redactions    # {"light": 1}: pseudonyms in use, by kind

    async with door.open(sealed, reason="p=0.41", certificate="c12", provider="openai", model="gpt-5-mini") as step:
        completion = await model.complete(sealed.messages, schema=sealed.schema, max_tokens=256)
        reply = sealed.rehydrate(completion.text)       # str or any JSON value; raises UnknownPlaceholder
        step.finish(usage=completion.usage, price=0.0004, outcome="accepted")

A further turn of the same step: `door.seal([...all its messages, labelled...], previous=sealed)` keeps the
pseudonyms. Label a model's reply private after `rehydrate`, and an error message private too. Then `door.open` it as
the first.

Raised: `EgressRefused` (its `why` says which rule) by `seal`, `open` and the transport; `StorageError` where the
ledger cannot be written, before anything is sent; `UnknownPlaceholder` (an `InvalidCompletion`) by `rehydrate`. None
of them is an httpx error, so a client's retries do not see them.

`check_offline(model_name)` raises where a model would leave the machine while agentlite is offline;
`leaves_machine(model_name)` tells without raising.
"""

from agentlite.egress.budget import Budget, Spent
from agentlite.egress.door import Consent, Door
from agentlite.egress.entry import Entry
from agentlite.egress.head import Head, parse_head
from agentlite.egress.labels import (
    LABEL_OF_PRIVACY,
    Label,
    Labelled,
    LabelledMessage,
    Origin,
    Piece,
    join,
    local_only,
    plain,
    private,
    public,
    secret,
    strictest,
)
from agentlite.egress.ledger import Ledger, Verdict
from agentlite.egress.names import Name
from agentlite.egress.policy import Policy, check_offline, is_offline, leaves_machine
from agentlite.egress.pseudonyms import Pseudonyms, UnknownPlaceholder
from agentlite.egress.sealed import Sealed
from agentlite.egress.step import Preview, Step

__all__ = [
    "LABEL_OF_PRIVACY",
    "Budget",
    "Consent",
    "Door",
    "Entry",
    "Head",
    "Label",
    "Labelled",
    "LabelledMessage",
    "Ledger",
    "Name",
    "Origin",
    "Piece",
    "Policy",
    "Preview",
    "Pseudonyms",
    "Sealed",
    "Spent",
    "Step",
    "UnknownPlaceholder",
    "Verdict",
    "check_offline",
    "is_offline",
    "join",
    "leaves_machine",
    "local_only",
    "parse_head",
    "plain",
    "private",
    "public",
    "secret",
    "strictest",
]
