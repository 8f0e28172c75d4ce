"""A manifest in plain words, for the person who is to trust the tool."""

from __future__ import annotations

from agentlite.language import Language, Sentences, said
from agentlite.sandbox.manifest import Manifest


def plain_words(manifest: Manifest, language: Language) -> list[str]:
    """What the tool may do, and what it is held to: one sentence per line."""

    def say(key: str, **values: object) -> str:
        return said(_SENTENCES, key, language, **values)

    lines = [say(f"risk_{manifest.risk}"), say("asks" if manifest.needs_approval else "asks_not")]
    for key, grants in (
        ("read", manifest.read),
        ("write", manifest.write),
        ("environment", manifest.environment),
        ("hosts", manifest.hosts),
    ):
        lines.append(say(key, what=", ".join(grants)) if grants else say(f"no_{key}"))
    if manifest.hosts:
        lines.append(say("methods", what=", ".join(manifest.methods)))
    lines += [say("secret", name=name, host=host) for name, host in manifest.secrets.items()]
    if manifest.scratch_bytes:
        lines.append(say("scratch", size=size(manifest.scratch_bytes)))
    if manifest.programs:
        lines.append(say("programs", n=manifest.processes, what=", ".join(manifest.programs)))
    else:
        lines.append(say("no_programs"))
    if manifest.threads:
        lines.append(say("threads"))
    lines.append(
        say(
            "limits",
            wall=manifest.wall_seconds,
            cpu=manifest.cpu_seconds,
            memory=size(manifest.memory_bytes),
            output=size(manifest.output_bytes),
        )
    )
    return lines


def size(amount: int) -> str:
    """A number of bytes for people: 64 kB, 128 MiB."""
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1000, "kB")):
        if amount >= unit:
            return f"{amount / unit:.3g} {name}"
    return f"{amount} B"


_SENTENCES: Sentences = {
    "risk_read": {"en": "It only looks; it changes nothing.", "pt": "Só consulta; não muda nada."},
    "risk_reversible": {"en": "What it does can be undone.", "pt": "O que faz pode ser desfeito."},
    "risk_irreversible": {"en": "What it does cannot be undone.", "pt": "O que faz não pode ser desfeito."},
    "risk_physical": {
        "en": "It acts on the physical world, which cannot be undone.",
        "pt": "Age no mundo físico, o que não pode ser desfeito.",
    },
    "asks": {"en": "You are asked before each call.", "pt": "Pede-se a tua aprovação antes de cada chamada."},
    "asks_not": {"en": "You are not asked before a call.", "pt": "Não se pede aprovação antes de uma chamada."},
    "read": {"en": "It may read files in: {what}.", "pt": "Pode ler ficheiros em: {what}."},
    "no_read": {"en": "It may read none of your files.", "pt": "Não pode ler nenhum ficheiro teu."},
    "write": {"en": "It may change files in: {what}.", "pt": "Pode alterar ficheiros em: {what}."},
    "no_write": {"en": "It may change no files.", "pt": "Não pode alterar ficheiros."},
    "environment": {"en": "It sees these variables: {what}.", "pt": "Vê estas variáveis: {what}."},
    "no_environment": {
        "en": "It sees no variables of your environment.",
        "pt": "Não vê nenhuma variável do teu ambiente.",
    },
    "hosts": {"en": "It may reach: {what}.", "pt": "Pode aceder a: {what}."},
    "no_hosts": {"en": "It has no access to the network.", "pt": "Não tem acesso à rede."},
    "methods": {"en": "It may use only: {what}.", "pt": "Só pode usar: {what}."},
    "secret": {
        "en": "The secret {name} is sent to {host} for it; it never sees its value.",
        "pt": "O segredo {name} é enviado por ela a {host}; nunca vê o seu valor.",
    },
    "scratch": {
        "en": "It has {size} to write in, which are gone after each call.",
        "pt": "Tem {size} onde escrever, que desaparecem após cada chamada.",
    },
    "programs": {
        "en": "It may start these programs, {n} at most in one call, one after the other: {what}.",
        "pt": "Pode iniciar estes programas, {n} no máximo em cada chamada, um de cada vez: {what}.",
    },
    "no_programs": {"en": "It may start no programs.", "pt": "Não pode iniciar programas."},
    "threads": {
        "en": "It may use threads; only its memory limits their number.",
        "pt": "Pode usar threads; só a memória limita o seu número.",
    },
    "limits": {
        "en": "A call gets {wall:g} s, {cpu} s of processor time, {memory} of memory, and {output} for its result.",
        "pt": "Uma chamada tem {wall:g} s, {cpu} s de processador, {memory} de memória, e {output} para o resultado.",
    },
}
