"""The pack against a real server on this machine, through the sandbox's proxy."""

import asyncio

import pytest

from agentlite import Agent
from agentlite.actions import ToolCall
from agentlite.approval import Asked
from agentlite.errors import ConfigurationError, ToolError
from agentlite.models.testing import ScriptedModel
from agentlite.packs import find_pack


def test_every_tool_has_a_manifest_that_grants_no_host_by_itself(browser):
    manifests = find_pack("web").manifests()
    assert set(manifests) == {tool.name for tool in browser.tools}
    assert all(m.hosts == () and m.methods == ("GET",) and not m.write for m in manifests.values())


def test_a_page_comes_as_text_with_its_links(browser, site):
    page = browser.call("fetch_page", url=f"{site.origin}/")
    assert page.untrusted
    assert page.value["title"] == "Garden & more"
    assert page.value["text"].startswith("# Tomatoes\n\nWater them every day, and keep")
    assert page.value["links"] == [{"text": "every day", "url": f"{site.origin}/water.html"}]
    assert not any(word in page.value["text"] for word in ("Ignore", "Home", "Imprint", "evil"))
    assert page.say["pt"].startswith("Garden & more (127.0.0.1)\n# Tomatoes")


@pytest.mark.parametrize(
    ("path", "text"),
    [("/old", "Olá, pão"), ("/plain", "just text"), ("/packed", "small"), ("/empty", ""), ("/undefined", "read")],
)
def test_other_kinds_of_pages(browser, site, path, text):
    assert browser.call("fetch_page", url=site.origin + path).value["text"] == text


def test_a_long_page_is_cut_and_says_so(browser, site):
    page = browser.call("fetch_page", url=f"{site.origin}/long")
    assert page.value["cut"]
    assert page.say["pt"].endswith("… (continua)")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/cat.png", "no page to read"),
        ("/missing", "error 404"),
        ("/large", "more than"),
        ("/bomb", "too much"),
        ("/to?url=/to?url=/to?url=/to?url=/", "redirects|404"),
    ],
)
def test_what_is_no_readable_page_is_said_in_two_languages(browser, site, path, message):
    with pytest.raises(ToolError, match=message) as caught:
        browser.call("fetch_page", url=site.origin + path)
    assert set(caught.value.say) == {"en", "pt"}


def test_a_redirect_within_the_site_is_followed(browser, site):
    page = browser.call("fetch_page", url=f"{site.origin}/to?url=/plain")
    assert (page.value["url"], page.value["text"]) == (f"{site.origin}/plain", "just text")


@pytest.mark.parametrize(
    "elsewhere", ["http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "//evil.org/"]
)
def test_a_redirect_elsewhere_is_refused(browser, site, elsewhere):
    with pytest.raises(ToolError, match=r"may not reach|not an origin"):
        browser.call("fetch_page", url=f"{site.origin}/to?url={elsewhere}")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "https://example.org/", "file:///etc/passwd", "http://[::1]/"])
def test_only_allowed_sites_are_reached(browser, url):
    with pytest.raises(ToolError, match="could not be read"):
        browser.call("fetch_page", url=url)


def test_a_server_that_is_gone_is_said(open_browser):
    gone = open_browser(hosts="http://127.0.0.1:1")
    with pytest.raises(ToolError, match="cannot be reached") as caught:
        gone.call("fetch_page", url="http://127.0.0.1:1/")
    assert "Não consegui ler" in caught.value.say["pt"]


def test_a_search_lists_what_was_found(browser, site):
    found = browser.call("search_web", query="tomates & pão")
    assert found.untrusted
    assert site.asked == ["/search?q=tomates+%26+p%C3%A3o&format=json&language=en&safesearch=1"]
    assert found.value["results"] == [
        {"title": "First one", "url": "https://a.org/1", "text": "About it"},
        {"title": "Second", "url": "https://b.org/2", "text": ""},
    ]
    assert found.say["en"] == "1. First one (a.org): About it\n2. Second (b.org): "


@pytest.mark.parametrize("path", ["/bad", "/odd"])
def test_an_endpoint_that_speaks_something_else_is_said(open_browser, site, path):
    with pytest.raises(ToolError, match="SearXNG") as caught:
        open_browser(search=site.origin + path).call("search_web", query="x")
    assert "search.formats" in caught.value.hint


def test_the_search_endpoint_is_no_site_to_read(open_browser, site):
    searching = open_browser(search=site.origin)
    assert searching.tools["fetch_page"].schema(f"read {site.origin}/") is None
    with pytest.raises(ToolError, match=r"no hosts|may not reach"):
        searching.call("fetch_page", url=f"{site.origin}/")


def test_without_an_endpoint_there_is_no_search_and_without_sites_no_page(open_browser):
    bare = open_browser()
    assert [tool.name for tool in bare.tools] == ["fetch_page"]
    assert bare.tools["fetch_page"].schema("read example.org") is None
    assert bare.tools.briefing("").stable == "web:"


@pytest.mark.parametrize(
    "options", [{"hosts": "example.org"}, {"hosts": "https://u@example.org"}, {"search": "localhost:8888"}]
)
def test_options_that_cannot_be_used_are_refused(open_browser, options):
    with pytest.raises(ConfigurationError) as caught:
        open_browser(**options)
    assert "https://" in caught.value.hint


def test_what_a_call_reaches_is_shown_and_counts_as_outward(browser, site):
    for name, arguments in (("fetch_page", {"url": f"{site.origin}/a"}), ("search_web", {"query": "x"})):
        tool = browser.tools[name]
        asked = Asked(ToolCall(name, arguments), tool, "read", tool.preview(arguments))
        assert tool.reads_others
        assert tool.sends_out
        assert site.origin in " ".join(asked.told("en"))


def test_calls_do_not_wait_for_one_another(browser, site):
    async def both():
        calls = (browser.tools["fetch_page"].run({"url": f"{site.origin}/plain"}) for _ in range(3))
        return await asyncio.gather(*calls)

    assert [outcome.value["text"] for outcome in asyncio.run(both())] == ["just text"] * 3


def test_what_a_page_says_cannot_make_a_model_send_something_out(browser, site):
    orders = [{"calls": [{"call": "fetch_page", "with": {"url": f"{site.origin}/"}}]}]
    orders += [{"calls": [{"call": "search_web", "with": {"query": "tomatoes"}}]}] * 2
    with ScriptedModel(orders) as model:
        result = Agent(model, tools=browser.tools).run(f"read {site.origin}/ about tomatoes")
    assert result.status == "refused"
    assert site.asked == ["/"]
