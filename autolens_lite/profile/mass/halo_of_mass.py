"""What the haloes have in common that are given by their mass, with the concentration that haloes of it have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autolens_lite import check, cosmology
from autolens_lite.profile.mass import mass_concentration


class HaloOfMass:
    """A halo of a mass M_200 at a redshift; its kind says by which relation it is concentrated (Ludlow et al. 2016).

    Attributes
    ----------
    mass_at_200
        M_200, the mass within the radius r_200 of mean density 200 times critical, solar masses.
    redshift_object, redshift_source
        Redshifts of the halo and of the source behind it.
    """

    _relation: Callable[..., Any] = staticmethod(mass_concentration.ludlow_concentration_from)

    def _scales_of(
        self, mass_at_200: Any, redshift_object: Any, redshift_source: Any, f_c: Any = None, **scatter: Any
    ) -> mass_concentration.Scales:
        """Keep the parameters as attributes, and return the scales of the lens.

        Parameters
        ----------
        mass_at_200, redshift_object, redshift_source
            As above.
        f_c
            Core radius over scale radius of a cored halo, whose own the mass is then.
        **scatter
            `scatter_sigma`, where the relation has one.
        """
        check.positive("mass_at_200", mass_at_200)
        check.positive("redshift_object", redshift_object)
        check.positive("redshift_source", redshift_source)
        cosmology.check_behind(redshift_object, redshift_source, ("redshift_object", "redshift_source"))
        for name, value in scatter.items():
            check.finite(name, value)
        self.mass_at_200 = mass_at_200
        self.redshift_object = redshift_object
        self.redshift_source = redshift_source
        vars(self).update(scatter)
        concentration = self._relation(mass_at_200, redshift_object, **scatter)
        if f_c is None:
            return mass_concentration.nfw_scales_from(mass_at_200, concentration, redshift_object, redshift_source)
        self.f_c = f_c
        return mass_concentration.cnfw_scales_from(mass_at_200, concentration, f_c, redshift_object, redshift_source)
