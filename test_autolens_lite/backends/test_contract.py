"""Every backend keeps the contract: tests generated from `autolens_lite.xp.contract.KERNELS`.

What jax compiles it compiles once for all examples of the same shapes: compiling is what these tests spend their time
on, and operation by operation it takes several times as long. That jax's kernels work outside `jit` too is for
`test_equals_oracle`.
"""

import functools
import inspect

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite import xp as backends
from autolens_lite.xp import contract

# In their first argument.
SYMMETRIC = (
    "solve_with_log_det",
    "bounded_solve_with_log_det",
    "log_det",
    "nonnegative_solve",
    "inverse_with_log_det",
)


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


def uncompiled_cases():
    """Every example on Numba, and one for every algorithm on jax, which compiles each operation of each by itself."""
    seen = set()
    for case in cases():
        name, arguments, method = case.values
        yield pytest.param("numba", name, arguments, method, id=f"numba-{case.id}")
        if (name, method) not in seen:
            seen.add((name, method))
            yield pytest.param("jax", name, arguments, method, id=f"jax-{case.id}")


@pytest.mark.parametrize("backend, name, arguments, method", list(uncompiled_cases()))
def test_equals_oracle(backend, name, arguments, method):
    xp, kernel = backends.get(backend), contract.KERNELS[name]
    keywords = {"method": method} if method else {}
    result = getattr(xp, name)(*(convert(xp, a) for a in arguments), **keywords)
    assert_close(result, kernel.oracle(*arguments), kernel.rtol)


@pytest.mark.parametrize("name", [name for name, kernel in contract.KERNELS.items() if kernel.methods])
def test_an_unknown_method_is_refused(backend, name):
    """Another algorithm in its place would be timed, or tested, as one that it is not."""
    xp = backends.get(backend)
    arguments = next(iter(contract.KERNELS[name].examples(np.random.default_rng(1)).values()))
    with pytest.raises(exc.ParameterError, match="method is 'dens', which is not an algorithm of this kernel"):
        getattr(xp, name)(*(convert(xp, argument) for argument in arguments), method="dens")


@pytest.mark.parametrize("name", contract.KERNELS)
def test_same_signature(backend, name):
    function = getattr(backends.get(backend), name)
    expected = inspect.signature(contract.KERNELS[name].oracle)
    assert list(inspect.signature(function).parameters) == list(expected.parameters)


def applied(name, method, native=False):
    """The kernel of jax, or its form for accelerators, with that algorithm."""
    xp = backends.get("jax")
    function = xp.NATIVE_FORMS[name] if native else getattr(xp, name)
    keywords = {"method": method} if method else {}
    return lambda *arguments: function(*arguments, **keywords)


@functools.lru_cache(maxsize=8)
def compiled(name, method, native=False):
    import jax

    return jax.jit(applied(name, method, native), static_argnums=contract.KERNELS[name].static)


@pytest.mark.parametrize("name, arguments, method", list(cases()))
def test_jit_changes_nothing(name, arguments, method):
    """Every example on jax, compiled: equal to the definition, as `test_equals_oracle` wants it uncompiled."""
    xp, kernel = backends.get("jax"), contract.KERNELS[name]
    result = compiled(name, method)(*(convert(xp, a) for a in arguments))
    assert_close(result, kernel.oracle(*arguments), kernel.rtol)


def derived_cases():
    for case in cases():
        name = case.values[0]
        if contract.KERNELS[name].derived:
            yield case


def projection(weights, results):
    return sum((w * r).sum().real for w, r in zip(weights, leaves(results), strict=True))


@functools.lru_cache(maxsize=8)
def compiled_gradients(name, method):
    """The function of (weights, *arguments) that returns a projection's gradients by each derived argument."""
    import jax

    kernel, function = contract.KERNELS[name], applied(name, method)

    def gradients(weights, *arguments):
        def value(derived):
            return projection(weights, function(*(derived.get(i, a) for i, a in enumerate(arguments))))

        return jax.grad(value)({i: arguments[i] for i in kernel.derived})

    return jax.jit(gradients, static_argnums=tuple(1 + i for i in kernel.static))


@pytest.mark.parametrize("name, arguments, method", list(derived_cases()))
def test_gradient_equals_finite_differences(name, arguments, method):
    """The derivative of a random projection of the result, along a random direction of each derived argument."""
    xp, kernel = backends.get("jax"), contract.KERNELS[name]
    rng = np.random.default_rng(2)
    expected = leaves(kernel.oracle(*arguments))
    weights = [rng.normal(size=np.shape(e)) + 1j * rng.normal(size=np.shape(e)) for e in expected]
    gradients = compiled_gradients(name, method)(weights, *(convert(xp, a) for a in arguments))
    for position in kernel.derived:
        direction = rng.normal(size=arguments[position].shape)
        if name in SYMMETRIC and position == 0:
            direction = direction + direction.T

        def value(step, position=position, direction=direction):
            shifted = list(arguments)
            shifted[position] = arguments[position] + step * direction
            return float(projection(weights, kernel.oracle(*shifted)))

        # Fourth-order differences of the oracle.
        h = 1e-4
        f = {k: value(k * h) for k in (-2, -1, 1, 2)}
        difference = (8.0 * (f[1] - f[-1]) - (f[2] - f[-2])) / (12.0 * h)
        gradient = float((np.asarray(gradients[position]) * direction).sum().real)
        scale = max(abs(difference), np.sqrt(sum(float((np.abs(e) ** 2).sum()) for e in expected)))
        assert abs(gradient - difference) <= 1e-8 * scale


@functools.lru_cache(maxsize=8)
def compiled_map(name, method, position):
    """The function of (stack, *arguments) that puts each of the stack at that position, by `vmap`."""
    import jax

    function = applied(name, method)

    def mapped(stack, *arguments):
        return jax.vmap(lambda item: function(*arguments[:position], item, *arguments[position + 1 :]))(stack)

    return jax.jit(mapped, static_argnums=tuple(1 + i for i in contract.KERNELS[name].static))


@pytest.mark.parametrize("name, arguments, method", list(cases()))
def test_vmap_equals_loop(name, arguments, method):
    xp, kernel = backends.get("jax"), contract.KERNELS[name]
    position = kernel.derived[-1] if kernel.derived else 0
    if not isinstance(arguments[position], np.ndarray):  # a table of W: data of the whole run, never mapped over
        assert name == "w_tilde_dense"
        return
    stack = [arguments[position], 1.5 * arguments[position]]
    mapped = compiled_map(name, method, position)(xp.asarray(np.stack(stack)), *(convert(xp, a) for a in arguments))
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

    for name in sorted(jax_xp.NATIVE_FORMS.keys() & contract.KERNELS.keys()):  # one takes a function, and is no kernel
        for case, arguments in contract.KERNELS[name].examples(np.random.default_rng(1)).items():
            yield pytest.param(name, arguments, id=f"{name}-{case}")


@pytest.mark.parametrize("name, arguments", list(native_cases()))
def test_native_form_equals_oracle(name, arguments):
    from autolens_lite.xp import jax_xp

    kernel = contract.KERNELS[name]
    result = compiled(name, None, native=True)(*(convert(jax_xp, a) for a in arguments))
    assert_close(result, kernel.oracle(*arguments), kernel.rtol)


@pytest.mark.parametrize("name", sorted({case.values[0] for case in native_cases()}))
def test_forms_for_both_platforms_fit_together(name, monkeypatch):
    """Where there is an accelerator both forms, and both derivatives, are in one program: of the same shapes."""
    import jax

    from autolens_lite.xp import jax_xp

    kernel = contract.KERNELS[name]
    arguments = [convert(jax_xp, a) for a in list(kernel.examples(np.random.default_rng(1)).values())[-1]]

    def both(*derived):
        def value(*derived):
            changed = dict(enumerate(arguments)) | dict(zip(kernel.derived, derived, strict=True))
            return applied(name, None)(*changed.values())

        if not derived:
            return value(), ()
        result, pulled = jax.vjp(value, *derived)
        return result, pulled(jax.tree.map(jax.numpy.ones_like, result))

    derived = [arguments[i] for i in kernel.derived]
    expected = jax.eval_shape(both, *derived)
    monkeypatch.setattr(jax_xp.ffi, "only_cpus", lambda: False)
    assert "platform_index" in str(jax.make_jaxpr(lambda *d: both(*d))(*derived))
    assert jax.eval_shape(lambda *d: both(*d), *derived) == expected


@pytest.mark.parametrize("name", SYMMETRIC)
def test_failure_is_a_value(backend, name):
    xp = backends.get(backend)
    matrix = xp.asarray(np.array([[1.0, 2.0], [2.0, 1.0]]))
    arguments = (matrix,) if name in ("log_det", "inverse_with_log_det") else (matrix, xp.asarray(np.ones(2)))
    if name == "bounded_solve_with_log_det":
        arguments = (*arguments, xp.asarray(np.eye(2)))
    for part in leaves(getattr(xp, name)(*arguments)):
        assert np.isnan(np.asarray(part)).all()
