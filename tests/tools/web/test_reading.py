"""HTML as text, and the addresses in a request."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.packs import find_pack
from agentlite.tools.web.addresses import names_of, pages_said
from agentlite.tools.web.reading import MOST_LINKS, readable

HERE = "https://example.org/dir/page"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("one <b>two</b>\n three", "one two three"),
        ("<p>a<p>b", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<h2>Head</h2>body", "## Head\n\nbody"),
        ("<ul><li>a<li><b>b</b></li></ul>after", "- a\n- b\n\nafter"),
        ("<table><tr><th>x<td>1<tr><td>y</td><td>2</td></tr></table>", "x | 1\ny | 2"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<img alt='a cat' src=x> here", "[a cat] here"),
        ("a &lt;b&gt; &eacute; &#233; &bogus;", "a <b> é é &bogus;"),
        ("<script>x<p>y</script>z<style>p{}</style><noscript>n</noscript>", "z"),
        ("<div hidden>no<p>no</div>yes", "yes"),
        ("<p style='VISIBILITY:hidden'>no</p><p aria-hidden=TRUE>no</p><i style='font-size:0px'>no</i>yes", "yes"),
        ("<p style='font-size:0.8em'>yes", "yes"),
        ("<header>top</header><nav>n</nav>body<footer>f</footer>", "top\n\nbody"),
        ("<!-- c --><![CDATA[x]]>a</b></p>b", "ab"),
        ("", ""),
    ],
)
def test_html_reads_as_it_looks(html, text):
    assert readable(html, HERE).text == text


def test_the_main_part_is_enough_if_it_says_something():
    assert readable("<div>ad</div><main>" + "word " * 30 + "</main>", HERE).text == ("word " * 30).strip()
    assert readable("<div>all there is</div><main>x</main>", HERE).text == "all there is\n\nx"


def test_links_are_full_addresses_of_pages_once_each():
    html = (
        "<base href='https://other.org/x/'><a href='a#1'>A</a><a href=a>again</a><a href='javascript:x'>js</a>"
        "<a href='mailto:a@b.c'>m</a><a href='#top'>top</a><a href='//c.org/d'> C  D </a><a href='http://[x'>bad</a>"
        "<a href=e></a>"
    )
    assert readable(html, HERE).links == (("A", "https://other.org/x/a"), ("C D", "https://c.org/d"))
    assert len(readable("".join(f"<a href={n}>{n}</a>" for n in range(99)), HERE).links) == MOST_LINKS


@pytest.mark.parametrize("odd", ["<![foo[ x ]]>", "<![if !IE]>", "<!DOCTYPE x [<!y", "<![CDATA[x"])
def test_what_no_standard_knows_is_passed_over(odd):
    assert readable(f"<p>before</p>{odd}", HERE).text.startswith("before")


def test_deep_nesting_is_borne():
    assert readable("<div>" * 20_000 + "deep" + "</div>" * 20_000, HERE).text == "deep"


@given(st.text(max_size=300) | st.lists(st.sampled_from("<p> </p> <a href=x> </a> <li> <div hidden> </div> x".split())))
def test_nothing_makes_it_fail(html):
    page = readable(html if isinstance(html, str) else " ".join(html), HERE)
    assert "\n\n\n" not in page.text


SITES = (
    "https://example.org",
    "https://en.wikipedia.org",
    "https://pt.wikipedia.org",
    "https://www.bbc.com",
    "http://127.0.0.1:8080",
    "https://open-meteo.com",
)


@pytest.mark.parametrize(
    ("request_", "pages"),
    [
        ("read https://example.org/news?id=1.", ["https://example.org/news?id=1"]),
        ("what does example dot org say", ["https://example.org/"]),
        ("abre example ponto org barra noticias", ["https://example.org/noticias"]),
        ("read en.wikipedia.org/wiki/Café", ["https://en.wikipedia.org/wiki/Caf%C3%A9"]),
        ("look at Wikipedia", ["https://en.wikipedia.org/", "https://pt.wikipedia.org/"]),
        ("what's on the BBC?", ["https://www.bbc.com/"]),
        ("bbc.com, please", ["https://www.bbc.com/"]),
        ("www.example.org!", ["https://example.org/"]),
        ("open meteo forecast", ["https://open-meteo.com/"]),
        ("http://127.0.0.1:8080/a b", ["http://127.0.0.1:8080/a"]),
        ("http://example.org/a", ["https://example.org/a"]),
        ("example dot org forward slash news", ["https://example.org/news"]),
        ("https colon slash slash example dot org", ["https://example.org/"]),
        ("open w w w dot bbc dot com", ["https://www.bbc.com/"]),
        ("abre o open hífen meteo ponto com", ["https://open-meteo.com/"]),
        ("bbc slash sport please", ["https://www.bbc.com/sport"]),
        ("o que há em bbc barra news barra europe", ["https://www.bbc.com/news/europe"]),
        ("black/white bbc", ["https://www.bbc.com/"]),
        ("https://127.0.0.1:8080/", []),
        ("read evil.org/x", []),
        ("https://example.org.evil.com/", []),
        ("https://example.org@evil.com/", []),
        ("https://user@example.org/", []),
        ("example.org:8080", []),
        ("read the news", []),
    ],
)
def test_pages_that_a_request_names(request_, pages):
    assert pages_said(request_, SITES) == pages


def test_what_sites_are_called():
    assert names_of("https://www.publico.pt") == ["publico"]
    assert names_of("https://docs.python.org") == ["python"]
    assert names_of("https://api.open-meteo.com") == ["openmeteo"]


@given(st.text(max_size=200))
def test_only_pages_of_allowed_sites_are_ever_named(request_):
    assert all(page.startswith(tuple(f"{site}/" for site in SITES)) for page in pages_said(request_, SITES))
    assert all(page.isascii() and page.isprintable() for page in pages_said(f"example.org/{request_}", SITES))


@pytest.mark.parametrize("language", ["en", "pt-BR", "pt-PT"])
def test_what_is_rehearsed_is_legal(language):
    from agentlite.train.rehearsing import Rehearsing, spoken

    rng, pack, family, illegal = random.Random(language), find_pack("web"), language[:2], []
    for _ in range(150):
        stage = Rehearsing(pack, language, rng, "train")
        text, calls = stage.calls()
        if spoken(text, calls, stage.tools, family, rng) is None:
            illegal.append((text, calls))
        stage.refusal()
    assert len(illegal) <= 5, illegal
