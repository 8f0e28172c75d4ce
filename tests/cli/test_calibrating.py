"""`agentlite calibrate`, on suites whose outcome the model's own confidence foretells."""

import json

import pytest

from agentlite.certificates import Certificate
from agentlite.models.testing import FunctionModel, with_probability
from tests.cli.conftest import calls

SENTENCES = [f"{'easy' if number % 4 else 'hard'}: lantern, not fan, {number}" for number in range(240)]


@pytest.fixture
def suite(tmp_path):
    folder = tmp_path / "suite"
    folder.mkdir()
    (folder / "_fixtures.yaml").write_text(
        "areas: [{name: Hut}]\nentities: [{name: Lantern, id: light.lantern, area: Hut}, {name: Fan, id: fan.fan}]"
    )
    tests = [{"sentences": SENTENCES, "expect_changes": {"light.lantern": {"state": "on"}}}]
    (folder / "lights.yaml").write_text(json.dumps({"tests": tests}))
    return folder


def model(digest="sha256:abc"):
    """Right and sure of what is easy, wrong and unsure of what is hard."""

    def decide(messages, schema):
        easy = "easy" in messages[-1].content
        call = calls(("turn_on", {"target": "Lantern" if easy else "Fan"}))
        return with_probability(json.dumps(call, separators=(",", ":")), 0.999 if easy else 0.6)

    return FunctionModel(decide, one_shot=True, digest=digest)


def test_a_confidence_that_tells_right_from_wrong_is_certified(suite, tmp_path, agentlite):
    out, plot = tmp_path / "certificate.json", tmp_path / "plot.png"
    done = agentlite("calibrate", suite, "--out", out, "--plot", plot, model=model())
    assert done.exit_code == 0
    assert "AUROC 1.000" in done.stdout
    assert "240 decisions, 60 wrong" in done.stdout
    assert plot.read_bytes().startswith(b"\x89PNG")
    certificate = Certificate.from_json(out.read_text())
    assert (certificate.errors, certificate.about.model_digest) == (0, "sha256:abc")
    assert certificate.kept > 45
    assert certificate.keeps(0.999)
    assert not certificate.keeps(0.1)


def test_what_cannot_be_promised_is_said_and_fails(suite, agentlite):
    done = agentlite("calibrate", suite, "--alpha", "0.001", "--json", model=model())
    assert done.exit_code == 1
    figures = json.loads(done.stdout)
    assert figures["certificate"]["threshold"] is None
    assert figures["coverage_at_risk"]["0.01"] == pytest.approx(0.75)


def test_it_is_told_in_portuguese(suite, agentlite):
    done = agentlite("calibrate", suite, "--language", "pt", model=model())
    assert "240 decisões, 60 erradas, 0 sem confiança" in done.stdout
    assert "no máximo 5.0% delas estão erradas" in done.stdout
