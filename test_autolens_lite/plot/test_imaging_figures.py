"""The figures of CCD images show the arrays that they say they show, in the right place and on the right scale."""

from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PolyCollection, QuadMesh
from matplotlib.colors import LogNorm

import autolens_lite as al
from autolens_lite import exc, plot
from autolens_lite.fit.source_plane import brightness_at, sources_of
from autolens_lite.grid import Coordinates
from autolens_lite.plot import brightness_pictures, lens_curves
from test_autolens_lite.plot import images
from test_autolens_lite.plot.images import AREA
from test_autolens_lite.plot.overlaps import assert_no_text_overlaps
from test_autolens_lite.plot.test_figures import panels_of, shown_in


def compressed(axes):
    return shown_in(axes).get_array().compressed()


def slim(values):
    return np.asarray(values.slim)


@pytest.fixture(scope="module")
def panels():
    return panels_of(plot.fit(images.parametric()))


@pytest.mark.parametrize(
    "name", ["dataset", "fit", "galaxies", "source", "delaunay", "voronoi", "two planes", "log dataset", "log fit"]
)
def test_a_figure_is_saved_and_returned_and_changes_nothing_global(name):
    make = {
        "dataset": lambda path: plot.dataset(images.image(), path),
        "log dataset": lambda path: plot.dataset(images.image(), path, log_scale=True),
        "fit": lambda path: plot.fit(images.parametric(), path),
        "log fit": lambda path: plot.fit(images.pixelized("rectangular"), path, log_scale=True),
        "galaxies": lambda path: plot.galaxies(images.parametric(), path),
        "source": lambda path: plot.source(images.linear(), path),
        "delaunay": lambda path: plot.fit(images.pixelized("delaunay"), path),
        "voronoi": lambda path: plot.source(images.pixelized("voronoi"), path),
        "two planes": lambda path: plot.fit(images.two_planes(), path),
    }[name]
    before = dict(matplotlib.rcParams)
    figure = make("folder/figure.png")
    assert dict(matplotlib.rcParams) == before
    assert Path("folder/figure.png").stat().st_size > 10_000
    assert_no_text_overlaps(figure)
    with pytest.raises(exc.ParameterError, match="path"):
        make("figure.txt")


def test_dataset():
    dataset = images.image()
    panels = panels_of(plot.dataset(dataset))
    assert np.array_equal(compressed(panels["Data"]), slim(dataset.data))
    assert np.array_equal(compressed(panels["Noise"]), slim(dataset.noise_map))
    assert np.array_equal(compressed(panels["Signal to noise"]), slim(dataset.signal_to_noise_map))
    image = shown_in(panels["Data"])
    assert np.array_equal(np.ma.getmaskarray(image.get_array()), dataset.mask.mask)
    assert tuple(image.get_extent()) == pytest.approx(dataset.mask.extent, abs=1e-14)
    assert image.get_clim() == (slim(dataset.data).min(), slim(dataset.data).max())
    psf = shown_in(panels["PSF and half maximum (5 \u00d7 5 pixels)"])
    assert np.array_equal(psf.get_array(), dataset.psf.kernel)
    assert tuple(psf.get_extent()) == pytest.approx((-0.25, 0.25, -0.25, 0.25), abs=1e-14)


def test_what_is_masked_does_not_make_a_panel_larger():
    dataset = images.image()
    wide = al.Imaging(
        np.pad(np.asarray(dataset.data.native), 20),
        np.pad(np.asarray(dataset.noise_map.native), 20, constant_values=1.0),
        mask=al.Mask2D(np.pad(dataset.mask.mask, 20, constant_values=True), 0.1, dataset.mask.origin),
    )
    axes = panels_of(plot.dataset(wide))["Data"]
    wide_axes = (wide.mask.y_axis, wide.mask.x_axis)
    y, x = (axis[index] for axis, index in zip(wide_axes, wide.mask.native_for_slim.T, strict=True))
    for (low, high), seen in ((axes.get_xlim(), x), (axes.get_ylim(), y)):
        assert low < seen.min() - 0.05 and seen.max() + 0.05 < high
        assert high - low < 1.1 * (np.ptp(seen) + 0.1)


def test_pixels_without_weight_set_no_scale():
    dataset = images.image()
    bright = np.array(dataset.data.native)
    bright[20, 20] = 1.0e6
    noise = np.where(dataset.mask.mask, 1.0, np.asarray(dataset.noise_map.native))
    noise[20, 20] = 1.0e8
    panels = panels_of(plot.dataset(al.Imaging(bright, noise, mask=dataset.mask)))
    assert shown_in(panels["Data"]).get_clim()[1] == np.delete(bright.ravel(), 20 * 44 + 20).max()
    assert shown_in(panels["Noise"]).get_clim()[1] < 2.0
    assert "No PSF" in [
        text.get_text()
        for axes in plot.dataset(al.Imaging(bright, noise, mask=dataset.mask)).axes
        for text in axes.texts
    ]


def test_data_and_model_share_a_scale(panels):
    fit = images.parametric()
    assert np.array_equal(compressed(panels["Data"]), slim(fit.data))
    assert np.array_equal(compressed(panels["Model"]), slim(fit.model_data))
    for first, second in (("Data", "Model"), ("Data without the lens's light", "Lensed source and critical curves")):
        assert shown_in(panels[first]).get_clim() == shown_in(panels[second]).get_clim()
    assert shown_in(panels["Data"]).get_clim()[1] >= slim(fit.data).max()


def test_the_lens_is_taken_off_the_data(panels):
    fit = images.parametric()
    of_lens, of_source = (fit.model_images_of_galaxies_dict[galaxy].slim for galaxy in fit.tracer.galaxies)
    assert np.allclose(compressed(panels["Data without the lens's light"]), slim(fit.data) - of_lens, atol=1e-12)
    assert np.allclose(compressed(panels["Lensed source and critical curves"]), of_source, rtol=1e-12)


def test_galaxies_of_one_plane_are_neither_lens_nor_source():
    panels = panels_of(plot.fit(al.FitImaging(images.image(), al.Tracer([images.lens()]))))
    assert list(panels) == ["Data", "Model", "Residual", "Light of the model"]
    assert not any(len(axes.lines) for axes in panels.values())


def test_residuals_are_in_sigma_about_zero(panels):
    fit = images.parametric()
    residual = panels["Residual"]
    values = (slim(fit.data) - slim(fit.model_data)) / slim(fit.noise_map)
    assert np.allclose(compressed(residual), values, rtol=1e-12)
    assert shown_in(residual).get_clim() == (-5.0, 5.0)
    assert residual.get_title(loc="left") == rf"Residual, largest ${np.abs(values).max():.1f}\,\sigma$"


def test_the_heading_quotes_the_terms():
    heading = plot.fit(images.parametric()).get_suptitle()
    fit = images.parametric()
    assert f"Log likelihood ${float(fit.log_likelihood):.2f}$" in heading
    assert f"= {float(fit.chi_squared):.0f}$ for ${fit.dataset.mask.pixels_in_mask}$" in heading
    pixelized = images.pixelized("rectangular")
    assert f"Log evidence ${float(pixelized.log_evidence):.2f}$" in plot.fit(pixelized).get_suptitle()


def test_galaxies():
    fit = images.parametric()
    axes = [place for place in plot.galaxies(fit).axes if place.get_subplotspec() is not None]
    for pair, galaxy in zip((axes[:2], axes[2:]), fit.tracer.galaxies, strict=True):
        assert np.array_equal(compressed(pair[0]), slim(fit.subtracted_images_of_galaxies_dict[galaxy]))
        assert np.array_equal(compressed(pair[1]), slim(fit.model_images_of_galaxies_dict[galaxy]))


def test_a_fit_without_light_has_no_galaxies_to_draw():
    dark = al.FitImaging(images.image(), al.Tracer([al.Galaxy(0.5), al.Galaxy(1.0)]))
    with pytest.raises(exc.DataError, match="No galaxy of the fit has light"):
        plot.galaxies(dark)


def test_log_scale():
    fit = images.parametric()
    panels = panels_of(plot.fit(fit, log_scale=True))
    data, model = shown_in(panels["Data"]), shown_in(panels["Model"])
    assert isinstance(data.norm, LogNorm) and data.get_clim() == model.get_clim()
    low, high = data.get_clim()
    assert low == pytest.approx(max(1e-3 * high, np.median(slim(fit.noise_map))), rel=1e-12)
    # what is fainter is the darkest colour, not masked
    assert np.allclose(compressed(panels["Data"]), np.maximum(slim(fit.data), low), rtol=1e-15)
    assert compressed(panels["Data"]).size == fit.dataset.mask.pixels_in_mask
    assert shown_in(panels["Residual"]).get_clim() == (-5.0, 5.0)


def test_units_are_those_of_counts_unless_told():
    def label(**keywords):
        (bar,) = panels_of(plot.dataset(images.image(), **keywords))["Data"].child_axes
        return bar.get_ylabel()

    assert label() == "e$^-$ s$^{-1}$ pixel$^{-1}$"
    assert label(unit="Jy") == "Jy pixel$^{-1}$"
    assert label(unit="") == "Flux pixel$^{-1}$"


def test_only_fits_and_datasets_are_drawn():
    with pytest.raises(exc.ParameterError, match="fit is a Tracer"):
        plot.fit(images.parametric().tracer)
    with pytest.raises(exc.ParameterError, match="dataset is a FitImaging"):
        plot.dataset(images.parametric())


# Sources


@pytest.mark.parametrize("fit", [images.parametric, images.linear])
def test_light_profiles_are_drawn_as_solved_for(fit):
    """The linear profiles of the second fit find the source of the first, to its noise."""
    picture = images.last_source_of(fit())
    y, x = (0.5 * (edges[1:] + edges[:-1]) for edges in (picture.edges_y, picture.edges_x))
    truth = 20.0 * np.exp(-0.5 * ((y[:, None] - 0.2) ** 2 + (x - -0.1) ** 2) / 0.12**2) / AREA
    tolerance = 1e-12 if fit is images.parametric else 0.1
    assert np.abs(picture.values - truth).max() < tolerance * truth.max()
    assert truth.max() > 0.99 * 20.0 / AREA


def test_rectangles_are_drawn_with_their_edges():
    fit = images.pixelized("rectangular")
    (axes,) = (place for place in plot.source(fit).axes if place.get_subplotspec() is not None)
    (mesh,) = (found for found in axes.collections if isinstance(found, QuadMesh))
    (lines,) = (found for found in axes.collections if isinstance(found, LineCollection))
    edges_y, edges_x = fit.inversion.mapper.edges
    assert np.array_equal(mesh.get_coordinates()[:, 0, 1], edges_y)
    assert np.array_equal(mesh.get_coordinates()[0, :, 0], edges_x)
    assert len(lines.get_segments()) == 10 + 9
    unit = float(axes.child_axes[0].get_ylabel()[5:6]) if axes.child_axes[0].get_ylabel().startswith("$10") else 0.0
    values = np.asarray(mesh.get_array()) * 10.0**unit
    assert np.allclose(values, np.asarray(fit.inversion.reconstruction).reshape(9, 8) / AREA, rtol=1e-12)


@pytest.mark.parametrize("mesh", ["delaunay", "sibson", "nearest"])
def test_other_meshes_are_interpolated_as_the_fit_does(mesh):
    fit = images.pixelized(mesh)
    picture = images.last_source_of(fit)
    y, x = (0.5 * (edges[1:] + edges[:-1]) for edges in (picture.edges_y, picture.edges_x))
    indices, weights = fit.inversion.mapper.interpolation.at(
        Coordinates(np.repeat(y[::40], len(x[::40])), np.tile(x[::40], len(y[::40])), fit.xp)
    )
    values = np.asarray(fit.inversion.reconstruction)[indices]
    expected = np.sum(np.where(np.asarray(indices) < 0, 0.0, values) * np.asarray(weights), axis=1)
    drawn = picture.values[::40, ::40]
    inside = ~np.ma.getmaskarray(drawn).ravel()
    assert inside.sum() > 60
    assert np.allclose(np.asarray(drawn).ravel()[inside], expected[inside] / AREA, rtol=1e-12)
    # every edge of the triangulation, of which a planar graph has fewer than 3 a vertex
    vertices = fit.inversion.mapper.pixels
    assert 2 * vertices < len(picture.lines) < 3 * vertices


def test_cells_hold_what_is_nearest_to_their_vertex():
    fit = images.pixelized("voronoi")
    picture = images.last_source_of(fit)
    polygons = picture.polygons()
    vertices = np.stack([picture.x, picture.y], axis=1)
    assert len(polygons) == fit.inversion.mapper.pixels
    rng = np.random.default_rng(1)
    left, right, bottom, top = picture.field
    for point in rng.uniform((left, bottom), (right, top), (50, 2)):
        nearest = np.argmin(np.sum((vertices - point) ** 2, axis=1))
        holders = [i for i, corners in enumerate(polygons) if matplotlib.path.Path(corners).contains_point(point)]
        assert holders == [nearest]
    assert np.allclose(picture.values, np.asarray(fit.inversion.reconstruction) / AREA, rtol=1e-14)
    (axes,) = (place for place in plot.source(fit).axes if place.get_subplotspec() is not None)
    assert any(isinstance(found, PolyCollection) for found in axes.collections)


@pytest.mark.parametrize("mesh", sorted(images.MESHES))
def test_the_source_is_drawn_where_it_is(mesh):
    """At (y, x) = (0.2, -0.1), to about a pixel of the mesh."""
    fit = images.pixelized(mesh)
    (source,) = sources_of(fit)
    points = np.array([[0.2, -0.1], [-0.2, -0.1], [0.2, 0.4], [-0.2, 0.1]])
    values = np.asarray(brightness_at(fit, source, Coordinates(*points.T, fit.xp)))
    assert values[0] > 3.0 * np.abs(values[1:]).max()
    left, right, bottom, top = brightness_pictures.box_of(images.last_source_of(fit))
    assert left < -0.1 < right and bottom < 0.2 < top


def test_each_source_has_a_panel_and_the_caustics_of_its_plane():
    fit = images.two_planes()
    panels = panels_of(plot.fit(fit))
    assert list(panels)[-2:] == ["Source at $z = 1$", "Source at $z = 2$"]
    grid = fit.dataset.grid
    for plane, title in ((1, "Source at $z = 1$"), (2, "Source at $z = 2$")):
        drawn = [line.get_xydata()[:, ::-1] for line in panels[title].lines]
        expected = lens_curves.curves_of(fit.tracer, grid, plane).caustics
        assert len(drawn) == len(expected) > 0
        assert all(np.array_equal(one, other) for one, other in zip(drawn, expected, strict=True))


def test_curves_of_a_plane_between_are_those_of_the_lens_before_it():
    """The lens alone, with its deflections scaled to that plane."""
    tracer, grid = images.two_planes().tracer, images.image().grid
    scale = tracer.cosmology.scaling_factor_between_redshifts_from(0.5, 1.0, 2.0)
    mass = al.mp.Isothermal(centre=(0.0, 0.0), ell_comps=(0.1, 0.2), einstein_radius=1.0 * float(scale))
    alone = lens_curves.curves_of(al.Tracer([al.Galaxy(0.5, mass=mass), al.Galaxy(1.0)]), grid)
    found = lens_curves.curves_of(tracer, grid, 1)
    assert len(found.critical) == len(alone.critical) == 1
    # the curve is a polygon, made on the same points
    assert np.allclose(found.critical[0], alone.critical[0], atol=1e-6)
    assert np.allclose(found.caustics[0], alone.caustics[0], atol=1e-6)
    assert lens_curves.curves_of(tracer, grid, 0) == ([], [])


def test_critical_curves_are_drawn_where_a_displaced_image_has_them():
    moved = images.two_planes().dataset_model
    curve = np.array([[0.3, -0.4], [1.0, 0.2], [-0.7, 0.5]])
    seen = moved.seen_from(curve)
    there = moved.moved(Coordinates(seen[:, 0], seen[:, 1], images.image().xp))
    assert np.allclose(np.asarray(there.array), curve, atol=1e-14)
    assert np.abs(seen - curve).max() > 0.1


def test_a_tracer_without_light_has_its_potential_drawn():
    tracer, grid = images.linear().tracer, images.image().grid
    dark = al.Tracer([al.Galaxy(0.5, mass=tracer.galaxies[0].mass), tracer.galaxies[1]])
    panels = panels_of(plot.tracer(dark, grid))
    assert np.allclose(compressed(panels["Potential"]), np.asarray(dark.potential_2d_from(grid=grid)), rtol=1e-14)
    angles = np.asarray(dark.deflections_yx_2d_from(grid=grid))
    assert np.allclose(compressed(panels["Deflection angle"]), np.hypot(*angles.T), rtol=1e-14)


def test_galaxies_of_visibilities_are_drawn_on_the_sky(parametric_fit, tracer):
    figure = plot.galaxies(parametric_fit)
    (axes,) = (place for place in figure.axes if place.get_subplotspec() is not None)
    image = np.asarray(parametric_fit.galaxy_image_dict[tracer.galaxies[1]])
    assert np.allclose(compressed(axes), 1e3 * image / AREA, rtol=1e-14)
