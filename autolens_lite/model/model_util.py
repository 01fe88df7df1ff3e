"""Ready-made models, `al.model_util`."""

from __future__ import annotations

import itertools
from typing import Any, NoReturn

import numpy as np

from autolens_lite import check, exc, former, units
from autolens_lite.lens import Galaxy, MassField
from autolens_lite.model.model import Model
from autolens_lite.model.priors import GaussianPrior, TruncatedGaussianPrior, UniformPrior
from autolens_lite.profile.basis import Basis
from autolens_lite.profile.light import linear, snr
from autolens_lite.profile.mass import ExternalPotential, ExternalShear, Isothermal, MassSheet
from autolens_lite.profile.point import PointFlux


@units.taken
def mge_model_from(
    mask_radius: float,
    total_gaussians: int = 30,
    gaussian_per_basis: int = 1,
    centre_prior_is_uniform: bool = True,
    centre: tuple[float, float] = (0.0, 0.0),
    centre_fixed: tuple[float, float] | None = None,
    centre_per_basis: bool = False,
    centre_sigma: float = 0.3,
    ell_comps_prior_is_uniform: bool = False,
    ell_comps_uniform_width: float = 0.2,
    ell_comps_sigma: float = 0.3,
    use_spherical: bool = False,
    sigma_min: float = 1e-4,
    ell_comps_limit: float = 1.0,
    order_bases: bool = False,
) -> Model:
    """Return a multi-Gaussian expansion: a `Basis` of linear Gaussians of fixed widths, evenly spaced in the logarithm.

    The Gaussians are in sets. Those of one set share the priors of their ellipticity; all share those of the centre. So
    the model has 2 free parameters for the centre and 2 a set for the ellipticity, and an intensity for each Gaussian
    that the fit solves for.

    Parameters
    ----------
    mask_radius
        The largest sigma, in arcsec: the radius of the mask.
    total_gaussians
        The number of Gaussians in a set.
    gaussian_per_basis
        The number of sets, each of an ellipticity of its own, for isophotes that twist.
    centre_prior_is_uniform
        Whether the prior of the centre is uniform, within 0.1 arcsec of `centre`, or Gaussian.
    centre
        The (y, x) that the prior of the centre is about, in arcsec.
    centre_fixed
        A (y, x) at which all Gaussians are, fixed, or None.
    centre_per_basis
        Whether each set has a centre of its own.
    centre_sigma
        The width of the Gaussian prior of the centre, in arcsec.
    ell_comps_prior_is_uniform
        Whether the prior of the ellipticity is uniform, or a truncated Gaussian about 0.
    ell_comps_uniform_width
        Half the width of the uniform prior.
    ell_comps_sigma
        The sigma of the truncated Gaussian.
    use_spherical
        Whether the Gaussians are round, without free ellipticities.
    sigma_min
        The smallest sigma, in arcsec.
    ell_comps_limit
        Where the truncated Gaussian ends, in (0, 1].
    order_bases
        Whether `ell_comps_1` must fall from set to set. It takes away the symmetry of sets that change places.

    Raises
    ------
    ParameterError
        If a number is out of its range, or spherical sets are to be ordered.
    """
    check.positive("mask_radius", mask_radius)
    total_gaussians = check.whole("total_gaussians", total_gaussians, 1)
    gaussian_per_basis = check.whole("gaussian_per_basis", gaussian_per_basis, 1)
    _check_number(total_gaussians, gaussian_per_basis)
    check.within("sigma_min", sigma_min, 0.0, mask_radius, open_lower=True)
    check.within("ell_comps_limit", ell_comps_limit, 0.0, 1.0, open_lower=True)
    check.positive("centre_sigma", centre_sigma)
    check.positive("ell_comps_sigma", ell_comps_sigma)
    check.within("ell_comps_uniform_width", ell_comps_uniform_width, 0.0, 1.0, open_lower=True)
    check.pair("centre", centre)
    if order_bases and use_spherical:
        raise exc.ParameterError(
            "order_bases = True has nothing to order with use_spherical = True: spherical Gaussians have no ell_comps. "
            "Pass one of the two."
        )

    def centre_priors() -> tuple[Any, Any]:
        if centre_fixed is not None:
            return check.pair("centre_fixed", centre_fixed)
        y, x = check.pair("centre", centre)
        if centre_prior_is_uniform:
            return UniformPrior(y - 0.1, y + 0.1), UniformPrior(x - 0.1, x + 0.1)
        return GaussianPrior(y, centre_sigma), GaussianPrior(x, centre_sigma)

    def ell_comps_prior() -> Any:
        if ell_comps_prior_is_uniform:
            return UniformPrior(-ell_comps_uniform_width, ell_comps_uniform_width)
        return TruncatedGaussianPrior(0.0, ell_comps_sigma, -ell_comps_limit, ell_comps_limit)

    spaced = np.linspace(np.log10(sigma_min), np.log10(mask_radius), total_gaussians)
    sigmas = [float(sigma) for sigma in 10.0**spaced]
    shared = centre_priors()
    gaussians, keys = [], []
    for _ in range(gaussian_per_basis):
        arguments: dict[str, Any] = {"centre": centre_priors() if centre_per_basis else shared}
        if not use_spherical:
            arguments["ell_comps"] = (ell_comps_prior(), ell_comps_prior())
            keys.append(arguments["ell_comps"][1])
        gaussians.extend(_gaussians(sigmas, arguments))
    model = Model(Basis, profile_list=gaussians)
    if order_bases:
        for higher, lower in itertools.pairwise(keys):
            model.add_assertion(higher > lower)
    return model


@units.taken
def mge_point_model_from(
    pixel_scales: float,
    total_gaussians: int = 10,
    centre: tuple[float, float] = (0.0, 0.0),
    sigma_min: float = 0.01,
) -> Model:
    """Return a multi-Gaussian expansion of unresolved light: sigma from `sigma_min` to twice the size of a pixel.

    Parameters
    ----------
    pixel_scales
        The size of a pixel, in arcsec.
    total_gaussians
        The number of linear Gaussians, which share the priors of their centre and ellipticity.
    centre
        The (y, x) about which the prior of the centre is uniform, within 0.1 arcsec.
    sigma_min
        The smallest sigma, in arcsec.

    Raises
    ------
    ParameterError
        If a number is out of its range.
    """
    check.positive("pixel_scales", pixel_scales)
    check.positive("sigma_min", sigma_min)
    return mge_model_from(
        mask_radius=max(2.0 * pixel_scales, sigma_min),
        total_gaussians=total_gaussians,
        centre=centre,
        sigma_min=sigma_min,
    )


@units.taken
def mass_field_from(
    lens: Model, shear: bool = True, mass_sheet: bool = False, potential: bool = False, redshift: float | None = None
) -> Model:
    """Return the model of an `al.MassField` about a lens, for `fields=` of a model.

    Parameters
    ----------
    lens
        The model of the lens; the field has its redshift, and is centred, where it has a centre, on its `mass`, by the
        very priors of that.
    shear, mass_sheet, potential
        Whether the field has an `ExternalShear`, a `MassSheet`, an `ExternalPotential`, under these names.
    redshift
        The redshift of the field, in place of that of the lens.

    Raises
    ------
    ModelError
        If the lens is not a model with a `mass`.
    """
    if not (isinstance(lens, Model) and check.has(lens, "mass")):
        raise exc.ModelError(
            f"lens = {lens!r} has no mass, on which a field is centred. Pass the model of a galaxy with one, such as "
            "al.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal)."
        )
    classes = {"shear": ExternalShear, "mass_sheet": MassSheet, "potential": ExternalPotential}
    chosen = {"shear": shear, "mass_sheet": mass_sheet, "potential": potential}
    parts = {name: Model(cls) for name, cls in classes.items() if chosen[name]}
    for name in parts.keys() - {"shear"}:
        parts[name].centre = lens.mass.centre
    return Model(MassField, redshift=lens.redshift if redshift is None else redshift, **parts)


SIMULATOR_RANDOM_LENS_SUMMARY = (
    "Each lens is drawn anew: an isothermal mass with an Einstein radius of 0.2 to 1.8 arcsec, normal ellipticity "
    "(sigma 0.2) and normal shear (0.05); a Sersic bulge with a signal to noise of 20 to 60, if it has light; and a "
    "Sersic source with one of 10 to 30 or a point with a flux of 0 to 2, normal about the centre (0.3 arcsec)."
)


@units.taken
def random_galaxies_for_simulation_from(
    include_lens_light: bool = True, use_point_source: bool = False, rng: np.random.Generator | None = None
) -> tuple[Galaxy, Galaxy]:
    """Return a lens at redshift 0.5 and a source at 1.0, drawn at random as `SIMULATOR_RANDOM_LENS_SUMMARY` says.

    Light has a signal to noise, which a simulator turns into an intensity. One generator draws what PyAutoLens draws.

    Parameters
    ----------
    include_lens_light
        Whether the lens has a bulge.
    use_point_source
        Whether the source is a point with a flux, `point_0`, in place of a `bulge`.
    rng
        The generator; None for a new one.

    Raises
    ------
    ParameterError
        If `rng` is not a generator.
    """
    rng = np.random.default_rng() if rng is None else rng
    check.generator("rng", rng)
    lens: dict[str, Any] = {}
    if include_lens_light:
        lens["bulge"] = _bulge_from(rng, (0.0, 0.0), (1.0, 5.0), (3.5, 4.5), (20.0, 60.0))
    lens["mass"] = Isothermal(ell_comps=(_ell_comp(rng), _ell_comp(rng)), einstein_radius=float(rng.uniform(0.2, 1.8)))
    lens["shear"] = ExternalShear(float(rng.normal(0.0, 0.05)), float(rng.normal(0.0, 0.05)))
    centre = (float(rng.normal(0.0, 0.3)), float(rng.normal(0.0, 0.3)))
    if use_point_source:
        source = Galaxy(1.0, point_0=PointFlux(centre, float(rng.uniform(0.0, 2.0))))
    else:
        source = Galaxy(1.0, bulge=_bulge_from(rng, centre, (0.01, 3.0), (1.5, 2.5), (10.0, 30.0)))
    return Galaxy(0.5, **lens), source


def _bulge_from(
    rng: np.random.Generator,
    centre: tuple[float, float],
    effective_radius: tuple[float, float],
    sersic_index: tuple[float, float],
    signal_to_noise_ratio: tuple[float, float],
) -> snr.Sersic:
    """A Sersic profile whose numbers lie between two each."""
    return snr.Sersic(
        centre=centre,
        ell_comps=(_ell_comp(rng), _ell_comp(rng)),
        effective_radius=float(rng.uniform(*effective_radius)),
        sersic_index=float(rng.uniform(*sersic_index)),
        signal_to_noise_ratio=float(rng.uniform(*signal_to_noise_ratio)),
    )


def _ell_comp(rng: np.random.Generator) -> float:
    return float(np.clip(rng.normal(0.0, 0.2), -1.0, 1.0))


def _check_number(total_gaussians: int, gaussian_per_basis: int = 1) -> None:
    size = 8 * (int(total_gaussians) * int(gaussian_per_basis)) ** 2
    remedy = "Pass fewer: the curvature matrix of their intensities is dense."
    check.allocatable("total_gaussians", total_gaussians, size, remedy)


def _gaussians(sigmas: list[float], arguments: dict[str, Any]) -> list[Model]:
    cls = linear.Gaussian if "ell_comps" in arguments else linear.GaussianSph
    return [Model(cls, sigma=sigma, **arguments) for sigma in sigmas]


def __getattr__(name: str) -> NoReturn:
    """Say what takes the place of a function that PyAutoLens has here."""
    former.refuse(__name__, name)
