"""The table of profiles that the property tests run through: a new profile is one row here.

A case is a class and its constructor's arguments. The first row of a class is a generic one; the others are the
places where formulas break: no ellipticity, ellipses along the axes, the end of a series, extreme shapes.
"""

from dataclasses import dataclass, field
from typing import Any

from autolens_lite.profile import light as lp
from autolens_lite.profile import mass as mp

CENTRE = (0.07, -0.11)


@dataclass(frozen=True)
class Case:
    cls: type
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def profile(self):
        return self.cls(**self.arguments)

    def __str__(self):
        return f"{self.cls.__name__}-{'-'.join(str(value) for value in self.arguments.values())}".replace(" ", "")


def case(cls, **arguments):
    return Case(cls, arguments)


MASS = [
    case(mp.Isothermal, centre=CENTRE, ell_comps=(0.1, -0.15), einstein_radius=1.3),
    case(mp.Isothermal, centre=CENTRE, ell_comps=(0.0, 0.0), einstein_radius=1.3),
    case(mp.Isothermal, centre=CENTRE, ell_comps=(0.2, 0.0), einstein_radius=1.3),
    case(mp.Isothermal, centre=CENTRE, ell_comps=(0.0, 0.2), einstein_radius=1.3),
    case(mp.Isothermal, centre=CENTRE, ell_comps=(0.0, -0.2), einstein_radius=1.3),
    case(mp.Isothermal, centre=CENTRE, ell_comps=(0.012, -0.015), einstein_radius=1.3),
    case(mp.Isothermal, centre=CENTRE, ell_comps=(-0.6, 0.7), einstein_radius=1.3),
    case(mp.IsothermalSph, centre=CENTRE, einstein_radius=1.3),
    case(mp.PowerLaw, centre=CENTRE, ell_comps=(0.1, -0.15), einstein_radius=1.3, slope=2.2),
    case(mp.PowerLaw, centre=CENTRE, ell_comps=(0.1, -0.15), einstein_radius=1.3, slope=2.0),
    case(mp.PowerLaw, centre=CENTRE, ell_comps=(0.0, 0.0), einstein_radius=1.3, slope=1.7),
    case(mp.PowerLaw, centre=CENTRE, ell_comps=(0.0, 0.3), einstein_radius=1.3, slope=1.2),
    case(mp.PowerLaw, centre=CENTRE, ell_comps=(-0.6, 0.7), einstein_radius=1.3, slope=2.5),
    case(mp.PowerLawSph, centre=CENTRE, einstein_radius=1.3, slope=1.8),
    case(mp.ExternalShear, gamma_1=0.05, gamma_2=-0.08),
    case(mp.PointMass, centre=CENTRE, einstein_radius=0.9),
]

LIGHT = [
    case(lp.Sersic, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, effective_radius=0.8, sersic_index=2.5),
    case(lp.Sersic, centre=CENTRE, ell_comps=(0.0, 0.0), intensity=0.7, effective_radius=0.8, sersic_index=0.9),
    case(lp.Sersic, centre=CENTRE, ell_comps=(0.6, -0.7), intensity=0.7, effective_radius=0.8, sersic_index=6.0),
    case(lp.SersicSph, centre=CENTRE, intensity=0.7, effective_radius=0.8, sersic_index=4.0),
    case(lp.Exponential, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, effective_radius=0.8),
    case(lp.ExponentialSph, centre=CENTRE, intensity=0.7, effective_radius=0.8),
    case(lp.Gaussian, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, sigma=0.8),
    case(lp.Gaussian, centre=CENTRE, ell_comps=(0.0, 0.0), intensity=0.7, sigma=0.8),
    case(lp.GaussianSph, centre=CENTRE, intensity=0.7, sigma=0.8),
]

# An elliptical profile and the spherical one that it becomes at ell_comps = (0, 0).
SPHERICAL = {
    mp.Isothermal: mp.IsothermalSph,
    mp.PowerLaw: mp.PowerLawSph,
    lp.Sersic: lp.SersicSph,
    lp.Exponential: lp.ExponentialSph,
    lp.Gaussian: lp.GaussianSph,
}


def hooks_of(profile):
    """The names of the hooks that a profile has."""
    names = ("image_from", "deflections_from", "convergence_from", "potential_from")
    return [name for name in names if hasattr(profile, name)]


def values_of(profile, coordinates):
    """All that a profile says about points, as a list of arrays (N,)."""
    values = []
    for name in hooks_of(profile):
        value = getattr(profile, name)(coordinates)
        values.extend(value if isinstance(value, tuple) else (value,))
    return values


def flat_parameters(arguments):
    """The numbers in constructor arguments, pairs taken apart."""
    flat = []
    for value in arguments.values():
        flat.extend(value if isinstance(value, tuple) else (value,))
    return flat


def rebuilt(cls, arguments, vector):
    """The profile whose numbers are the elements of `vector`, in the order of `flat_parameters`."""
    numbers = iter(vector)
    return cls(
        **{
            name: (next(numbers), next(numbers)) if isinstance(value, tuple) else next(numbers)
            for name, value in arguments.items()
        }
    )
