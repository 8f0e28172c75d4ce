"""Made-up lists of allowed sites to learn the pack in."""

from __future__ import annotations

import random

from agentlite.packs import Rehearsal
from agentlite.tools.web.addresses import host_of, names_of
from agentlite.tools.web.tools import WebTools

_SITES = (
    "bbc.com guardian.co.uk nytimes.com cnn.com reuters.com apnews.com npr.org publico.pt expresso.pt observador.pt "
    "dn.pt jn.pt rtp.pt sapo.pt record.pt abola.pt folha.com.br estadao.com.br globo.com uol.com.br terra.com.br "
    "python.org mozilla.org debian.org ubuntu.com raspberrypi.com github.com gitlab.com stackoverflow.com arduino.cc "
    "nasa.gov esa.int nature.com ipma.pt inmet.gov.br open-meteo.com accuweather.com imdb.com goodreads.com "
    "pingo-doce.pt continente.pt carris.pt cp.pt sncf.fr lonelyplanet.com booking.com ikea.com lego.com archive.org "
    "gutenberg.org cern.ch who.int un.org europa.eu uefa.com fifa.com espn.com example.org my-school.edu old-mill.org"
).split()
_SUBDOMAINS = ("", "", "", "www.", "www.", "news.", "blog.", "docs.", "pt.", "en.")
_PATHS = {
    "en": "news about contact weather today sports prices menu hours events help faq timetable shop archive".split(),
    "pt": "noticias sobre contactos tempo hoje desporto precos ementa horarios eventos ajuda agenda loja".split(),
}


class _Sites:
    """Random allowed sites, and how people speak of their pages."""

    def __init__(self, rng: random.Random, language: str) -> None:
        self._rng, self._family = rng, "en" if language == "en" else "pt"
        hosts = rng.sample(_SITES, rng.choice((1, 2, 3, 5)))
        self.origins = tuple(f"https://{rng.choice(_SUBDOMAINS)}{host}" for host in hosts)

    def page(self) -> tuple[str, str]:
        """A page, as it is written or spoken, and its URL."""
        origin = self._rng.choice(self.origins)
        host, path = origin.partition("://")[2], ""
        if self._rng.random() < 0.4:
            path = "/".join(self._rng.sample(_PATHS[self._family], self._rng.choice((1, 1, 2))))
        if self._rng.random() < 0.5:
            scheme = self._rng.choice(("", "", "https://"))
            shown = host if scheme or self._rng.random() < 0.5 else host.removeprefix("www.")
            return f"{scheme}{shown}{'/' if path else ''}{path}", f"{origin}/{path}"
        dot, slash = ("dot", "slash") if self._family == "en" else ("ponto", "barra")
        spoken = host.removeprefix("www.").replace(".", f" {dot} ")
        return spoken + "".join(f" {slash} {part}" for part in path.split("/") if part), f"{origin}/{path}"

    def site(self) -> tuple[str, str]:
        """A site by its name, and the URL of its first page."""
        origin = self._rng.choice(self.origins)
        words = next(label for label in host_of(origin).split(".") if label.replace("-", "") == names_of(origin)[0])
        words = words.replace("-", " ")
        return self._rng.choice((words, words.title(), words.upper() if len(words) < 5 else words)), f"{origin}/"


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """Random sites, with a search or without; `language` is "en", "pt-BR" or "pt-PT"."""
    sites = _Sites(rng, language)
    endpoint = "https://search.example.org" if rng.random() < 0.85 else ""
    return Rehearsal(WebTools(None, sites.origins, endpoint).toolset(), slots={"page": sites.page, "site": sites.site})
