"""The web pack's tools: which pages a call may name, and what was found in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlsplit

from agentlite.actions import Json
from agentlite.errors import ConfigurationError
from agentlite.packs import Setting, parts
from agentlite.tools.web import work
from agentlite.tools.web.addresses import host_of, pages_said
from agentlite.toolset import Arguments, Briefing, Choices, Outcome, Preview, Said, Toolset, tool

_SHOWN = 1200


def _pages(tools: WebTools, request: str) -> list[str]:
    return pages_said(request, tools.origins)


class WebTools:
    """fetch_page, and search_web if there is an endpoint.

    `origins` are the sites that may be read, `endpoint` the address of a SearXNG; "" if there is none.
    """

    def __init__(self, setting: Setting | None, origins: tuple[str, ...], endpoint: str) -> None:
        self._given, self.origins, self._endpoint = setting, origins, endpoint

    def toolset(self) -> Toolset:
        """What can be used as it was set up."""
        return Toolset([self.fetch_page, *([self.search_web] if self._endpoint else [])], briefing=self.briefing)

    def briefing(self, request: str) -> Briefing:
        """The hosts of the sites."""
        return Briefing(stable=f"web: {', '.join(dict.fromkeys(map(host_of, self.origins)))}".rstrip())

    def _page_preview(self, arguments: Arguments) -> Preview:
        return Preview(hosts=(_origin(arguments["url"]),))

    @tool(risk="read", untrusted_output=True, outward=True, preview=_page_preview)
    async def fetch_page(self, url: Annotated[str, Choices(_pages)]) -> Outcome:
        """Read a web page.

        Args:
            url: which page
        """
        found = await self._run("fetch_page", self.origins, url=url)
        return Outcome(found.value, say=_told(found.value), untrusted=True)

    def _search_preview(self, arguments: Arguments) -> Preview:
        return Preview(hosts=(_origin(self._endpoint),))

    @tool(risk="read", untrusted_output=True, outward=True, preview=_search_preview)
    async def search_web(self, query: Annotated[str, Said()]) -> Outcome:
        """Search the web.

        Args:
            query: what for
        """
        asked = {"endpoint": self._endpoint, "query": query, "language": self._setting.language}
        found = await self._run("search_web", (_origin(self._endpoint),), **asked)
        return Outcome(found.value, say=_listed(found.value, query), untrusted=True)

    async def _run(self, name: str, hosts: tuple[str, ...], **arguments: Json) -> Outcome:
        under = replace(self._setting.manifest(name), hosts=hosts)
        return await self._setting.run(getattr(work, name), under=under, **arguments)

    @property
    def _setting(self) -> Setting:
        assert self._given is not None, "a rehearsal runs nothing"
        return self._given


def open_web(setting: Setting) -> Toolset:
    """The pack's tools for `hosts` and `search` of the options. Raises `ConfigurationError` if those cannot be used."""
    hosts = parts(setting.options.get("hosts", ""))
    origins = tuple(dict.fromkeys(_checked(host.rstrip("/"), "web.hosts=https://example.org") for host in hosts))
    endpoint = setting.options.get("search", "").strip()
    if endpoint:
        _checked(_origin(endpoint), "web.search=https://searx.example.org")
    return WebTools(setting, origins, endpoint).toolset()


def _checked(origin: str, example: str) -> str:
    """An origin as manifests name it. Raises `ConfigurationError`."""
    from agentlite.sandbox.manifest import check_origin

    try:
        check_origin(origin)
    except ConfigurationError as error:
        raise ConfigurationError(str(error), hint=f"Write it like {example}.") from error
    return origin


def _origin(url: str) -> str:
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}"


def _told(page: Json) -> Mapping[str, str]:
    host, text = host_of(page["url"]), page["text"]
    if not text:
        return {"en": f"The page at {host} has no text.", "pt": f"A página de {host} não tem texto."}
    shown = f"{page['title']} ({host})\n{text[:_SHOWN]}" if page["title"] else f"{host}\n{text[:_SHOWN]}"
    more = page["cut"] or len(text) > _SHOWN
    return {"en": shown + ("\n… (it goes on)" if more else ""), "pt": shown + ("\n… (continua)" if more else "")}


def _listed(found: Json, query: str) -> Mapping[str, str]:
    results = found["results"]
    if not results:
        return {"en": f"Nothing was found for {query}.", "pt": f"Não encontrei nada sobre {query}."}
    shown = "\n".join(f"{n}. {r['title']} ({host_of(r['url'])}): {r['text']}" for n, r in enumerate(results, start=1))
    return {"en": shown, "pt": shown}
