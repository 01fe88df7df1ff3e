"""Arrays of a backend made of NumPy's: the same numbers, for nothing."""

import logging

import numpy as np
import pytest

import autolens_lite as al
import autolens_lite.xp

SPELLINGS = ["asarray", "constant", "as_float"]
KINDS = {"asarray": np.int64, "constant": np.int64, "as_float": np.float64}


@pytest.mark.parametrize("name", SPELLINGS)
def test_values_and_kind(xp, name):
    values = np.arange(6).reshape(2, 3)
    array = getattr(xp, name)(values)
    assert isinstance(array, xp.ndarray)
    assert array.dtype == KINDS[name]
    np.testing.assert_array_equal(np.asarray(array), values)
    assert xp.asarray(values, dtype=np.float64).dtype == np.float64


def test_numbers_and_lists(xp):
    assert xp.as_float(3).dtype == np.float64
    assert xp.as_float([1, 2]).tolist() == [1.0, 2.0]
    assert xp.asarray([[1, 2]]).shape == (1, 2)


@pytest.mark.parametrize("name", SPELLINGS)
def test_in_a_traced_function_data_stay_data(name):
    import jax

    xp = autolens_lite.xp.get("jax")
    kept = []

    @jax.jit
    def twice(value):
        kept.append(getattr(xp, name)(np.array([1, 2])))
        return value * kept[-1]

    assert twice(2.0).tolist() == [2.0, 4.0]
    assert np.asarray(kept[0]).tolist() == [1, 2]
    traced = jax.jit(lambda value: xp.as_float([value, 1]))(2)
    assert traced.tolist() == [2.0, 1.0]


def test_an_image_is_set_up_without_compiling_anything(caplog, monkeypatch):
    import jax

    from autolens_lite.xp.jax_xp import programs

    # Where many programs are about, a set-up looks whether some can go.
    monkeypatch.setattr(programs, "MOST_OPERATIONS", 10**6)
    mask = al.Mask2D.circular((23, 27), 0.9, 0.1)
    data = np.ones(mask.shape_native)
    psf = al.Convolver.from_gaussian((5, 7), sigma=0.1, pixel_scales=0.1)
    with jax.log_compiles(), caplog.at_level(logging.WARNING):
        # Shapes that no other test has: jax remembers what it compiled.
        dataset = al.Imaging(data, data, psf, mask=mask, over_sample_size_lp=3, backend="jax")
        assert isinstance(dataset.operators.w.table, jax.Array)
    assert [record.message for record in caplog.records if "Compiling" in record.message] == []
