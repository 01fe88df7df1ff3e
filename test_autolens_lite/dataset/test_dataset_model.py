import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc


def test_nothing_moves_by_default(backend):
    points = al.Grid2D.uniform((3, 4), 0.1, backend=backend).coordinates
    assert al.DatasetModel().moved(points) is points
    assert al.DatasetModel(background_sky_level=2.0).moved(points) is points


def test_shift_and_rotation(backend):
    points = al.Grid2DIrregular([(1.0, 2.0), (0.5, -1.0)], backend=backend).coordinates
    moved = al.DatasetModel(grid_offset=(1.0, -1.0)).moved(points)
    np.testing.assert_allclose(np.asarray(moved.array), [(0.0, 3.0), (-0.5, 0.0)], atol=1e-15)
    # A quarter of a turn, counter-clockwise, of (y, x) = (0, 3) and (-0.5, 0).
    moved = al.DatasetModel(grid_offset=(1.0, -1.0), grid_rotation_angle=90.0).moved(points)
    np.testing.assert_allclose(np.asarray(moved.array), [(3.0, 0.0), (0.0, 0.5)], atol=1e-15)


def test_galaxy_is_seen_at_the_offset_and_turned(backend):
    """The model's galaxy appears moved by the offset and turned clockwise by the angle."""
    grid = al.Grid2D.uniform((20, 22), 0.1, backend=backend)
    model = al.lp.Sersic(centre=(0.0, 0.0), ell_comps=al.convert.ell_comps_from(axis_ratio=0.6, angle=10.0))
    seen = al.lp.Sersic(centre=(0.33, -0.21), ell_comps=al.convert.ell_comps_from(axis_ratio=0.6, angle=-25.0))
    dataset_model = al.DatasetModel(grid_offset=(0.33, -0.21), grid_rotation_angle=35.0)
    found = model.image_from(dataset_model.moved(grid.coordinates))
    # The two centres differ by rounding, near which a Sersic profile is steep.
    np.testing.assert_allclose(np.asarray(found), np.asarray(seen.image_from(grid.coordinates)), rtol=1e-12)


def test_gradient():
    import jax

    points = al.Grid2DIrregular([(1.0, 2.0), (0.5, -1.0)], backend="jax").coordinates

    def moved(angle, offset):
        array = al.DatasetModel(grid_offset=(offset, 0.1), grid_rotation_angle=angle).moved(points).array
        return (array**2 * points.xp.asarray([1.0, 2.0])).sum()

    slopes = jax.jit(jax.grad(moved, argnums=(0, 1)))(0.0, 0.0)
    step = 1e-4
    expected = (
        (moved(step, 0.0) - moved(-step, 0.0)) / (2 * step),
        (moved(0.0, step) - moved(0.0, -step)) / (2 * step),
    )
    np.testing.assert_allclose(slopes, expected, rtol=1e-7)


def test_free_parameters():
    model = al.Model(al.DatasetModel)
    assert model.prior_count == 0
    model.background_sky_level = al.UniformPrior(lower_limit=-1.0, upper_limit=1.0)
    model.grid_offset.grid_offset_1 = al.UniformPrior(lower_limit=-1.0, upper_limit=1.0)
    instance = model.instance_from_vector([0.2, -0.3])
    assert (instance.background_sky_level, instance.grid_offset) == (0.2, (0.0, -0.3))


@pytest.mark.parametrize(
    "arguments, text",
    [
        ({"background_sky_level": np.nan}, "background_sky_level = nan"),
        ({"grid_offset": 0.1}, "grid_offset = 0.1 is not a pair"),
        ({"grid_offset": (0.1, np.inf)}, r"grid_offset\[1\] = inf"),
        ({"grid_rotation_angle": "1"}, "grid_rotation_angle = '1'"),
        ({"sky": 1.0}, "has no argument 'sky'"),
    ],
)
def test_refused(arguments, text):
    with pytest.raises(exc.ParameterError, match=text):
        al.DatasetModel(**arguments)
