"""Point sources, `al.ps`: what a fit to the positions and fluxes of multiple images takes for the source."""

from __future__ import annotations

from autolens_lite import check
from autolens_lite.profile.geometry import Profile


class PointSource(Profile):
    """Base of the point sources. A galaxy holds them by name; they neither shine on a grid nor deflect."""

    _refuse_samples_in = ()  # nothing converts them


class Point(PointSource):
    """A point in the source plane, whose images have positions.

    Parameters
    ----------
    centre
        The (y, x) of the source, in arcsec.
    """

    def __init__(self, centre: tuple[float, float] = (0.0, 0.0)) -> None:
        self.centre = check.pair("centre", centre)


class PointFlux(Point):
    """A point in the source plane, whose images have positions and fluxes.

    Parameters
    ----------
    centre
        The (y, x) of the source, in arcsec.
    flux
        The unlensed flux, in the units of the observed fluxes.
    """

    def __init__(self, centre: tuple[float, float] = (0.0, 0.0), flux: float = 0.1) -> None:
        super().__init__(centre)
        check.finite("flux", flux)
        self.flux = flux


class PointSolved(PointSource):
    """A point source without free parameters: the fit finds the centre (and flux) that suits the lens best."""
