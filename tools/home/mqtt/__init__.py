"""A home behind an MQTT broker: devices that announce themselves as Home Assistant's discovery has it."""

from __future__ import annotations

from agentlite.tools.home.mqtt.backend import MqttHome
from agentlite.tools.home.mqtt.broker import Broker, broker_from_environment

__all__ = ["Broker", "MqttHome", "broker_from_environment"]
