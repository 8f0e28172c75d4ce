"""Which pages a request names, among those of the sites that are allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlsplit

from agentlite.words import fold, tokens

MOST = 8
_DOT = re.compile(r"\s+(?:dot|ponto)\s+", re.IGNORECASE)
_SLASH = re.compile(r"\s+(?:(?:forward )?slash|barra)\s+", re.IGNORECASE)
_SCHEME = re.compile(r"\b(https?)\s*(?:colon|dois pontos|:)\s*(?:(?:(?:forward )?slash|barra)\s+){2}", re.IGNORECASE)
_WWW = re.compile(r"\b(?:w w w|triple w|dáblio dáblio dáblio)(?=\s+(?:dot|ponto)\s)", re.IGNORECASE)
_DASH = re.compile(r"(?<=\w)\s+(?:dash|hyphen|hífen|tracinho)\s+(?=[\w-]+\.)", re.IGNORECASE)
_BELOW_NAME = re.compile(r"([^\W_]+)((?:/[\w.-]+)+)(?![\w/])")
_ADDRESS = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:[\w-]+\.)+[a-z][\w-]*(?::\d+)?(?![\w@-]|:\S)(?:/\S*)?|https?://\S+", re.IGNORECASE
)
_EDGES = ".,;:!?\"'“”‘’«»()[]<>"
_GENERIC = frozenset("www m en pt br us com org net gov edu co info blog news docs api home site web page".split())
_MOST_WORDS = 5
_SAFE = "/?&=%+-._~:@!$,;*'()"


def pages_said(request: str, origins: Sequence[str]) -> list[str]:
    """The URLs that a request names: written out, as in "example.org/news", spoken, as in "example dot org slash news",
    or by a site's name, as in "wikipedia" or "wikipedia slash cats". Only those at one of `origins` count."""
    text = _WWW.sub("www", _SCHEME.sub(r"\1://", request))
    text = _DASH.sub("-", _SLASH.sub("/", _DOT.sub(".", text)))
    written = _ADDRESS.findall(text)
    found = [url for address in written for url in _urls(address.strip(_EDGES), origins)]
    if not written:
        groups = set(_groups(text))
        below = {fold(name): path for name, path in _BELOW_NAME.findall(text)}
        named = [(origin, names) for origin in origins if not groups.isdisjoint(names := names_of(origin))]
        paths = [next((below[name] for name in names if name in below), "/") for _, names in named]
        found = [f"{origin}{quote(path, safe=_SAFE)}" for (origin, _), path in zip(named, paths, strict=True)]
    return list(dict.fromkeys(found))[:MOST]


def host_of(origin: str) -> str:
    """The host of a URL, without www."""
    return (urlsplit(origin).hostname or "").removeprefix("www.")


def names_of(origin: str) -> list[str]:
    """What a site may be called, its parts written as one word: "en.wikipedia.org" is "wikipedia", "enwikipedia"."""
    labels = host_of(origin).split(".")
    telling = [label for label in labels[:-1] if label not in _GENERIC] or labels[:1]
    return list(dict.fromkeys(fold(name).replace("-", "") for name in (*telling, "".join(telling))))


def _urls(said: str, origins: Sequence[str]) -> Iterator[str]:
    """The full URLs that an address stands for: without a scheme, at any allowed site of that host; never with less
    protection than was said."""
    scheme, _, rest = said.rpartition("://")
    host, slash, path = rest.partition("/")
    for origin in origins:
        parts = urlsplit(origin)
        same_host = host.lower() == parts.netloc or host.lower().removeprefix("www.") == parts.netloc.removeprefix(
            "www."
        )
        if same_host and (scheme.lower() in ("", "http") or scheme.lower() == parts.scheme):
            yield f"{origin}/{quote(path, safe=_SAFE)}" if slash else f"{origin}/"


def _groups(text: str) -> Iterator[str]:
    """Each run of up to five words of a text, as one word."""
    words = tokens(text)
    for start in range(len(words)):
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1):
            yield "".join(words[start:end])
