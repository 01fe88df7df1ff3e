"""Both kinds of data under one interface, for laws that hold for both."""

import numpy as np

import autolens_lite as al
from test_autolens_lite.fit.lens_systems import dataset_of, lens_galaxy, mask_of, response_of, sersic_galaxy


def interferometer(backend, **kwargs):
    return dataset_of(backend, visibilities=80, over_sample_size_lp=2, over_sample_size_pixelization=2, **kwargs)


def imaging(backend, seed=5):
    """A small noisy image of a lensed Sersic, with a lopsided PSF."""
    mask = mask_of(pixels=18, pixel_scale=0.15)
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[2:-3:-1, -2:3]
    psf = np.exp(-0.5 * ((y - 0.2) ** 2 + (x + 0.1) ** 2 + 0.4 * x * y)) + 0.01 * rng.uniform(size=(5, 5))
    tracer = al.Tracer([lens_galaxy(), sersic_galaxy()])
    simulator = al.SimulatorImaging(
        exposure_time=300.0, background_sky_level=0.1, psf=al.Convolver(psf), noise_seed=seed
    )
    grid = al.Grid2D.uniform(mask.shape_native, mask.pixel_scales, over_sample_size=2, backend="numba")
    dataset = simulator.via_tracer_from(tracer=tracer, grid=grid).with_backend(backend)
    return dataset.apply_mask(mask).apply_over_sampling(over_sample_size_lp=2, over_sample_size_pixelization=2)


KINDS = {"interferometer": interferometer, "imaging": imaging}


def fit_class_of(kind):
    return {"interferometer": al.FitInterferometer, "imaging": al.FitImaging}[kind]


def _is_imaging(fit):
    return not isinstance(fit, al.FitInterferometer)


def psf_matrix_of(dataset):
    """P (M, M) between unmasked pixels, by its definition: pixel j lights pixel i by the kernel at their offset."""
    kernel = dataset.psf.kernel
    half_y, half_x = (n // 2 for n in kernel.shape)
    rows, columns = np.nonzero(~dataset.mask.mask)
    dy, dx = rows[:, None] - rows, columns[:, None] - columns
    near = (np.abs(dy) <= half_y) & (np.abs(dx) <= half_x)
    return np.where(near, kernel[np.where(near, dy + half_y, 0), np.where(near, dx + half_x, 0)], 0.0)


def _stacked(visibilities):
    return np.concatenate([visibilities.real, visibilities.imag])


def data_of(fit):
    """The data as a real vector."""
    return np.asarray(fit.data.slim) if _is_imaging(fit) else _stacked(fit.dataset.data)


def model_of(fit):
    """The model as a real vector."""
    return np.asarray(fit.model_data.slim) if _is_imaging(fit) else _stacked(fit.model_data)


def covariance_of(fit):
    """The noise covariance of `data_of`, dense."""
    if _is_imaging(fit):
        return np.diag(np.asarray(fit.noise_map.slim) ** 2)
    return np.diag(_stacked(fit.dataset.noise_map) ** 2)


def image_response_of(fit):
    """The response matrix f: what `data_of` would be for each linear parameter at 1, in the inversion's order."""
    inversion = fit.inversion
    pixels = np.asarray(inversion.mapper.mapping_matrix)[:, inversion.kept]
    light = np.asarray(inversion.light_columns).T
    if _is_imaging(fit):
        return np.column_stack([psf_matrix_of(fit.dataset) @ pixels, light])
    return response_of(fit.dataset) @ np.column_stack([pixels, light])
