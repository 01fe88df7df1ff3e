"""A galaxy is the sum of its profiles."""

import copy
import pickle

import numpy as np
import pytest

from autolens_lite.grid import Convolver, Grid2D, Mask2D
from autolens_lite.lens import Galaxy
from autolens_lite.profile import light as lp
from autolens_lite.profile import mass as mp

BULGE, DISC = lp.Sersic(intensity=1.0), lp.Exponential(centre=(0.1, 0.0), effective_radius=1.2)
MASS, SHEAR = mp.Isothermal(ell_comps=(0.1, 0.2)), mp.ExternalShear(0.02, 0.03)


@pytest.fixture
def galaxy():
    return Galaxy(redshift=0.5, bulge=BULGE, disc=DISC, mass=MASS, shear=SHEAR)


@pytest.fixture
def grid(backend):
    return Grid2D.uniform((9, 8), 0.3, over_sample_size=2, backend=backend)


def test_profiles_are_attributes_sorted_by_kind(galaxy):
    assert galaxy.bulge is BULGE
    assert galaxy.light_profiles == [BULGE, DISC]
    assert galaxy.mass_profiles == [MASS, SHEAR]
    assert galaxy.profile_dict == {"bulge": BULGE, "disc": DISC, "mass": MASS, "shear": SHEAR}
    assert not galaxy.has_pixelization


def test_everything_is_a_sum(galaxy, grid):
    for name, profiles in (
        ("image_2d_from", [BULGE, DISC]),
        ("deflections_yx_2d_from", [MASS, SHEAR]),
        ("convergence_2d_from", [MASS, SHEAR]),
        ("potential_2d_from", [MASS, SHEAR]),
    ):
        expected = sum(np.asarray(getattr(profile, name)(grid)) for profile in profiles)
        np.testing.assert_allclose(getattr(galaxy, name)(grid), expected, rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(galaxy.image_2d_list_from(grid)[1], DISC.image_2d_from(grid))


def test_a_blurred_image_beyond_the_mask(galaxy):
    mask, psf = (
        Mask2D.circular((11, 9), radius=0.6, pixel_scales=0.2),
        Convolver.from_gaussian((3, 3), sigma=0.2, pixel_scales=0.2),
    )
    image = galaxy.unmasked_blurred_image_2d_from(Grid2D.from_mask(mask), psf)
    expected = galaxy.blurred_image_2d_from(Grid2D.uniform((11, 9), 0.2), psf)
    assert image.native.shape == (11, 9)
    np.testing.assert_array_equal(image.native, expected.native)


def test_nothing_is_zero(grid):
    empty = Galaxy(redshift=1.0)
    for name in ("image_2d_from", "deflections_yx_2d_from", "convergence_2d_from", "potential_2d_from"):
        result = getattr(empty, name)(grid)
        assert result.backend == grid.backend
        np.testing.assert_array_equal(result, 0.0)


def test_a_pixelization_is_known_by_its_mesh():
    class Pixelization:
        mesh = "any"

    pixelization = Pixelization()
    galaxy = Galaxy(redshift=1.0, pixelization=pixelization)
    assert galaxy.has_pixelization
    assert galaxy.pixelization is pixelization


def test_copies_keep_everything(galaxy):
    for other in (pickle.loads(pickle.dumps(galaxy)), copy.deepcopy(galaxy)):
        assert repr(other) == repr(galaxy)
        assert "bulge=Sersic(" in repr(other)
