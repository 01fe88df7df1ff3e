"""The elliptical power law, its Einstein radius measured along the intermediate axis."""

from __future__ import annotations

from typing import Any

from autolens_lite.profile.mass.power_law import PowerLaw, power_from
from autolens_lite.xp.backend import Backend


class PowerLawIntermediate(PowerLaw):
    r"""The elliptical power law with the Einstein radius of lenstronomy, COOLEST and others.

    .. math:: \kappa(r) = \frac{3 - \gamma}{2} \left(\frac{\theta_{int}}{r}\right)^{\gamma - 1}, \qquad
              r^2 = q x^2 + y^2 / q,

    with x along the major axis: the same mass as `PowerLaw` of
    :math:`\theta_{int} = \sqrt q \, [2 / (1 + q)]^{1 / (\gamma - 1)} \, \theta_E`.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    einstein_radius
        theta_int, in arcsec.
    slope
        gamma, the logarithmic slope of the density in three dimensions, in (1, 3); 2 is isothermal.
    """

    def _radial(self, squared: Any, xp: Backend) -> Any:
        # (1 + f) (theta_E (1 - f) / |Z|)^t with theta_E in terms of theta_int
        e0, e1 = self.ell_comps
        return power_from(self.einstein_radius, squared / (1.0 - e0 * e0 - e1 * e1), self.slope - 1.0, xp)
