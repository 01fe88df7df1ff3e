"""Comparisons of priors, evaluated on vectors."""

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.model import Collection, UniformPrior


@pytest.fixture
def model():
    return Collection(a=UniformPrior(0.0, 4.0), b=UniformPrior(0.0, 4.0), c=UniformPrior(0.0, 4.0))


ASSERTIONS = {
    "greater": (lambda m: m.a > m.b, lambda a, b, c: a > b),
    "less": (lambda m: m.a < m.b, lambda a, b, c: a < b),
    "greater_equal": (lambda m: m.a >= m.b, lambda a, b, c: a >= b),
    "less_equal": (lambda m: m.a <= m.b, lambda a, b, c: a <= b),
    "number_right": (lambda m: m.a > 2, lambda a, b, c: a > 2),
    "number_left": (lambda m: 2.0 > m.a, lambda a, b, c: a < 2),  # noqa: SIM300
    "numpy_number": (lambda m: m.a > np.float64(2.0), lambda a, b, c: a > 2),
    "sum": (lambda m: m.a + m.b < m.c + 1.0, lambda a, b, c: a + b < c + 1.0),
    "difference": (lambda m: 1.0 - m.a > m.b - m.c, lambda a, b, c: 1.0 - a > b - c),
    "product": (lambda m: 2.0 * m.a * m.b > m.c, lambda a, b, c: 2.0 * a * b > c),
    "ratio": (lambda m: m.a / (1.0 + m.b) < 1.0 / (m.c + 0.1), lambda a, b, c: a / (1.0 + b) < 1.0 / (c + 0.1)),
    "negative": (lambda m: -m.a > m.b - 3.0, lambda a, b, c: -a > b - 3.0),
    "chain": (lambda m: (m.a > m.b) & (m.b > m.c), lambda a, b, c: (a > b) & (b > c)),
}


@pytest.mark.parametrize("name", ASSERTIONS)
def test_equals_the_plain_comparison(model, name):
    build, plain = ASSERTIONS[name]
    model.add_assertion(build(model))
    # whole numbers, so that equality occurs
    vectors = np.random.default_rng(0).integers(0, 4, (300, 3)).astype(float)
    expected = plain(*vectors.T)
    assert 0 < expected.sum() < 300
    np.testing.assert_array_equal(model.satisfies(vectors), expected)
    for vector, answer in zip(vectors[:10], expected, strict=False):
        assert model.satisfies(vector) is bool(answer)


def test_all_assertions_must_hold_at_every_level(model):
    outer = Collection(inner=model, d=UniformPrior())
    model.add_assertion(model.a > model.b, name="order")
    assert "order: a > b" in model.info
    assert "order: a > b" in model.with_priors({model.c: UniformPrior()}).info
    outer.add_assertion(outer.d < outer.inner.c)
    assert len(outer.assertions) == 2
    assert outer.satisfies([3.0, 2.0, 1.0, 0.5])
    assert not outer.satisfies([1.0, 2.0, 1.0, 0.5])
    assert not outer.satisfies([3.0, 2.0, 0.1, 0.5])


def test_without_assertions_everything_holds(model):
    assert model.satisfies([1.0, 2.0, 3.0]) is True
    assert model.satisfies(np.zeros((5, 3))).shape == (5,)


def test_copies_keep_and_do_not_share_assertions(model):
    model.add_assertion(model.a > model.b)
    other = model.copy()
    other.add_assertion(other.b > other.c)
    assert (len(model.assertions), len(other.assertions)) == (1, 2)
    assert not other.satisfies([3.0, 1.0, 2.0])
    assert model.satisfies([3.0, 1.0, 2.0])


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (lambda m: m.add_assertion(True), "not a comparison of priors"),
        (lambda m: m.add_assertion(m.a), "not a comparison of priors"),
        (lambda m: m.add_assertion(m.a < m.b, name=3), "name = 3 is not text"),
        (lambda m: m.a < m.b < m.c, "no truth value"),
        (lambda m: bool(m.a > 1.0), "no truth value"),
        (lambda m: m.a > "1", "'1' cannot be compared"),
        (lambda m: m.a > True, "True cannot be compared"),
        (lambda m: (m.a > 1.0) & 2.0, "not a comparison of priors"),
        (lambda m: setattr(m, "a", m.b > m.c), "only add_assertion"),
    ],
)
def test_refused(model, use, words):
    with pytest.raises(exc.ModelError, match=words):
        use(model)


def test_assertion_about_a_prior_that_has_gone_is_refused(model):
    model.add_assertion(model.a > model.b)
    model.a = 1.0
    with pytest.raises(exc.ModelError, match="no longer in the model"):
        model.satisfies([0.5, 0.5])
