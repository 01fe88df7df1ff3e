"""Every backend keeps the contract: tests generated from `autolens_lite.xp.contract.KERNELS`."""

import inspect

import numpy as np
import pytest

from autolens_lite import xp as backends
from autolens_lite.xp import contract

SYMMETRIC = ("solve_with_log_det", "log_det", "nonnegative_solve", "inverse_with_log_det")  # in their first argument


def cases():
    """(kernel name, case name, arguments, method or None) for every example and algorithm."""
    for name, kernel in contract.KERNELS.items():
        for case, arguments in kernel.examples(np.random.default_rng(1)).items():
            for method in kernel.methods or (None,):
                label = f"{name}-{case}" + (f"-{method}" if method else "")
                yield pytest.param(name, arguments, method, id=label)


def convert(xp, value):
    """Arrays, also those inside a named tuple, as arrays of the backend."""
    if isinstance(value, np.ndarray):
        return xp.asarray(value)
    if hasattr(value, "_fields"):
        return type(value)(*(convert(xp, item) for item in value))
    return value


def leaves(value):
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def assert_close(result, expected, rtol):
    for got, want in zip(leaves(result), leaves(expected), strict=True):
        got, want = np.asarray(got), np.asarray(want)
        assert got.shape == want.shape
        assert got.dtype in (np.float64, np.complex128, np.int64)
        np.testing.assert_allclose(got, want, rtol=0, atol=rtol * max(np.abs(want).max(initial=0.0), 1e-300))


@pytest.mark.parametrize("name, arguments, method", list(cases()))
def test_equals_oracle(backend, name, arguments, method):
    xp, kernel = backends.get(backend), contract.KERNELS[name]
    keywords = {"method": method} if method else {}
    result = getattr(xp, name)(*(convert(xp, a) for a in arguments), **keywords)
    assert_close(result, kernel.oracle(*arguments), kernel.rtol)


@pytest.mark.parametrize("name", contract.KERNELS)
def test_same_signature(backend, name):
    function = getattr(backends.get(backend), name)
    expected = inspect.signature(contract.KERNELS[name].oracle)
    assert list(inspect.signature(function).parameters) == list(expected.parameters)


@pytest.mark.parametrize("name, arguments, method", list(cases()))
def test_jit_changes_nothing(name, arguments, method):
    import jax

    xp, kernel = backends.get("jax"), contract.KERNELS[name]
    keywords = {"method": method} if method else {}
    function = jax.jit(lambda *a: getattr(xp, name)(*a, **keywords), static_argnums=kernel.static)
    assert_close(function(*(convert(xp, a) for a in arguments)), kernel.oracle(*arguments), kernel.rtol)


def derived_cases():
    for case in cases():
        name, _, method = case.values
        if contract.KERNELS[name].derived and method not in ("sparse", "compact"):
            yield case


@pytest.mark.parametrize("name, arguments, method", list(derived_cases()))
def test_gradient_equals_finite_differences(name, arguments, method):
    """The derivative of a random projection of the result, along a random direction of each derived argument."""
    import jax

    xp, kernel = backends.get("jax"), contract.KERNELS[name]
    keywords = {"method": method} if method else {}
    rng = np.random.default_rng(2)
    expected = leaves(kernel.oracle(*arguments))
    weights = [rng.normal(size=np.shape(e)) + 1j * rng.normal(size=np.shape(e)) for e in expected]

    def projection(results):
        return sum((w * r).sum().real for w, r in zip(weights, leaves(results), strict=True))

    for position in kernel.derived:
        direction = rng.normal(size=arguments[position].shape)
        if name in SYMMETRIC and position == 0:
            direction = direction + direction.T
            if name == "log_det":  # derived in the elements that can be other than zero
                direction = direction * (arguments[0] != 0.0)

        def along(step, position=position, direction=direction):
            shifted = list(arguments)
            shifted[position] = arguments[position] + step * direction
            return shifted

        def value(step):
            shifted = [convert(xp, a) if i != position else a for i, a in enumerate(along(step))]  # noqa: B023
            return projection(getattr(xp, name)(*shifted, **keywords))

        # Fourth-order differences of the oracle.
        h = 1e-4
        f = {k: float(projection(kernel.oracle(*along(k * h)))) for k in (-2, -1, 1, 2)}
        difference = (8.0 * (f[1] - f[-1]) - (f[2] - f[-2])) / (12.0 * h)
        gradient = float(jax.grad(value)(0.0))
        scale = max(abs(difference), np.sqrt(sum(float((np.abs(e) ** 2).sum()) for e in expected)))
        assert abs(gradient - difference) <= 1e-8 * scale


@pytest.mark.parametrize("name, arguments, method", list(cases()))
def test_vmap_equals_loop(name, arguments, method):
    import jax

    xp, kernel = backends.get("jax"), contract.KERNELS[name]
    keywords = {"method": method} if method else {}
    position = kernel.derived[-1] if kernel.derived else 0
    if not isinstance(arguments[position], np.ndarray):  # a table of W: data of the whole run, never mapped over
        assert name == "w_tilde_dense"
        return
    stack = [arguments[position], 1.5 * arguments[position]]

    def function(argument):
        shifted = [convert(xp, a) for a in arguments]
        shifted[position] = argument
        return getattr(xp, name)(*shifted, **keywords)

    mapped = jax.vmap(function)(xp.asarray(np.stack(stack)))
    for number, argument in enumerate(stack):
        shifted = list(arguments)
        shifted[position] = argument
        assert_close(
            tuple(part[number] for part in leaves(mapped)) if isinstance(mapped, tuple | list) else mapped[number],
            kernel.oracle(*shifted),
            kernel.rtol,
        )


def native_cases():
    from autolens_lite.xp import jax_xp

    for case in cases():
        if case.values[0] in jax_xp.NATIVE_FORMS:
            yield case


@pytest.mark.parametrize("name, arguments, method", list(native_cases()))
def test_native_form_equals_oracle(name, arguments, method):
    from autolens_lite.xp import jax_xp

    kernel = contract.KERNELS[name]
    result = jax_xp.NATIVE_FORMS[name](*(convert(jax_xp, a) for a in arguments))
    assert_close(result, kernel.oracle(*arguments), kernel.rtol)


@pytest.mark.parametrize("name", SYMMETRIC)
def test_failure_is_a_value(backend, name):
    xp = backends.get(backend)
    matrix = xp.asarray(np.array([[1.0, 2.0], [2.0, 1.0]]))
    arguments = (matrix,) if name in ("log_det", "inverse_with_log_det") else (matrix, xp.asarray(np.ones(2)))
    for part in leaves(getattr(xp, name)(*arguments)):
        assert np.isnan(np.asarray(part)).all()
