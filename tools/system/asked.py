"""Which readings of the machine a request speaks of: "is it running hot?" asks for the temperature alone."""

from __future__ import annotations

from functools import partial

from agentlite.saying import saying

_speaks_of = partial(saying, even_denied=True)
_SAID = {
    "temperature": _speaks_of(
        *"temperature temp hot warm heat* overheat* degrees celsius cool temperatura quente aquec* esquent* calor "
        "cook* superaquec* graus ferver escaldar".split()
    ),
    "battery": _speaks_of(
        *"batter* charg* plug* mains power juice bateria carga carregar carregado carregador recarreg* tomada corrente "
        "energia".split()
    ),
    "disk": _speaks_of(
        *"disk disc drive storage space gigabyte* gig gb ssd hd full room fit disco espaço armazenamento giga* cheio "
        "caber cabem encher lotando".split()
    ),
    "memory": _speaks_of(*"memory ram memória".split()),
    "uptime": _speaks_of(
        *"uptime reboot* restart* boot* reinici* arranc* arranque".split(),
        "how long has", "how long have", "how long is this", "been on", "been running",
        "tempo de atividade", "há quanto", "há quantas", "há quantos",
        "desde quando", "faz quanto", "faz quantos", "faz quantas",
    ),
    "load": _speaks_of(
        *"processor cpu load workload busy core processador ocupad* núcleo sobrecarregado trabalho carga".split()
    ),
}  # fmt: skip
_LESS_TELLING = {"load": "temperature", "uptime": "battery"}
"""Readings that are not meant where another one is: "how hot is the processor", "how long does the battery last"."""

EVERYTHING = "everything"
_WHOLE = _speaks_of(
    *"everything all overall health status vitals general picture report tudo geral saúde estado diagnóstico".split(),
    "old thing",
    "fit for",
)
_MACHINE = _speaks_of(
    *"computer machine system laptop device pi server pc notebook desktop workstation box tablet raspberry "
    "resources running readings ligad* sistema computador máquina portátil servidor aparelho micro "
    "recursos leituras".split(),
    *("meu note", "o note", "este note", "esse note", "nosso note", "do note", "no note"),
)


def readings_said(request: str) -> list[str]:
    """The readings that a request can be about; all of them if it only speaks of the machine, or without a request."""
    said = [name for name, speaks in _SAID.items() if speaks(request)]
    named = [name for name in said if _LESS_TELLING.get(name) not in said]
    if named:
        return [*named, EVERYTHING] if _WHOLE(request) or len(named) > 1 else named
    return [*_SAID, EVERYTHING] if not request or _MACHINE(request) or _WHOLE(request) else []
