"""Tables, single samples and quantiles that are not of the model, or of no numbers."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc


@pytest.fixture
def model():
    return al.Collection(a=al.UniformPrior(0.0, 5.0), b=al.UniformPrior(0.0, 5.0))


def test_a_column_of_another_model(tmp_path, model):
    path = tmp_path / "samples.csv"
    path.write_text("a,b,c,log_likelihood,log_prior,log_posterior,weight\n1,2,9,-1,0,-1,0.5\n3,4,9,-2,0,-2,0.5\n")
    with pytest.raises(exc.DataError, match="a column c, which is not a parameter"):
        al.Samples.from_table(path, model)


@pytest.mark.parametrize(
    ("rows", "text"),
    [("1,2,-1,0,0.5\n3,4,-2,0,0.", "ends within a line"), ("1,2,-1,0,0.5\n3,40,-2,0,0.5\n", "outside the priors")],
)
def test_a_table_that_is_cut_or_of_other_priors(tmp_path, model, rows, text):
    path = tmp_path / "samples.csv"
    path.write_text("a,b,log_likelihood,log_prior,weight\n" + rows)
    with pytest.warns(exc.AutoLensWarning, match=text):
        assert len(al.Samples.from_table(path, model).vectors) == 2


@pytest.mark.parametrize(
    ("values", "weights", "text"),
    [
        ([1.0, np.nan, 3.0], None, "parameter_list holds"),
        ([1.0, 2.0, 3.0], [0.0, np.inf, 1.0], "weight_list holds numbers"),
        ([1.0, 2.0, 3.0], [0.0, 0.0, 0.0], "weight_list holds no weight"),
    ],
)
def test_quantiles_of_no_numbers(values, weights, text):
    with pytest.raises(exc.DataError, match=text):
        al.marginalize(values, 1.0, weights)


@pytest.mark.parametrize(
    ("weight", "entries", "text"),
    [(-1.0, {}, "weight = -1.0"), (1.0, {"a": np.nan}, "'a'"), (1.0, {"a": np.array([1.0, 2.0])}, "'a'")],
)
def test_a_sample_of_no_numbers(weight, entries, text):
    with pytest.raises(exc.ParameterError, match=text):
        al.Sample(-1.0, 0.0, weight, entries)
