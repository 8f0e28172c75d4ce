import asyncio
import hashlib
from pathlib import Path

import pytest

from agentlite.errors import InvalidCompletion, ModelUnavailable
from agentlite.models.ollama_import import COMPACT_TEMPLATE, create
from tests.models.replay import played, raw, serving, stream

TINY = Path(__file__).parents[1] / "data" / "tiny.gguf"
DIGEST = f"sha256:{hashlib.sha256(TINY.read_bytes()).hexdigest()}"
BLOB = f"/api/blobs/{DIGEST}"


def test_a_file_becomes_a_model_with_the_template_it_was_trained_on():
    made = stream({"status": "parsing GGUF"}, {"status": "success"})
    reports = []
    with serving(**{f"HEAD {BLOB}": raw(b"", 404), f"POST {BLOB}": raw(b"", 201), "create": made}) as server:
        asyncio.run(create("house", TINY, host=server.host, report=reports.append))
    assert server.bodies(BLOB)[-1] == TINY.read_bytes()
    (body,) = server.bodies("/api/create")
    assert body["files"] == {"tiny.gguf": DIGEST}
    assert body["template"] == COMPACT_TEMPLATE
    assert body["parameters"]["stop"] == ["<|end|>"]
    size = TINY.stat().st_size
    assert [r.status for r in reports] == ["reading the file", "uploading", "parsing GGUF", "success"]
    assert (reports[1].done, reports[1].total) == (size, size)


def test_a_file_the_server_has_is_not_uploaded_again():
    with serving(**{f"HEAD {BLOB}": raw(b""), "create": stream({"status": "success"})}) as server:
        asyncio.run(create("house", TINY, host=server.host))
    assert [method for method, path, _ in server.requests if path == BLOB] == ["HEAD"]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({f"HEAD {BLOB}": raw(b""), "create": played("err-create-truncated-GGUF")}, "exceeds file size"),
        ({f"HEAD {BLOB}": raw(b""), "create": stream({"status": "parsing GGUF"})}, "did not finish"),
        ({f"HEAD {BLOB}": raw(b"", 404), f"POST {BLOB}": played("err-blob-wrong-digest")}, "digest mismatch"),
    ],
)
def test_an_import_that_fails_says_why(answers, says):
    with serving(**answers) as server, pytest.raises(InvalidCompletion, match=says):
        asyncio.run(create("house", TINY, host=server.host))


def test_a_file_that_is_no_model_is_refused_before_the_server_hears_of_it(tmp_path):
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"no model at all")
    with serving() as server, pytest.raises(ModelUnavailable):
        asyncio.run(create("house", broken, host=server.host))
    assert server.requests == []
