"""Ready-made models, `al.model_util`."""

from __future__ import annotations

import itertools
from typing import Any, NoReturn

import numpy as np

from autolens_lite import check, exc, former, units
from autolens_lite.model.model import Model
from autolens_lite.model.priors import GaussianPrior, TruncatedGaussianPrior, UniformPrior
from autolens_lite.profile.basis import Basis
from autolens_lite.profile.light import linear


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
