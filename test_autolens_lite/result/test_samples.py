"""Samples: the best one, the intervals, the table, the files."""

import csv
import math
import time

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.model import Collection, Model
from autolens_lite.profile.mass.isothermal import IsothermalSph
from autolens_lite.result import Samples

NAMES = ["mass.centre_0", "mass.centre_1", "mass.einstein_radius"]
MEANS = np.array([0.1, -0.2, 1.5])
SIGMAS = np.array([0.01, 0.02, 0.3])


def made(**changes):
    rng = np.random.default_rng(0)
    vectors = MEANS + SIGMAS * rng.normal(size=(5_000, 3))
    vectors[0] = MEANS
    arguments = {
        "parameter_names": NAMES,
        "vectors": vectors,
        "log_likelihood": 10.0 - 0.5 * np.sum(((vectors - MEANS) / SIGMAS) ** 2, axis=1),
        "log_prior": vectors[:, 2],
        "log_evidence": -12.3456,
        "log_evidence_error": 0.123,
    }
    return Samples(**{**arguments, **changes})


@pytest.fixture
def model():
    return Collection(mass=Model(IsothermalSph))


def test_best_sample(model):
    samples = made(model=model)
    np.testing.assert_array_equal(samples.max_log_likelihood(as_instance=False), MEANS)
    assert samples.max_log_likelihood().mass.einstein_radius == 1.5
    best = samples.max_log_posterior(as_instance=False)
    # maximum of -(x - 1.5)^2 / (2 0.09) + x is at 1.59
    assert best[2] > 1.5
    assert samples.log_posterior.max() == pytest.approx(
        samples.log_posterior[np.all(samples.vectors == best, axis=1)][0]
    )
    assert samples.from_sample_index(0).mass.centre == (0.1, -0.2)


def test_samples_of_no_likelihood_are_never_the_best():
    logarithms = np.full(5_000, -math.inf)
    logarithms[3] = -1e99
    assert made(log_likelihood=logarithms).max_log_likelihood_index == 3
    samples = made(log_prior=logarithms)
    assert np.array_equal(samples.max_log_posterior(as_instance=False), samples.vectors[3])


@pytest.mark.parametrize("name", ["log_likelihood", "log_prior"])
@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_logarithms_that_no_sample_has(name, wrong):
    logarithms = np.zeros(5_000)
    logarithms[17] = wrong
    with pytest.raises(exc.DataError, match=f"{name} holds NaN or infinity at 1 of 5000 samples"):
        made(**{name: logarithms})


def test_density(model):
    samples = made(model=model)
    error = SIGMAS / math.sqrt(5_000)
    median = samples.median_pdf(as_instance=False)
    assert np.all(np.abs(median - MEANS) < 4.0 * 1.2533 * error)
    assert samples.median_pdf().mass.centre == tuple(median[:2])
    assert np.all(np.abs(samples.mean - MEANS) < 4.0 * error)
    np.testing.assert_allclose(np.sqrt(np.diag(samples.covariance)), SIGMAS, rtol=0.05)
    inner = samples.values_at_sigma(1.0)
    assert inner.shape == (3, 2)
    np.testing.assert_allclose(inner[:, 0], MEANS - SIGMAS, atol=0.1 * SIGMAS.max(), rtol=0.0)
    np.testing.assert_allclose(samples.errors_at_sigma(1.0), np.stack([median - inner[:, 0], inner[:, 1] - median], 1))
    assert np.all(samples.errors_at_sigma(3.0) > 2.5 * SIGMAS[:, None])
    assert samples.effective_sample_size == pytest.approx(5_000.0)
    assert made(effective_sample_size=321.0).effective_sample_size == 321.0


def test_weights_whose_sum_is_no_float():
    samples = made(weight=np.full(5_000, 1.7e308))
    assert samples.weight.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(samples.median_pdf(as_instance=False), made().median_pdf(as_instance=False))


def test_weights_are_normalised_and_used():
    weight = np.zeros(5_000)
    weight[:4] = 5.0
    samples = made(weight=weight)
    assert samples.weight[0] == 0.25
    assert samples.effective_sample_size == pytest.approx(4.0, rel=1e-14)
    np.testing.assert_allclose(samples.mean, samples.vectors[:4].mean(axis=0), rtol=1e-14)
    draws = samples.draw(100, np.random.default_rng(0))
    assert {tuple(row) for row in draws} == {tuple(row) for row in samples.vectors[:4]}


def test_inputs_are_copied():
    vectors = np.zeros((2, 1))
    samples = Samples(["a"], vectors, [0.0, 0.0], [0.0, 0.0])
    vectors[:] = 1.0
    samples.max_log_likelihood(as_instance=False)[:] = 2.0
    assert not samples.vectors.any()


def test_summary_table():
    text = made().summary()
    lines = text.splitlines()
    assert lines[0] == "maximum log likelihood   10.0000"
    assert lines[1] == "log evidence             -12.3456 +- 0.1230"
    assert lines[2] == "samples                  5000, worth 5000 independent ones"
    assert lines[4].split("   ")[0] == "parameter"
    assert lines[4].endswith("median   - 1 sigma   + 1 sigma   3 sigma from       to     best")
    assert [line.split()[0] for line in lines[5:]] == NAMES
    median, down, up = (float(number) for number in lines[7].split()[1:4])
    assert median == pytest.approx(1.5, abs=0.03)
    assert (down, up) == pytest.approx((0.3, 0.3), abs=0.02)
    # two digits of each error decide the decimals
    for line, error in zip(lines[5:], made().errors_at_sigma(1.0).mean(axis=1), strict=True):
        decimals = len(line.split()[1].split(".")[1])
        assert 10.0 <= error * 10**decimals < 100.0
    assert len({len(line) for line in lines[4:]}) == 1


def test_summary_beside_truths():
    text = made().summary(truths={"mass.einstein_radius": 0.9, "mass.centre_0": 0.1})
    lines = text.splitlines()
    assert lines[4].endswith("truth   offset / sigma")
    assert lines[7].split()[-2] == "0.9"
    assert float(lines[7].split()[-1]) == pytest.approx(2.0, abs=0.15)
    assert lines[6].split()[-2:] == ["-", "-"]
    assert made().summary(truths=[0.1, -0.2, 0.9]).splitlines()[7] == lines[7]


def test_summary_of_extreme_numbers():
    vectors = np.array([[1e-8, 1e9, 0.0], [2e-8, 2e9, 0.0]])
    text = Samples(NAMES, vectors, [0.0, 1.0], [0.0, 0.0]).summary(truths=[0.0, 0.0, 1.0])
    assert "log evidence" not in text
    assert "1.5e-08" in text
    assert "1.5e+09" in text


def test_csv_holds_every_digit(tmp_path):
    samples = made()
    samples.to_csv(tmp_path / "samples.csv")
    with open(tmp_path / "samples.csv", newline="") as stream:
        head, *rows = csv.reader(stream)
    assert head == [*NAMES, "log_likelihood", "log_prior", "weight"]
    stored = np.array(rows, dtype=float)
    np.testing.assert_array_equal(stored[:, :3], samples.vectors)
    np.testing.assert_array_equal(
        stored[:, 3:], np.stack([samples.log_likelihood, samples.log_prior, samples.weight], 1)
    )


@pytest.mark.parametrize("bare", [False, True])
def test_npz_round_trip(tmp_path, bare):
    changes = {"log_evidence": None, "log_evidence_error": None} if bare else {"effective_sample_size": 99.5}
    samples = made(**changes)
    samples.to_npz(tmp_path / "samples.npz")
    other = Samples.from_npz(tmp_path / "samples.npz")
    assert other.parameter_names == NAMES
    for name in ("vectors", "log_likelihood", "log_prior"):
        np.testing.assert_array_equal(getattr(other, name), getattr(samples, name))
    np.testing.assert_allclose(other.weight, samples.weight, rtol=1e-15)
    assert other.log_evidence == samples.log_evidence
    assert other.log_evidence_error == samples.log_evidence_error
    assert other.effective_sample_size == pytest.approx(samples.effective_sample_size)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: made(vectors=np.zeros((5_000, 2))), r"vectors has shape \(5000, 2\)"),
        (lambda: made(vectors=np.zeros((0, 3))), r"vectors has shape \(0, 3\)"),
        (lambda: made(log_likelihood=[1.0]), r"log_likelihood has shape \(1,\)"),
        (lambda: made(log_prior=np.zeros((5_000, 1))), r"log_prior has shape \(5000, 1\)"),
        (lambda: made(weight=np.zeros(5_000)), "weight holds"),
        (lambda: made(weight=np.full(5_000, -1.0)), "weight holds"),
        (lambda: made(weight=np.full(5_000, math.nan)), "weight holds"),
        (lambda: made(wieght=None), "Did you mean 'weight'"),
        (lambda: made().max_log_likelihood(), "have no model"),
        (lambda: made().with_model(Collection(other=Model(IsothermalSph))), "the model's are other.centre_0"),
        (lambda: made().values_at_sigma(0.0), "sigma = 0.0"),
        (lambda: made().summary(truths={"mass.einstien_radius": 1.0}), "Did you mean 'mass.einstein_radius'"),
        (lambda: made().summary(truths=[1.0]), "truths has shape"),
        (lambda: Samples.from_npz("absent.npz"), "absent.npz cannot be read"),
    ],
)
def test_refused(make, words):
    with pytest.raises(exc.AutoLensError, match=words):
        make()


def test_very_many_names_are_read_at_once(tmp_path):
    """A small file can hold them."""
    n = 50_000
    Samples([str(i) for i in range(n)], np.zeros((1, n)), [0.0], [0.0]).to_npz(tmp_path / "samples.npz")
    began = time.process_time()
    assert len(Samples.from_npz(tmp_path / "samples.npz").parameter_names) == n
    assert time.process_time() - began < 5.0


def test_a_model_of_other_parameters():
    model = Model(IsothermalSph)
    columns = {"vectors": np.ones((2, 3)), "log_likelihood": np.zeros(2), "log_prior": np.zeros(2), "model": model}
    assert Samples(model.parameter_names, **columns).max_log_likelihood().einstein_radius == 1.0
    with pytest.raises(exc.DataError, match="Pass the model that was fitted"):
        Samples(model.parameter_names[::-1], **columns)
