"""What asks for more memory than the machine has is refused by its name, before anything is made."""

import numpy as np
import pytest

import autolens_lite as al

LENS = al.mp.Isothermal(einstein_radius=1.1, ell_comps=(0.1, 0.2))
TRACER = al.Tracer([al.Galaxy(0.5, mass=LENS), al.Galaxy(1.0)])
GRID = al.Grid2D.uniform((10, 10), 0.3)
TOO_MANY = [10**12, 10**400, 10**5000]


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("scale", lambda: al.PointSolver(-1.5, 1.5, -1.5, 1.5, scale=1e-6)),
        ("scale", lambda: al.PointSolver(-1.5, 1.5, -1.5, 1.5, scale=1e-300)),
        ("scale", lambda: al.PointSolver(-1e300, 1.5, -1e300, 1.5)),
        ("pixel_scale", lambda: LENS.einstein_radius_from(GRID, pixel_scale=1e-7)),
        ("pixel_scale", lambda: LENS.radial_caustic_list_from(GRID, pixel_scale=1e-300)),
        ("pixel_scale", lambda: TRACER.tangential_critical_curve_list_from(GRID, 1e-7)),
        ("shape_native", lambda: al.Convolver.from_gaussian((160001, 160001), 0.1, sigma=0.1)),
        ("shape_native", lambda: al.Convolver.from_moffat((160001, 160001), 0.1, alpha=0.1, beta=3.0)),
        ("total_gaussians", lambda: al.model_util.mge_model_from(mask_radius=3.0, total_gaussians=10**6)),
    ],
)
def test_by_name(name, call):
    with pytest.raises(al.exc.ParameterError, match=rf"^{name} = .* of memory.* Pass"):
        call()


@pytest.mark.parametrize("number", TOO_MANY, ids=["12 digits", "400 digits", "5000 digits"])
@pytest.mark.parametrize(
    ("search", "setting"),
    [
        (al.Emcee, "nwalkers"),
        (al.Emcee, "nsteps"),
        (al.PySwarmsGlobal, "n_particles"),
        (al.PySwarmsLocal, "iters"),
        (al.DynestyStatic, "nlive"),
        (al.DynestyDynamic, "nlive_init"),
        (al.DynestyDynamic, "nlive_batch"),
        (al.LBFGS, "n_starts"),
        (al.LBFGS, "screened_per_start"),
        (al.LBFGS, "n_samples"),
        (al.LeastSquares, "n_starts"),
        (al.NUTS, "num_samples"),
        (al.NUTS, "num_warmup"),
        (al.NUTS, "num_chains"),
        (al.SMC, "n_particles"),
    ],
)
def test_searches(search, setting, number, tmp_path):
    made = search(name="large", output_path=tmp_path, **{setting: number})
    with pytest.raises(al.exc.SearchError, match=rf"^{setting} = .* of memory.* Pass a smaller one"):
        made.check_model(3)


def test_many_positions_are_compared_in_blocks():
    points = np.random.default_rng(1).normal(size=(3000, 2))
    points[[17, 2999]] = (-9.0, 1.0), (12.0, -1.0)
    nothing = al.Tracer([al.Galaxy(0.5), al.Galaxy(1.0)])
    assert al.PositionsLH(points, 0.3).max_separation_from(nothing) == pytest.approx(np.hypot(21.0, 2.0), rel=1e-15)
