"""The switch between NumPy and JAX, as scripts of PyAutoLens set it."""

import json
import logging

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import jax_wrapper  # the first line of many a script

af = al


def image(backend="numba", **more):
    grid = al.Grid2D.uniform(shape_native=(20, 20), pixel_scales=0.2, backend=backend)
    simulator = al.SimulatorImaging(exposure_time=100.0, background_sky_level=1.0, noise_seed=1, **more)
    return simulator.via_tracer_from(tracer=lens(), grid=grid)


def lens():
    mass = al.mp.Isothermal(centre=(0.0, 0.0), ell_comps=(0.1, 0.0), einstein_radius=1.0)
    light = al.lp.Sersic(centre=(0.1, 0.1), intensity=2.0)
    return al.Tracer(galaxies=[al.Galaxy(redshift=0.5, mass=mass), al.Galaxy(redshift=1.0, bulge=light)])


def model():
    mass = af.Model(al.mp.Isothermal, centre=(0.0, 0.0), ell_comps=(0.1, 0.0))
    mass.einstein_radius = af.UniformPrior(lower_limit=0.8, upper_limit=1.2)
    source = af.Model(al.Galaxy, redshift=1.0, bulge=al.lp.Sersic(centre=(0.1, 0.1), intensity=2.0))
    galaxies = af.Collection(lens=af.Model(al.Galaxy, redshift=0.5, mass=mass), source=source)
    return af.Collection(galaxies=galaxies)


@pytest.fixture(scope="module")
def dataset():
    return image()


@pytest.fixture(scope="module")
def visibilities():
    mask = al.Mask2D.circular((20, 20), radius=1.8, pixel_scales=0.2)
    uv = np.random.default_rng(1).normal(0.0, 1e5, (50, 2))
    simulator = al.SimulatorInterferometer(uv_wavelengths=uv, noise_sigma=0.1, noise_seed=1)
    return simulator.via_tracer_from(tracer=lens(), grid=al.Grid2D.from_mask(mask))


def test_the_first_import_of_scripts_needs_no_more():
    assert al.jax_wrapper is jax_wrapper


@pytest.mark.parametrize("kind", ["image", "visibilities"])
def test_an_analysis_with_jax_gives_the_same_number(kind, dataset, visibilities):
    data, analysis = {
        "image": (dataset, al.AnalysisImaging),
        "visibilities": (visibilities, al.AnalysisInterferometer),
    }[kind]
    without = analysis(dataset=data, use_jax=False)
    assert without.backend == "numba" and without.dataset is data
    switched = analysis(dataset=data, use_jax=True)
    assert switched.backend == "jax" and data.backend == "numba"
    likelihoods = [each.likelihood_from(model())([1.05]) for each in (without, switched)]
    assert likelihoods[0] == pytest.approx(likelihoods[1], rel=1e-10)
    assert analysis(dataset=switched.dataset, use_jax=False).dataset.backend == "numba"
    assert analysis(dataset=data).dataset is data


def test_a_dataset_is_converted_once_and_the_log_says_so(caplog):
    data = image()
    with caplog.at_level(logging.INFO, logger="autolens_lite"):
        first, second = (al.AnalysisImaging(dataset=data, use_jax=True) for _ in range(2))
    assert first.dataset is second.dataset
    assert [record.message for record in caplog.records] == [
        "Imaging is converted from the backend numba to jax, once."
    ]


def test_images_to_adapt_to_and_positions_follow(dataset):
    pixelization = af.Model(al.Pixelization, mesh=al.mesh.RectangularUniform((8, 8)), regularization=al.reg.Adapt())
    described = model()
    described.galaxies.source = af.Model(al.Galaxy, redshift=1.0, pixelization=pixelization)
    image_dict = {"('galaxies', 'source')": dataset.data, "('galaxies', 'lens')": dataset.data}
    more = {
        "adapt_images": al.AdaptImages(galaxy_name_image_dict=image_dict),
        "positions_likelihood_list": [al.PositionsLH(positions=[(1.0, 0.1), (-1.0, 0.2)], threshold=0.1)],
    }
    analyses = [al.AnalysisImaging(dataset=dataset, use_jax=use_jax, **more) for use_jax in (False, True)]
    compiled = [analysis.likelihood_from(described)([1.05]) for analysis in analyses]
    instance = described.instance_from_vector([1.05])
    eager = [float(analysis.log_likelihood_function(instance)) for analysis in analyses]
    assert np.ptp([*compiled, *eager]) < 1e-8 * abs(compiled[0])


def test_a_graph_switches_its_factors(dataset):
    factors = [
        af.AnalysisFactor(prior_model=model(), analysis=al.AnalysisImaging(dataset=each))
        for each in (dataset, image(background_noise_sigma=0.1))
    ]
    graph = af.FactorGraphModel(*factors, use_jax=True)
    assert graph.backend == "jax" and factors[0].analysis.backend == "numba"
    vector = [1.05, 0.95]
    values = [each.likelihood_from(graph.global_prior_model)(vector) for each in (graph, af.FactorGraphModel(*factors))]
    assert values[0] == pytest.approx(values[1], rel=1e-10)


def test_analyses_of_ones_own_switch():
    class Line(af.Analysis):
        def __init__(self, y, use_jax=True):
            super().__init__(use_jax=use_jax)
            self.y = y

        def log_likelihood_function(self, instance):
            return -0.5 * self.xp.sum((instance.slope - self.y) ** 2)

    class Slope:
        def __init__(self, slope=1.0):
            self.slope = slope

    line = af.Model(Slope)
    line.slope = af.UniformPrior(0.0, 2.0)
    for use_jax, backend in ((True, "jax"), (False, "numba"), (None, "numba")):
        analysis = Line(np.ones(3), use_jax)
        assert analysis.backend == backend
        assert analysis.likelihood_from(line)([0.5]) == pytest.approx(-0.375)
    graph = af.FactorGraphModel(af.AnalysisFactor(line, Line(np.ones(3), False)), use_jax=True)
    assert graph.backend == "jax"


@pytest.mark.parametrize("use_jax, backend", [(True, "jax"), (False, "numba"), (None, "numba")])
def test_simulators(use_jax, backend, dataset):
    made = image(use_jax=use_jax)
    assert made.backend == backend
    np.testing.assert_allclose(np.asarray(made.data), np.asarray(dataset.data), rtol=1e-12)
    uv = np.array([[3e5, 0.0], [0.0, 3e5]])
    simulator = al.SimulatorInterferometer(uv_wavelengths=uv, noise_seed=1, use_jax=use_jax)
    assert simulator.via_tracer_from(tracer=lens(), grid=dataset.grid).backend == backend
    assert simulator.via_image_from(image=dataset.data).backend == backend


def test_modules_of_arrays_name_backends(dataset):
    import jax.numpy as jnp

    fits = [al.FitImaging(dataset=dataset, tracer=lens(), xp=xp) for xp in (np, jnp, None)]
    assert [fit.backend for fit in fits] == ["numba", "jax", "numba"]
    assert float(fits[0].log_likelihood) == pytest.approx(float(fits[1].log_likelihood), rel=1e-10)
    assert al.Grid2DIrregular(values=[(1.0, 2.0)], xp=jnp).backend == "jax"
    assert al.Grid2D.uniform((5, 5), 0.1, backend=jnp).backend == "jax"
    with pytest.raises(al.exc.BackendError, match="'numba', 'jax'"):
        al.FitImaging(dataset=dataset, tracer=lens(), xp=json)


def test_visibilities_take_modules_of_arrays(visibilities):
    import jax.numpy as jnp

    assert al.FitInterferometer(dataset=visibilities, tracer=lens(), xp=jnp).backend == "jax"


@pytest.mark.parametrize("name", ["use_jax", "use_jax_for_visualization"])
def test_a_switch_that_is_no_flag_is_refused(dataset, name):
    with pytest.raises(al.exc.ParameterError, match="'yes'"):
        al.AnalysisImaging(dataset=dataset, **{name: "yes"})


def test_the_fit_that_is_drawn_may_be_of_the_other_backend(dataset):
    instance = model().instance_from_vector([1.0])
    analysis = al.AnalysisImaging(dataset=dataset, use_jax=True, use_jax_for_visualization=False)
    assert analysis.fit_from(instance).backend == "jax"
    assert analysis.fit_for_visualization(instance=instance).backend == "numba"


def test_what_figures_look_like_makes_no_other_search(dataset):
    told = [
        al.AnalysisImaging(dataset=dataset, **more).fingerprint()
        for more in ({}, {"title_prefix": "Lens"}, {"use_jax_for_visualization": False})
    ]
    assert told[0] == told[1] == told[2]
    assert told[0] != al.AnalysisImaging(dataset=dataset, use_jax=True).fingerprint()


def test_memory_of_a_batch_is_printed(dataset, capsys):
    al.AnalysisImaging(dataset=dataset, use_jax=False).print_vram_use(model=model(), batch_size=4)
    assert capsys.readouterr().out == "The backend numba computes one likelihood at a time, and uses no GPU.\n"
    analysis = al.AnalysisImaging(dataset=dataset, use_jax=True)
    analysis.print_vram_use(model=model(), batch_size=4)
    text = capsys.readouterr().out
    assert text.endswith(" GB for 4 likelihoods at once.\n") and float(text.split()[0]) >= 0.0
    af.FactorGraphModel(af.AnalysisFactor(model(), analysis)).print_vram_use(
        model=af.Collection({"0": model()}), batch_size=2
    )
    assert "2 likelihoods" in capsys.readouterr().out


def test_precision_is_double_and_a_warning_says_so():
    with pytest.warns(al.exc.AutoLensWarning, match="double precision"):
        al.Settings(use_mixed_precision=True)
    assert al.Settings(use_mixed_precision=False).as_dict() == al.Settings().as_dict()
