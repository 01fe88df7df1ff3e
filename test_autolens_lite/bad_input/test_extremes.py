"""Numbers that are finite but beyond what arithmetic can hold, and meshes that have no area."""

import re

import numpy as np
import pytest

import autolens_lite as al

POINTS = [(0.3, 0.4), (1.0, 0.2)]
COEFFICIENTS = [
    (al.reg.Constant, "coefficient"),
    (al.reg.ConstantSplit, "coefficient"),
    (al.reg.ConstantZeroth, "coefficient_neighbor"),
    (al.reg.Zeroth, "coefficient"),
    (al.reg.BrightnessZeroth, "coefficient"),
    (al.reg.Adapt, "inner_coefficient"),
    (al.reg.AdaptSplit, "outer_coefficient"),
    (al.reg.GaussianKernel, "coefficient"),
    (al.reg.ExponentialKernel, "coefficient"),
    (al.reg.MaternKernel, "coefficient"),
    (al.reg.MaternAdaptKernel, "inner_coefficient"),
    (al.reg.ConstantLaplacian, "coefficient"),
    (al.reg.AdaptLaplacian, "coefficient"),
]


@pytest.mark.parametrize(("regularization", "name"), COEFFICIENTS)
@pytest.mark.parametrize("value", [1e308, 1e300, 1e100, 1e-100, 1e-320])
def test_coefficients_whose_powers_are_no_floats(regularization, name, value):
    with pytest.raises(al.exc.ParameterError, match=re.escape(f"{name} = {value}")):
        regularization(**{name: value})


@pytest.mark.parametrize("backend", ["numba", "jax"])
@pytest.mark.parametrize("coefficient", [1e-70, 1e70])
def test_coefficients_at_the_ends_have_an_evidence(coefficient, backend):
    data = np.random.default_rng(1).normal(size=(5, 5))
    dataset = al.Imaging(data=data, noise_map=np.ones((5, 5)), pixel_scales=0.3, backend=backend)
    mesh = al.mesh.RectangularUniform((3, 3))
    galaxy = al.Galaxy(1.0, pixelization=al.Pixelization(mesh=mesh, regularization=al.reg.Constant(coefficient)))
    assert np.isfinite(float(al.FitImaging(dataset, al.Tracer([galaxy])).log_evidence))


def test_profiles():
    with pytest.raises(al.exc.ParameterError, match=r"scale_radius = .* too small"):
        al.mp.NFW(scale_radius=1e-320, ell_comps=(0.1, 0.1))
    for backend in ("numba", "jax"):
        grid = al.Grid2DIrregular(POINTS, backend=backend)
        with pytest.raises(al.exc.ParameterError, match=r"core_radius=1e[+]160.* floats cannot hold"):
            al.mp.PowerLawCore(core_radius=1e160).deflections_yx_2d_from(grid)


@pytest.mark.parametrize(
    "points",
    [[(1.0, 0.2)], [(1.0, 0.2), (0.1, 0.3)], [(1.0, 0.2)] * 5, [(0.1 * i, 0.3 * i - 1.0) for i in range(5)]],
    ids=["one", "two", "coincident", "collinear"],
)
def test_points_without_a_triangle(points):
    galaxy = al.Galaxy(1.0)
    with pytest.warns(al.exc.AutoLensWarning, match="no triangle"):
        al.AdaptImages(galaxy_image_plane_mesh_grid_dict={galaxy: points})
    al.AdaptImages(galaxy_image_plane_mesh_grid_dict={galaxy: [*points, (0.3, 0.9), (0.4, -2.0)]})
