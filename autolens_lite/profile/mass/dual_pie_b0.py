"""The dual pseudo-isothermal mass, by its strength b0."""

from __future__ import annotations

from autolens_lite import check
from autolens_lite import cosmology as cosmologies
from autolens_lite.profile import ellipse, geometry
from autolens_lite.profile.mass import dual_isothermal
from autolens_lite.xp.backend import Backend


class dPIEMassB0(geometry.EllProfile, dual_isothermal.OfStrength):
    r"""The dual pseudo-isothermal elliptical mass (dPIE, also PIEMD), a core and a truncation, by its strength b0.

    .. math:: \kappa = \frac{b_0}{2} \frac{r_s}{r_s - r_a} \left(\frac{1}{\sqrt{r_a^2 + r^2}} -
              \frac{1}{\sqrt{r_s^2 + r^2}}\right), \qquad
              r^2 = \frac{x^2}{(1 + f)^2} + \frac{y^2}{(1 - f)^2},

    with x along the major axis and f = |ell_comps| = (1 - q) / (1 + q): in three dimensions the density of the round
    mass goes as 1 / [(r_a^2 + r^2) (r_s^2 + r^2)]. In closed form, exact to rounding, the round mass included (where
    the formula of Kassiola & Kovner is 0 / 0). The potential is 0 at the centre.

    Notes
    -----
    `dPIEMass` is the same mass in the parameters of Lenstool.

    References
    ----------
    Kassiola & Kovner (1993), ApJ 417, 450; Eliasdottir et al. (2007), arXiv:0710.5636, appendix A.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    ra
        The core radius, in arcsec.
    rs
        The truncation radius, in arcsec, not equal to `ra`.
    b0
        The strength, in arcsec: the Einstein radius of a round mass of r_a = 0, infinite r_s.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        ra: float = 0.0,
        rs: float = 2.0,
        b0: float = 0.1,
    ) -> None:
        super().__init__(centre, ell_comps)
        self._set_strength(ra, rs, b0)

    @classmethod
    def from_lenstool(
        cls,
        centre: tuple[float, float] = (0.0, 0.0),
        ellipticity: float = 0.0,
        angle_pos: float = 0.0,
        sigma: float = 200.0,
        r_core: float = 0.1,
        r_cut: float = 20.0,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
        cosmology: cosmologies.FlatLambdaCDM | None = None,
    ) -> dPIEMassB0:
        """Return the mass of Lenstool's parameters (see `dPIEMass`) in any cosmology (None: Planck15)."""
        check.within("ellipticity", ellipticity, 0.0, 1.0, open_upper=True)
        axis_ratio = ((1.0 - ellipticity) / (1.0 + ellipticity)) ** 0.5
        b0 = dual_isothermal.b0_from(sigma, redshift_object, redshift_source, cosmologies.given(cosmology))
        return cls(centre, ellipse.ell_comps_from(axis_ratio, angle_pos), r_core, r_cut, b0)

    def _shape(self, xp: Backend) -> dual_isothermal.Shape:
        return dual_isothermal.Shape(self.ell_comps, self.ra, self.rs, self.b0)


class dPIEMassB0Sph(dual_isothermal.OfStrength):
    r"""The round dual pseudo-isothermal mass, by its strength b0: `dPIEMassB0` at ell_comps = (0, 0).

    .. math:: \alpha = b_0 \frac{r_s}{r_s - r_a} \left(\frac{r}{R_a + r_a} - \frac{r}{R_s + r_s}\right), \qquad
              R_i = \sqrt{r_i^2 + r^2}.

    Parameters are those of `dPIEMassB0` without `ell_comps`.
    """

    def __init__(
        self, centre: tuple[float, float] = (0.0, 0.0), ra: float = 0.1, rs: float = 2.0, b0: float = 1.0
    ) -> None:
        super().__init__(centre)
        self._set_strength(ra, rs, b0)

    @classmethod
    def from_lenstool(
        cls,
        centre: tuple[float, float] = (0.0, 0.0),
        sigma: float = 200.0,
        r_core: float = 0.1,
        r_cut: float = 20.0,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
        cosmology: cosmologies.FlatLambdaCDM | None = None,
    ) -> dPIEMassB0Sph:
        """Return the mass of Lenstool's parameters (see `dPIEMassSph`) in any cosmology (None: Planck15)."""
        b0 = dual_isothermal.b0_from(sigma, redshift_object, redshift_source, cosmologies.given(cosmology))
        return cls(centre, r_core, r_cut, b0)

    def _shape(self, xp: Backend) -> dual_isothermal.Shape:
        return dual_isothermal.Shape(None, self.ra, self.rs, self.b0)
