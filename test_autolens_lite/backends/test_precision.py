"""jax without double precision, or given less: every kernel is right to what is left, or refuses."""

import contextlib

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import xp as backends
from autolens_lite.xp import contract
from test_autolens_lite.backends.test_contract import applied, convert, leaves


def examples():
    for name, kernel in contract.KERNELS.items():
        case, arguments = next(iter(kernel.examples(np.random.default_rng(1)).items()))
        yield pytest.param(name, arguments, id=f"{name}-{case}")


@contextlib.contextmanager
def single_precision():
    """The process after somebody has switched double precision off."""
    import jax

    jax.config.update("jax_enable_x64", False)
    try:
        yield
    finally:
        jax.config.update("jax_enable_x64", True)


def halved(value):
    if hasattr(value, "_fields"):
        return type(value)(*map(halved, value))
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return value.astype({"f": "float32", "c": "complex64"}.get(kind, value.dtype)) if kind else value


def assert_right_or_refused(name, arguments, rtol):
    kernel = contract.KERNELS[name]
    expected = kernel.oracle(*arguments)
    try:
        result = applied(name, None)(*map(halved, (convert(backends.get("jax"), a) for a in arguments)))
    except al.exc.BackendError:
        return
    for got, want in zip(leaves(result), leaves(expected), strict=True):
        np.testing.assert_allclose(np.asarray(got), want, rtol=0, atol=rtol * np.abs(want).max(initial=1.0))


@pytest.mark.parametrize("name, arguments", list(examples()))
def test_single_precision_of_arrays(name, arguments):
    assert_right_or_refused(name, arguments, 1e-3)


def test_kernels_of_numba_refuse_where_double_precision_is_off():
    import jax.numpy as jnp

    from autolens_lite.xp.jax_xp import ffi

    y = jnp.zeros(3)
    for call in (lambda: ffi.call("log_det", (1,), y), lambda: ffi.on_host(np.sum, (), y)):
        with (
            single_precision(),
            pytest.raises(al.exc.BackendError, match=r"jax.config.update\('jax_enable_x64', True\)"),
        ):
            call()
    with pytest.raises(al.exc.BackendError, match=r"'log_det'.*float32.*astype\('float64'\)"):
        ffi.call("log_det", (1,), np.zeros((2, 2), np.float32))


@pytest.mark.parametrize("profile", [al.mp.Isothermal(), al.mp.NFW(), al.mp.PowerLaw(), al.mp.MassSheet()], ids=repr)
def test_profiles_refuse_where_double_precision_is_off(profile):
    grid = al.Grid2D.uniform((4, 4), 0.3, backend="jax")
    with single_precision(), pytest.raises(al.exc.BackendError, match="double precision is off"):
        profile.deflections_yx_2d_from(grid)
    assert np.isfinite(np.asarray(profile.deflections_yx_2d_from(grid))).all()


class Line(al.Analysis):
    backend = "jax"

    def log_likelihood_function(self, instance):
        return -0.5 * (instance.einstein_radius - 1.0) ** 2


@pytest.mark.parametrize("compiled_before", [False, True])
def test_likelihoods_refuse_where_double_precision_is_off(compiled_before):
    likelihood = Line().likelihood_from(al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0)))
    for call in (likelihood, likelihood.value_and_grad, lambda vector: likelihood.batch([vector])):
        if compiled_before:
            call([1.2])
        with single_precision(), pytest.raises(al.exc.BackendError, match="double precision is off"):
            call([1.2])
