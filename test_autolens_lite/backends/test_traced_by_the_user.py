"""What a user traces with jax, and passes to what computes with numbers, is named with the remedy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc

MASK = al.Mask2D.circular((9, 8), radius=0.35, pixel_scales=0.1)
GRID = al.Grid2D(MASK, backend="numba")
SPHERE = al.mp.IsothermalSph(einstein_radius=0.3)
IMAGE = al.Imaging(
    np.ones((9, 8)), np.full((9, 8), 0.5), psf=np.ones((3, 3)), mask=MASK, pixel_scales=0.1, backend="numba"
)
POINTS, PAIR = jnp.ones((4, 2)), jnp.ones((4, 4))


def merit(radius):
    lens = al.Galaxy(0.5, mass=al.mp.IsothermalSph(einstein_radius=radius))
    return al.FitImaging(IMAGE, al.Tracer([lens, al.Galaxy(1.0, bulge=al.lp.SersicSph())])).figure_of_merit


CASES = {
    "points": (lambda yx: SPHERE.deflections_yx_2d_from(al.Grid2DIrregular(yx, "numba")).sum(), POINTS),
    "positions": (lambda yx: al.PositionsLH(yx, 0.1), POINTS),
    "array": (lambda values: al.Array2D(values, MASK, "numba").sum(), jnp.ones(MASK.pixels_in_mask)),
    "values": (lambda values: al.ArrayIrregular(values, "numba").sum(), jnp.ones(3)),
    "mass": (lambda r: al.mp.IsothermalSph(einstein_radius=r).deflections_yx_2d_from(GRID).sum(), 0.3),
    "light": (lambda r: al.lp.SersicSph(intensity=r).image_2d_from(GRID).sum(), 0.3),
    "fit": (merit, 0.3),
    "data": (lambda data: al.Imaging(data, PAIR).data.sum(), PAIR),
    "psf": (lambda kernel: al.Convolver(kernel).kernel.sum(), jnp.ones((3, 3))),
    "prior": (lambda unit: al.UniformPrior().value_for(unit), 0.5),
}


@pytest.mark.parametrize("transform", [jax.jit, jax.grad])
@pytest.mark.parametrize("case", CASES)
def test_what_is_traced_is_named(case, transform):
    function, value = CASES[case]
    with pytest.raises(exc.BackendError, match=r"is traced by jax.*backend='jax'"):
        transform(function)(value)


def test_the_remedy_works():
    def total(yx):
        return SPHERE.deflections_yx_2d_from(al.Grid2DIrregular(yx, backend="jax")).sum()

    assert float(jax.jit(total)(POINTS)) == pytest.approx(8 * 0.3 / np.sqrt(2.0))
