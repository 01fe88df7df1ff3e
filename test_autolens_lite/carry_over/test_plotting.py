"""Figures by the names, and with the arguments, that scripts of PyAutoLens use."""

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import AsinhNorm, LogNorm, Normalize

import autolens_lite as al
import autolens_lite.plot as aplt
from autolens_lite.plot import shear_maps

MASK = al.Mask2D.circular((20, 24), radius=0.9, pixel_scales=0.1)
GRID = al.Grid2D.from_mask(MASK)
ARRAY = al.Array2D(np.exp(-10.0 * np.hypot(GRID.y, GRID.x) ** 2), MASK)
LINE = np.array([[0.0, 0.5], [0.5, 0.0], [0.0, -0.5]])


def panels(figure):
    return [axes for axes in figure.axes if axes.get_label() in ("image plane", "source plane")]


def test_the_room_has_two_names():
    assert al.plot is aplt


def test_an_array_is_saved_where_a_script_says(tmp_path):
    figure = aplt.plot_array(
        array=ARRAY,
        title="An image",
        output_path=tmp_path / "new" / "folder",
        output_filename="one",
        output_format=["png", "pdf"],
    )
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == ["one.pdf", "one.png"]
    (axes,) = panels(figure)
    assert axes.get_title(loc="left") == "An image"
    np.testing.assert_allclose(axes.images[0].get_array().compressed(), np.asarray(ARRAY))


@pytest.mark.parametrize("output_format", ["show", None])
def test_nothing_is_saved_without_a_folder(output_format, tmp_path):
    aplt.plot_array(array=ARRAY, output_filename="one", output_format=output_format)
    assert list(tmp_path.iterdir()) == []


def test_what_is_drawn_over_an_image():
    figure = aplt.plot_array(
        array=ARRAY,
        positions=[(0.1, 0.2), (0.3, -0.4)],
        lines=[LINE, al.Grid2DIrregular(LINE[:2])],
        line_colors=["red", "blue"],
        light_profile_centres=[(0.0, 0.0)],
        mass_profile_centres=[[(0.0, 0.1)], [(0.2, 0.1), (0.3, 0.3)]],
        grid=GRID,
        mask=MASK,
        title_prefix="Lens",
    )
    (axes,) = panels(figure)
    assert [line.get_color() for line in axes.lines] == ["red", "blue"]
    np.testing.assert_allclose(axes.lines[0].get_xydata(), LINE[:, ::-1])
    drawn = [
        len(each.get_offsets()) for each in axes.collections if hasattr(each, "get_sizes") and len(each.get_sizes())
    ]
    assert drawn == [2, 1, 1, 2, MASK.pixels_in_mask]
    assert axes.get_title(loc="left") == "Lens"


def test_positions_may_be_groups_or_one_point():
    for positions, groups in (((0.1, 0.2), [1]), ([[(0.1, 0.2)], [(0.3, 0.4), (0.5, 0.6)]], [1, 2])):
        (axes,) = panels(aplt.plot_array(array=ARRAY, positions=positions))
        assert [len(each.get_offsets()) for each in axes.collections] == groups


@pytest.mark.parametrize(
    "more, kind",
    [
        ({}, Normalize),
        ({"use_log10": True}, LogNorm),
        ({"stretch": "log"}, LogNorm),
        ({"stretch": "asinh"}, AsinhNorm),
        ({"vmin": 0.1, "vmax": 0.5}, Normalize),
    ],
)
def test_scales_of_colour(more, kind):
    (axes,) = panels(aplt.plot_array(array=ARRAY, **more))
    norm = axes.images[0].norm
    assert type(norm) is kind
    if "vmin" in more:
        assert (norm.vmin, norm.vmax) == (0.1, 0.5)


def test_a_map_of_both_signs_has_zero_in_the_middle():
    for array, more in ((ARRAY - ARRAY.slim.mean(), {"symmetric": True}), (ARRAY.slim - 0.5, {})):
        values = al.Array2D(np.asarray(array), MASK)
        (axes,) = panels(aplt.plot_array(array=values, **more))
        low, high = axes.images[0].get_clim()
        assert low == -high and axes.images[0].get_cmap().name == "RdBu_r"


def test_a_few_pixels_on_critical_curves_do_not_hide_the_others():
    values = np.linspace(-1.0, 1.0, MASK.pixels_in_mask)
    values[5] = 1e6
    (axes,) = panels(aplt.plot_array(array=al.Array2D(values, MASK), symmetric=True))
    assert axes.images[0].get_clim()[1] < 1.1


def test_masks_and_plain_arrays_are_drawn_too():
    (axes,) = panels(aplt.plot_array(array=MASK))
    np.testing.assert_array_equal(axes.images[0].get_array(), MASK.mask)
    (axes,) = panels(aplt.plot_array(array=np.eye(5), colormap="magma"))
    assert axes.get_xlabel() == "pixel" and axes.images[0].get_cmap().name == "magma"


def test_arrays_on_either_backend(backend):
    (axes,) = panels(aplt.plot_array(array=ARRAY.with_backend(backend), positions=GRID))
    np.testing.assert_allclose(axes.images[0].get_array().compressed(), np.asarray(ARRAY))


def test_axes_of_ones_own():
    figure, (left, right) = pyplot.subplots(1, 2)
    assert aplt.plot_array(array=ARRAY, ax=left, title="Left", use_log10=True) is figure
    assert aplt.plot_grid(grid=GRID, ax=right, title="Right") is figure
    assert [axes.get_title(loc="left") for axes in (left, right)] == ["Left", "Right"]
    assert isinstance(left.images[0].norm, LogNorm)
    assert len(right.collections[0].get_offsets()) == MASK.pixels_in_mask
    pyplot.close(figure)


def test_a_grid(tmp_path):
    for grid in (GRID, al.Grid2DIrregular(LINE), LINE, [(0.0, 0.1)]):
        aplt.plot_grid(grid=grid, output_path=tmp_path, output_format="png", lines=[LINE])
    assert (tmp_path / "grid.png").exists()


@pytest.mark.parametrize(
    "more, words",
    [
        ({"title_prefx": "x"}, "'title_prefx'.*'title_prefix'"),
        ({"output_format": "fits", "output_path": "here"}, "fits_array"),
        ({"output_path": 3}, "output_path = 3"),
        ({"output_path": "here", "output_filename": "a/b"}, "output_filename"),
        ({"colormap": "infernal"}, "inferno"),
        ({"stretch": "asin"}, "asinh"),
        ({"stretch": "asinh", "use_log10": True}, "two scales"),
        ({"positions": np.ones((2, 3))}, "positions has shape"),
        ({"lines": "all"}, "lines"),
    ],
)
def test_what_a_figure_does_not_take(more, words):
    with pytest.raises(al.exc.AutoLensError, match=words):
        aplt.plot_array(array=ARRAY, **more)


def bright_lens(ratio):
    """A lens that outshines the arcs so many times, well above the noise."""
    grid = al.Grid2D.uniform((60, 60), 0.08)
    light = al.lp.Sersic(effective_radius=0.5, sersic_index=4.0, intensity=0.01 * ratio)
    mass = al.mp.Isothermal(einstein_radius=1.2)
    source = al.Galaxy(redshift=1.0, light=al.lp.Gaussian(centre=(0.1, 0.0), sigma=0.1, intensity=5.0))
    tracer = al.Tracer([al.Galaxy(redshift=0.5, light=light, mass=mass), source])
    simulator = al.SimulatorImaging(exposure_time=1000.0, background_sky_level=1.0, noise_seed=1)
    dataset = simulator.via_tracer_from(tracer, grid)
    return al.FitImaging(dataset, tracer)


def test_a_bright_lens_is_shown_with_its_arcs():
    kinds = {ratio: type(panels(al.plot.fit(bright_lens(ratio)))[0].images[0].norm) for ratio in (0.0, 300.0)}
    assert kinds == {0.0: Normalize, 300.0: AsinhNorm}
    data, model, residual, *_ = panels(al.plot.fit(bright_lens(300.0)))
    arcs = data.images[0].norm(0.3 * 5.0)
    assert 0.3 < arcs < 0.9
    assert data.images[0].get_clim() == model.images[0].get_clim()
    assert type(residual.images[0].norm) is Normalize
    assert type(panels(al.plot.fit(bright_lens(300.0), stretch="linear"))[0].images[0].norm) is Normalize


@pytest.fixture(scope="module")
def fit():
    return bright_lens(300.0)


@pytest.fixture(scope="module")
def pixelized(fit):
    pixelization = al.Pixelization(mesh=al.mesh.RectangularUniform((8, 8)), regularization=al.reg.Constant(1.0))
    galaxies = [fit.tracer.galaxies[0], al.Galaxy(redshift=1.0, pixelization=pixelization)]
    return al.FitImaging(fit.dataset, al.Tracer(galaxies))


@pytest.fixture(scope="module")
def visibility_fit(fit):
    uv = np.random.default_rng(1).normal(0.0, 1.5e5, (200, 2))
    grid = al.Grid2D.from_mask(al.Mask2D.circular((40, 40), radius=1.9, pixel_scales=0.1))
    source = al.Tracer([al.Galaxy(0.5, mass=al.mp.Isothermal(einstein_radius=1.0)), fit.tracer.galaxies[1]])
    simulator = al.SimulatorInterferometer(uv_wavelengths=uv, noise_sigma=0.1, noise_seed=1)
    return al.FitInterferometer(simulator.via_tracer_from(source, grid), source)


def shown(axes):
    return axes.images[0].get_array().compressed()


IMAGE_FIGURES = {
    "dataset": lambda fit, **more: aplt.subplot_imaging_dataset(dataset=fit.dataset, **more),
    "fit": lambda fit, **more: aplt.subplot_fit_imaging(fit=fit, **more),
    "fit_1": lambda fit, **more: aplt.subplot_fit_imaging(fit=fit, plane_index=1, **more),
    "fit_log10": lambda fit, **more: aplt.subplot_fit_imaging_log10(fit=fit, **more),
    "fit_of_planes": lambda fit, **more: aplt.subplot_fit_imaging_of_planes(fit=fit, **more),
    "fit_of_plane_1": lambda fit, **more: aplt.subplot_fit_imaging_of_planes(fit=fit, plane_index=1, **more),
    "tracer": lambda fit, **more: aplt.subplot_fit_imaging_tracer(fit=fit, **more),
}
TRACER_FIGURES = {
    "tracer": lambda tracer, grid, **more: aplt.subplot_tracer(tracer=tracer, grid=grid, **more),
    "galaxies_images": lambda tracer, grid, **more: aplt.subplot_galaxies_images(tracer=tracer, grid=grid, **more),
}
VISIBILITY_FIGURES = {
    "dataset": lambda fit, **more: aplt.subplot_interferometer_dataset(dataset=fit.dataset, **more),
    "dirty_images": lambda fit, **more: aplt.subplot_interferometer_dirty_images(dataset=fit.dataset, **more),
    "fit": lambda fit, **more: aplt.subplot_fit_interferometer(fit=fit, **more),
    "fit_dirty_images": lambda fit, **more: aplt.subplot_fit_dirty_images(fit=fit, **more),
    "fit_real_space": lambda fit, **more: aplt.subplot_fit_interferometer_real_space(fit=fit, **more),
    "tracer": lambda fit, **more: aplt.subplot_fit_interferometer_tracer(fit=fit, **more),
}


@pytest.mark.parametrize("name", IMAGE_FIGURES)
def test_figures_of_images(name, fit, tmp_path):
    figure = IMAGE_FIGURES[name](fit, output_path=tmp_path, output_format="png", title_prefix="HST")
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.png"]
    assert all(axes.get_title(loc="left").startswith("HST ") for axes in panels(figure))


@pytest.mark.parametrize("name", TRACER_FIGURES)
def test_figures_of_tracers(name, fit, tmp_path):
    TRACER_FIGURES[name](fit.tracer, fit.dataset.grid, output_path=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.png"]


@pytest.mark.parametrize("name", VISIBILITY_FIGURES)
def test_figures_of_visibilities(name, visibility_fit, tmp_path):
    VISIBILITY_FIGURES[name](visibility_fit, output_path=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.png"]


def test_the_panels_of_planes_and_galaxies_hold_what_they_say(fit):
    subtracted, model = panels(aplt.subplot_fit_imaging_of_planes(fit=fit, plane_index=1))
    np.testing.assert_allclose(shown(subtracted), np.asarray(fit.subtracted_images_of_planes_list[1]))
    np.testing.assert_allclose(shown(model), np.asarray(fit.model_images_of_planes_list[1]))
    lens, image, source = panels(aplt.subplot_galaxies_images(tracer=fit.tracer, grid=fit.dataset.grid))
    images = fit.tracer.image_2d_list_from(grid=fit.dataset.grid)
    for axes, expected in ((lens, images[0]), (image, images[1])):
        values = np.asarray(expected)
        np.testing.assert_allclose(shown(axes) / shown(axes).max(), values / values.max(), rtol=1e-10, atol=1e-12)
    assert source.get_label() == "source plane" and image.lines


def test_the_lens_of_a_fit_has_the_light_that_it_has_solved_for(fit):
    source = al.Galaxy(redshift=1.0, light=al.lp_linear.Gaussian(centre=(0.1, 0.0), sigma=0.1))
    solved = al.FitImaging(fit.dataset, al.Tracer([fit.tracer.galaxies[0], source]))
    image = panels(aplt.subplot_fit_imaging_tracer(fit=solved))[2]
    assert image.get_title(loc="left") == "Lensed image"
    expected = np.asarray(solved.tracer_linear_light_profiles_to_light_profiles.image_2d_from(grid=fit.dataset.grid))
    np.testing.assert_allclose(shown(image) / shown(image).max(), expected / expected.max(), rtol=1e-10)


def test_curves_are_drawn_over_the_planes_that_they_belong_to(fit):
    more = {"image_plane_lines": [LINE], "image_plane_line_colors": ["lime"], "source_plane_lines": [LINE]}
    for axes in panels(aplt.subplot_fit_imaging(fit=fit, source_plane_line_colors=["cyan"], **more)):
        expected = {"image plane": "lime", "source plane": "cyan"}[axes.get_label()]
        assert expected in [line.get_color() for line in axes.lines]


def test_a_pixelized_source_is_drawn(pixelized, tmp_path):
    aplt.subplot_fit_imaging(fit=pixelized, output_path=tmp_path)
    aplt.subplot_fit_imaging_tracer(fit=pixelized, output_path=tmp_path)


SAMPLES = al.Samples(
    ["mass.einstein_radius", "mass.slope"],
    np.random.default_rng(1).normal(1.0, 0.1, (500, 2)),
    log_likelihood=np.linspace(-10.0, -1.0, 500),
    log_prior=np.zeros(500),
    weight=np.ones(500),
)


@pytest.mark.parametrize("name", ["corner_anesthetic", "corner_cornerpy"])
def test_figures_of_samples(name, tmp_path):
    draw = getattr(aplt, name)
    draw(samples=SAMPLES, path=tmp_path, filename="figure", format="png")
    assert [path.name for path in tmp_path.iterdir()] == ["figure.png"]
    draw(SAMPLES, tmp_path, format="show")
    assert [path.name for path in tmp_path.iterdir()] == ["figure.png"]


def test_a_corner_of_some_parameters():
    assert len(aplt.corner_anesthetic(SAMPLES, parameter_indices=[1]).axes) == 1
    with pytest.raises(al.exc.ParameterError, match="parameter_indices"):
        aplt.corner_anesthetic(SAMPLES, parameter_indices=[7])


def test_a_model_is_drawn_as_a_tree(tmp_path):
    mass = al.Model(al.mp.Isothermal, centre=(0.0, 0.0))
    model = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=mass)))
    figure = al.ModelPlotter(model).figure(path=tmp_path, filename="tree", format="png")
    assert [path.name for path in tmp_path.iterdir()] == ["tree.png"]
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts[:2] == ["galaxies", ""] and "mass (Isothermal)" in texts
    assert "UniformPrior, lower_limit = 0, upper_limit = 8" in texts
    texts = [text.get_text() for text in al.ModelPlotter(model).figure(show_fixed=False).axes[0].texts]
    assert "einstein_radius" in texts and "redshift" not in texts
    assert len(al.ModelPlotter(model).figure(max_depth=2).axes[0].texts) == 4
    with pytest.raises(al.exc.ModelError, match="Galaxy"):
        al.ModelPlotter(al.Galaxy(0.5))


def test_files_of_arrays_and_datasets(fit, visibility_fit, tmp_path):
    paths = {f"{name}_path": tmp_path / f"{name}.fits" for name in ("data", "noise_map")}
    aplt.fits_imaging(dataset=fit.dataset, **paths)
    again = al.Imaging.from_fits(**paths, pixel_scales=0.08)
    np.testing.assert_allclose(np.asarray(again.data), np.asarray(fit.dataset.data))
    aplt.fits_imaging(dataset=fit.dataset, overwrite=True, **paths)
    aplt.fits_array(array=ARRAY, file_path=tmp_path / "array.fits")
    np.testing.assert_allclose(al.Array2D.from_fits(tmp_path / "array.fits", 0.1).native, ARRAY.native)
    aplt.fits_array(array=MASK, file_path=tmp_path / "mask.fits")
    aplt.fits_interferometer(
        dataset=visibility_fit.dataset, uv_wavelengths_path=tmp_path / "uv.fits", overwrite=True, **paths
    )
    assert (tmp_path / "uv.fits").exists()
    with pytest.raises(al.exc.ParameterError, match="one file of all"):
        aplt.fits_imaging(dataset=fit.dataset, file_path=tmp_path / "all.fits", **paths)
    with pytest.raises(al.exc.ParameterError, match="file_path="):
        aplt.fits_interferometer(dataset=visibility_fit.dataset)
    with pytest.raises(al.exc.DataError):
        aplt.fits_array(array=ARRAY, file_path=tmp_path / "array.fits")


class Shears:
    """A field of shears (gamma_2, gamma_1) at points."""

    def __init__(self, gamma_1, gamma_2, grid):
        self.slim, self.grid = np.stack([gamma_2, gamma_1], axis=1), grid


def test_the_convergence_that_shears_show_is_exact_for_a_wave():
    """Of the potential cos(k x), kappa = -k^2 cos / 2, gamma_1 = -(kx^2 - ky^2) cos / 2, gamma_2 = -kx ky cos."""
    rows, columns = 12, 10
    y, x = np.meshgrid(np.arange(rows) + 0.5, np.arange(columns) + 0.5, indexing="ij")
    ky, kx = 2.0 * np.pi * 2 / rows, 2.0 * np.pi * 3 / columns
    wave = np.cos(ky * y + kx * x)
    points = np.stack([y.ravel(), x.ravel()], axis=1)
    shear = -0.5 * (kx**2 - ky**2) * wave.ravel() - 1.0j * kx * ky * wave.ravel()
    corners = np.zeros(2), np.array([rows, columns], dtype=float)
    found = shear_maps.convergence_from(points, shear, *corners, (rows, columns), 0.0)
    np.testing.assert_allclose(found, -0.5 * (kx**2 + ky**2) * wave[::-1], atol=1e-12)


def test_shears_of_an_isothermal_sphere_fall_as_their_law():
    rng = np.random.default_rng(1)
    grid = al.Grid2DIrregular(rng.uniform(-5.0, 5.0, (2000, 2)))
    mass = al.mp.IsothermalSph(centre=(0.5, 0.2), einstein_radius=1.0)
    gamma_2, gamma_1 = np.asarray(mass.shear_yx_2d_via_hessian_from(grid=grid)).T
    figure = aplt.plot_shear_profile(Shears(gamma_1, gamma_2, grid), centre=(0.5, 0.2), bins=12)
    tangential, cross = (bars.lines[0].get_xydata() for bars in figure.axes[0].containers)
    np.testing.assert_allclose(cross[:, 1], 0.0, atol=1e-6)
    np.testing.assert_allclose(tangential[3:, 1], 0.5 / tangential[3:, 0], rtol=0.05)


def test_a_map_of_shears_has_its_peak_at_the_lens(tmp_path):
    grid = al.Grid2D.uniform((40, 40), 0.5)
    shears = al.mp.NFWSph(centre=(2.0, -3.0), kappa_s=0.2, scale_radius=3.0).shear_yx_2d_via_hessian_from(grid=grid)
    figure = aplt.plot_convergence_map(shears, shape_native=(40, 40), output_path=tmp_path)
    (axes,) = panels(figure)
    row, column = np.unravel_index(np.argmax(axes.images[0].get_array()), (40, 40))
    left, right, bottom, top = axes.images[0].get_extent()
    assert top - (row + 0.5) / 40 * (top - bottom) == pytest.approx(2.0, abs=0.6)
    assert left + (column + 0.5) / 40 * (right - left) == pytest.approx(-3.0, abs=0.6)
    assert (tmp_path / "convergence_map.png").exists()
    with pytest.raises(al.exc.ParameterError, match="shear_yx is a list"):
        aplt.plot_convergence_map([1.0])
