"""Arguments that are right by themselves and do not belong together, and what is changed after it was given."""

import numpy as np
import pytest
from astropy import units

import autolens_lite as al

BACKENDS = ["numba", "jax"]
MASK = al.Mask2D.circular((20, 20), 0.8, 0.1)
POINTS = np.random.default_rng(2).uniform(-0.7, 0.7, size=(30, 2))
IMAGE = np.exp(-(np.linspace(-3.0, 3.0, MASK.pixels_in_mask) ** 2))


def dataset(backend="numba", seed=1, **kwargs):
    data = np.random.default_rng(seed).normal(1.0, 1.0, size=(20, 20))
    return al.Imaging(data, np.ones((20, 20)), pixel_scales=0.1, mask=MASK, backend=backend, **kwargs)


def lens():
    return al.Galaxy(0.5, mass=al.mp.Isothermal(einstein_radius=0.5, ell_comps=(0.1, 0.0)))


def model(source=None):
    source = source or al.Model(al.Galaxy, redshift=1.0, bulge=al.lp.SersicSph)
    mass = al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0))
    return al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=mass), source=source))


def value_of(composed, analysis):
    return float(analysis.log_likelihood_function(composed.instance_from_prior_medians()))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("positive", [True, False])
def test_linear_light_that_no_pixel_sees_has_no_intensity(backend, positive):
    data = dataset(backend)
    off = al.Galaxy(1.0, bulge=al.lp_linear.Gaussian(centre=(500.0, 0.0), sigma=0.3))
    settings = al.Settings(use_positive_only_solver=positive)
    fit = al.FitImaging(data, al.Tracer([lens(), off], backend=backend), settings=settings)
    dark = al.FitImaging(data, al.Tracer([lens()], backend=backend))
    assert float(fit.figure_of_merit) == pytest.approx(float(dark.figure_of_merit), rel=1e-13)


@pytest.mark.parametrize("index", [0.1, 0.15, 0.19])
@pytest.mark.parametrize("profile", [al.lp.Sersic, al.lp_linear.SersicSph, al.mp.Sersic, al.lmp.Sersic])
def test_sersic_indices_for_which_the_expansion_of_b_fails_are_refused(profile, index):
    with pytest.raises(al.exc.ParameterError, match="sersic_index"):
        profile(sersic_index=index)


def test_a_prior_of_indices_that_no_profile_has_is_refused():
    bulge = al.Model(al.lp.Sersic, sersic_index=al.UniformPrior(11.0, 20.0))
    with pytest.raises(al.exc.ModelError, match="sersic_index"):
        _ = bulge.parameter_names


def test_an_image_mesh_for_a_mesh_without_points_is_refused():
    with pytest.raises(al.exc.ParameterError, match="image_mesh"):
        al.Pixelization(al.mesh.RectangularUniform((6, 6)), image_mesh=al.image_mesh.Overlay((6, 6)))


def test_two_adapt_images_of_one_galaxy_are_refused():
    pixelization = al.Pixelization(al.mesh.RectangularAdaptImage((4, 4)), al.reg.Adapt())
    images = {"galaxies.source": IMAGE, "('galaxies', 'source')": IMAGE[::-1]}
    analysis = al.AnalysisImaging(dataset(), adapt_images=al.AdaptImages(galaxy_name_image_dict=images))
    with pytest.raises(al.exc.ModelError, match="two entries"):
        value_of(model(al.Model(al.Galaxy, redshift=1.0, pixelization=pixelization)), analysis)


@pytest.mark.parametrize(("points", "message"), [(POINTS + 100.0, "0 are on"), (POINTS / 3600.0, "within one pixel")])
def test_points_of_a_mesh_that_are_not_on_the_image_warn(points, message):
    source = al.Galaxy(1.0, pixelization=al.Pixelization(al.mesh.Delaunay(), al.reg.Constant()))
    images = al.AdaptImages(galaxy_image_plane_mesh_grid_dict={source: points})
    with pytest.warns(al.exc.AutoLensWarning, match=message):
        assert np.isfinite(al.FitImaging(dataset(), al.Tracer([lens(), source]), adapt_images=images).log_evidence)


@pytest.mark.parametrize("positions", [[(150.1, 2.2), (150.1001, 2.2)], [(4.0, 12.0), (15.0, 9.0)]])
def test_positions_that_are_not_on_the_image_warn(positions):
    with pytest.warns(al.exc.AutoLensWarning, match="far from the image"):
        al.AnalysisImaging(dataset(), al.PositionsLH(positions, threshold=0.1))


def test_positions_that_count_twice_are_refused():
    positions = [(0.5, 0.0), (-0.5, 0.0)]
    twice = [al.PositionsLH(positions, threshold=0.1), al.PositionsLH(positions, threshold=0.1)]
    with pytest.raises(al.exc.ParameterError, match="twice"):
        al.AnalysisImaging(dataset(), twice)


@pytest.mark.parametrize("backend", BACKENDS)
def test_positions_of_a_source_in_front_of_all_masses_are_refused(backend):
    positions = al.PositionsLH([(0.5, 0.0), (-0.5, 0.0)], threshold=0.1, plane_redshift=0.5)
    with pytest.raises(al.exc.ModelError, match="in front of all masses"):
        value_of(model(), al.AnalysisImaging(dataset(backend), positions))


def test_the_same_data_in_two_factors_warn():
    factors = [al.AnalysisFactor(model(), al.AnalysisImaging(dataset())) for _ in range(2)]
    with pytest.warns(al.exc.AutoLensWarning, match="count twice"):
        al.FactorGraphModel(*factors)
    al.FactorGraphModel(factors[0], al.AnalysisFactor(model(), al.AnalysisImaging(dataset(seed=2))))


@pytest.mark.parametrize("name", ["psf", "mask", "backend", "grid", "data", "hash"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_parts_of_a_dataset_cannot_be_replaced(backend, name):
    data = dataset(backend)
    with pytest.raises(al.exc.DataError, match=f"{name} of a dataset cannot be replaced"):
        setattr(data, name, None)
    assert data.apply_over_sampling(1).with_backend("numba").apply_mask(MASK).backend == "numba"


def with_unit(unit, backend):
    array = al.Array2D(IMAGE, MASK, backend)
    array.unit = unit
    return array


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "operation", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, np.add, np.maximum], ids=range(5)
)
def test_arrays_in_two_units_do_not_mix(backend, operation):
    with pytest.raises(al.exc.DataError, match="not in one unit"):
        operation(with_unit("Jy", backend), with_unit("mJy", backend))
    operation(with_unit("Jy", backend), with_unit(None, backend))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("operand", [3.0 * units.Jy, np.ma.MaskedArray(IMAGE, IMAGE > 0.5)], ids=["unit", "mask"])
@pytest.mark.parametrize("operation", [lambda a, b: a * b, lambda a, b: a + b, lambda a, b: a < b], ids=range(3))
def test_an_operand_with_a_unit_or_a_mask_is_refused(backend, operand, operation):
    with pytest.raises(al.exc.AutoLensError, match="an operand"):
        operation(al.Array2D(IMAGE, MASK, backend), operand)


def test_data_that_are_their_own_noise_warn():
    values = np.random.default_rng(1).uniform(1.0, 2.0, size=(20, 20))
    with pytest.warns(al.exc.AutoLensWarning, match="equal to data"):
        al.Imaging(values, values, pixel_scales=0.1)
    with pytest.warns(al.exc.AutoLensWarning, match="equal to data"):
        dataset().with_values(values, values)
    visibilities = values.ravel()[:9] * (1.0 + 1.0j)
    with pytest.warns(al.exc.AutoLensWarning, match="equal to data"):
        al.Interferometer(visibilities, visibilities, np.linspace(-4.0e5, 4.0e5, 18).reshape(9, 2), MASK)


def test_a_beam_above_one_warns():
    with pytest.warns(al.exc.AutoLensWarning, match="primary_beam is up to 100"):
        al.Interferometer(
            np.ones(9) + 1j,
            np.ones(9),
            np.linspace(-4e5, 4e5, 18).reshape(9, 2),
            MASK,
            np.full(MASK.pixels_in_mask, 100.0),
        )


def test_rings_about_a_centre_off_the_image_warn():
    with pytest.warns(al.exc.AutoLensWarning, match="No pixel is within"):
        al.over_sample_size_via_radial_bins_from(MASK, [8, 4, 2], [0.1, 0.3], [(150.1, 2.2)])


def test_a_model_of_a_galaxy_that_is_there_twice_is_refused():
    mass = al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph)
    twice = al.Collection(galaxies=al.Collection(a=mass, b=mass, source=al.Galaxy(1.0, bulge=al.lp.SersicSph())))
    analysis = al.AnalysisImaging(dataset())
    with pytest.raises(al.exc.ModelError, match=r"galaxies\.b is its galaxies\.a once more"):
        analysis.likelihood_from(twice)
    factor_graph = al.FactorGraphModel(al.AnalysisFactor(twice, analysis))
    with pytest.raises(al.exc.ModelError, match="once more"):
        factor_graph.likelihood_from(factor_graph.global_prior_model)


def fitted(folder):
    """A fit, stored in a folder, with its model."""
    composed = model(al.Galaxy(1.0, bulge=al.lp.SersicSph(intensity=1.0)))
    search = al.Emcee(name=folder.name, output_path=folder.parent, nwalkers=4, nsteps=4, seed=1)
    return search.fit(composed, al.AnalysisImaging(dataset())), composed


@pytest.mark.filterwarnings("ignore")
def test_a_model_that_is_changed_after_a_fit_leaves_the_result_as_it_was(tmp_path):
    result, composed = fitted(tmp_path / "fit")
    composed.galaxies.lens.redshift = 0.3
    assert result.model.galaxies.lens.redshift == 0.5
    assert result.max_log_likelihood_fit.tracer.plane_redshifts == [0.5, 1.0]


@pytest.mark.filterwarnings("ignore")
def test_a_result_that_is_loaded_with_other_data_says_so(tmp_path):
    fitted(tmp_path / "fit")
    al.Result.load(tmp_path / "fit", al.AnalysisImaging(dataset("jax")))
    with pytest.warns(al.exc.AutoLensWarning, match="other data"):
        al.Result.load(tmp_path / "fit", al.AnalysisImaging(dataset(seed=2)))


def test_visibilities_that_are_there_twice_warn():
    visibilities = np.random.default_rng(3).normal(size=(9, 2)) @ [1.0, 1.0j]
    baselines = np.linspace(-4.0e5, 4.0e5, 18).reshape(9, 2)
    for conjugate, sign in ((np.conj, -1.0), (np.array, 1.0)):
        with pytest.warns(al.exc.AutoLensWarning, match="counts twice"):
            al.Interferometer(
                np.append(visibilities, conjugate(visibilities)),
                np.ones(18),
                np.concatenate([baselines, sign * baselines]),
                MASK,
            )
