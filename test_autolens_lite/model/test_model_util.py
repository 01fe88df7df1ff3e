"""Multi-Gaussian expansions."""

import json

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.model import GaussianPrior, UniformPrior, model_from_dict, model_util
from autolens_lite.model.serial import model_to_dict
from autolens_lite.profile.basis import Basis
from autolens_lite.profile.light import linear


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        ({}, 4),
        ({"gaussian_per_basis": 3}, 8),
        ({"gaussian_per_basis": 3, "centre_per_basis": True}, 12),
        ({"gaussian_per_basis": 3, "centre_per_basis": True, "centre_fixed": (0.1, 0.2)}, 6),
        ({"use_spherical": True}, 2),
        ({"use_spherical": True, "gaussian_per_basis": 2, "centre_per_basis": True}, 4),
    ],
)
def test_only_centres_and_ellipticities_are_free(arguments, count):
    model = model_util.mge_model_from(mask_radius=3.0, total_gaussians=5, **arguments)
    assert model.prior_count == count
    assert model.cls is Basis
    assert len(model.profile_list) == 5 * arguments.get("gaussian_per_basis", 1)


def test_widths_are_spaced_evenly_in_the_logarithm_and_the_rest_is_shared():
    model = model_util.mge_model_from(mask_radius=3.0, total_gaussians=4, gaussian_per_basis=2, sigma_min=0.003)
    vector = [0.02, -0.03, 0.1, 0.2, -0.1, 0.3]
    basis = model.instance_from_vector(np.array(vector))
    sigmas = [profile.sigma for profile in basis.profile_list]
    np.testing.assert_allclose(sigmas, [0.003, 0.03, 0.3, 3.0] * 2, rtol=1e-13)
    assert {profile.centre for profile in basis.profile_list} == {(0.02, -0.03)}
    assert [profile.ell_comps for profile in basis.profile_list] == [(0.1, 0.2)] * 4 + [(-0.1, 0.3)] * 4
    assert {type(profile) for profile in basis.profile_list} == {linear.Gaussian}


def test_the_kind_of_prior_can_be_chosen():
    model = model_util.mge_model_from(
        3.0, 2, centre_prior_is_uniform=False, centre=(0.5, 0.0), ell_comps_prior_is_uniform=True
    )
    centre, _, ellipticity, _ = model.priors
    assert isinstance(centre, GaussianPrior)
    assert (centre.mean, centre.sigma) == (0.5, 0.3)
    assert isinstance(ellipticity, UniformPrior)
    assert (ellipticity.lower_limit, ellipticity.upper_limit) == (-0.2, 0.2)
    first = model_util.mge_model_from(3.0, 2, centre=(0.5, 0.0), ell_comps_limit=0.6).priors
    assert (first[0].lower_limit, first[0].upper_limit) == (0.4, 0.6)
    assert (first[2].lower_limit, first[2].upper_limit) == (-0.6, 0.6)


def test_sets_can_be_ordered():
    model = model_util.mge_model_from(3.0, 2, gaussian_per_basis=3, order_bases=True)
    falling, rising = [0.0, 0.0, 0.0, 0.3, 0.0, 0.2, 0.0, 0.1], [0.0, 0.0, 0.0, 0.1, 0.0, 0.2, 0.0, 0.3]
    assert model.satisfies(np.array(falling))
    assert not model.satisfies(np.array(rising))


def test_an_expansion_survives_json():
    model = model_util.mge_model_from(3.0, 3)
    again = model_from_dict(json.loads(json.dumps(model_to_dict(model))))
    assert again.parameter_names == model.parameter_names
    vector = np.array([0.0, 0.1, 0.2, 0.1])
    assert repr(again.instance_from_vector(vector)) == repr(model.instance_from_vector(vector))


def test_unresolved_light_reaches_twice_a_pixel():
    model = model_util.mge_point_model_from(pixel_scales=0.1, total_gaussians=3)
    assert model.prior_count == 4
    np.testing.assert_allclose([gaussian.sigma for gaussian in model.profile_list], [0.01, np.sqrt(0.002), 0.2])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"mask_radius": 0.0}, "mask_radius"),
        ({"mask_radius": 3.0, "total_gaussians": 0}, "total_gaussians"),
        ({"mask_radius": 3.0, "sigma_min": 4.0}, "sigma_min"),
        ({"mask_radius": 3.0, "ell_comps_limit": 1.5}, "ell_comps_limit"),
        ({"mask_radius": 3.0, "order_bases": True, "use_spherical": True}, "order_bases"),
    ],
)
def test_impossible_expansions_are_refused(arguments, words):
    with pytest.raises(exc.ParameterError, match=words):
        model_util.mge_model_from(**arguments)
