"""From a start that is given: the same posterior as from the image; meshes that are hardly lensed are doubted."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.guide.magnification import doubts_of_meshes, magnifications_of
from test_autolens_lite.guide import scene
from test_autolens_lite.guide.test_substitute import mesh_model


def search(**settings):
    return al.Posterior(**{"name": "fit", "seed": 1, "progress_bar": False, "n_effective": 100, **settings})


def mesh_analysis():
    return al.AnalysisImaging(scene.dataset())


def lens_model():
    """Light and mass as they are but for the Einstein radius; a mesh that is fine enough for the source."""
    truth = scene.model().instance_from_vector(scene.truth()).galaxies.lens
    mass = al.Model(al.mp.Isothermal, centre=truth.mass.centre, ell_comps=truth.mass.ell_comps)
    mass.einstein_radius = al.GaussianPrior(1.21, 0.02)
    model = mesh_model(mass)
    model.galaxies.lens.bulge = truth.bulge
    model.galaxies.source.pixelization.mesh = al.mesh.RectangularAdaptDensity((16, 16))
    return model


def test_a_mesh_from_the_medians_of_tight_priors():
    """Coefficients start where the evidence is greatest, whatever the median of their prior."""
    result = search(start="medians").fit(lens_model(), mesh_analysis())
    info, (radius, _) = result.search_info, result.samples.mean
    assert info["way"] == "from the start that was given" and info["k_hat"] < 0.7
    assert abs(radius - 1.2) < 4.0 * np.sqrt(result.samples.covariance[0, 0])
    assert info["gradients_in_this_session"] < 100 < len(result.samples), "draws need none"
    assert info["chi_squared"] < info["chi_squared_expected"] + 3.0 * np.sqrt(2.0 * info["chi_squared_expected"])


def test_what_is_no_start_is_refused():
    with pytest.raises(exc.SearchError, match="start = 'middle' is not known"):
        search(start="middle")
    model = lens_model()
    with pytest.raises(exc.SearchError, match="start has the parameters a, but the model's"):
        search(start={"a": 1.0}).fit(model, mesh_analysis())


@pytest.mark.parametrize(("einstein_radius", "is_lensed"), [(1.2, True), (0.05, False)])
def test_a_mesh_behind_hardly_any_lens_is_doubted(einstein_radius, is_lensed):
    likelihood = mesh_analysis().likelihood_from(lens_model())
    names = [name.split(".")[-1] for name in likelihood.model.parameter_names]
    vector = np.array([{"einstein_radius": einstein_radius, "coefficient": 10.0}[name] for name in names])
    doubts = doubts_of_meshes(likelihood, vector)
    assert len(doubts) == (not is_lensed) and all("is magnified 1." in doubt for doubt in doubts)


def test_the_magnification_is_that_of_rays():
    """Light in the image over light in the source, of data without noise, as the profile has it."""
    model = lens_model()
    model.galaxies.source.pixelization.mesh = al.mesh.RectangularAdaptDensity((32, 32))
    instance = model.instance_from_vector(np.array([1.2, 1e-2]))
    source = scene.model().instance_from_vector(scene.truth()).galaxies.source
    tracer = al.Tracer([instance.galaxies.lens, source])
    dataset = scene.dataset().with_backend("numba")
    clean = dataset.with_values(data=np.asarray(al.FitImaging(dataset, tracer).model_data))
    grid = al.Grid2D.uniform((200, 200), 0.05, over_sample_size=4)
    lens_light = al.Tracer([instance.galaxies.lens]).image_2d_from(grid)
    lensed = float(np.sum(np.asarray(tracer.image_2d_from(grid)) - np.asarray(lens_light))) * 0.05**2
    found = magnifications_of(al.AnalysisImaging(clean).fit_from(instance))
    assert found == pytest.approx([lensed / source.bulge.total_flux()], rel=0.05)
