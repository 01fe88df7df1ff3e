"""The images of linear light profiles, taken together."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.grid import Grid2DIrregular
from autolens_lite.inversion.linear_light import LinearLight

CENTRE, ELL_COMPS = (0.1, -0.2), (0.1, 0.05)
SHAPE = {"centre": CENTRE, "ell_comps": ELL_COMPS}


class Ring(al.lp_linear.Sersic):
    """A user's own: an image that is not that of the radius."""

    def image_from(self, coordinates):
        return 2.0 * super().image_from(coordinates)


PROFILES = [
    al.lp_linear.Sersic(**SHAPE),
    al.lp_linear.SersicMultipole(**SHAPE, multipole_4_comps=(0.1, 0.2)),
    al.lp_linear.SersicMultipole(**SHAPE, multipole_4_comps=(0.1, 0.1)),
    al.lp_linear.Gaussian(**SHAPE),
    Ring(**SHAPE),
    al.lp_linear.GaussianSph(centre=CENTRE),
    al.lp_linear.ShapeletPolar(n=2, m=0, **SHAPE),
    al.lp_linear.Exponential(**SHAPE),
]


@pytest.mark.parametrize("turn", range(len(PROFILES)))
def test_images_together_are_those_of_each_profile_alone(turn, backend):
    profiles = PROFILES[turn:] + PROFILES[:turn]
    galaxy = al.Galaxy(redshift=1.0, **{f"light_{i}": profile for i, profile in enumerate(profiles)})
    points = Grid2DIrregular([(0.3, 0.5), (1.0, -1.0), CENTRE, (-0.4, 0.2)], backend).coordinates
    light = LinearLight(al.Tracer.of_model([galaxy]))
    images = light.images_from([points], lambda image: image)
    for row, image in zip(light.profiles, images, strict=True):
        np.testing.assert_allclose(image, row.profile.image_from(points), rtol=1e-13)


def test_profiles_of_one_ellipse_share_its_radius(monkeypatch):
    """Which saves most of the time of a multi-Gaussian expansion."""
    calls = []
    squared_radius_from = al.lp_linear.Gaussian.squared_radius_from
    monkeypatch.setattr(
        al.lp_linear.Gaussian,
        "squared_radius_from",
        lambda profile, points: calls.append(profile) or squared_radius_from(profile, points),
    )
    basis = al.lp_basis.Basis([al.lp_linear.Gaussian(**SHAPE, sigma=sigma) for sigma in (0.1, 0.3, 1.0)])
    light = LinearLight(al.Tracer.of_model([al.Galaxy(redshift=1.0, bulge=basis)]))
    light.images_from([Grid2DIrregular([(0.3, 0.5)]).coordinates], lambda image: image)
    assert len(calls) == 1
