"""The evidence does not depend on the unit of the data: log evidence + (number of data) ln(unit) is one number."""

import copy

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.fit import test_every_mesh as every
from test_autolens_lite.fit.kinds import KINDS

# The power of the unit that each coefficient is divided by.
POWERS = {
    "Adapt": 0.5,
    "AdaptSplit": 0.5,
    "AdaptSplitZeroth": 0.5,
    "MaternAdaptKernel": 0.5,
    "GaussianKernel": 2.0,
    "ExponentialKernel": 2.0,
    "MaternKernel": 2.0,
}
UNITS = (1e-6, 1e6)
# Every regularization on one mesh of each sort, every mesh under two.
PAIRS = [
    (mesh, regularization)
    for mesh, regularization in every.PAIRS
    if mesh in ("RectangularUniform", "Delaunay", "CompactKernel") or regularization in ("Adapt", "ConstantSplit")
]
ON_JAX = ("ConstantSplit",)


class InUnit(every.Still):
    """The data, and the image to adapt to, in another unit."""

    def __init__(self, unit):
        self.unit = unit

    def dataset(self, dataset):
        sizes = every.SIZES | {"backend": dataset.backend}
        if isinstance(dataset, al.Interferometer):
            data, noise_map = self.unit * dataset.data, self.unit * dataset.noise_map
            return al.Interferometer(data, noise_map, dataset.uv_wavelengths, dataset.real_space_mask, **sizes)
        mask = dataset.mask
        data, noise_map = (
            al.Array2D.no_mask(self.unit * np.where(mask.mask, 1.0, values.native), dataset.pixel_scales)
            for values in (dataset.data, dataset.noise_map)
        )
        return al.Imaging(data, noise_map, dataset.psf, **sizes).apply_mask(mask)

    def native(self, array):
        return self.unit * array

    def regularization(self, regularization):
        new = copy.copy(regularization)
        for name, value in vars(regularization).items():
            if "coefficient" in name:
                power = 1.0 if name == "zeroth_coefficient" else POWERS.get(type(new).__name__, 1.0)
                vars(new)[name] = value * self.unit**-power
        return new


def evidence_in(unit, kind, backend, mesh, regularization, **settings):
    """The log evidence in a unit, and what makes it one number."""
    move = InUnit(unit)
    settings = {"use_edge_zeroed_pixels": False} | settings
    fit = every.fit_of(kind, backend, every.MESHES[mesh], move.regularization(regularization), move, **settings)
    total = 2 * fit.dataset.data.size if kind == "interferometer" else fit.dataset.mask.pixels_in_mask
    return float(fit.log_evidence) + total * np.log(unit)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("mesh", "regularization"), PAIRS)
def test_evidence_over_twelve_decades(kind, mesh, regularization):
    """ln det H has an eigenvalue of 1e-8 of the largest, whose eight digits are lost to rounding."""
    chosen, positive = every.REGULARIZATIONS[regularization], mesh != "Delaunay"
    first, *others = (
        evidence_in(unit, kind, "numba", mesh, chosen, use_positive_only_solver=positive) for unit in (1.0, *UNITS)
    )
    assert others == pytest.approx([first] * len(UNITS), rel=0, abs=2e-7)


def test_evidence_on_jax():
    kind, mesh, regularization = "interferometer", "Delaunay", "AdaptSplitZeroth"
    chosen = every.REGULARIZATIONS[regularization]
    first = evidence_in(1.0, kind, "numba", mesh, chosen, use_positive_only_solver=True)
    found = evidence_in(1e6, kind, "jax", mesh, chosen, use_positive_only_solver=True)
    assert found == pytest.approx(first, rel=0, abs=2e-7)


@pytest.mark.parametrize(
    ("backend", "name"), [*(("numba", name) for name in every.REGULARIZATIONS), *(("jax", name) for name in ON_JAX)]
)
def test_log_determinant_of_any_strength(backend, name):
    """It is S ln(strength) and a constant, to rounding, where an absolute floor drowned beside a large coefficient."""
    regularization = every.REGULARIZATIONS[name]

    def log_det_in(unit):
        move = InUnit(unit)
        scaled = move.regularization(regularization)
        inversion = every.fit_of("imaging", backend, every.MESHES["RectangularUniform"], scaled, move).inversion
        return float(inversion.log_det_regularization_matrix_term) + 2.0 * inversion.kept.size * np.log(unit)

    first = log_det_in(1.0)
    assert [log_det_in(1e-6), log_det_in(1e6)] == pytest.approx([first, first], rel=1e-11, abs=1e-10)


@pytest.mark.parametrize("kind", KINDS)
def test_an_absolute_floor_is_a_unit(kind):
    """As in other codes: beside data of large numbers it presses the source to zero."""
    first, found = (
        evidence_in(unit, kind, "numba", "RectangularUniform", al.reg.Constant(0.5), absolute_floor=1e-8)
        for unit in (1.0, 1e6)
    )
    assert found < first - 10.0
    assert al.Settings(absolute_floor=1e-8).as_dict()["absolute_floor"] == 1e-8
    with pytest.raises(al.exc.ParameterError, match=r"absolute_floor = 0\.0"):
        al.Settings(absolute_floor=0.0)


@pytest.mark.parametrize("unit", UNITS)
def test_regularized_basis(unit):
    """Two linear profiles with a prior of their own, beside a mesh."""

    def evidence_of(move):
        dataset = move.dataset(every.dataset_of("imaging", "numba"))
        profiles = [al.lp_linear.Gaussian(sigma=sigma) for sigma in (0.2, 0.5)]
        basis = al.lp_basis.Basis(profiles, regularization=move.regularization(al.reg.Constant(0.3)))
        lens = al.Galaxy(0.5, mass=al.mp.Isothermal(einstein_radius=0.8), light=basis)
        constant = move.regularization(al.reg.ConstantSplit(0.5))
        pixelization = al.Pixelization(al.mesh.RectangularUniform((6, 7)), constant)
        tracer = al.Tracer([lens, al.Galaxy(1.0, pixelization=pixelization)])
        return al.FitImaging(dataset, tracer).log_evidence + dataset.mask.pixels_in_mask * np.log(move.unit)

    assert evidence_of(InUnit(unit)) == pytest.approx(evidence_of(InUnit(1.0)), rel=0, abs=2e-7)


def test_regularization_of_maximum_evidence():
    """It is sought where the penalty is as strong as the data, wherever that is."""

    def best_in(unit):
        move = InUnit(unit)
        regularization = move.regularization(al.reg.Constant(1e-3))
        fit = every.fit_of("imaging", "numba", every.MESHES["RectangularUniform"], regularization, move)
        best = al.fit_of_maximum_evidence_from(fit)
        return unit * best.inversion.mappers[0].regularization.coefficient

    first = best_in(1.0)
    assert [best_in(1e-9), best_in(1e9)] == pytest.approx([first, first], rel=5e-3)
