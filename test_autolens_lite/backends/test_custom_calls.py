"""Custom calls are refused where they are not what the kernel takes: when declared, and when jax traces them."""

import numpy as np
import pytest

from autolens_lite.xp.numba_xp.ffi import custom_calls
from autolens_lite.xp.numba_xp.ffi.custom_calls import CALLS, custom_call
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.linked_kernels import LinkedKernel


@compiled
def scaled(values, factor, out):
    for i in range(values.size):
        out[i] = factor * values[i]


class Linked:
    """What `linked` makes of a kernel, without the kernel's name among those to be compiled."""

    from_python = None


@pytest.fixture
def linked(monkeypatch):
    monkeypatch.setattr("autolens_lite.xp.numba_xp.linked_kernels.KERNELS", {})
    kernel = Linked()
    kernel.from_python = LinkedKernel(lambda matrix, vector: None, (custom_calls.VIEWS["matrix"].kind,) * 2)
    return kernel


@pytest.mark.parametrize(
    ("buffers", "message"),
    [
        ("vector number", 'no "-> results"'),
        ("vector number ->", 'no "-> results"'),
        ("vector -> vector", r"passes 2 arguments.*scaled takes 3: values, factor, out"),
        ("2*vector number -> vector", r"passes 4 arguments"),
        ("vector nunber -> vector", "'nunber'.*is not among"),
        ("vector integer -> number", "'number'.*is not among"),
        ("vector changed -> vector", "the first argument changed"),
        ("changed vector -> vector", "is a matrix, the first result"),
    ],
)
def test_a_wrong_declaration_is_refused(buffers, message):
    with pytest.raises(TypeError, match=message):
        custom_call("scaled", buffers)(scaled)
    assert "scaled" not in CALLS


def test_a_name_is_declared_once():
    with pytest.raises(TypeError, match=r"declared twice: .*symmetric\.factored_log_det.*scaled"):
        custom_call("log_det", "vector number -> vector")(scaled)


def test_a_type_that_a_linked_kernel_does_not_take_is_refused(linked):
    with pytest.raises(TypeError, match=r'vector is declared "vector", but .* takes array\(float64, 2d, C\)'):
        custom_call("swapped", "matrix -> vector")(linked)


def array(*shape, dtype="float64"):
    return np.zeros(shape, dtype)


@pytest.mark.parametrize(
    ("arguments", "results", "message"),
    [
        ([array(5, 3, dtype="int64"), array(5, 3)], [array(4)], "takes 3 arguments, indices, matrix, vector; got 2"),
        ([array(5, 3), array(5, 3), array(5)], [array(4)], 'argument 0 is declared "indices", but is of type float64'),
        ([array(5, 3, dtype="int64"), array(5), array(5)], [array(4)], r'argument 1 .*"matrix".* shape \(5,\)'),
        ([array(5, 3, dtype="int64"), array(5, 3), array(5)], [array(4, 1)], r'result 0 .*"vector".* shape \(4, 1\)'),
    ],
)
def test_buffers_of_another_kind_are_refused(arguments, results, message):
    with pytest.raises(TypeError, match=f'custom call "data_vector".*{message}'):
        custom_calls.require_buffers("data_vector", arguments, results)


def test_an_unknown_call_is_refused():
    with pytest.raises(TypeError, match=r'no kernel declares the custom call "log_detr".*log_det'):
        custom_calls.require_buffers("log_detr", [], [])


def test_one_number_is_one():
    with pytest.raises(TypeError, match='result 0, a "returned", has shape'):
        custom_calls.require_buffers("log_det", [array(3, 3)], [array(2)])


def test_what_jax_passes_is_checked():
    from autolens_lite.xp.jax_xp import ffi

    with pytest.raises(TypeError, match='argument 0 is declared "matrix", but is of type float64 and shape'):
        ffi.call("log_det", (1,), np.ones(4))


def test_every_call_has_a_handler_of_its_own_name():
    for name, call in CALLS.items():
        compile(call.source, "handler", "exec")
        assert call.source.startswith(f"def {name}_handler(frame):")
    assert len(CALLS) > 45
