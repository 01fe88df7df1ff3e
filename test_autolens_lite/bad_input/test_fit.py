"""Bad input to pixelizations, settings, fits and analyses: each gets an error of ours that names it and the remedy."""

import pytest

import autolens_lite as al
from test_autolens_lite.fit.lens_systems import dataset_of, lens_galaxy, sersic_galaxy


def analysis():
    return al.AnalysisInterferometer(dataset_of("numba"))


CASES = {
    "mesh of one number": (lambda: al.mesh.RectangularUniform(30), r"shape = 30 .*\(30, 30\)"),
    "mesh too small": (lambda: al.mesh.RectangularUniform((2, 30)), r"shape = \(2, 30\).*3 or more"),
    "mesh of fractions": (lambda: al.mesh.RectangularAdaptDensity((10.5, 10)), r"shape = \(10.5, 10\)"),
    "share above one": (lambda: al.mesh.RectangularAdaptDensity((9, 9), 1.5), r"uniform_fraction = 1.5.*\[0.0, 1.0\]"),
    "unknown keyword of a mesh": (lambda: al.mesh.RectangularUniform(shpe=(9, 9)), "'shpe'.*'shape'"),
    "negative coefficient": (lambda: al.reg.Constant(-1.0), "coefficient = -1.0"),
    "coefficient not a number": (lambda: al.reg.Constant("1"), "coefficient = '1'"),
    "coefficient NaN": (lambda: al.reg.Constant(float("nan")), "coefficient = nan"),
    "no mesh": (lambda: al.Pixelization(mesh="rectangular"), "mesh = 'rectangular'.*RectangularUniform"),
    "no regularization": (
        lambda: al.Pixelization(al.mesh.RectangularUniform(), regularization=1.0),
        "regularization = 1.0.*Constant",
    ),
    "pixelization under another name": (
        lambda: al.Galaxy(1.0, source=al.Pixelization(al.mesh.RectangularUniform())),
        r"source is a pixelization.*pixelization=Pixelization\(mesh=",
    ),
    "no regularization of a basis": (
        lambda: al.lp_basis.Basis([al.lp_linear.Gaussian()], al.reg.Constant),
        "regularization = <class .*Constant",
    ),
    "flag that is neither": (lambda: al.Settings(use_positive_only_solver="yes"), "use_positive_only_solver = 'yes'"),
    "unknown setting": (lambda: al.Settings(use_border_relocation=True), "'use_border_relocator'"),
    "unknown method": (lambda: al.Settings(curvature_method="ftt"), "'ftt'.*'fft'"),
    "dataset of a fit": (lambda: al.FitInterferometer(1, al.Tracer([lens_galaxy()])), "dataset is a int"),
    "tracer of a fit": (lambda: al.FitInterferometer(dataset_of("numba"), [lens_galaxy()]), "tracer is a list"),
    "dataset of an analysis": (lambda: al.AnalysisInterferometer("data.fits"), "dataset is a str"),
    "settings of an analysis": (
        lambda: al.AnalysisInterferometer(dataset_of("numba"), settings={}),
        "settings is a dict",
    ),
    "unknown keyword of an analysis": (
        lambda: al.AnalysisInterferometer(dataset_of("numba"), setings=al.Settings()),
        "'setings'.*'settings'",
    ),
    "model without galaxies": (
        lambda: analysis().fit_from(al.Collection(lens=lens_galaxy()).instance_from_vector([])),
        "no 'galaxies'",
    ),
    "unknown backend": (lambda: dataset_of("torch"), "'torch'.*'numba', 'jax'"),
    "mixed backends": (
        lambda: al.FitInterferometer(dataset_of("numba"), al.Tracer([lens_galaxy(), sersic_galaxy()], backend="jax")),
        r"'numba'.*'jax'.*with_backend",
    ),
}


@pytest.mark.parametrize("make, message", CASES.values(), ids=CASES)
def test_refused(make, message):
    with pytest.raises(al.exc.AutoLensError, match=message):
        make()
