"""What can go wrong between here and Home Assistant, as typed errors with a sentence in each language."""

from __future__ import annotations

from agentlite.errors import ToolError


class HomeAssistantError(ToolError):
    """The root of these errors: `english` and `portuguese` are the sentence for the user, `hint` what to do next."""

    def __init__(self, english: str, portuguese: str, *, hint: str = "") -> None:
        super().__init__(english, hint=hint, say={"en": english, "pt": portuguese})


class Unreachable(HomeAssistantError):
    """Nothing answers at the address, or it is still starting, or stopped answering."""

    def __init__(self, url: str, why: str = "") -> None:
        reason = f" ({why})" if why else ""
        super().__init__(
            f"Home Assistant cannot be reached at {url}{reason}.",
            f"O Home Assistant não responde em {url}{reason}.",
            hint="Check that it runs and that the address is right: `agentlite home connect`.",
        )


class TokenRefused(HomeAssistantError):
    """Home Assistant does not know the token. Trying again would only get this machine banned."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"Home Assistant at {url} does not accept the token.",
            f"O Home Assistant em {url} não aceita o token.",
            hint="Make a new one in Home Assistant (your profile, Security), then `agentlite home connect`.",
        )


class NotAllowed(HomeAssistantError):
    """The token may only read, or may not do this."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Home Assistant does not allow this token to do that ({what}).",
            f"O Home Assistant não deixa este token fazer isso ({what}).",
            hint="Connect with a token of a user who may control devices: `agentlite home connect`.",
        )


class OrderRefused(HomeAssistantError):
    """Home Assistant, or the device behind it, answered an order with an error."""

    def __init__(self, service: str, message: str) -> None:
        super().__init__(
            f"Home Assistant refused {service}: {message.rstrip('.')}.",
            f"O Home Assistant recusou {service}: {message.rstrip('.')}.",
        )


class OutcomeUnknown(HomeAssistantError):
    """The connection broke after an order was given, and did not come back in time to read what became of it."""

    def __init__(self, service: str) -> None:
        super().__init__(
            f"Home Assistant went away while doing {service}: it may or may not have happened, and was not repeated.",
            f"O Home Assistant foi-se abaixo durante {service}: pode ou não ter acontecido, e não foi repetido.",
        )


class GoneFromHome(HomeAssistantError):
    """The entity is not, or no longer, among those that Home Assistant shows us."""

    def __init__(self, entity_id: str) -> None:
        super().__init__(
            f"Home Assistant no longer has {entity_id}, or no longer exposes it.",
            f"O Home Assistant já não tem {entity_id}, ou deixou de o expor.",
        )


class NoSuchCommand(HomeAssistantError):
    """Things of this domain have no such command."""

    def __init__(self, domain: str, command: str) -> None:
        super().__init__(
            f"A {domain.replace('_', ' ')} has no command {command!r}.",
            f"Um {domain.replace('_', ' ')} não tem o comando {command!r}.",
        )


class NothingExposed(HomeAssistantError):
    """The home shows no entity at all to assistants."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"Home Assistant at {url} exposes no entity to assistants.",
            f"O Home Assistant em {url} não expõe nada aos assistentes.",
            hint="Expose some (Settings, Voice assistants, Expose), or `agentlite home connect --everything`.",
        )
