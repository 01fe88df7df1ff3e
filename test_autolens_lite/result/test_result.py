"""A result: what it answers, and that it reads back without pickle and without the script that made it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autolens_lite import config, exc, storage
from autolens_lite.lens.galaxy import Galaxy
from autolens_lite.model import Collection, GaussianPrior, Model, UniformPrior
from autolens_lite.profile.mass.isothermal import IsothermalSph
from autolens_lite.result import Result, Samples

CHECKOUT = Path(config.__file__).resolve().parents[1]


class Analysis:
    def __init__(self):
        self.calls = 0

    def fit_from(self, instance):
        self.calls += 1
        return Fit(instance)


class Fit:
    def __init__(self, instance):
        self.tracer = ("tracer", instance.galaxies.lens.mass.einstein_radius)


@pytest.fixture
def model():
    lens = Model(Galaxy, redshift=0.5, mass=Model(IsothermalSph, centre=(0.0, 0.0)))
    return Collection(galaxies=Collection(lens=lens, source=Model(Galaxy, redshift=UniformPrior(0.6, 3.0))))


@pytest.fixture
def result(model):
    rng = np.random.default_rng(0)
    vectors = np.array([1.2, 1.5]) + 0.01 * rng.normal(size=(200, 2))
    samples = Samples(
        model.parameter_names,
        vectors,
        log_likelihood=-np.sum((vectors - [1.2, 1.5]) ** 2, axis=1),
        log_prior=model.log_prior_from_vector(vectors),
        weight=rng.random(200),
        log_evidence=-3.0,
        log_evidence_error=0.1,
    )
    return Result(samples, model, Analysis(), {"search": "Test", "seconds": np.float64(1.5), "folder": Path("x")})


def test_answers(result):
    best = result.samples.max_log_likelihood(as_instance=False)
    assert result.log_likelihood == result.samples.log_likelihood.max()
    assert (result.log_evidence, result.log_evidence_error) == (-3.0, 0.1)
    assert result.max_log_likelihood_instance.galaxies.lens.mass.einstein_radius == best[0]
    assert result.instance.galaxies.source.redshift == best[1]
    assert result.info == result.samples.summary()


def test_fit_of_the_best_sample_is_made_once(result):
    best = result.samples.max_log_likelihood(as_instance=False)
    assert result.max_log_likelihood_fit is result.max_log_likelihood_fit
    assert result.max_log_likelihood_tracer == ("tracer", best[0])
    assert result.analysis.calls == 1


def test_models_for_the_next_search(result):
    median = result.samples.median_pdf(as_instance=False)
    best = result.samples.max_log_likelihood(as_instance=False)
    centred = result.model_centred
    assert [type(prior) for prior in centred.priors] == [GaussianPrior, GaussianPrior]
    assert [prior.mean for prior in centred.priors] == list(median)
    # the settings' widths, which exceed the errors of 0.01: a quarter of the value, and 1
    assert [prior.sigma for prior in centred.priors] == [0.25 * median[0], 1.0]
    assert [prior.sigma for prior in result.model_centred_absolute(0.2).priors] == [0.2, 0.2]
    assert [prior.sigma for prior in result.model_centred_relative(0.1).priors] == [0.1 * median[0], 0.1 * median[1]]
    assert result.model_centred_max_lh_bounded(0.5).priors[0].support == (best[0] - 0.5, best[0] + 0.5)


def test_save_and_load(result, tmp_path):
    folder = tmp_path / "new" / "folder"
    result.save(folder)
    assert {path.name for path in folder.iterdir()} == {
        "model.json",
        "samples.csv",
        "samples.npz",
        "summary.json",
        "summary.txt",
    }
    other = Result.load(folder)
    assert other.model.info == result.model.info
    np.testing.assert_array_equal(other.samples.vectors, result.samples.vectors)
    assert other.info == result.info == (folder / "summary.txt").read_text().rstrip("\n")
    assert other.log_evidence == -3.0
    assert repr(other.max_log_likelihood_instance.galaxies[0]) == repr(result.max_log_likelihood_instance.galaxies[0])
    assert other.search_info == {"search": "Test", "seconds": 1.5, "folder": "x"}
    summary = json.loads((folder / "summary.json").read_text())
    row = summary["parameters"]["galaxies.lens.mass.einstein_radius"]
    assert row["median"] == result.samples.median_pdf(as_instance=False)[0]
    assert row["sigma_1"][0] < row["median"] < row["sigma_1"][1]


def test_loaded_result_needs_an_analysis_for_a_fit(result, tmp_path):
    result.save(tmp_path)
    other = Result.load(tmp_path)
    with pytest.raises(exc.DataError, match="with_analysis"):
        _ = other.max_log_likelihood_fit
    assert other.with_analysis(Analysis()).max_log_likelihood_tracer == result.max_log_likelihood_tracer
    assert Result.load(tmp_path, analysis=Analysis()).max_log_likelihood_fit.tracer[0] == "tracer"


def test_another_process_reads_it_without_pickle(result, tmp_path):
    result.save(tmp_path / "output")
    script = (
        "import sys; sys.modules['pickle'].loads = sys.modules['pickle'].load = None\n"
        "from autolens_lite.result import Result\n"
        "result = Result.load('output')\n"
        "print(result.max_log_likelihood_instance.galaxies.lens.mass.einstein_radius)\n"
        "print(result.info)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", "import pickle\n" + script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(CHECKOUT), "PATH": "/usr/bin:/bin"},
    )
    assert run.stderr == ""
    value, text = run.stdout.split("\n", 1)
    assert float(value) == result.instance.galaxies.lens.mass.einstein_radius
    assert text.strip() == result.info.strip()


def test_search_without_evidence(model):
    samples = Samples(model.parameter_names, [[1.0, 1.0], [2.0, 2.0]], [0.0, -np.inf], [0.0, 0.0])
    result = Result(samples, model)
    assert result.log_evidence is None
    assert result.log_evidence_error is None
    assert "log evidence" not in result.info


def test_files_of_two_results_are_refused(result, model, tmp_path):
    result.save(tmp_path)
    model.galaxies.source.redshift = 1.0
    (tmp_path / "model.json").write_text(json.dumps(model.to_dict()))
    with pytest.raises(exc.DataError, match="Pass the model that was fitted"):
        Result.load(tmp_path)


@pytest.mark.parametrize("name", ["model.json", "samples.npz", "summary.json"])
@pytest.mark.parametrize("damage", ["absent", "cut", "empty"])
def test_damaged_files_are_named(result, tmp_path, name, damage):
    result.save(tmp_path)
    path = tmp_path / name
    content = path.read_bytes()
    path.unlink()
    if damage != "absent":
        path.write_bytes(content[: len(content) // 2] if damage == "cut" else b"")
    with pytest.raises(exc.DataError, match=f"{name} cannot be read"):
        Result.load(tmp_path)


def test_a_result_that_is_read_and_saved_again_is_the_same_to_the_bit(tmp_path):
    generator = np.random.default_rng(2)
    weight = np.random.default_rng(11).uniform(size=777) ** 4  # its normalised sum is not 1 to the bit
    model = Collection(one=UniformPrior(0.0, 1.0), two=UniformPrior(0.0, 1.0))
    vectors, columns = generator.uniform(size=(777, 2)), generator.normal(size=(2, 777))
    samples = Samples(model.parameter_names, vectors, *columns, weight, -1.5, 0.1)
    Result(samples, model, search_info={"steps": 3}).save(tmp_path / "first")
    for name, before in (("second", "first"), ("third", "second")):
        Result.load(tmp_path / before).save(tmp_path / name)
        for path in (tmp_path / before).iterdir():
            assert path.suffix == ".npz" or path.read_bytes() == (tmp_path / name / path.name).read_bytes(), path.name
        old, new = (storage.read_arrays(tmp_path / folder / "samples.npz") for folder in (before, name))
        assert all(old[key].tobytes() == new[key].tobytes() for key in old)
