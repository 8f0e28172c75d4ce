import itertools
import json
import math
import random
from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite.calibration import (
    Isotonic,
    Platt,
    aurc,
    auroc,
    brier,
    calibrator,
    coverage_risk,
    ece,
    fit_isotonic,
    fit_platt,
    plot_reliability,
    reliability,
)
from agentlite.certificates import (
    Certificate,
    Subject,
    binomial_cdf,
    certify,
    explain,
    labels_needed,
    subject,
    threshold_grid,
    upper_bound,
)
from agentlite.errors import ConfigurationError, InputError
from agentlite.models.base import ModelInfo
from agentlite.toolset import Choices, Toolset, tool

scored = st.lists(st.tuples(st.one_of(st.none(), st.floats(0, 1)), st.booleans()), min_size=1, max_size=60)


def p_wrong(score):
    """The true error rate at a score in a made-up world: 25 % wrong on the whole, from 75 % down to next to none."""
    return 0.75 * (1 - score) ** 2


def drawn(count, rng):
    """Decisions with uniform scores that are wrong as often as `p_wrong` says."""
    scores = [rng.random() for _ in range(count)]
    return scores, [rng.random() < p_wrong(score) for score in scores]


def true_risk(threshold):
    """The mean of `p_wrong` from the threshold to 1."""
    return 0.25 * (1 - threshold) ** 2


def plug_in(scores, wrong, alpha):
    """The threshold one would set by eye: the lowest whose observed error is small enough."""
    fine = [point.threshold for point in coverage_risk(scores, wrong) if point.risk <= alpha]
    return min(fine, default=None)


def test_the_promise_holds_over_many_samples_where_a_threshold_set_by_eye_breaks_it():
    alpha, delta, samples = 0.05, 0.10, 400
    rng = random.Random(7)
    grid = threshold_grid([rng.random() for _ in range(400)])
    broken = broken_by_eye = used = 0
    for _ in range(samples):
        scores, wrong = drawn(500, rng)
        certified = certify(scores, wrong, alpha, delta, grid).threshold
        broken += certified is not None and true_risk(certified) > alpha
        used += certified is not None
        by_eye = plug_in(scores, wrong, alpha)
        broken_by_eye += by_eye is not None and true_risk(by_eye) > alpha
    tolerance = 3 * math.sqrt(delta * (1 - delta) / samples)
    assert broken / samples <= delta + tolerance
    assert broken_by_eye / samples > 0.35
    assert used / samples > 0.7


def test_the_promise_holds_too_when_the_grid_comes_from_a_fifth_of_the_decisions():
    alpha, delta, samples = 0.10, 0.10, 400
    rng = random.Random(11)
    found = [certify(*drawn(400, rng), alpha, delta).threshold for _ in range(samples)]
    broken = sum(threshold is not None and true_risk(threshold) > alpha for threshold in found)
    assert broken / samples <= delta + 3 * math.sqrt(delta * (1 - delta) / samples)
    assert sum(threshold is not None for threshold in found) / samples > 0.9


def test_the_table_of_needed_labels_in_the_notes():
    deltas = (0.10, 0.05, 0.01)
    assert [labels_needed(0.10, d) for d in deltas] == [22, 29, 44]
    assert [labels_needed(0.05, d) for d in deltas] == [45, 59, 90]
    assert [labels_needed(0.02, d) for d in deltas] == [114, 149, 228]
    assert [labels_needed(0.01, d) for d in deltas] == [230, 299, 459]
    assert [labels_needed(0.05, 0.10, errors) for errors in (1, 2, 3, 5, 10)] == [77, 105, 132, 184, 306]


@settings(deadline=None)
@given(st.integers(1, 60), st.floats(0.01, 0.99), st.data())
def test_the_binomial_is_exact(n, p, data):
    k = data.draw(st.integers(0, n))
    summed = sum(math.comb(n, x) * p**x * (1 - p) ** (n - x) for x in range(k + 1))
    assert binomial_cdf(k, n, p) == pytest.approx(summed, abs=1e-12)


@settings(deadline=None)
@given(st.integers(1, 200), st.floats(0.01, 0.5), st.data())
def test_the_bound_is_where_the_binomial_crosses_delta(n, delta, data):
    k = data.draw(st.integers(0, n - 1))
    assert binomial_cdf(k, n, upper_bound(k, n, delta)) == pytest.approx(delta, abs=1e-4)
    assert upper_bound(n, n, delta) == 1.0


def test_testing_stops_at_the_first_threshold_that_fails():
    scores = [0.9] * 100 + [0.5] * 100 + [0.1] * 2000
    wrong = [False] * 100 + [True] * 30 + [False] * 2070
    certificate = certify(scores, wrong, 0.05, 0.10, grid=(0.9, 0.5, 0.1))
    assert certificate.threshold == 0.9
    assert (certificate.kept, certificate.errors, certificate.tested) == (100, 0, 2200)
    assert certificate.bound == pytest.approx(1 - 0.1 ** (1 / 100), abs=1e-6)


def test_unknown_scores_are_never_kept_and_count_as_not_covered():
    certificate = certify([1.0] * 100 + [None] * 100, [False] * 200, grid=(1.0,))
    assert certificate.coverage == 0.5
    assert not certificate.keeps(None)
    assert certificate.keeps(1.0)
    assert not certificate.keeps(0.99)


def test_when_nothing_can_be_certified_nothing_is_kept_and_it_says_what_it_would_take():
    certificate = certify([0.9, 0.8, 0.7] * 20, [False, True, False] * 20, 0.05, 0.10)
    assert certificate.threshold is None
    assert not certificate.keeps(1.0)
    english, portuguese = explain(certificate), explain(certificate, "pt")
    assert "45" in english and "45" in portuguese
    assert f"{(certificate.base_error - 0.05) / 0.95:.0%}" in english
    assert english != portuguese


def test_a_promise_is_told_with_its_numbers():
    certificate = certify([1.0] * 200, [False] * 200, 0.05, 0.10, grid=(0.5,))
    for language in ("en", "pt"):
        told = explain(certificate, language)
        assert "5.0%" in told and "90%" in told and "0.500" in told


@pytest.mark.parametrize(("alpha", "delta"), [(0, 0.1), (1, 0.1), (0.05, 0), (0.05, 1.5)])
def test_an_impossible_promise_is_refused(alpha, delta):
    with pytest.raises(ConfigurationError):
        certify([1.0], [False], alpha, delta)


def test_no_labels_are_an_input_error_everywhere():
    for function in (certify, brier, ece):
        with pytest.raises(InputError) as caught:
            function([], [])
        assert caught.value.hint
    for function in (fit_platt, fit_isotonic):
        with pytest.raises(InputError):
            function([])


def test_a_certificate_survives_json_and_matches_only_what_it_is_about():
    about = Subject("sha256:1", "Q8_0", "prompt", "tools")
    certificate = certify([1.0] * 100, [False] * 100, grid=(1.0,), about=about, labels="expected effects")
    again = Certificate.from_json(certificate.to_json())
    assert again == certificate
    assert again.matches(about)
    for other in (
        Subject("sha256:2", "Q8_0", "prompt", "tools"),
        Subject("sha256:1", "Q4_0", "prompt", "tools"),
        Subject("sha256:1", "Q8_0", "another", "tools"),
        Subject("sha256:1", "Q8_0", "prompt", "others"),
    ):
        assert not again.matches(other)


def test_a_model_whose_weights_cannot_be_identified_matches_no_certificate():
    assert not certify([1.0] * 100, [False] * 100, grid=(1.0,)).matches(Subject())


def test_a_damaged_or_forged_certificate_is_an_input_error():
    good = json.loads(certify([1.0] * 100, [False] * 100, grid=(1.0,)).to_json())
    forged = [
        {"errors": 60},
        {"kept": 20},
        {"kept": 500},
        {"alpha": 0.0001},
        {"delta": 2},
        {"alpha": "x"},
        {"about": 3},
    ]
    texts = ["", "[]", "{}", "null", *(json.dumps({**good, **change}) for change in forged)]
    for text in [*texts, json.dumps({**good, "extra": 1})]:
        with pytest.raises(InputError) as caught:
            Certificate.from_json(text)
        assert caught.value.hint


def test_the_subject_changes_with_the_tools_and_the_prompt_but_not_with_the_devices_of_the_day():
    def house(devices, doc="Switch on."):
        def turn_on(target: Annotated[str, Choices(lambda _: devices)]) -> None: ...

        turn_on.__doc__ = doc
        return Toolset([tool(turn_on)])

    info = ModelInfo("m", 4096, digest="sha256:1", quantization="Q8_0")
    first = subject(info, "prompt", house(["lamp"]))
    assert subject(info, "prompt", house(["lamp", "fan"])) == first
    assert subject(info, "another", house(["lamp"])) != first
    assert subject(info, "prompt", house(["lamp"], doc="Turn on.")) != first
    assert subject(info, "prompt", Toolset()) != first


def test_auroc_counts_pairs_and_half_of_ties():
    assert auroc([0.9, 0.8, 0.2], [False, False, True]) == 1.0
    assert auroc([0.1, 0.9], [False, True]) == 0.0
    assert auroc([0.5, 0.5], [False, True]) == 0.5
    assert auroc([0.5, None], [False, True]) == 1.0
    assert auroc([0.5, 0.6], [False, False]) is None


@settings(deadline=None)
@given(scored)
def test_auroc_is_the_share_of_pairs_in_the_right_order(data):
    scores = [-1.0 if s is None else s for s, _ in data]
    good = [s for s, (_, error) in zip(scores, data, strict=True) if not error]
    bad = [s for s, (_, error) in zip(scores, data, strict=True) if error]
    found = auroc([s for s, _ in data], [error for _, error in data])
    if not good or not bad:
        assert found is None
    else:
        pairs = sum((g > b) + (g == b) / 2 for g in good for b in bad)
        assert found == pytest.approx(pairs / (len(good) * len(bad)))


@settings(deadline=None)
@given(scored)
def test_coverage_and_errors_grow_as_the_threshold_falls_and_end_with_all_known_scores(data):
    scores, wrong = [s for s, _ in data], [error for _, error in data]
    points = coverage_risk(scores, wrong)
    for before, after in itertools.pairwise(points):
        assert before.threshold > after.threshold
        assert before.kept < after.kept and before.errors <= after.errors
    known = sum(s is not None for s in scores)
    assert (points[-1].kept if points else 0) == known
    assert 0 <= aurc(scores, wrong) <= 1


def test_brier_and_ece_by_hand():
    assert brier([0.0, 1.0, 0.5], [False, True, True]) == pytest.approx(0.25 / 3)
    assert ece([0.1] * 10 + [0.9] * 10, [False] * 9 + [True] + [True] * 9 + [False], bins=2) == pytest.approx(0)
    assert ece([0.5] * 10, [True] * 10, bins=5) == pytest.approx(0.5)
    assert ece([0.5] * 10, [True, False] * 5, bins=5) == pytest.approx(0)
    assert [group.count for group in reliability([0.1, 0.2, 0.3], [False] * 3)] == [1, 1, 1]


def test_platt_finds_the_curve_the_labels_were_drawn_from():
    rng = random.Random(3)
    truth = Platt(intercept=-1.0, slope=0.7)
    scores = [rng.random() for _ in range(4000)]
    found = fit_platt([(s, rng.random() < truth.p_wrong(s)) for s in scores])
    assert found.intercept == pytest.approx(truth.intercept, abs=0.15)
    assert found.slope == pytest.approx(truth.slope, abs=0.1)


@pytest.mark.parametrize("wrong", [[False] * 30, [True] * 30, [True] * 15 + [False] * 15, [False] * 15 + [True] * 15])
def test_platt_stays_finite_and_never_calls_the_surer_worse_on_extreme_labels(wrong):
    curve = fit_platt([(i / 29, error) for i, error in enumerate(wrong)])
    told = [curve.p_wrong(i / 29) for i in range(30)]
    assert all(0 < p < 1 for p in told)
    assert told == sorted(told, reverse=True)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80))
def test_the_staircase_falls_and_keeps_the_mean(data):
    stairs = fit_isotonic(data)
    told = [stairs.p_wrong(score) for score, _ in sorted(data)]
    assert all(a >= b - 1e-12 for a, b in itertools.pairwise(told))
    assert sum(told) == pytest.approx(sum(error for _, error in data))


def test_a_calibrator_fitted_on_one_half_is_calibrated_on_the_other():
    rng = random.Random(5)
    for count, kind in ((400, Platt), (4000, Isotonic)):
        fitted = calibrator(*drawn(count, rng))
        assert isinstance(fitted, kind)
        scores, wrong = drawn(4000, rng)
        assert ece([fitted.p_wrong(s) for s in scores], wrong) < 0.08
        assert ece([1 - s for s in scores], wrong) > 0.2
        assert fitted.p_wrong(None) == 1.0


def test_a_grid_falls_from_a_quarter_to_all_of_the_traffic():
    scores = [i / 1000 for i in range(1000)]
    grid = threshold_grid(scores)
    assert list(grid) == sorted(grid, reverse=True)
    assert grid[0] == pytest.approx(0.75, abs=0.01) and grid[-1] == 0
    assert threshold_grid([None, None]) == ()


def test_a_reliability_diagram_is_a_picture(tmp_path):
    pytest.importorskip("matplotlib")
    rng = random.Random(1)
    scores, wrong = drawn(200, rng)
    plot_reliability([1 - s for s in scores], wrong, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
