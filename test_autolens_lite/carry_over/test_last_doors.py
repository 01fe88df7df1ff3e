"""Files of a whole dataset, searches without a name, inversions of a tracer without a fit, and geometry by itself."""

import numpy as np
import pytest
from astropy.io import fits

import autolens_lite as al
import autolens_lite.plot as aplt
from test_autolens_lite.search.fakes import Gaussian, model_of

af = al
MASK = al.Mask2D.circular((21, 25), radius=0.9, pixel_scales=0.1)
NAMED = {f"{name}_hdu": name for name in ("data", "psf", "noise_map")}


def imaging(backend="numba"):
    draw = np.random.default_rng(1)
    kernel = draw.uniform(0.1, 1.0, (3, 5))
    kernel[1, 2] = 4.0
    psf = al.Convolver(kernel, pixel_scales=0.1)
    data, noise_map = draw.normal(0.0, 1.0, (21, 25)), draw.uniform(0.5, 1.0, (21, 25))
    return al.Imaging(data, noise_map, psf, pixel_scales=0.1, backend=backend)


def lens_and_source(**light):
    pixelization = al.Pixelization(al.mesh.RectangularUniform((6, 6)), al.reg.Constant(1.0))
    lens = al.Galaxy(redshift=0.5, mass=al.mp.Isothermal(einstein_radius=0.5), **light)
    return al.Tracer([lens, al.Galaxy(redshift=1.0, pixelization=pixelization)])


@pytest.mark.parametrize("first_row", ["bottom", "top"])
@pytest.mark.parametrize("backend", ["numba", "jax"])
def test_an_image_is_one_file_of_named_hdus(tmp_path, backend, first_row):
    files = {f"{name}_path": tmp_path / f"{name}.fits" for name in ("data", "psf", "noise_map")}
    imaging().output_to_fits(**files)
    dataset = al.Imaging.from_fits(**files, first_row=first_row, backend=backend).apply_mask(MASK)
    path = tmp_path / "dataset.fits"
    aplt.fits_imaging(dataset=dataset, file_path=path)
    with fits.open(path) as hdus:
        assert [hdu.name for hdu in hdus] == ["MASK", "DATA", "PSF", "NOISE_MAP"]
        assert [hdu.header.get("ROWORDER") for hdu in hdus] == 4 * [{"bottom": None, "top": "TOP-DOWN"}[first_row]]
        assert hdus["PSF"].header["CRPIX1"] == 3.0 and hdus["DATA"].header["CRPIX1"] == 13.0
    mask = al.Mask2D.from_fits(path, pixel_scales=0.1, hdu="mask")
    np.testing.assert_array_equal(mask.mask, dataset.mask.mask)
    once = dict.fromkeys(files, path)
    again = al.Imaging.from_fits(**once, **NAMED, mask=mask, backend=backend)
    np.testing.assert_array_equal(np.asarray(again.data.native), np.asarray(dataset.data.native))
    np.testing.assert_array_equal(np.asarray(again.noise_map.native), np.asarray(dataset.noise_map.native))
    np.testing.assert_allclose(np.asarray(again.psf.kernel), np.asarray(dataset.psf.kernel), rtol=1e-15)
    with pytest.raises(al.exc.DataError, match="exists"):
        aplt.fits_imaging(dataset=dataset, file_path=path)


def test_visibilities_are_one_file_of_named_hdus(tmp_path):
    draw = np.random.default_rng(2)
    values = draw.normal(size=20) + 1j * draw.normal(size=20)
    dataset = al.Interferometer(values, np.full(20, 0.1 + 0.2j), draw.normal(0.0, 1e5, (20, 2)), MASK)
    path = tmp_path / "dataset.fits"
    aplt.fits_interferometer(dataset=dataset, file_path=path)
    with fits.open(path) as hdus:
        assert [hdu.name for hdu in hdus] == ["DATA", "NOISE_MAP", "UV_WAVELENGTHS"]
    again = al.Interferometer.from_fits(
        data_path=path,
        noise_map_path=path,
        uv_wavelengths_path=path,
        real_space_mask=MASK,
        visibilities_hdu="data",
        noise_map_hdu="noise_map",
        uv_wavelengths_hdu="uv_wavelengths",
    )
    for name in ("data", "noise_map", "uv_wavelengths"):
        np.testing.assert_array_equal(np.asarray(getattr(again, name)), np.asarray(getattr(dataset, name)))


def test_a_search_without_a_name_has_that_of_its_class(tmp_path):
    search = af.LBFGS(output_path=tmp_path, n_starts=1, n_samples=10, seed=1, progress_bar=False)
    assert search.name == "lbfgs" and af.Nautilus().name == "nautilus"
    search.fit(model_of(1), Gaussian(1))
    assert (tmp_path / "lbfgs" / "search.json").exists()
    with pytest.raises(al.exc.ResumeError):
        search.fit(model_of(2), Gaussian(2))


@pytest.mark.parametrize("backend", ["numba", "jax"])
def test_a_tracer_has_an_inversion_without_a_fit(backend):
    dataset = imaging(backend).apply_mask(MASK)
    to_inversion = al.TracerToInversion(dataset=dataset, tracer=lens_and_source())
    fit = al.FitImaging(dataset, to_inversion.tracer)
    np.testing.assert_array_equal(to_inversion.inversion.reconstruction, fit.inversion.reconstruction)
    assert to_inversion.mapper_galaxy_dict == {to_inversion.inversion.mappers[0]: to_inversion.tracer.galaxies[1]}
    bulge = al.lp.SersicSph(intensity=2.0, effective_radius=0.3)
    bright = al.TracerToInversion(dataset, lens_and_source(bulge=bulge))
    np.testing.assert_array_equal(bright.inversion.reconstruction, fit.inversion.reconstruction)
    nothing = al.TracerToInversion(dataset, al.Tracer([al.Galaxy(0.5, bulge=bulge)]))
    assert nothing.inversion is None and nothing.mapper_galaxy_dict == {}
    with pytest.raises(al.exc.AutoLensError, match="Imaging"):
        al.TracerToInversion(dataset.data, bright.tracer)


def test_an_ellipse_stands_by_itself():
    ellipse = al.EllProfile(centre=(0.1, 0.2), ell_comps=(0.25, 0.0))
    assert ellipse.axis_ratio == pytest.approx(0.6, rel=1e-15) and ellipse.angle == pytest.approx(45.0, rel=1e-15)
    assert al.EllProfile().axis_ratio == 1.0


@pytest.mark.parametrize("radius", [1.2, 5.0])
def test_curves_are_found_without_a_grid(radius):
    calc = al.LensCalc.from_mass_obj(al.mp.IsothermalSph(einstein_radius=radius))
    (curve,) = calc.tangential_critical_curve_list_via_zero_contour_from(delta=0.1)
    np.testing.assert_allclose(np.hypot(curve.y, curve.x), radius, rtol=1e-6)
    assert calc.einstein_radius_via_zero_contour_from() == pytest.approx(radius, rel=1e-3)
    assert calc.einstein_radius_jit_from(N=100) == pytest.approx(radius, rel=1e-3)
    assert calc.einstein_radius_list_via_zero_contour_from() == pytest.approx([radius], rel=1e-3)
    grid = al.Grid2D.uniform((100, 100), 0.03 * radius)
    area = calc.tangential_critical_curve_area_list_from(grid=grid)
    assert area == pytest.approx(calc.einstein_mass_angular_list_from(grid=grid), rel=1e-12)
    assert area == pytest.approx([np.pi * radius**2], rel=1e-3)
    cored = al.LensCalc.from_mass_obj(al.mp.IsothermalCoreSph(einstein_radius=radius, core_radius=0.1))
    (radial,) = cored.radial_critical_curve_list_via_zero_contour_from()
    assert cored.radial_critical_curve_area_list_from(grid=grid)[0] == pytest.approx(
        cored.area_within_curve_list_from([radial])[0], rel=1e-2
    )
    assert len(cored.radial_caustic_list_via_zero_contour_from()) == 1
    assert np.abs(np.asarray(calc.tangential_caustic_list_via_zero_contour_from()[0])).max() < 1e-5
    with pytest.raises(al.exc.ParameterError, match="delta"):
        calc.einstein_radius_via_zero_contour_from(delta=-1.0)


def test_planes_of_a_lens_calc_that_are_none_are_refused():
    tracer = lens_and_source()
    for wrong in ({"plane_i": 1}, {"plane_j": 2}, {"plane_j": -3}):
        with pytest.raises(al.exc.ParameterError, match=next(iter(wrong))):
            al.LensCalc.from_tracer(tracer=tracer, **wrong)
    with pytest.raises(al.exc.ParameterError, match="tracer"):
        al.LensCalc.from_tracer(tracer.galaxies[0])


def test_a_field_is_centred_on_the_mass_of_its_lens():
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal)
    field = al.model_util.mass_field_from(lens=lens, mass_sheet=True, redshift=0.4)
    assert field.mass_sheet.centre_0 is lens.mass.centre_0 and field.redshift == 0.4
    assert al.model_util.mass_field_from(lens=lens, shear=False).prior_count == 0
    with pytest.raises(al.exc.ModelError, match="has no mass"):
        al.model_util.mass_field_from(lens=al.Model(al.Galaxy, redshift=0.5))
    with pytest.raises(al.exc.ParameterError, match="rng"):
        al.model_util.random_galaxies_for_simulation_from(rng=3)
