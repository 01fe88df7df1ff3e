"""Small lenses: truths are drawn from the priors of a model, data from the likelihood at the truth."""

from collections.abc import Callable
from typing import Any

import numpy as np

import autolens_lite as al

SCALE, RADIUS, SHAPE = 0.15, 1.95, (28, 28)
OF_IMAGE, OF_VISIBILITIES, VISIBILITIES = 0.1, 0.5, 300
# By how much a wrong likelihood takes the noise to be greater than it is.
WRONG_NOISE = 1.5


class Problem:
    """A model, and how data are drawn at vectors of its parameters.

    Parameters
    ----------
    model
        Its priors are those that truths are drawn from.
    data
        Those whose values are replaced by what is drawn; their noise is that of all.
    settings
        Of the analysis.
    """

    def __init__(self, model: al.Collection, data: Any, settings: al.Settings | None = None) -> None:
        self.model, self.settings = model, settings
        self._host, self._data = self._analysis(data.with_backend("numba")), data

    def drawn(
        self, rng: np.random.Generator, noise_factor: float = 1.0, backend: str = "jax"
    ) -> tuple[np.ndarray, Any]:
        """Return a truth (p,), and the analysis of data drawn at it, which takes the noise to be so much greater."""
        truth = self._truth(rng)
        fit = self._host.fit_from(self.model.instance_from_vector(truth))
        return truth, self._analysis(self._observed(self._image(fit, rng), rng, noise_factor).with_backend(backend))

    def _truth(self, rng: np.random.Generator) -> np.ndarray:
        """A vector (p,) drawn from the priors, within what the model allows."""
        while True:
            vector = np.array(self.model.vector_from_unit_vector(rng.random((1, self.model.prior_count))), dtype=float)
            if np.all(np.isfinite(np.asarray(self.model.log_prior_from_vector(vector)))):
                return vector[0]

    def _image(self, fit: Any, rng: np.random.Generator) -> np.ndarray:
        return np.array(fit.model_data)

    def _observed(self, image: np.ndarray, rng: np.random.Generator, noise_factor: float) -> Any:
        noise = np.array(self._data.noise_map)
        return self._data.with_values(
            data=image + noise * rng.standard_normal(image.shape), noise_map=noise_factor * noise
        )

    def _analysis(self, data: Any) -> Any:
        kind = al.AnalysisInterferometer if isinstance(data, al.Interferometer) else al.AnalysisImaging
        return kind(data, settings=self.settings)


class OfVisibilities(Problem):
    """Complex data, of which each part has the noise."""

    def _observed(self, image: np.ndarray, rng: np.random.Generator, noise_factor: float) -> al.Interferometer:
        noise = np.array(self._data.noise_map)
        parts = rng.standard_normal((2, image.size))
        return al.Interferometer(
            image + noise.real * parts[0] + 1j * noise.imag * parts[1],
            noise_factor * noise,
            self._data.uv_wavelengths,
            self._data.real_space_mask,
        )


class OfPixels(Problem):
    """A source on a mesh, itself drawn from the prior that its regularization is."""

    def _image(self, fit: Any, rng: np.random.Generator) -> np.ndarray:
        response, prior = response_of(fit), np.array(fit.inversion.regularization_matrix)
        # H = L L^T, and L^-T times unit normal variables has the covariance H^-1
        source = np.linalg.solve(np.linalg.cholesky(prior).T, rng.standard_normal(len(prior)))
        return response @ source


def response_of(fit: Any) -> np.ndarray:
    """The image (pixels, source pixels) of each source pixel, one at a time."""
    columns = np.array(fit.inversion.mapping_matrix).T
    return np.array([np.array(fit.dataset.pixels_blurred_from(np.ascontiguousarray(column))) for column in columns]).T


# %%
def lens() -> al.Model:
    """An isothermal lens at a known place, with shear: five parameters."""
    mass, shear = al.Model(al.mp.Isothermal, centre=(0.0, 0.0)), al.Model(al.mp.ExternalShear)
    mass.einstein_radius = al.UniformPrior(1.05, 1.35)
    mass.ell_comps.ell_comps_0 = al.GaussianPrior(0.05, 0.05)
    mass.ell_comps.ell_comps_1 = al.GaussianPrior(0.0, 0.05)
    shear.gamma_1 = al.GaussianPrior(0.0, 0.03)
    shear.gamma_2 = al.GaussianPrior(0.0, 0.03)
    return al.Model(al.Galaxy, redshift=0.5, mass=mass, shear=shear)


def bulge(profile: type) -> al.Model:
    """A source of six parameters, or of seven with its index."""
    light = al.Model(profile)
    light.centre.centre_0 = al.UniformPrior(0.05, 0.25)
    light.centre.centre_1 = al.UniformPrior(-0.1, 0.1)
    light.ell_comps.ell_comps_0 = al.GaussianPrior(0.0, 0.15)
    light.ell_comps.ell_comps_1 = al.GaussianPrior(0.1, 0.15)
    light.intensity = al.LogUniformPrior(1.5, 6.0)
    light.effective_radius = al.UniformPrior(0.15, 0.35)
    if profile is al.lp.Sersic:
        light.sersic_index = al.GaussianPrior(1.3, 0.15)
    return al.Model(al.Galaxy, redshift=1.0, bulge=light)


def with_source(source: al.Model) -> al.Collection:
    return al.Collection(galaxies=al.Collection(lens=lens(), source=source))


def blank(over_sample_size: int = 2) -> al.Imaging:
    """An image of 540 pixels, of a value that is replaced."""
    values = al.Array2D.no_mask(np.ones(SHAPE), pixel_scales=SCALE)
    psf = al.Convolver.from_gaussian(shape_native=(7, 7), pixel_scales=SCALE, sigma=0.1)
    data = al.Imaging(data=values, noise_map=OF_IMAGE * values, psf=psf, over_sample_size_lp=over_sample_size)
    return data.apply_mask(al.Mask2D.circular(shape_native=SHAPE, pixel_scales=SCALE, radius=RADIUS))


# %%
def image() -> Problem:
    """Twelve parameters; of some truths the posterior reaches a bound of the effective radius."""
    return Problem(with_source(bulge(al.lp.Sersic)), blank())


def visibilities() -> Problem:
    """Eleven parameters."""
    mask = al.Mask2D.circular((26, 26), radius=1.9, pixel_scales=SCALE)
    uv = np.random.default_rng(1).normal(0.0, 2.0e5, (VISIBILITIES, 2))
    ones = np.full(VISIBILITIES, 1.0 + 1.0j)
    data = al.Interferometer(ones, OF_VISIBILITIES * ones, uv, mask)
    return OfVisibilities(with_source(bulge(al.lp.Exponential)), data)


def pixels() -> Problem:
    """The lens, and the coefficient and the scale of the prior of a source on 10 x 10 pixels."""
    prior = al.Model(al.reg.GaussianKernel)
    prior.coefficient, prior.scale = al.LogUniformPrior(0.3, 3.0), al.UniformPrior(0.2, 0.5)
    mesh = al.Model(al.mesh.RectangularUniform, shape=(10, 10))
    pixelization = al.Model(al.Pixelization, mesh=mesh, regularization=prior)
    source = al.Model(al.Galaxy, redshift=1.0, pixelization=pixelization)
    return OfPixels(with_source(source), blank(), al.Settings(use_positive_only_solver=False))


def whole() -> Problem:
    """Twenty-five parameters: a bulge and a disk with one centre, mass with a centre of its own, shear, source."""
    galaxy = lens()
    galaxy.mass.centre.centre_0, galaxy.mass.centre.centre_1 = (al.GaussianPrior(0.0, 0.05) for _ in range(2))
    galaxy.bulge, galaxy.disk = al.Model(al.lp.Sersic), al.Model(al.lp.Exponential)
    for light, brightness, radius in ((galaxy.bulge, (1.0, 4.0), (0.4, 0.8)), (galaxy.disk, (0.2, 0.8), (1.2, 2.0))):
        light.ell_comps.ell_comps_0, light.ell_comps.ell_comps_1 = (al.GaussianPrior(0.0, 0.1) for _ in range(2))
        light.intensity, light.effective_radius = al.LogUniformPrior(*brightness), al.UniformPrior(*radius)
    galaxy.bulge.sersic_index = al.UniformPrior(1.0, 3.0)
    galaxy.bulge.centre.centre_0, galaxy.bulge.centre.centre_1 = (al.GaussianPrior(0.0, 0.05) for _ in range(2))
    galaxy.disk.centre = galaxy.bulge.centre
    model = al.Collection(galaxies=al.Collection(lens=galaxy, source=bulge(al.lp.Sersic)))
    return Problem(model, blank(over_sample_size=8))


PROBLEMS: dict[str, Callable[[], Problem]] = {
    "image": image,
    "visibilities": visibilities,
    "pixels": pixels,
    "whole": whole,
}
