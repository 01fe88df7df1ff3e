"""Figures of several datasets or fits, and of one quantity of a catalogue of shears."""

from types import SimpleNamespace

import numpy as np
import pytest

import autolens_lite as al
import autolens_lite.plot as aplt
from autolens_lite.plot import lens_curves

PSF = al.Convolver.from_gaussian(shape_native=(3, 3), sigma=0.1, pixel_scales=0.1)
LENS = al.Galaxy(redshift=0.5, mass=al.mp.Isothermal(einstein_radius=0.5), bulge=al.lp.Sersic())
TRACER = al.Tracer([LENS, al.Galaxy(redshift=1.0, bulge=al.lp.Sersic(effective_radius=0.1))])
GRID = al.Grid2D.uniform((20, 20), pixel_scales=0.1)


@pytest.fixture(scope="module")
def images():
    simulator = al.SimulatorImaging(exposure_time=300.0, psf=PSF, noise_seed=1)
    return [simulator.via_tracer_from(tracer=TRACER, grid=GRID)] * 2


@pytest.fixture(scope="module")
def weak_fit():
    rng = np.random.default_rng(1)
    tracer = al.Tracer([al.Galaxy(redshift=0.5, mass=al.mp.Isothermal(einstein_radius=5.0)), al.Galaxy(redshift=1.0)])
    positions = al.Grid2DIrregular(rng.uniform(8.0, 40.0, (30, 2)))
    dataset = al.SimulatorShearYX(noise_sigma=0.1, seed=1).via_tracer_from(tracer=tracer, grid=positions)
    return al.FitWeak(dataset=dataset, tracer=tracer)


def titles(figure):
    return [axes.get_title(loc="left") for axes in figure.axes if axes.get_title(loc="left")]


def test_images_have_a_row_each(images, tmp_path):
    figure = aplt.subplot_imaging_dataset_list(dataset_list=images, output_path=tmp_path)
    assert (tmp_path / "dataset_combined.png").exists()
    assert len(titles(figure)) == 6
    assert titles(figure)[:3] == titles(figure)[3:]


@pytest.mark.parametrize("name", ["subplot_fit_combined", "subplot_fit_combined_log10"])
def test_fits_have_a_row_each(images, name, tmp_path):
    fits = [al.FitImaging(dataset=dataset, tracer=TRACER) for dataset in images]
    figure = getattr(aplt, name)(fit_list=fits, output_path=tmp_path)
    assert (tmp_path / f"{name.removeprefix('subplot_')}.png").exists()
    assert titles(figure)[:3] == titles(figure)[4:7] == ["Data", "Model", "Lensed source"]


@pytest.mark.parametrize(
    "name, argument", [("subplot_imaging_dataset_list", "dataset_list"), ("subplot_fit_combined", "fit_list")]
)
def test_a_list_of_anything_else_is_refused(name, argument):
    for wrong in ([], [TRACER], TRACER):
        with pytest.raises(al.exc.ParameterError, match=argument):
            getattr(aplt, name)(wrong)


@pytest.mark.parametrize(
    "name, value",
    [
        ("plot_ellipticities", lambda gamma_2, gamma_1, _: np.hypot(gamma_1, gamma_2)),
        ("plot_phis", lambda gamma_2, gamma_1, _: np.degrees(0.5 * np.angle(gamma_1 + 1j * gamma_2))),
        ("plot_noise_map", lambda *_: 0.1),
        (
            "plot_chi_squared_map",
            lambda gamma_2, gamma_1, model: ((np.stack([gamma_2, gamma_1], 1) - model) ** 2).sum(1) / 0.01,
        ),
    ],
)
def test_points_have_the_colours_of_their_values(name, value, weak_fit):
    dataset = weak_fit.dataset
    argument = {"plot_noise_map": dataset, "plot_chi_squared_map": weak_fit}.get(name, dataset.shear_yx)
    (points,) = getattr(aplt, name)(argument).axes[0].collections
    np.testing.assert_allclose(points.get_offsets(), dataset.positions[:, ::-1])
    expected = value(*np.asarray(dataset.shear_yx).T, np.asarray(weak_fit.model_shear))
    np.testing.assert_allclose(points.get_array(), np.broadcast_to(expected, 30), rtol=1e-12)


def test_sticks_lie_along_their_shears(weak_fit):
    data, model = np.asarray(weak_fit.dataset.shear_yx), np.asarray(weak_fit.model_shear)
    drawn = {
        "plot_shear_yx_2d": (weak_fit.dataset.shear_yx, [data]),
        "plot_data_vs_model": (weak_fit, [data, model]),
        "plot_residuals": (weak_fit, [data - model]),
    }
    for name, (argument, expected) in drawn.items():
        sticks = getattr(aplt, name)(argument).axes[0].collections
        # A shear is spin 2: the square of a stick over its length.
        found = [(each.U + 1j * each.V) ** 2 / np.abs(each.U + 1j * each.V) for each in sticks]
        np.testing.assert_allclose(found, [one[:, 1] + 1j * one[:, 0] for one in expected], rtol=1e-12)


def test_figures_of_a_fit_take_no_dataset(weak_fit):
    for name in ("plot_data_vs_model", "plot_residuals", "plot_chi_squared_map"):
        with pytest.raises(al.exc.ParameterError, match=r"al\.FitWeak"):
            getattr(aplt, name)(weak_fit.dataset)


def test_the_resolution_of_a_psf_by_its_names_there(images, tmp_path):
    paths = {name: tmp_path / f"{name}.fits" for name in ("data_path", "psf_path", "noise_map_path")}
    fine = al.Convolver.from_gaussian(shape_native=(5, 5), sigma=0.1, pixel_scales=0.05, convolve_over_sample_size=2)
    images[0].output_to_fits(paths["data_path"], None, paths["noise_map_path"])
    fine.output_to_fits(paths["psf_path"])
    for light in ("lp", "pixelization"):
        dataset = al.Imaging.from_fits(**paths, pixel_scales=0.1, **{f"convolve_over_sample_size_{light}": 2})
        assert dataset.psf.convolve_over_sample_size == 2


def test_a_search_says_how_many_likelihoods_are_computed_at_once():
    assert al.Nautilus(name="batches", n_batch=50).batch_size == 50
    assert al.util.dataset.SMALL_DATASETS_SHAPE_NATIVE == (16, 16)


def test_a_catalogue_of_shears_is_written_and_read(weak_fit, tmp_path):
    dataset = weak_fit.dataset
    al.output_to_json(obj=dataset, file_path=tmp_path / "dataset.json")
    found = al.from_json(file_path=tmp_path / "dataset.json")
    for name in ("positions", "gamma_1", "gamma_2", "noise_map", "shear_yx"):
        np.testing.assert_array_equal(getattr(found, name), getattr(dataset, name))
    assert (found.name, found.is_reduced, found.backend) == (dataset.name, dataset.is_reduced, dataset.backend)


def test_the_dirty_chi_squared_is_that_of_the_dirty_residual():
    uv = np.random.default_rng(1).uniform(-1.0, 1.0, (30, 2)) * 9e5
    mask = al.Mask2D.circular((16, 16), radius=0.7, pixel_scales=0.1)
    fit = al.FitInterferometer(al.Interferometer(np.ones(30) + 1j, np.ones(30), uv, mask), TRACER)
    expected = (fit.dirty_residual_map / fit.dataset.dirty_noise) ** 2
    np.testing.assert_allclose(fit.dirty_chi_squared_map, expected, rtol=1e-14)
    assert fit.dirty_chi_squared_map.shape == (16, 16)


@pytest.mark.parametrize("width, spacing", [(10.0, 0.05), (400.0, 0.4)])
def test_critical_curves_of_a_wide_field_are_sought_more_coarsely(width, spacing, monkeypatch):
    asked = []

    def search(deflections, extent, spacing):
        asked.append(spacing)
        return SimpleNamespace(tangential=[], radial=[])

    monkeypatch.setattr(lens_curves, "CriticalCurves", search)
    lens_curves.curves_of(TRACER, al.Grid2D.uniform((20, 20), pixel_scales=width / 20))
    np.testing.assert_allclose(asked, [spacing])
