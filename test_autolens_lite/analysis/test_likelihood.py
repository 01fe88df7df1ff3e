"""The likelihood as a function of a vector: value, gradient, batch, pickles."""

import pickle

import jax
import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import check
from test_autolens_lite.fit.lens_systems import dataset_of, lens_galaxy, pixelized_galaxy

CENTRE = np.array([0.02, -0.01, 0.1, -0.06, 0.8, 0.04, -0.03])
MESHES = {"uniform": al.mesh.RectangularUniform((6, 7)), "adaptive": al.mesh.RectangularAdaptDensity((7, 6))}


def model_of(mesh):
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal, shear=al.mp.ExternalShear)
    return al.Collection(galaxies=al.Collection(lens=lens, source=pixelized_galaxy(mesh)))


def parametric_model():
    source = al.Model(al.Galaxy, redshift=1.0, bulge=al.lp.Sersic)
    return al.Collection(galaxies=al.Collection(lens=lens_galaxy(), source=source))


def random_vectors(count, seed):
    return CENTRE + 0.03 * np.random.default_rng(seed).normal(size=(count, CENTRE.size))


def test_equals_the_fit(backend):
    analysis = al.AnalysisInterferometer(dataset_of(backend))
    model = model_of(MESHES["uniform"])
    likelihood = analysis.likelihood_from(model)
    fit = al.FitInterferometer(analysis.dataset, al.Tracer([lens_galaxy(CENTRE), pixelized_galaxy(MESHES["uniform"])]))
    value = likelihood(CENTRE)
    assert isinstance(value, float)
    assert value == pytest.approx(float(fit.log_evidence), rel=1e-13)


@pytest.mark.parametrize("positive", [False, True])
@pytest.mark.parametrize("mesh", MESHES.values(), ids=MESHES)
def test_gradient_equals_central_differences(mesh, positive):
    """At 20 random points, in every mass parameter.

    The evidence is smooth between points where a traced pixel crosses the line between two mesh pixels or a source
    pixel meets the constraint; there it has a kink, which a difference sees and a derivative does not. Differences at
    two steps tell: where they disagree, the step is made smaller.
    """
    analysis = al.AnalysisInterferometer(dataset_of("jax"), settings=al.Settings(positive, use_border_relocator=True))
    likelihood = analysis.likelihood_from(model_of(mesh))
    for vector in random_vectors(20, seed=5):
        value, gradient = likelihood.value_and_grad(vector)
        assert value == pytest.approx(likelihood(vector), rel=1e-13)
        scale = np.abs(gradient).max()
        for i in range(vector.size):
            step = np.zeros(vector.size)
            for h in (1e-5, 2e-6, 4e-7):
                step[i] = h
                f = [likelihood(vector + k * step) for k in (-2, -1, 1, 2)]
                difference = (8.0 * (f[2] - f[1]) - (f[3] - f[0])) / (12.0 * h)
                plain = (f[2] - f[1]) / (2.0 * h)
                if abs(difference - plain) < 1e-6 * scale:
                    break
            assert gradient[i] == pytest.approx(difference, rel=1e-6, abs=1e-6 * scale)


def test_gradient_needs_jax():
    likelihood = al.AnalysisInterferometer(dataset_of("numba")).likelihood_from(model_of(MESHES["uniform"]))
    with pytest.raises(al.exc.BackendError, match=r"no gradients.*with_backend\('jax'\)"):
        likelihood.value_and_grad(CENTRE)


def test_batch_equals_loop(backend):
    likelihood = al.AnalysisInterferometer(dataset_of(backend)).likelihood_from(model_of(MESHES["adaptive"]))
    vectors = random_vectors(4, seed=6)
    np.testing.assert_allclose(likelihood.batch(vectors), [likelihood(v) for v in vectors], rtol=1e-13)


def test_pickles_are_cheap(backend):
    """They hold the operators, not the visibilities, and give the same number."""
    dataset = dataset_of(backend, visibilities=20_000)
    likelihood = al.AnalysisInterferometer(dataset).likelihood_from(model_of(MESHES["uniform"]))
    value = likelihood(CENTRE)
    stored = pickle.dumps(likelihood)
    assert len(stored) < 300_000 < dataset.data.nbytes
    assert pickle.loads(stored)(CENTRE) == value


def test_parametric_gradient():
    likelihood = al.AnalysisInterferometer(dataset_of("jax")).likelihood_from(parametric_model())
    vector = np.array([0.05, 0.1, 0.1, 0.2, 2.0, 0.3, 1.2]) * 1.05
    _, gradient = likelihood.value_and_grad(vector)
    for i in range(vector.size):
        step = np.zeros(vector.size)
        step[i] = 1e-4
        f = [likelihood(vector + k * step) for k in (-2, -1, 1, 2)]
        difference = (8.0 * (f[2] - f[1]) - (f[3] - f[0])) / (12.0 * 1e-4)
        assert gradient[i] == pytest.approx(difference, rel=1e-8, abs=1e-8 * np.abs(gradient).max())


def test_always_finite(backend):
    """Where there is no likelihood it is the floor: failed fits and assertions that do not hold."""
    model = model_of(MESHES["uniform"])
    model.add_assertion(model.galaxies.lens.mass.einstein_radius < 1.0)
    likelihood = al.AnalysisInterferometer(dataset_of(backend)).likelihood_from(model)
    allowed, excluded, broken = CENTRE.copy(), CENTRE.copy(), CENTRE.copy()
    excluded[4] = 1.1
    broken[0] = np.nan
    assert np.isfinite(likelihood(allowed))
    assert likelihood(excluded) == likelihood(broken) == likelihood.FLOOR
    np.testing.assert_array_equal(
        likelihood.batch(np.stack([excluded, allowed, broken])) == likelihood.FLOOR, [True, False, True]
    )


def test_no_likelihood_looks_for_the_nearest_name(monkeypatch):
    """What an instance lacks it answers with the nearest name: that takes longer than all its objects to be made."""
    likelihood = al.AnalysisInterferometer(dataset_of("numba")).likelihood_from(parametric_model())
    vector = likelihood.model.vector_from_unit_vector(np.full(likelihood.model.prior_count, 0.4))
    value = likelihood(vector)
    monkeypatch.setattr(check, "suggestion", lambda *_: pytest.fail("looked for"))
    assert likelihood(vector) == value


def test_wrong_length_is_refused(backend):
    likelihood = al.AnalysisInterferometer(dataset_of(backend)).likelihood_from(model_of(MESHES["uniform"]))
    with pytest.raises(al.exc.ModelError, match=r"shape \(3,\).*galaxies.lens.mass.centre_0"):
        likelihood([1.0, 2.0, 3.0])


def test_fingerprint_follows_data_and_settings():
    dataset = dataset_of("numba")
    first = al.AnalysisInterferometer(dataset).fingerprint()
    assert first == al.AnalysisInterferometer(dataset_of("numba")).fingerprint()
    others = [
        al.AnalysisInterferometer(dataset, settings=al.Settings(use_positive_only_solver=False)),
        al.AnalysisInterferometer(dataset_of("numba", seed=4)),
        al.AnalysisInterferometer(dataset.with_backend("jax")),
        al.AnalysisInterferometer(dataset, cosmology=al.cosmo.FlatLambdaCDM(H0=70.0, Om0=0.3)),
    ]
    for other in others:
        assert other.fingerprint() != first


def test_user_analysis():
    """A likelihood of the user's own, with a model of the library."""

    class Parabola(al.Analysis):
        def log_likelihood_function(self, instance):
            return -0.5 * (instance.einstein_radius - 1.5) ** 2

    likelihood = Parabola().likelihood_from(al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0)))
    assert likelihood([2.5]) == pytest.approx(-0.5, rel=1e-15)
    assert Parabola().fit_from(al.mp.IsothermalSph((0.0, 0.0), 1.5)) == 0.0


@pytest.mark.parametrize(
    "pixelization, message",
    [
        (al.Pixelization(al.mesh.Delaunay()), "Delaunay is made of points"),
        (al.Pixelization(al.mesh.RectangularAdaptImage()), "RectangularAdaptImage adapts to an image"),
        (al.Pixelization(al.mesh.RectangularUniform(), al.reg.Adapt()), "Adapt adapts to an image"),
        (al.Pixelization(al.mesh.Delaunay(), image_mesh=al.image_mesh.Hilbert()), "Hilbert adapts to an image"),
    ],
    ids=str,
)
def test_what_no_vector_can_mend_is_an_error(pixelization, message):
    """A search would otherwise run on, and find that no point has a likelihood."""
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal)
    model = al.Collection(galaxies=al.Collection(lens=lens, source=al.Galaxy(1.0, pixelization=pixelization)))
    likelihood = al.AnalysisInterferometer(dataset_of("numba")).likelihood_from(model)
    with pytest.raises(al.exc.ModelError, match=message):
        likelihood(CENTRE[:5])


class CallingBack(al.Analysis):
    """A likelihood that jax calls back, as one of another library's code does."""

    backend = "jax"

    def __init__(self, data):
        self.data = np.asarray(data, dtype=float)

    def log_likelihood_function(self, instance):
        def value(x):
            return np.float64(-0.5 * np.sum((self.data - np.asarray(x)) ** 2))

        return jax.pure_callback(value, jax.ShapeDtypeStruct((), np.float64), instance.x, vmap_method="sequential")


def test_two_likelihoods_that_are_called_back_share_no_program():
    model = al.Collection(x=al.UniformPrior(-5.0, 5.0))
    one, two = (CallingBack(data).likelihood_from(model) for data in ([0.0, 1.0], [3.0, 4.0]))
    assert (one([0.5]), two([0.5])) == (-0.25, -9.25)
    assert (one.batch([[0.5]])[0], two.batch([[0.5]])[0]) == (-0.25, -9.25)


def test_a_model_that_is_changed_later_changes_no_likelihood(backend):
    model = al.Collection(galaxies=al.Collection(source=al.Model(al.Galaxy, redshift=0.5, light=al.lp.SersicSph)))
    likelihood = al.AnalysisInterferometer(dataset_of(backend)).likelihood_from(model)
    vector = model.vector_from_unit_vector(np.full(model.prior_count, 0.5))
    before = likelihood(vector)
    model.galaxies.source.light = al.lp.GaussianSph(sigma=0.2)
    assert likelihood(vector) == likelihood.batch([vector])[0] == pytest.approx(before, rel=1e-12)


@pytest.mark.parametrize(
    "light", [al.Model(al.lp.GaussianSph, sigma=1e-200), al.Model(al.lp.Sersic, sersic_index=1e-200)], ids=str
)
def test_numbers_that_floats_cannot_hold_have_no_likelihood(light):
    model = al.Collection(galaxies=al.Collection(source=al.Model(al.Galaxy, redshift=0.5, light=light)))
    likelihood = al.AnalysisInterferometer(dataset_of("numba")).likelihood_from(model)
    assert likelihood(model.vector_from_unit_vector(np.full(model.prior_count, 0.5))) == likelihood.FLOOR


def test_arithmetic_errors_of_a_users_own_analysis_are_not_hidden():
    class Dividing(al.Analysis):
        backend = "numba"

        def log_likelihood_function(self, instance):
            return 1.0 / 0.0

    with pytest.raises(ZeroDivisionError):
        Dividing().likelihood_from(al.Collection(x=al.UniformPrior(0.0, 1.0)))([0.5])
