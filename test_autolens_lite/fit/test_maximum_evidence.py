"""The regularization of maximum evidence."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.fit import fit_of_maximum_evidence_from
from test_autolens_lite.fit.lens_systems import dataset_of, lens_galaxy, sersic_galaxy

MESH = al.mesh.RectangularUniform((7, 8))


def fit_with(regularization, backend="numba"):
    source = al.Galaxy(redshift=1.0, pixelization=al.Pixelization(MESH, regularization))
    return al.FitInterferometer(dataset_of(backend), al.Tracer([lens_galaxy(), source]))


def test_is_a_maximum(backend):
    fit = fit_with(al.reg.Constant(0.01), backend)
    best = fit_of_maximum_evidence_from(fit)
    coefficient = best.inversion.mappers[0].regularization.coefficient
    evidences = [
        float(fit_with(al.reg.Constant(factor * coefficient), backend).log_evidence) for factor in (0.95, 1.0, 1.05)
    ]
    assert float(best.log_evidence) == pytest.approx(evidences[1], rel=1e-12)
    assert evidences[1] > max(evidences[0], evidences[2])
    assert best.tracer.galaxies[1].pixelization.regularization.coefficient == coefficient
    assert fit.tracer.galaxies[1].pixelization.regularization.coefficient == 0.01


def test_start_does_not_matter():
    found = [
        fit_of_maximum_evidence_from(fit_with(al.reg.Constant(start))).inversion.mappers[0].regularization.coefficient
        for start in (1e-4, 30.0)
    ]
    assert found[0] == pytest.approx(found[1], rel=3e-3)


def test_several_values_at_once():
    best = fit_of_maximum_evidence_from(fit_with(al.reg.ConstantZeroth(0.1, 0.1)))
    single = fit_of_maximum_evidence_from(fit_with(al.reg.Constant(0.1)))
    assert float(best.log_evidence) > float(single.log_evidence) - 1e-4


def test_named_values_alone():
    best = fit_of_maximum_evidence_from(fit_with(al.reg.ConstantZeroth(0.1, 0.2)), names=["coefficient_neighbor"])
    found = best.inversion.mappers[0].regularization
    assert found.coefficient_zeroth == 0.2
    assert found.coefficient_neighbor != 0.1


@pytest.mark.parametrize(
    "keywords, message",
    [
        ({"names": ["coeficient"]}, "Pass some of coefficient"),
        ({"limits": (1.0, 0.5)}, r"limits\[1\]"),
        ({"limits": (-1.0, 0.5)}, r"limits\[0\]"),
        ({"tolerance": 0.0}, "tolerance"),
    ],
)
def test_bad_input_is_refused(keywords, message):
    with pytest.raises(al.exc.ParameterError, match=message):
        fit_of_maximum_evidence_from(fit_with(al.reg.Constant(0.1)), **keywords)


def test_needs_a_pixelized_source():
    fit = al.FitInterferometer(dataset_of("numba"), al.Tracer([lens_galaxy(), sersic_galaxy()]))
    with pytest.raises(al.exc.ParameterError, match="no pixelized source"):
        fit_of_maximum_evidence_from(fit)
    assert np.isfinite(fit.log_likelihood)
