"""Made-up lists of allowed sites to learn the pack in."""

from __future__ import annotations

import random

from agentlite.packs import Rehearsal
from agentlite.tools.web.addresses import host_of, names_of
from agentlite.tools.web.tools import WebTools

_SITES = (
    "bbc.com guardian.co.uk nytimes.com cnn.com reuters.com apnews.com npr.org publico.pt expresso.pt "
    "observador.pt dn.pt jn.pt rtp.pt sapo.pt record.pt abola.pt folha.com.br estadao.com.br globo.com uol.com.br "
    "terra.com.br python.org mozilla.org debian.org ubuntu.com raspberrypi.com github.com gitlab.com "
    "stackoverflow.com arduino.cc nasa.gov esa.int nature.com ipma.pt inmet.gov.br open-meteo.com accuweather.com "
    "imdb.com goodreads.com pingo-doce.pt continente.pt carris.pt cp.pt sncf.fr lonelyplanet.com booking.com "
    "ikea.com lego.com archive.org gutenberg.org cern.ch who.int un.org europa.eu uefa.com fifa.com espn.com "
    "example.org my-school.edu old-mill.org wikipedia.org wiktionary.org economist.com lemonde.fr spiegel.de "
    "elpais.com aljazeera.com euronews.com wired.com arstechnica.com theverge.com slashdot.org hackaday.com "
    "medium.com substack.com reddit.com quora.com britannica.com allrecipes.com seriouseats.com nhs.uk "
    "mayoclinic.org metoffice.gov.uk visitportugal.com tripadvisor.com ryanair.com flytap.com deutsche-bahn.de "
    "nationalrail.co.uk kernel.org rust-lang.org nodejs.org gnome.org kde.org home-assistant.io maisfutebol.pt "
    "zerozero.pt tsf.pt visao.pt meteo.pt ctt.pt olx.pt idealista.pt gov.br correios.com.br ufrj.br "
    "mercadolivre.com.br ge.globo.com tecmundo.com.br adorocinema.com ifixit.com instructables.com chess.com "
    "lichess.org khanacademy.org coursera.org duolingo.com bandcamp.com discogs.com letterboxd.com strava.com "
    "komoot.com harbour-cafe.com blue-bakery.pt green-valley.org kino-nord.de village-choir.org casa-do-rio.pt "
    "oficina-verde.com.br"
).split()
_SUBDOMAINS = ("", "", "", "www.", "www.", "news.", "blog.", "docs.", "pt.", "en.", "m.")
_PATHS = {
    "en": (
        "news about contact weather today sports prices menu hours events help faq timetable shop archive world "
        "science business culture travel food health tech music books films recipes jobs map tickets tours rooms "
        "gallery team latest live opinion reviews 2026 guide start careers support download history cats lisbon "
        "python"
    ).split(),
    "pt": (
        "noticias sobre contactos tempo hoje desporto precos ementa horarios eventos ajuda agenda loja mundo "
        "ciencia economia cultura viagens receitas saude tecnologia musica livros filmes empregos mapa bilhetes "
        "quartos galeria ultimas direto opiniao criticas 2026 guia inicio historia esportes contato cardapio "
        "lisboa politica"
    ).split(),
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
        slash = self._rng.choice((slash, slash, "forward slash")) if self._family == "en" else slash
        start = host if self._rng.random() < 0.2 else host.removeprefix("www.")
        spoken = start.replace(".", f" {dot} ")
        if self._rng.random() < 0.3:
            spoken = spoken.replace("-", " dash " if self._family == "en" else " hífen ")
        return spoken + "".join(f" {slash} {part}" for part in path.split("/") if part), f"{origin}/{path}"

    def site(self) -> tuple[str, str]:
        """A site by its name, and the URL of its first page."""
        origin = self._rng.choice(self.origins)
        words = next(label for label in host_of(origin).split(".") if label.replace("-", "") == names_of(origin)[0])
        words = words.replace("-", " ")
        if self._rng.random() < 0.12:
            path = self._rng.choice(_PATHS[self._family])
            below = " slash " if self._family == "en" else " barra "
            return f"{words.replace(' ', '')}{self._rng.choice(('/', below))}{path}", f"{origin}/{path}"
        return self._rng.choice((words, words.title(), words.upper() if len(words) < 5 else words)), f"{origin}/"


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """Random sites, with a search or without; `language` is "en", "pt-BR" or "pt-PT"."""
    sites = _Sites(rng, language)
    endpoint = "https://search.example.org" if rng.random() < 0.85 else ""
    return Rehearsal(WebTools(None, sites.origins, endpoint).toolset(), slots={"page": sites.page, "site": sites.site})
