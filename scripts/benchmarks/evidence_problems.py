"""Six small lenses, one of each kind of likelihood, for `evidences.py`: images of 9 arcsec^2, two to six parameters."""

from collections.abc import Callable

import numpy as np

import autolens_lite as al

SCALE, RADIUS, SHAPE = 0.15, 1.95, (28, 28)
PSF_SIGMA, EXPOSURE = 0.1, 100.0


# %%
def observed(*galaxies: al.Galaxy) -> al.Imaging:
    """The noisy, masked image of galaxies."""
    grid = al.Grid2D.uniform(shape_native=SHAPE, pixel_scales=SCALE, over_sample_size=2)
    psf = al.Convolver.from_gaussian(shape_native=(7, 7), pixel_scales=SCALE, sigma=PSF_SIGMA)
    simulator = al.SimulatorImaging(exposure_time=EXPOSURE, background_sky_level=1.0, psf=psf, noise_seed=1)
    image = simulator.via_tracer_from(tracer=al.Tracer(galaxies=list(galaxies)), grid=grid)
    masked = image.apply_mask(al.Mask2D.circular(shape_native=SHAPE, pixel_scales=SCALE, radius=RADIUS))
    return masked.apply_over_sampling(over_sample_size_lp=2)


def of(**galaxies: al.Model) -> al.Collection:
    return al.Collection(galaxies=al.Collection(**galaxies))


def deflector(**light: object) -> al.Model:
    """A lens with a round mass at a known place: one parameter beside its light's."""
    mass = al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0), einstein_radius=al.UniformPrior(0.8, 1.4))
    return al.Model(al.Galaxy, redshift=0.5, mass=mass, **light)


def background(profile: type, redshift: float = 1.0, **known: float) -> al.Model:
    """A source whose size and brightness are known to a factor, so that nested sampling finds it."""
    bulge = al.Model(profile, sersic_index=1.0, **known)
    if "effective_radius" not in known:
        bulge.effective_radius = al.UniformPrior(0.05, 0.6)
    if profile is al.lp.SersicSph:
        bulge.intensity = al.LogUniformPrior(0.3, 30.0)
    return al.Model(al.Galaxy, redshift=redshift, bulge=bulge)


LENS = {"redshift": 0.5, "mass": al.mp.IsothermalSph(einstein_radius=1.1)}
BULGE = {"sersic_index": 2.0, "effective_radius": 0.5}
SOURCE = al.lp.SersicSph(centre=(0.1, -0.05), intensity=3.0, effective_radius=0.2, sersic_index=1.0)


# %%
def parametric() -> tuple[al.Collection, al.Imaging]:
    """Einstein radius, and place, brightness and size of the source."""
    data = observed(al.Galaxy(**LENS), al.Galaxy(redshift=1.0, bulge=SOURCE))
    return of(lens=deflector(), source=background(al.lp.SersicSph)), data


def with_light(light: object, source: al.Model) -> tuple[al.Collection, al.Imaging]:
    bulge = al.lp.SersicSph(intensity=1.0, **BULGE)
    data = observed(al.Galaxy(**LENS, bulge=bulge), al.Galaxy(redshift=1.0, bulge=SOURCE))
    return of(lens=deflector(bulge=light), source=source), data


def linear_light() -> tuple[al.Collection, al.Imaging]:
    """Einstein radius, place and size of the source; the intensities of lens and source are solved for."""
    return with_light(al.lp_linear.SersicSph(**BULGE), background(al.lp_linear.SersicSph))


def multi_gaussian() -> tuple[al.Collection, al.Imaging]:
    """Einstein radius and place of the source; eight Gaussians of the lens, and four of the source, are solved for."""
    lens = al.lp_basis.Basis([al.lp_linear.GaussianSph(sigma=sigma) for sigma in np.geomspace(0.05, 1.5, 8)])
    profiles = [al.Model(al.lp_linear.GaussianSph, sigma=sigma) for sigma in np.geomspace(0.05, 0.4, 4)]
    for profile in profiles:
        profile.centre = profiles[0].centre
    galaxy = al.Model(al.Galaxy, redshift=1.0, bulge=al.Model(al.lp_basis.Basis, profile_list=profiles))
    return with_light(lens, galaxy)


def rectangular() -> tuple[al.Collection, al.Imaging]:
    """Einstein radius, and the coefficient of regularization of a source on 10 x 10 pixels."""
    mesh = al.Model(al.mesh.RectangularUniform, shape=(10, 10))
    pixelization = al.Model(al.Pixelization, mesh=mesh, regularization=al.Model(al.reg.Constant))
    source = al.Model(al.Galaxy, redshift=1.0, pixelization=pixelization)
    data = observed(al.Galaxy(**LENS), al.Galaxy(redshift=1.0, bulge=SOURCE))
    return of(lens=deflector(), source=source), data


def visibilities() -> tuple[al.Collection, al.Interferometer]:
    """Einstein radius, and place, brightness and size of the source."""
    mask = al.Mask2D.circular((26, 26), radius=1.9, pixel_scales=SCALE)
    uv = np.random.default_rng(1).normal(0.0, 2.0e5, (300, 2))
    simulator = al.SimulatorInterferometer(uv, noise_sigma=0.5, noise_seed=1)
    tracer = al.Tracer(galaxies=[al.Galaxy(**LENS), al.Galaxy(redshift=1.0, bulge=SOURCE)])
    data = simulator.via_tracer_from(tracer, al.Grid2D.from_mask(mask))
    return of(lens=deflector(), source=background(al.lp.SersicSph)), data


def two_sources() -> tuple[al.Collection, al.Imaging]:
    """Einstein radius, and place and brightness of two sources at two redshifts, of known sizes."""
    other = al.lp.SersicSph(centre=(-0.25, 0.1), intensity=3.0, effective_radius=0.15, sersic_index=1.0)
    data = observed(al.Galaxy(**LENS), al.Galaxy(redshift=1.0, bulge=SOURCE), al.Galaxy(redshift=2.0, bulge=other))
    sources = {
        "source": background(al.lp.SersicSph, effective_radius=0.2),
        "far": background(al.lp.SersicSph, redshift=2.0, effective_radius=0.15),
    }
    return of(lens=deflector(), **sources), data


PROBLEMS: dict[str, Callable[[], tuple]] = {
    "parametric": parametric,
    "linear light": linear_light,
    "multi-Gaussian light": multi_gaussian,
    "rectangular mesh": rectangular,
    "visibilities": visibilities,
    "two sources": two_sources,
}


def analysis_of(data: object, backend: str) -> al.Analysis:
    kind = al.AnalysisInterferometer if isinstance(data, al.Interferometer) else al.AnalysisImaging
    return kind(data.with_backend(backend))
