"""Small observations and lens systems shared by the tests of inversion, fit and analysis."""

import numpy as np

import autolens_lite as al

NYQUIST = 648000.0 / np.pi / 2.0  # wavelengths for pixels of 1 arcsec


def mask_of(pixels=20, pixel_scale=0.15):
    return al.Mask2D.circular((pixels, pixels), radius=0.45 * pixels * pixel_scale, pixel_scales=pixel_scale)


def lens_galaxy(vector=(0.02, -0.01, 0.1, -0.06, 0.8, 0.04, -0.03), power_law=None):
    """Centre, ell_comps, Einstein radius and shear."""
    mass = {"centre": tuple(vector[:2]), "ell_comps": tuple(vector[2:4]), "einstein_radius": vector[4]}
    profile = al.mp.Isothermal(**mass) if power_law is None else al.mp.PowerLaw(**mass, slope=power_law)
    return al.Galaxy(redshift=0.5, mass=profile, shear=al.mp.ExternalShear(gamma_1=vector[5], gamma_2=vector[6]))


def sersic_galaxy():
    return al.Galaxy(redshift=1.0, bulge=al.lp.Sersic((0.05, 0.1), (0.1, 0.2), 2.0, 0.3, 1.2))


def pixelized_galaxy(mesh, coefficient=0.1):
    return al.Galaxy(redshift=1.0, pixelization=al.Pixelization(mesh, al.reg.Constant(coefficient)))


def dataset_of(backend, visibilities=150, seed=3, unequal=True, primary_beam=None, mask=None, **kwargs):
    """Noisy visibilities of a lensed Sersic, with baselines up to the pixels' Nyquist limit."""
    mask = mask_of() if mask is None else mask
    rng = np.random.default_rng(seed)
    limit = 0.95 * NYQUIST / mask.pixel_scale
    angle = rng.uniform(0.0, 2.0 * np.pi, visibilities)
    uv = (limit * np.sqrt(rng.uniform(0.01, 1.0, visibilities)))[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
    empty = al.Interferometer(
        np.zeros(visibilities, complex),
        np.ones(visibilities),
        uv,
        mask,
        primary_beam=primary_beam,
        backend="numba",
        **kwargs,
    )
    truth = al.FitInterferometer(empty, al.Tracer([lens_galaxy(), sersic_galaxy()])).model_data
    sigma = 0.5 * np.abs(truth).std() * rng.uniform(0.5, 2.0, (2, visibilities))
    noise_map = sigma[0] + 1j * (sigma[1] if unequal else sigma[0])
    noise = noise_map.real * rng.normal(size=visibilities) + 1j * noise_map.imag * rng.normal(size=visibilities)
    return al.Interferometer(truth + noise, noise_map, uv, mask, primary_beam=primary_beam, backend=backend, **kwargs)


def response_of(dataset):
    """The real matrix that takes a slim image to (real, imaginary) visibilities, by its definition."""
    grid = al.Grid2D.from_mask(dataset.real_space_mask, backend="numba")
    radians = np.pi / 648000.0
    phase = (
        2.0
        * np.pi
        * radians
        * (np.outer(dataset.uv_wavelengths[:, 0], grid.x) + np.outer(dataset.uv_wavelengths[:, 1], grid.y))
    )
    return np.concatenate([np.cos(phase), -np.sin(phase)])
