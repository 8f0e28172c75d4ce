"""What a request says of files: which it mentions, what new ones are called, what is to be written."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.packs import find_pack
from agentlite.tools.files.catalogue import Catalogue
from agentlite.tools.files.naming import names_said, texts_said
from agentlite.tools.files.texts import DIFF_LINES, decoded, diff_of, joined
from agentlite.tools.files.tools import FilesTools

SHELF = Catalogue(
    ("docs", "work"),
    [
        "docs/Shopping List.txt",
        "docs/plan.md",
        "docs/diaryDraft.txt",
        "docs/receitas/Pão de Ló.md",
        "work/plan.md",
        "work/budget-2026.xlsx",
        "work/annual_report.txt",
        "work/report.txt",
    ],
    ["docs/receitas"],
)


@pytest.mark.parametrize(
    ("request_", "files"),
    [
        ("read the shopping list", ["docs/Shopping List.txt"]),
        ("SHOPPING LIST.TXT please", ["docs/Shopping List.txt"]),
        ("read my shoping list", ["docs/Shopping List.txt"]),
        ("open plan.md", ["docs/plan.md", "work/plan.md"]),
        ("open plan dot md in work", ["work/plan.md", "docs/plan.md"]),
        ("abre o plan ponto md", ["docs/plan.md", "work/plan.md"]),
        ("lê a receita do pao de lo", ["docs/receitas/Pão de Ló.md"]),
        ("what is in the budget", ["work/budget-2026.xlsx"]),
        ("the annual report", ["work/annual_report.txt", "work/report.txt"]),
        ("my diary", ["docs/diaryDraft.txt"]),
        ("open the spreadsheet", ["work/budget-2026.xlsx"]),
        ("mostra a planilha", ["work/budget-2026.xlsx"]),
        ("read the annual report from last week", ["work/annual_report.txt", "work/report.txt"]),
        ("read the invoice", []),
        ("read it", []),
        ("", []),
    ],
)
def test_files_that_a_request_mentions(request_, files):
    assert SHELF.mentioned_files(request_) == files


@pytest.mark.parametrize(
    ("request_", "places"),
    [
        ("list my files", ["all folders"]),
        ("what is in work", ["work"]),
        ("mostra a pasta receitas", ["docs/receitas"]),
        ("receitas in docs", ["docs", "docs/receitas"]),
    ],
)
def test_folders_that_a_request_is_about(request_, places):
    assert SHELF.places(request_) == places


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        ("create a file called trip plan saying hello", ["trip plan.txt"]),
        ("make a note named 'to do' with milk", ["to do.txt"]),
        ("cria um arquivo chamado contas da casa com o texto luz", ["contas da casa.txt"]),
        ("guarda isto num ficheiro com o nome ideias", ["ideias.txt"]),
        ("create ideas.md with x", ["ideas.md"]),
        ("create ideas dot md with x", ["ideas.md"]),
        ("a file called plan for monday in work", ["plan.txt", "plan for monday.txt", "plan for monday in work.txt"]),
        ("put milk in docs/ideas.txt", ["ideas.txt"]),
        ("create shopping underscore list dot txt with milk", ["shopping_list.txt"]),
        ("start a new file groceries with milk and eggs", ["groceries.txt"]),
        ("make a file for the party saying bring cake", ["party.txt"]),
        ("make a file saying bring cake", []),
        ("save buy milk as errands", ["errands.txt"]),
        ("guarda as rosas são vermelhas como poema", ["poema.txt"]),
        ("cria um ficheiro compras com leite", ["compras.txt"]),
        ("cria um ficheiro novo compras com leite", ["compras.txt"]),
        ("guarda comprar tinta num ficheiro novo obras", ["obras.txt"]),
        ("cria um ficheiro com o texto leite", []),
        ("write ../../etc/passwd.txt", []),
        ("write .bashrc", []),
        ("a file called a/b", []),
        ("a file called 'ab\u202etxt'", []),
        ("a file called " + "x" * 200, []),
        ("read the report", []),
    ],
)
def test_names_for_new_files(request_, names):
    assert names_said(request_) == names


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        ('write "Dear Ana!" into letter.txt', "Dear Ana!"),
        ("create a file called 'plan' saying buy paint and a brush", "buy paint and a brush"),
        ("new note called plan: call mum at 5", "call mum at 5"),
        ("add the plumber comes at nine to my diary", "the plumber comes at nine"),
        ("acrescenta leite e ovos ao ficheiro compras", "leite e ovos"),
        ("escreve no diario.txt hoje foi um bom dia", "hoje foi um bom dia"),
        ("append the line thirty km to log.txt", "thirty km"),
        ("milk goes at the end of the shopping list", "milk"),
        ("change the text of the letter to see you soon", "see you soon"),
        ("could new tyres be added to the garage file", "new tyres"),
        ("under everything else in the plan, write pack the tent", "pack the tent"),
        ("before I forget, bring a cake goes in the plan file", "bring a cake"),
        ("jot the number 12 down in todo.md", "the number 12"),
        ("a file named plan.md that just says hello world", "hello world"),
        ("throw the milk is off into the diary", "the milk is off"),
        ("the file groceries should read milk and eggs", "milk and eggs"),
        ("aponta-me leite e ovos no ficheiro compras", "leite e ovos"),
        ("cria um ficheiro chamado obras para dizer comprar tinta", "comprar tinta"),
        ("shopping list eggs", "eggs"),
    ],
)
def test_texts_to_write(request_, text):
    assert text in texts_said(request_)


def test_a_quoted_text_is_the_only_one_and_a_quoted_name_is_none():
    assert texts_said('write «olá a todos» to a file called "x"') == ["olá a todos"]


def test_a_folder_named_like_the_new_file_does_not_draw_it_in():
    tools = FilesTools(None, lambda: SHELF).toolset()
    enum = tools["write_file"].schema("create work.txt in docs saying hi")["properties"]["file"]["enum"]
    assert enum == ["docs/work.txt"]


def test_an_existing_file_is_not_made_anew():
    tools = FilesTools(None, lambda: SHELF).toolset()
    enum = tools["write_file"].schema("write hi to report.txt")["properties"]["file"]["enum"]
    assert enum == ["work/report.txt"]


@given(st.text(max_size=200))
def test_whatever_is_said_names_are_harmless_and_texts_are_as_said(request_):
    for name in names_said(request_):
        assert "/" not in name
        assert not name.startswith(".")
        assert name.isprintable()
    folded = " ".join(request_.split())
    assert all(" ".join(text.split()) in folded for text in texts_said(request_))


@given(st.text(max_size=200))
def test_text_survives_being_written_and_read(text):
    if any(c in text for c in "\0") or not text.isprintable():
        return
    assert decoded(text.encode()).text == text


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("olá".encode("utf-8-sig"), "utf-8-sig"),
        ("olá".encode("utf-16"), "utf-16"),
        ("olá".encode("cp1252"), "cp1252"),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"a\0b", None),
        (b"\x1b[31m", None),
        (b"", "utf-8"),
    ],
)
def test_encodings(content, encoding):
    text = decoded(content)
    assert (text and text.encoding) == encoding


def test_a_cut_text_loses_only_its_last_character():
    assert decoded("aé".encode()[:-1], cut=True).text == "a"


def test_text_is_joined_on_lines_of_its_own():
    assert joined("a", "b") == "a\nb\n"
    assert joined("a\r\n", "b\nc") == "a\r\nb\r\nc\r\n"
    assert joined("", "b") == "b\n"


def test_a_long_difference_says_how_much_is_not_shown():
    shown = diff_of(None, "x\n" * 100, "docs/a.txt").splitlines()
    assert shown[-1] == f"… {103 - DIFF_LINES} more lines"


@pytest.mark.parametrize("language", ["en", "pt-BR", "pt-PT"])
def test_what_is_rehearsed_is_legal(language):
    from agentlite.train.rehearsing import Rehearsing, spoken

    rng, pack, family, illegal = random.Random(language), find_pack("files"), language[:2], []
    for _ in range(150):
        stage = Rehearsing(pack, language, rng, "train")
        text, calls = stage.calls()
        if spoken(text, calls, stage.tools, family, rng) is None:
            illegal.append((text, calls))
        stage.refusal()
    assert len(illegal) <= 5, illegal
