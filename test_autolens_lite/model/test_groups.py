"""Priors taken together give, to the bit, what each gives alone."""

import numpy as np

import autolens_lite as al
from autolens_lite.model import GaussianPrior, LogGaussianPrior, LogUniformPrior, TruncatedGaussianPrior, UniformPrior


def model():
    """Two ellipticities, one of them cut by a shared element, and every family of priors."""
    bulge, mass = al.Model(al.lp.Sersic), al.Model(al.mp.PowerLaw)
    bulge.centre_0, bulge.centre_1 = GaussianPrior(0.0, 0.1), UniformPrior(-0.2, 0.3)
    bulge.intensity, bulge.effective_radius = LogUniformPrior(1e-4, 10.0), LogGaussianPrior(0.1, 0.5)
    bulge.ell_comps_0 = TruncatedGaussianPrior(0.8, 0.3, -0.2, 0.99)
    mass.ell_comps_1 = UniformPrior(-1.0, 1.0)
    mass.slope = bulge.sersic_index
    galaxy = al.Model(al.Galaxy, redshift=0.5, bulge=bulge, mass=mass, shear=al.Model(al.mp.ExternalShear))
    return al.Collection(galaxies=al.Collection(lens=galaxy))


def test_groups_are_their_members():
    layout = model().layout
    units = np.random.default_rng(1).random((50, len(layout.priors)))
    units[0], units[1] = 0.0, 1.0
    alone = np.empty(units.shape)
    for i, prior in enumerate(layout.priors):
        alone[:, i] = prior.value_for(units[:, i], *layout.limits_of(i, alone))
    assert np.array_equal(layout.vector_from_unit_vector(units), alone)
    assert np.array_equal([layout.vector_from_unit_vector(unit) for unit in units], alone)
    pairs = [layout.names.index(f"galaxies.lens.{part}.ell_comps_0") for part in ("bulge", "mass")]
    assert all(np.all(np.hypot(alone[2:, i], alone[2:, i + 1]) < 0.999) for i in pairs)
