"""Which time zone: the user's own, and those of the cities that a request names."""

from __future__ import annotations

import functools
import os
import zoneinfo
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from agentlite.errors import ConfigurationError
from agentlite.memory.text import words
from agentlite.words import fold

_LOCALTIME = Path("/etc/localtime")
_LONGEST_NAME = 3
_BY_ZONE = {
    "Africa/Johannesburg": "Cape Town, Cidade do Cabo, Joanesburgo, Pretoria",
    "Africa/Luanda": "Angola",
    "Africa/Maputo": "Mozambique, Moçambique",
    "America/Los_Angeles": "California, Califórnia, Las Vegas, San Francisco, São Francisco, Seattle",
    "America/Mexico_City": "Mexico, Cidade do México",
    "America/New_York": "Boston, Miami, New York City, Nova Iorque, Nova York, Orlando, Philadelphia, Washington",
    "America/Sao_Paulo": "Belo Horizonte, Brasília, Curitiba, Porto Alegre, Rio, Rio de Janeiro, São Paulo",
    "America/Bahia": "Salvador",
    "Africa/Cairo": "Egypt, Egito",
    "Africa/Casablanca": "Marrocos, Morocco",
    "America/Argentina/Buenos_Aires": "Argentina",
    "Asia/Bangkok": "Banguecoque, Tailândia, Thailand",
    "Asia/Kolkata": "Bangalore, Delhi, India, Índia, Mumbai, New Delhi, Nova Deli",
    "Asia/Jerusalem": "Jerusalém, Tel Aviv",
    "Asia/Seoul": "Seul, South Korea, Coreia do Sul",
    "Asia/Shanghai": "Beijing, China, Pequim, Xangai",
    "Asia/Singapore": "Singapura",
    "Asia/Tokyo": "Japan, Japão, Kyoto, Osaka, Quioto, Tóquio",
    "Atlantic/Azores": "Açores, Ponta Delgada",
    "Atlantic/Cape_Verde": "Cabo Verde, Praia",
    "Atlantic/Madeira": "Funchal",
    "Australia/Sydney": "Canberra, Sidney",
    "Europe/Amsterdam": "Amesterdão, Amsterdã, Rotterdam",
    "Europe/Athens": "Atenas",
    "Europe/Berlin": "Berlim, Colónia, Colônia, Frankfurt, Germany, Alemanha, Hamburg, Munich, Munique",
    "Europe/Brussels": "Bruxelas",
    "Europe/Dublin": "Ireland, Irlanda",
    "Europe/Copenhagen": "Copenhaga, Copenhague, Denmark, Dinamarca",
    "Europe/Helsinki": "Finland, Finlândia, Helsínquia, Helsinque",
    "Europe/Istanbul": "Istambul, Turkey, Turquia",
    "Europe/Kyiv": "Kiev, Quieve",
    "Europe/Lisbon": "Braga, Coimbra, Faro, Lisboa, Porto, Portugal",
    "Europe/London": "Edinburgh, Edimburgo, England, Inglaterra, Londres, Manchester",
    "Europe/Luxembourg": "Luxemburgo",
    "Europe/Madrid": "Barcelona, Espanha, Madri, Spain, Seville, Sevilha, Valencia",
    "Europe/Moscow": "Moscou, Moscovo",
    "Europe/Oslo": "Norway, Noruega",
    "Europe/Paris": "France, França, Lyon, Marseille, Marselha",
    "Europe/Prague": "Praga",
    "Europe/Rome": "Italy, Itália, Milan, Milão, Naples, Roma, Venice",
    "Europe/Stockholm": "Estocolmo",
    "Europe/Vienna": "Viena",
    "Europe/Warsaw": "Varsóvia",
    "Europe/Zurich": "Basel, Geneva, Genebra, Switzerland, Suíça, Zurique",
    "Pacific/Honolulu": "Havaí, Hawaii",
}
"""Names of places that the time-zone database has under another name, or in English only."""


def zone_of(name: str = "") -> tzinfo:
    """The zone of this name ("Europe/Lisbon"), or the machine's own, with its changes of clocks where it has them on
    file. Raises `ConfigurationError` if there is no such zone."""
    name = name or os.environ.get("TZ", "").removeprefix(":")
    if name:
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ConfigurationError(
                f"There is no time zone {name!r}.", hint="Names look like Europe/Lisbon or America/Sao_Paulo."
            ) from error
    if _LOCALTIME.exists():
        with _LOCALTIME.open("rb") as file:
            return ZoneInfo.from_file(file, key="local")
    return datetime.now(UTC).astimezone().tzinfo or UTC


def places(request: str) -> list[str]:
    """The places that a request names whose time is known, in its order."""
    said, known, found, position = words(request), _zones(), [], 0
    while position < len(said):
        for length in range(_LONGEST_NAME, 0, -1):
            name = known.get(" ".join(said[position : position + length]))
            if name:
                found.append(name[0])
                break
        position += length
    return list(dict.fromkeys(found))


def zone_at(place: str) -> ZoneInfo | None:
    """The zone of a place that `places` named."""
    known = _zones().get(fold(place))
    return ZoneInfo(known[1]) if known else None


@functools.cache
def _zones() -> dict[str, tuple[str, str]]:
    """Folded names of places → as they are written, and their zones."""
    cities = [(zone.rpartition("/")[2].replace("_", " "), zone) for zone in sorted(zoneinfo.available_timezones())]
    found = {fold(city): (city, zone) for city, zone in cities if "/" in zone and not zone.startswith("Etc/")}
    for zone, names in _BY_ZONE.items():
        found |= {fold(name): (name, zone) for name in names.split(", ")}
    return found
