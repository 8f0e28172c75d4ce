"""Which addresses of the network a tool may be connected to."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address

MODEL_PORTS = frozenset({11434})
"""Ports of model servers: whoever reaches one can replace or delete the model. Never granted on inner addresses."""

_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")


def allowed(address: str, port: int, networks: Iterable[str]) -> bool:
    """Whether a tool may be connected: public addresses, and those in `networks` (CIDR), but never a model server."""
    inner = innermost(address)
    if inner.is_global and not inner.is_multicast and not inner.is_reserved:
        return True
    granted = any(inner in network for network in map(ip_network, networks) if network.version == inner.version)
    return granted and port not in MODEL_PORTS


def innermost(address: str) -> Address:
    """The address that packets reach in the end: an IPv4 one within an IPv6 one (mapped, NAT64, 6to4) is taken out."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv4Address):
        return found
    if found.ipv4_mapped or found.sixtofour:
        return found.ipv4_mapped or found.sixtofour or found
    if found.teredo:
        return found.teredo[1]
    if found in _NAT64 or (found in _COMPATIBLE and int(found) > 1):
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found
