"""Files of every kind into memory: incremental, resumable, and gone when they are gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from agentlite.errors import ConfigurationError, InputError
from agentlite.memory import Filter, Memory
from agentlite.memory.importing import import_files
from agentlite.memory.reading import read_file

HTML = """<html><head><title>Boiler</title><style>p{}</style></head><body><nav>Home</nav><h2>Reset it</h2>
<p>Hold the <b>flame</b> button.</p><script>var x = 1</script><ul><li>one</li><li>two</li></ul>
<table><tr><th>Code</th><th>Meaning</th></tr><tr><td>F22</td><td>no water</td></tr></table></body></html>"""


def pdf(*texts: str) -> bytes:
    """A PDF with a page for each text."""
    pages = range(3, 3 + 2 * len(texts), 2)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(texts)} /Kids [{' '.join(f'{n} 0 R' for n in pages)}] >>",
    ]
    font = "/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    for number, text in zip(pages, texts, strict=True):
        drawn = f"BT /F 12 Tf 50 700 Td ({text}) Tj ET"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {number + 1} 0 R {font} >>")
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "papers"
    (made / "deep").mkdir(parents=True)
    (made / "a.txt").write_text("The spare key is under the pot.")
    (made / "deep" / "b.md").write_text("# Bins\n\nGlass goes on Mondays.")
    (made / "c.html").write_text(HTML)
    (made / "d.csv").write_text("name;phone\nFerris;555 0199\n")
    (made / "e.json").write_text('{"pump": {"maker": "Vellmar", "bars": [1, 2]}}')
    (made / "f.pdf").write_bytes(pdf("First page on tulips.", "Second page on boilers."))
    (made / "photo.jpg").write_bytes(b"\xff\xd8")
    (made / ".hidden.txt").write_text("secret")
    return made


def test_every_kind_of_file_can_be_found_by_what_it_says(memory, folder) -> None:
    done = import_files(memory, [folder])
    assert (len(done.added), done.failed) == (6, {})
    for query, name, said in [
        ("spare key", "a.txt", "under the pot"),
        ("glass", "b.md", "# Bins"),
        ("flame button", "c.html", "Hold the flame button."),
        ("Ferris", "d.csv", "name: Ferris; phone: 555 0199"),
        ("pump maker", "e.json", "pump maker Vellmar"),
        ("boilers", "f.pdf", "# Page 2"),
    ]:
        best = memory.search(query, 1)[0].item
        assert best.source.endswith(name) and said in best.text
    assert not memory.search("secret")


def test_html_is_read_as_people_see_it(tmp_path) -> None:
    (tmp_path / "c.html").write_text(HTML)
    text = read_file(tmp_path / "c.html")
    assert text.split("\n\n") == [
        "# Boiler", "## Reset it", "Hold the flame button.", "- one", "- two", "Code · Meaning", "F22 · no water"
    ]  # fmt: skip


def test_an_import_again_reads_only_what_changed_and_forgets_what_is_gone(memory, folder) -> None:
    import_files(memory, [folder])
    ids = {item.id for item in memory.items()}
    again = import_files(memory, [folder])
    assert len(again.unchanged) == 6 and not again.added and not again.updated
    assert {item.id for item in memory.items()} == ids
    (folder / "a.txt").write_text("The spare key is in the shed.")
    (folder / "d.csv").unlink()
    third = import_files(memory, [folder])
    assert [len(part) for part in (third.added, third.updated, third.unchanged, third.removed)] == [0, 1, 4, 1]
    assert "shed" in memory.search("spare key")[0].item.text
    assert not memory.search("Ferris", visible=Filter(history=True))
    assert b"555 0199" not in memory.path.read_bytes()


def test_what_was_imported_from_elsewhere_stays(memory, folder, tmp_path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Elsewhere.")
    import_files(memory, [other])
    other.unlink()
    assert import_files(memory, [folder]).removed == ()
    assert memory.search("elsewhere")
    assert import_files(memory, [other]).removed == (str(other),)
    assert not memory.search("elsewhere")


def test_a_file_that_cannot_be_read_is_told_and_does_not_stop_the_rest(memory, folder) -> None:
    (folder / "bad.json").write_text("{nope")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 nonsense")
    (folder / "scan.pdf").write_bytes(pdf(""))
    (folder / "latin.txt").write_bytes(b"\xe9\xe8\xff")
    done = import_files(memory, [folder])
    assert sorted(source.rpartition("/")[2] for source in done.failed) == [
        "bad.json", "bad.pdf", "latin.txt", "scan.pdf"
    ]  # fmt: skip
    assert "no text" in next(why for source, why in done.failed.items() if "scan" in source)
    assert len(done.added) == 6
    with pytest.raises(InputError, match="nowhere"):
        import_files(memory, [folder / "nowhere"])


_IMPORTER = """
import os, sys
from agentlite.memory import Memory
from agentlite.memory.importing import import_files
def progress(done, total, path):
    print(done, flush=True)
import_files(Memory(sys.argv[1]), [sys.argv[2]], progress=progress)
"""


def test_an_import_that_was_killed_goes_on_where_it_was(tmp_path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number:03}.txt").write_text(f"Paper {number}. " + "Words and more words here. " * 200)
    child = subprocess.Popen(
        [sys.executable, "-c", _IMPORTER, tmp_path / "m.db", folder], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for line in child.stdout:
        if int(line) >= 20:
            os.kill(child.pid, signal.SIGKILL)
            break
    child.communicate()
    with Memory(tmp_path / "m.db") as memory:
        before = memory.sources()
        assert 20 <= len(before) < 300
        done = import_files(memory, [folder])
        assert len(done.unchanged) == len(before)
        assert len(done.unchanged) + len(done.added) == 300
        for source in (min(before), max(before)):
            kept = "".join(item.text for item in memory.items(Filter(source=source)))
            assert "".join(kept.split()) == "".join(Path(source).read_text().split())
        assert memory.check().ok


def test_llama_index_readers_and_splitters_can_be_given(memory, tmp_path) -> None:
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import Document

    class Upper:
        def load_data(self, path):
            return [Document(text=path.read_text().upper())]

    (tmp_path / "x.shout").write_text("One sentence is here. " * 40)
    import_files(
        memory, [tmp_path], readers={".shout": Upper()}, splitter=SentenceSplitter(chunk_size=40, chunk_overlap=0)
    )
    items = memory.items()
    text = (tmp_path / "x.shout").read_text().upper()
    assert len(items) > 3
    assert all(item.span and text[slice(*item.span)] == item.text for item in items)


def test_a_missing_package_is_named_with_how_to_install_it(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "bs4", None)
    (tmp_path / "c.html").write_text(HTML)
    with pytest.raises(ConfigurationError) as caught:
        read_file(tmp_path / "c.html")
    assert "agentlite[documents]" in caught.value.hint


def test_sources_tell_what_was_kept_with_which_digest(memory) -> None:
    memory.document("a", "one", digest="d1")
    memory.document("b", "two")
    assert memory.sources() == {"a": "d1", "b": ""}
