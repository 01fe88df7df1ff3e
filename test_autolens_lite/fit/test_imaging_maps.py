"""The maps of a fit to an image are what they are called, and add up to the numbers."""

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.fit.kinds import imaging
from test_autolens_lite.fit.lens_systems import lens_galaxy


def fit_of():
    """Lens light of every kind, and meshes in two planes, of which the nearer deflects."""
    light = al.lp_basis.Basis([al.lp_linear.Gaussian(sigma=sigma) for sigma in (0.1, 0.3)])
    lens = lens_galaxy()
    lens = al.Galaxy(0.5, bulge=light, disk=al.lp.Exponential(intensity=0.1), mass=lens.mass, shear=lens.shear)
    pixelization = al.Pixelization(al.mesh.RectangularUniform((5, 6)), al.reg.Constant(0.5))
    near = al.Galaxy(0.8, mass=al.mp.IsothermalSph((0.1, 0.0), 0.1), pixelization=pixelization)
    tracer = al.Tracer([lens, near, al.Galaxy(1.5, pixelization=pixelization)])
    return al.FitImaging(imaging("numba"), tracer, dataset_model=al.DatasetModel(background_sky_level=0.02))


def test_definitions():
    fit = fit_of()
    data, sigma = (np.asarray(values) for values in (fit.dataset.data, fit.dataset.noise_map))
    data = data - 0.02
    models = {galaxy: np.asarray(image) for galaxy, image in fit.model_images_of_galaxies_dict.items()}
    total = sum(models.values())
    expected = {
        "data": data,
        "model_data": total,
        "residual_map": data - total,
        "normalized_residual_map": (data - total) / sigma,
        "chi_squared_map": ((data - total) / sigma) ** 2,
        "residual_flux_fraction_map": (data - total) / data,
        "signal_to_noise_map": np.maximum(data / sigma, 0.0),
        "profile_subtracted_image": data - np.asarray(fit.blurred_image),
        "lensed_source_image": sum(models[galaxy] for galaxy in fit.tracer.galaxies[1:]),
        "lens_subtracted_image": data - models[fit.tracer.galaxies[0]],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(np.asarray(getattr(fit, name)), values, rtol=1e-9, atol=1e-11, err_msg=name)
    chi_squared = expected["chi_squared_map"].sum()
    assert float(fit.chi_squared) == pytest.approx(chi_squared, rel=1e-9)
    assert float(fit.reduced_chi_squared) == pytest.approx(chi_squared / data.size, rel=1e-9)
    assert fit.galaxy_model_image_dict.keys() == models.keys()
    for galaxy, image in fit.subtracted_images_of_galaxies_dict.items():
        np.testing.assert_allclose(np.asarray(image), data - total + models[galaxy], rtol=0, atol=1e-11)
    for planes, images in zip(fit.model_images_of_planes_list, models.values(), strict=True):
        np.testing.assert_allclose(np.asarray(planes), images, rtol=0, atol=1e-14)


@pytest.mark.filterwarnings("error")
def test_no_fraction_of_no_light():
    dataset = imaging("numba")
    values = np.array(dataset.data.native)
    row, column = dataset.mask.native_for_slim[7]
    values[row, column] = 0.0
    dataset = al.Imaging(
        al.Array2D.no_mask(values, dataset.pixel_scales),
        al.Array2D.no_mask(np.where(dataset.mask.mask, 1.0, dataset.noise_map.native), dataset.pixel_scales),
        dataset.psf,
    ).apply_mask(dataset.mask)
    found = np.asarray(al.FitImaging(dataset, al.Tracer([lens_galaxy()])).residual_flux_fraction_map)
    assert np.flatnonzero(np.isnan(found)).tolist() == [7]
