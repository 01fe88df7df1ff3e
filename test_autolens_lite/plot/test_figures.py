"""Each figure shows the arrays that it says it shows, in the right place and on the right scale."""

import warnings
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.collections import QuadMesh

from autolens_lite import exc, plot
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.plot import brightness_pictures, lens_curves
from test_autolens_lite.plot import images
from test_autolens_lite.plot.overlaps import assert_no_text_overlaps

# mJy from Jy, and the area of the fixtures' pixels in arcsec^2
MILLI, AREA = 1.0e3, 0.01


def panels_of(figure):
    """The axes of a figure by title, without the colour bars."""
    return {
        axes.get_title(loc="left").split(",")[0]: axes for axes in figure.axes if axes.get_subplotspec() is not None
    }


def shown_in(axes):
    (image,) = axes.images
    return image


@pytest.fixture(scope="module")
def fit_panels(parametric_fit):
    return panels_of(plot.fit(parametric_fit))


@pytest.fixture(scope="module")
def pixelized_panels(pixelized_fit):
    return panels_of(plot.fit(pixelized_fit))


@pytest.fixture(scope="module")
def dataset_panels(dataset):
    return panels_of(plot.dataset(dataset))


@pytest.mark.parametrize("name", ["dataset", "fit", "pixelized fit", "source", "tracer", "visibilities"])
def test_a_figure_is_saved_and_returned_and_changes_nothing_global(
    name, dataset, parametric_fit, pixelized_fit, tracer, grid
):
    make = {
        "dataset": lambda path: plot.dataset(dataset, path),
        "fit": lambda path: plot.fit(parametric_fit, path),
        "pixelized fit": lambda path: plot.fit(pixelized_fit, path),
        "source": lambda path: plot.source(pixelized_fit, path),
        "tracer": lambda path: plot.tracer(tracer, grid, path),
        "visibilities": lambda path: plot.visibilities(parametric_fit, path),
    }[name]
    before = dict(matplotlib.rcParams)
    figure = make("folder/figure.png")
    assert dict(matplotlib.rcParams) == before
    assert Path("folder/figure.png").stat().st_size > 10_000
    assert_no_text_overlaps(figure)
    with pytest.raises(exc.ParameterError, match="path"):
        make("figure.txt")


def test_dataset(dataset, dataset_panels):
    panels = dataset_panels
    assert list(panels) == ["Coverage", "Amplitude (noise bias removed)", "Dirty image", panels_title(panels)]
    image = shown_in(panels["Dirty image"])
    assert np.allclose(image.get_array(), MILLI * np.asarray(dataset.dirty_image.native), rtol=1e-14)
    assert tuple(image.get_extent()) == pytest.approx((-2.05, 1.95, -2.1, 2.3), abs=1e-14)
    response = shown_in(panels[panels_title(panels)])
    # its peak, 1, is at (0, 0)
    rows, columns = np.unravel_index(np.argmax(response.get_array()), response.get_array().shape)
    left, right, bottom, top = response.get_extent()
    assert top - (rows + 0.5) * (top - bottom) / 44 == pytest.approx(0.0, abs=1e-12)
    assert left + (columns + 0.5) * (right - left) / 40 == pytest.approx(0.0, abs=1e-12)
    assert response.get_array().max() == pytest.approx(1.0, rel=1e-12)


def panels_title(panels):
    return next(title for title in panels if title.startswith("Dirty beam"))


def test_the_peak_of_the_dirty_image_is_drawn_where_the_light_is(dataset_panels, tracer, grid):
    """The brightest pixel of the drawn image lies on the lensed image, whose source is up and to the left."""
    image = shown_in(dataset_panels["Dirty image"])
    left, _, _, top = image.get_extent()
    row, column = np.unravel_index(np.argmax(image.get_array()), image.get_array().shape)
    y, x = top - (row + 0.5) * 0.1, left + (column + 0.5) * 0.1
    brightness = np.asarray(tracer.image_2d_from(grid=np.array([[y, x]])))[0]
    assert brightness > 0.5 * np.asarray(tracer.image_2d_from(grid=grid)).max()
    mirrored = np.asarray(tracer.image_2d_from(grid=np.array([[-y, x], [y, -x], [-y, -x]])))
    assert np.all(brightness > 2.0 * mirrored)


def test_data_and_model_share_a_scale(parametric_fit, fit_panels):
    data, model = shown_in(fit_panels["Data"]), shown_in(fit_panels["Model"])
    assert data.get_clim() == model.get_clim()
    assert np.allclose(data.get_array(), MILLI * parametric_fit.dirty_image, rtol=1e-14)
    assert np.allclose(model.get_array(), MILLI * parametric_fit.dirty_model_image, rtol=1e-14)
    assert data.get_clim()[1] >= data.get_array().max()


def test_residuals_are_in_sigma_about_zero(parametric_fit, fit_panels):
    axes = fit_panels["Residual"]
    residual = shown_in(axes)
    assert np.array_equal(residual.get_array(), parametric_fit.dirty_normalized_residual_map)
    low, high = residual.get_clim()
    assert low == -high
    assert high >= 5.0
    largest = np.abs(parametric_fit.dirty_normalized_residual_map).max()
    assert axes.get_title(loc="left") == rf"Residual, largest ${largest:.1f}\,\sigma$"


def test_the_model_on_the_sky_is_masked_and_has_its_curves(parametric_fit, fit_panels):
    axes = fit_panels["Model on the sky and critical curves"]
    values = shown_in(axes).get_array()
    mask = parametric_fit.dataset.real_space_mask
    assert np.array_equal(np.ma.getmaskarray(values), mask.mask)
    assert np.allclose(values.compressed(), MILLI * parametric_fit.model_image[~mask.mask] / AREA, rtol=1e-14)
    expected = parametric_fit.tracer.tangential_critical_curve_list_from(grid=parametric_fit.dataset.grid)
    assert len(axes.lines) == len(expected) == 1
    assert np.array_equal(axes.lines[0].get_xydata(), np.asarray(expected[0])[:, ::-1])


def test_the_histogram_is_normalised(parametric_fit, fit_panels):
    (axes,) = (axes for title, axes in fit_panels.items() if title.startswith("Log likelihood"))
    for stairs in axes.patches:
        counts, edges, _ = stairs.get_data()
        assert np.sum(counts * np.diff(edges)) == pytest.approx(1.0, rel=1e-12)
    assert f"${2 * len(parametric_fit.model_visibilities)}$ numbers" in axes.texts[0].get_text()


def test_a_reconstruction_is_drawn_on_its_mesh(pixelized_fit, pixelized_panels):
    axes = pixelized_panels["Source and caustics"]
    (mesh,) = (found for found in axes.collections if isinstance(found, QuadMesh))
    values, corners = np.asarray(mesh.get_array()), mesh.get_coordinates()
    edges_y, edges_x = pixelized_fit.inversion.mapper.edges
    assert np.array_equal(corners[:, 0, 1], edges_y)
    assert np.array_equal(corners[0, :, 0], edges_x)
    assert np.allclose(values, MILLI * pixelized_fit.inversion.reconstruction.reshape(9, 8) / AREA, rtol=1e-14)
    # the brightest pixel is that of the source, at (y, x) = (0.2, -0.1)
    row, column = np.unravel_index(np.argmax(values), values.shape)
    assert corners[row + 1, column, 1] < 0.2 < corners[row, column, 1]
    assert corners[row, column, 0] < -0.1 < corners[row, column + 1, 0]
    assert axes.get_ylim()[0] < axes.get_ylim()[1]
    assert axes.get_xlim()[0] < axes.get_xlim()[1]


def test_a_pixelized_fit_quotes_its_evidence(pixelized_fit, pixelized_panels):
    assert f"Log evidence ${float(pixelized_fit.log_evidence):.2f}$" in pixelized_panels


def test_light_profiles_are_drawn_where_they_are(parametric_fit):
    light = images.last_source_of(parametric_fit)
    row, column = np.unravel_index(np.argmax(light.values), light.values.shape)
    pixel = light.edges_x[1] - light.edges_x[0]
    assert 0.5 * (light.edges_y[row] + light.edges_y[row + 1]) == pytest.approx(0.2, abs=pixel)
    assert 0.5 * (light.edges_x[column] + light.edges_x[column + 1]) == pytest.approx(-0.1, abs=pixel)
    centre = np.asarray(parametric_fit.tracer.galaxies[1].image_2d_from(grid=np.array([[0.2, -0.1]])))
    assert light.values.max() == pytest.approx(centre[0] / AREA, rel=1e-3)


def test_the_box_holds_light_and_caustics(parametric_fit):
    lines = lens_curves.curves_of(parametric_fit.tracer, parametric_fit.dataset.grid)
    light = images.last_source_of(parametric_fit, lines.caustics)
    left, right, bottom, top = brightness_pictures.box_of(light, lines.caustics)
    assert right - left == pytest.approx(top - bottom, rel=1e-12)
    for curve in lines.caustics:
        assert left < curve[:, 1].min() and curve[:, 1].max() < right
        assert bottom < curve[:, 0].min() and curve[:, 0].max() < top
    assert left < -0.1 < right
    assert bottom < 0.2 < top


def test_without_light_the_box_is_that_of_the_caustics_or_of_the_field():
    dark = brightness_pictures.SourcePixels(np.zeros((2, 2)), np.array([1.0, 0.0, -1.0]), np.array([-1.0, 0.0, 1.0]))
    assert brightness_pictures.box_of(dark) == pytest.approx((-1.3, 1.3, -1.3, 1.3))
    curve = np.array([[0.1, 0.2], [0.3, 0.4]])
    assert brightness_pictures.box_of(dark, [curve]) == pytest.approx((0.17, 0.43, 0.07, 0.33))


def test_caustics_are_the_traced_critical_curves(tracer, grid):
    lines = lens_curves.curves_of(tracer, grid)
    expected = tracer.tangential_caustic_list_from(grid=grid)
    assert np.allclose(lines.caustics[0], np.asarray(expected[0]), rtol=0.0, atol=1e-12)


def test_tracer(tracer, grid):
    panels = panels_of(plot.tracer(tracer, grid, unit="Jy"))
    convergence = shown_in(panels["Convergence and critical curves"]).get_array()
    assert np.allclose(convergence.compressed(), np.asarray(tracer.convergence_2d_from(grid=grid)), rtol=1e-14)
    magnification = shown_in(panels["Magnification (signed)"]).get_array()
    expected = np.asarray(tracer.magnification_2d_from(grid=grid))
    assert np.allclose(magnification.compressed(), expected, rtol=1e-14)
    image = shown_in(panels["Lensed image"]).get_array()
    assert np.allclose(image.compressed(), MILLI * np.asarray(tracer.image_2d_from(grid=grid)) / AREA, rtol=1e-14)


def test_a_tracer_without_mass_or_light_is_drawn(grid):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plot.tracer(Tracer([Galaxy(0.5), Galaxy(1.0)]), grid, "empty.png")
    assert Path("empty.png").exists()


def test_a_unit_is_written_and_may_be_left_out(dataset):
    def label(figure):
        (bar,) = panels_of(figure)["Dirty image"].child_axes
        return bar.get_ylabel()

    assert label(plot.dataset(dataset)) == "mJy / beam"
    assert label(plot.dataset(dataset, unit="K")) == "mK / beam"
    figure = plot.dataset(dataset, unit="")
    assert label(figure) == "Flux / beam"
    image = shown_in(panels_of(figure)["Dirty image"])
    assert np.array_equal(image.get_array(), np.asarray(dataset.dirty_image.native))


def test_the_model_is_drawn_over_the_data(parametric_fit, dataset):
    with_model = plot.visibilities(parametric_fit).axes[0].get_legend_handles_labels()[1]
    assert "model" in with_model
    assert "model" not in plot.visibilities(dataset).axes[0].get_legend_handles_labels()[1]


def test_an_upper_limit_is_drawn_where_noise_outweighs_the_signal(dataset):
    """Baselines of over 1e6 wavelengths resolve the source away: the data there are noise."""
    from autolens_lite.dataset import Interferometer

    rng = np.random.default_rng(5)
    noise = rng.standard_normal((2, 400))
    mask = dataset.real_space_mask
    empty = Interferometer(noise[0] + 1j * noise[1], np.full(400, 1.0 + 1.0j), dataset.uv_wavelengths, mask)
    axes = plot.visibilities(empty).axes[0]
    assert r"$2\sigma$ upper limit" in axes.get_legend_handles_labels()[1]


def test_figures_are_the_same_on_both_backends(dataset, tracer, grid, backend):
    other = dataset.with_backend(backend)
    image = shown_in(panels_of(plot.dataset(other))["Dirty image"]).get_array()
    assert np.allclose(image, MILLI * np.asarray(dataset.dirty_image.native), rtol=1e-12)
    drawn = panels_of(plot.tracer(tracer.with_backend(backend), other.grid, unit=""))
    expected = np.asarray(tracer.image_2d_from(grid=grid)) / AREA
    assert np.allclose(shown_in(drawn["Lensed image"]).get_array().compressed(), expected, rtol=1e-10)
