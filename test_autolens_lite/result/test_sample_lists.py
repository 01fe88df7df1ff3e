"""Samples as lists, one by one, of some parameters alone, and read from a table."""

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.model import Collection, Model
from autolens_lite.profile.mass.isothermal import IsothermalSph
from autolens_lite.result import Samples

NAMES = ["mass.centre_0", "mass.centre_1", "mass.einstein_radius"]
VECTORS = np.array([[0.01, 0.02, 1.0], [0.03, -0.01, 1.2], [0.0, 0.01, 1.4], [-0.02, 0.03, 1.1]])
LIKELIHOOD, PRIOR, WEIGHT = (
    np.array([1.0, 4.0, 3.0, 2.0]),
    np.array([0.5, 0.1, 0.2, 0.3]),
    np.array([1.0, 4.0, 3.0, 2.0]),
)


@pytest.fixture
def model():
    return Collection(mass=Model(IsothermalSph))


@pytest.fixture
def samples(model):
    return Samples(NAMES, VECTORS, LIKELIHOOD, PRIOR, WEIGHT, model=model)


def test_one_by_one(samples, model):
    assert samples.log_posterior_list == pytest.approx([1.5, 4.1, 3.2, 2.3], rel=1e-15)
    best = samples.max_log_likelihood_sample
    assert (best.log_likelihood, best.log_prior, best.weight) == (4.0, 0.1, 0.4)
    assert best.log_posterior == pytest.approx(4.1, rel=1e-15)
    assert best.kwargs == dict(zip(model.unique_prior_paths, [0.03, -0.01, 1.2], strict=True))
    assert best.instance_for_model(model).mass.centre == (0.03, -0.01)
    assert model.model_component_and_parameter_names == NAMES
    other = Collection(halo=Model(IsothermalSph))
    with pytest.raises(exc.DataError, match=r"no halo\.centre_0"):
        best.instance_for_model(other)


def test_ends_of_intervals(samples):
    lower, upper = (samples.values_at_sigma(sigma=1.0, as_instance=False)[:, side] for side in (0, 1))
    for name in ("values", "errors"):
        with pytest.raises(exc.ParameterError, match=f"Take {name}_at_lower_sigma"):
            getattr(samples, f"{name}_at_sigma")(1.0, as_instance=True)
    np.testing.assert_array_equal(samples.values_at_lower_sigma(1.0, as_instance=False), lower)
    assert samples.values_at_lower_sigma(1.0).mass.einstein_radius == lower[2]
    medians = samples.median_pdf(as_instance=False)
    np.testing.assert_allclose(samples.errors_at_upper_sigma(1.0, as_instance=False), upper - medians, atol=1e-15)


def test_draws_are_samples_as_often_as_they_weigh(samples):
    rng = np.random.default_rng(5)
    draws = np.array([samples.draw_randomly_via_pdf(as_instance=False, rng=rng)[2] for _ in range(4000)])
    share = [np.mean(draws == value) for value in VECTORS[:, 2]]
    np.testing.assert_allclose(share, WEIGHT / WEIGHT.sum(), atol=4.0 * 0.5 / np.sqrt(4000))


@pytest.mark.parametrize("path", ["mass.centre_1", ("mass", "centre_1")])
def test_some_parameters_alone(samples, path):
    chosen = samples.with_paths([path])
    assert (chosen.parameter_names, chosen.model) == ([NAMES[1]], None)
    np.testing.assert_array_equal(chosen.vectors, VECTORS[:, 1:2])
    np.testing.assert_array_equal(chosen.weight, samples.weight)
    assert samples.with_paths(["mass"]).parameter_names == NAMES == samples.parameter_names
    with pytest.raises(exc.DataError, match=r"\['mas'\].*mass\.centre_0"):
        samples.with_paths(["mas"])


def test_a_table_is_what_was_written(samples, model, tmp_path):
    samples.to_csv(tmp_path / "ours.csv")
    found = Samples.from_table(tmp_path / "ours.csv", model)
    for name in ("vectors", "log_likelihood", "log_prior", "weight"):
        np.testing.assert_array_equal(getattr(found, name), getattr(samples, name), err_msg=name)


def table(path, header, rows, end="\n"):
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + end)
    return path


def test_a_table_with_other_columns(model, tmp_path):
    rows = np.column_stack([VECTORS[:, ::-1], LIKELIHOOD, PRIOR, WEIGHT])
    short = "einstein_radius, centre_1, centre_0, log_likelihood, log_prior, weight"
    found = Samples.from_table(table(tmp_path / "short.csv", short, rows), model)
    np.testing.assert_array_equal(found.vectors, VECTORS)
    with pytest.raises(exc.DataError, match="has no column weight"):
        Samples.from_table(table(tmp_path / "none.csv", short[:-8], rows[:, :-1]), model)
    with pytest.raises(exc.DataError, match="a column slope, which is not a parameter"):
        Samples.from_table(table(tmp_path / "more.csv", f"slope, {short}", np.column_stack([rows[:, 0], rows])), model)
    with pytest.raises(exc.DataError, match="cannot be read as samples"):
        Samples.from_table(tmp_path / "absent.csv", model)
    with pytest.warns(exc.AutoLensWarning, match="within a line"):
        Samples.from_table(table(tmp_path / "cut.csv", short, rows, end=""), model)
