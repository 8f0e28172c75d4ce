"""What can go wrong between here and an MQTT broker, as typed errors with a sentence in each language."""

from __future__ import annotations

from agentlite.errors import ToolError


class MqttError(ToolError):
    """The root of these errors: `english` and `portuguese` are the sentence for the user, `hint` what to do next."""

    def __init__(self, english: str, portuguese: str, *, hint: str = "") -> None:
        super().__init__(english, hint=hint, say={"en": english, "pt": portuguese})


class BrokerUnreachable(MqttError):
    """Nothing answers there, or it does not let us in, or it stopped answering."""

    def __init__(self, where: str, why: str = "") -> None:
        reason = f" ({why})" if why else ""
        super().__init__(
            f"The MQTT broker at {where} cannot be reached{reason}.",
            f"O broker MQTT em {where} não responde{reason}.",
            hint="Check that it runs, and MQTT_URL: mqtt://user:password@host:1883.",
        )


class NoDevices(MqttError):
    """No device has announced itself."""

    def __init__(self, where: str, prefix: str) -> None:
        super().__init__(
            f"No device announces itself below {prefix}/ on the MQTT broker at {where}.",
            f"Nenhum aparelho se anuncia em {prefix}/ no broker MQTT em {where}.",
            hint="Switch on Home Assistant discovery in Zigbee2MQTT, Tasmota or whatever the devices speak.",
        )


class OrderLost(MqttError):
    """The connection broke while an order was given."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The MQTT broker went away while {name} was told what to do: it may or may not have happened.",
            f"O broker MQTT foi-se abaixo enquanto {name} recebia a ordem: pode ou não ter acontecido.",
        )


class NoSuchOrder(MqttError):
    """A device has no topic for what it is to be told."""

    def __init__(self, name: str, command: str) -> None:
        super().__init__(f"{name} takes no command {command!r}.", f"{name} não aceita o comando {command!r}.")
