"""The dual pseudo-isothermal mass, in the parameters of Lenstool."""

from __future__ import annotations

from typing import Any

from autolens_lite import check, exc
from autolens_lite.profile import ellipse
from autolens_lite.profile.mass import dual_isothermal
from autolens_lite.profile.mass.dual_pie_b0 import dPIEMassB0, dPIEMassB0Sph
from autolens_lite.xp.backend import Backend


class dPIEMassSph(dual_isothermal.DualIsothermal):
    r"""The round dual pseudo-isothermal mass in the parameters of Lenstool: `dPIEMass` of ellipticity 0.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    sigma
        Lenstool's fiducial velocity dispersion (`v_disp`), km / s; see `dPIEMass`.
    r_core, r_cut
        The core and the truncation radius, in arcsec, not equal.
    redshift_object, redshift_source
        Redshifts of the mass and of the source, for b0.
    H0, Om0
        The flat universe of the distances: Hubble constant in km / s / Mpc, and matter density.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        sigma: float = 200.0,
        r_core: float = 0.1,
        r_cut: float = 20.0,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
        H0: float = 67.66,
        Om0: float = 0.30966,
    ) -> None:
        super().__init__(centre)
        check.non_negative("sigma", sigma)
        dual_isothermal.check_radii("r_core", r_core, "r_cut", r_cut)
        check.non_negative("redshift_object", redshift_object)
        check.positive("redshift_source", redshift_source)
        if not check.holds(redshift_source > redshift_object):
            raise exc.ParameterError(
                f"redshift_source = {redshift_source} is not behind redshift_object = {redshift_object}. Pass a larger "
                "one."
            )
        check.positive("H0", H0)
        check.within("Om0", Om0, 0.0, 1.0)
        self.sigma = sigma
        self.r_core = r_core
        self.r_cut = r_cut
        self.redshift_object = redshift_object
        self.redshift_source = redshift_source
        self.H0 = H0
        self.Om0 = Om0

    @classmethod
    def from_b0(
        cls, centre: tuple[float, float] = (0.0, 0.0), ra: float = 0.1, rs: float = 2.0, b0: float = 1.0
    ) -> dPIEMassB0Sph:
        """Return a `dPIEMassB0Sph`, the same mass by its strength."""
        return dPIEMassB0Sph(centre, ra, rs, b0)

    @property
    def b0(self) -> Any:
        """The strength 6 pi (sigma / c)^2 D_LS / D_S, in arcsec."""
        cosmology = dual_isothermal.cosmology_from(self.H0, self.Om0)
        return dual_isothermal.b0_from(self.sigma, self.redshift_object, self.redshift_source, cosmology)

    @property
    def ra(self) -> Any:
        """The core radius, in arcsec: `r_core`."""
        return self.r_core

    @property
    def rs(self) -> Any:
        """The truncation radius, in arcsec: `r_cut`."""
        return self.r_cut

    def _shape(self, xp: Backend) -> dual_isothermal.Shape:
        return dual_isothermal.Shape(None, self.r_core, self.r_cut, self.b0)


class dPIEMass(dPIEMassSph):
    r"""The dual pseudo-isothermal elliptical mass (dPIE) in the parameters of Lenstool (profile 81).

    The mass of `dPIEMassB0` with :math:`b_0 = 6 \pi (\sigma / c)^2 D_{LS} / D_S` and the axis ratio
    :math:`q = \sqrt{(1 - e) / (1 + e)}`. In closed form, exact to rounding.

    Notes
    -----
    `sigma` is Lenstool's fiducial dispersion. The central velocity dispersion of the mass is larger,
    sigma_0 = sqrt(3 / 2) sigma (Bergamini et al. 2019, equation 5): b0 = 4 pi (sigma_0 / c)^2 D_LS / D_S.
    Distances agree with those of astropy to 1e-12, those of PyAutoLens to 1e-7.

    References
    ----------
    Kassiola & Kovner (1993), ApJ 417, 450; Limousin et al. (2005), MNRAS 356, 309; Eliasdottir et al. (2007),
    arXiv:0710.5636, appendix A; Bergamini et al. (2019), A&A 631, A130.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ellipticity
        e = (a^2 - b^2) / (a^2 + b^2) for semi-axes a and b (`ellipticite`), in [0, 1).
    angle_pos
        Position angle of the major axis, degrees counter-clockwise from the positive x-axis.
    sigma
        Lenstool's fiducial velocity dispersion (`v_disp`), km / s.
    r_core, r_cut
        The core and the truncation radius (r_a and r_s of `dPIEMassB0`), in arcsec, not equal.
    redshift_object, redshift_source
        Redshifts of the mass and of the source, for b0.
    H0, Om0
        The flat universe of the distances: Hubble constant in km / s / Mpc, and matter density.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ellipticity: float = 0.0,
        angle_pos: float = 0.0,
        sigma: float = 200.0,
        r_core: float = 0.1,
        r_cut: float = 20.0,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
        H0: float = 67.66,
        Om0: float = 0.30966,
    ) -> None:
        super().__init__(centre, sigma, r_core, r_cut, redshift_object, redshift_source, H0, Om0)
        check.within("ellipticity", ellipticity, 0.0, 1.0, open_upper=True)
        check.finite("angle_pos", angle_pos)
        self.ellipticity = ellipticity
        self.angle_pos = angle_pos

    @classmethod
    def from_b0(  # type: ignore[override]
        cls,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        ra: float = 0.0,
        rs: float = 2.0,
        b0: float = 0.1,
    ) -> dPIEMassB0:
        """Return a `dPIEMassB0`, the same mass by its strength."""
        return dPIEMassB0(centre, ell_comps, ra, rs, b0)

    @property
    def axis_ratio(self) -> Any:
        """Minor over major axis, q."""
        return ((1.0 - self.ellipticity) / (1.0 + self.ellipticity)) ** 0.5

    @property
    def angle(self) -> Any:
        """Position angle of the major axis, degrees counter-clockwise from the positive x-axis: `angle_pos`."""
        return self.angle_pos

    @property
    def ell_comps(self) -> tuple[float, float]:
        """The elliptical components (e0, e1)."""
        return ellipse.ell_comps_from(self.axis_ratio, self.angle_pos)

    def _shape(self, xp: Backend) -> dual_isothermal.Shape:
        modulus = (1.0 - self.axis_ratio) / (1.0 + self.axis_ratio)
        twice = (2.0 * xp.pi / 180.0) * self.angle_pos
        ell_comps = modulus * xp.sin(twice), modulus * xp.cos(twice)
        return dual_isothermal.Shape(ell_comps, self.r_core, self.r_cut, self.b0)
