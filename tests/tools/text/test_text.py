"""The text pack: what it reads out of requests, what it finds in texts, and how good it is on sentences held out."""

import asyncio
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agentlite.errors import ToolError
from agentlite.sandbox import SandboxUnavailable
from agentlite.tools.text.classifying import classified
from agentlite.tools.text.feeling import sentiment
from agentlite.tools.text.moderating import flags
from agentlite.tools.text.sources import is_name, labels, mentioned, said_text, text_files, texts_in
from agentlite.tools.text.summarising import LONGEST_SUMMARY, summary
from agentlite.tools.text.words import sentences
from agentlite.toolset import Outcome
from tests.test_docs import ROOT, run_programs
from tests.tools.opening import opened, rehearsed

HELD_OUT = yaml.safe_load((Path(__file__).parent / "held_out.yaml").read_text())

ARTICLE = (
    "The city council voted on Monday to close the old harbour bridge. The bridge carries nine thousand cars a day. "
    "Engineers found cracks in two of its pillars last spring. My neighbour has a red boat. The council says a new "
    "bridge will cost forty million euros. Until the new bridge opens, cars must take the tunnel. Shops near the old "
    "bridge fear for their trade. The harbour was founded in 1854. The council will hear engineers and shops in May."
)

BROUGHT = {
    "summarise this: the room was cold": "the room was cold",
    "Is it spam or work: click here: now": "click here: now",
    'is "you fool" rude': "you fool",
    "conta as palavras: “um dois três”": "um dois três",
    "resume isto\na primeira linha\na segunda": "a primeira linha\na segunda",
    "what's the tone of the letter": "",
    "count the words at 10:30": "",
    "see http://example.org please": "",
}


@pytest.mark.parametrize(("request_", "text"), BROUGHT.items())
def test_the_text_is_what_stands_in_quotes_or_after_a_colon(request_: str, text: str) -> None:
    assert said_text(request_) == text


LOOSE = {
    "how does this sound - I am so tired of waiting": "I am so tired of waiting",
    "count the words in the cat sat on the mat": "the cat sat on the mat",
    "How positive is the sentence I adore rainy Mondays?": "I adore rainy Mondays",
    "is this rude you are an old fool": "you are an old fool",
    "Is this okay to post? You people never learn.": "You people never learn.",
    "I love this phone, best one I ever had. Is that positive or negative?": "I love this phone, best one I ever had",
    "quantas palavras tem esta frase o gato dorme ao sol": "o gato dorme ao sol",
    "isto é ofensivo és um grande idiota": "és um grande idiota",
}


@pytest.mark.parametrize(("request_", "text"), LOOSE.items())
def test_a_text_that_nothing_sets_off_is_among_those_offered(request_: str, text: str) -> None:
    assert text in texts_in(request_) and not said_text(request_)


@pytest.mark.parametrize("request_", ["summarise a text", "how long is this", "turn on the light", "conta as palavras"])
def test_a_request_without_a_text_offers_none(request_: str) -> None:
    assert texts_in(request_) == []


LABELS = {
    "classify this as complaint, praise or question: I love it": ["complaint", "praise", "question"],
    "sort this into spam and work: hello": ["spam", "work"],
    "isto é uma queixa ou um elogio: muito bom": ["queixa", "elogio"],
    "classifica a carta como notícia, opinião ou publicidade": ["notícia", "opinião", "publicidade"],
    "classify this as complaint or praise: red or blue": ["complaint", "praise"],
    "is the letter a complaint or praise": ["complaint", "praise"],
    "is it a complaint, a question or praise: I love it": ["complaint", "question", "praise"],
    "spam or work please: hello there": ["spam", "work"],
    "is the memo formal or informal": ["formal", "informal"],
    "urgente ou normal: o telhado caiu": ["urgente", "normal"],
    "tag it as spam or personal mail: hi": ["spam", "personal mail"],
}
NO_LABELS = ("classify this: red or blue", "turn on the light", "read this and tell me", "lê isto e resume", "or", "")


@pytest.mark.parametrize(("request_", "found"), LABELS.items())
def test_labels_are_read_out_of_the_order_and_not_out_of_the_text(request_: str, found: list[str]) -> None:
    assert found in labels(request_)


@pytest.mark.parametrize("request_", NO_LABELS)
def test_what_lists_nothing_has_no_labels(request_: str) -> None:
    assert labels(request_) == []


def test_a_name_in_quotes_is_the_files() -> None:
    names = ["docs/annual-report.txt", "docs/letter.txt"]
    assert mentioned('sum up "annual-report.txt"', names) == ["docs/annual-report.txt"]
    assert mentioned("sum up the annual report", names) == ["docs/annual-report.txt"]
    assert is_name("Letter", names) and not is_name("the letter of my aunt", names) and not is_name("", names)


@given(st.text(max_size=300))
def test_reading_and_judging_never_fail(text: str) -> None:
    said_text(text), labels(text), texts_in(text)
    for language in ("en", "pt"):
        found, covered = summary(text, language)
        assert len(found) <= LONGEST_SUMMARY and 0 <= covered <= 1
        assert -1 <= sentiment(text, language).score <= 1
        assert sum(classified(text, ["a", "b"], language)[1].values()) == pytest.approx(1, abs=0.02)
        assert all(flag.words and 0 < flag.confidence < 1 for flag in flags(text, language))


def test_a_summary_is_made_of_sentences_of_the_text_in_their_order() -> None:
    found, covered = summary(ARTICLE, "en")
    everything = sentences(ARTICLE)
    assert [everything.index(sentence) for sentence in found] == sorted(everything.index(s) for s in found)
    assert len(found) == 3 and 0.3 < covered < 1
    assert "My neighbour has a red boat." not in found
    assert any("bridge" in sentence for sentence in found)


def test_what_is_shared_with_other_sentences_is_told_first() -> None:
    assert summary("Cats sleep. Cats hunt mice at night. Cats and mice live in barns.", "en")[0] == [
        "Cats hunt mice at night."
    ]


def accuracy(kind: str, language: str, judge) -> float:
    cases = [(name, text) for name, texts in HELD_OUT[kind][language].items() for text in texts]
    return sum(judge(name, text) for name, text in cases) / len(cases)


@pytest.mark.parametrize("language", ["en", "pt"])
def test_it_is_as_good_on_sentences_held_out_as_the_page_says(language: str) -> None:
    topics = list(HELD_OUT["topics"][language])
    assert accuracy("sentiment", language, lambda name, text: sentiment(text, language).feeling == name) >= 0.87
    assert accuracy("topics", language, lambda name, text: classified(text, topics, language)[0] == name) >= 0.95
    kinds = lambda text: {flag.kind for flag in flags(text, language)}  # noqa: E731
    assert accuracy("moderation", language, lambda name, text: kinds(text) == ({name} - {"clean"})) >= 0.95


def test_a_negation_turns_a_word_round_and_what_follows_but_weighs_more() -> None:
    assert sentiment("the food was good", "en").feeling == "positive"
    assert sentiment("the food was not good", "en").feeling == "negative"
    assert sentiment("não gosto disto", "pt").feeling == "negative"
    assert sentiment("good food but a terrible service", "en").feeling == "negative"


def test_where_nothing_speaks_for_a_label_all_are_alike() -> None:
    assert classified("xyzzy plugh", ["sports", "politics"], "en")[1] == {"sports": 0.5, "politics": 0.5}


def test_labels_that_nobody_listed_go_by_their_own_words() -> None:
    assert classified("the invoice for the garden fence", ["invoice", "letter"], "en")[0] == "invoice"


def test_only_text_files_of_granted_folders_are_offered(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("report.txt", "sub/report plan.md", "photo.jpg", ".hidden.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    names = list(text_files({"docs": tmp_path}))
    assert names == ["docs/report.txt", "docs/sub/report plan.md"]
    assert mentioned("summarise the report", names) == ["docs/report.txt"]
    assert mentioned("summarise the report plan", names) == names


def run(tools, name: str, **arguments: str) -> Outcome:
    try:
        return asyncio.run(tools[name].run(arguments))
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX HOLDS HERE: {error}")


def test_the_tools_answer_through_a_sandbox(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "article.txt").write_text(ARTICLE)
    (docs / "escape.txt").symlink_to("/etc/hostname")
    with opened("text", tmp_path / "state", folders=f"docs={docs}") as tools:
        assert tools.briefing("").stable == "text: docs"
        schema = tools["summarise"].schema("summarise the article")
        assert schema is not None and schema["properties"]["text"]["enum"] == ["docs/article.txt"]
        summarised = run(tools, "summarise", text="docs/article.txt")
        assert summarised.untrusted and summarised.local_only
        assert summarised.value["summary"] in (summarised.say["en"], summarised.say["pt"])
        assert run(tools, "count_words", text="one two three. Four!").value == {
            "words": 4, "sentences": 2, "characters": 20, "confidence": 1,
        }  # fmt: skip
        labelled = run(tools, "classify_text", text="The goalkeeper won the match", labels="politics, sports")
        assert labelled.value["label"] == "sports" and labelled.value["confidence"] > 0.6
        assert run(tools, "rate_sentiment", text="Adorei, foi ótimo").say["pt"].startswith("O tom é positivo")
        assert run(tools, "check_text", text="my mail is a.b@example.com").say["en"] == (
            "I found personal data (“a.b@example.com”)."
        )
        for missing in ("docs/none.txt", "docs/escape.txt", "docs/../state/text"):
            with pytest.raises(ToolError):
                run(tools, "summarise", text=missing)


@pytest.mark.parametrize("language", ["en", "pt-BR", "pt-PT"])
def test_what_is_rehearsed_can_be_called(language: str) -> None:
    assert rehearsed("text", language) >= 0.97


def test_the_programs_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_programs(ROOT / "docs/packs/text.md", box=False)
