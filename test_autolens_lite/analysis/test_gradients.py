"""The gradient of the evidence equals central differences: every mesh, both kinds of data, every free parameter.

The evidence is smooth between points where a traced pixel crosses the line between two mesh pixels, an edge of a
triangulation flips or a source pixel meets the constraint; there it has a kink or a jump, which a difference sees and a
derivative does not. Differences at several steps tell: where they disagree, the step is made smaller.
"""

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.fit.kinds import KINDS
from test_autolens_lite.long import LONG

POINTS = 20 if LONG else 5

# Lens light: ell_comps, intensity, effective radius, Sersic index; mass: centre, ell_comps, Einstein radius; shear.
TRUTH = np.array([0.05, -0.04, 0.8, 0.5, 2.0, 0.02, -0.01, 0.1, -0.06, 0.8, 0.04, -0.03])
MESHES = {
    "rectangular": al.Pixelization(al.mesh.RectangularUniform((6, 7)), al.reg.Constant(0.1)),
    "by density": al.Pixelization(al.mesh.RectangularAdaptDensity((7, 6)), al.reg.ConstantSplit(0.1)),
    "by brightness": al.Pixelization(al.mesh.RectangularAdaptImage((7, 6)), al.reg.Adapt(0.2, 0.5, 0.7)),
    "Delaunay": al.Pixelization(
        al.mesh.Delaunay(), al.reg.ConstantSplit(0.3), image_mesh=al.image_mesh.Overlay(shape=(8, 8))
    ),
    "natural neighbours": al.Pixelization(
        al.mesh.DelaunayNN(), al.reg.AdaptSplit(0.2, 0.5, 0.7), image_mesh=al.image_mesh.Overlay(shape=(7, 7))
    ),
    "nearest neighbours": al.Pixelization(
        al.mesh.KNearestNeighbor(), al.reg.MaternKernel(1.0, 0.5, 1.5), image_mesh=al.image_mesh.Overlay(shape=(7, 7))
    ),
    "compact kernels": al.Pixelization(
        al.mesh.CompactKernel(), al.reg.ConstantLaplacian(0.3), image_mesh=al.image_mesh.Overlay(shape=(8, 8))
    ),
    "compact kernels, adaptive": al.Pixelization(
        al.mesh.CompactKernel(), al.reg.AdaptLaplacian(0.3), image_mesh=al.image_mesh.Hilbert(40, 0.01, 0.5)
    ),
}


def analysis_of(kind, positive):
    dataset = KINDS[kind]("jax")
    radius = np.hypot(np.asarray(dataset.grid.y), np.asarray(dataset.grid.x))
    ring = np.exp(-0.5 * ((radius - 0.8) / 0.2) ** 2)
    adapt = al.AdaptImages(galaxy_name_image_dict={"galaxies.source": ring})
    # 1e-7 of the strength, in place of 1e-8: of ln det H, differences see the rounding of the least eigenvalue.
    floor = 1e-8 if kind == "interferometer" else None
    settings = al.Settings(use_positive_only_solver=positive, use_border_relocator=True, absolute_floor=floor)
    cls = al.AnalysisInterferometer if kind == "interferometer" else al.AnalysisImaging
    return cls(dataset, adapt_images=adapt, settings=settings)


def model_of(pixelization):
    bulge = al.Model(al.lp.Sersic, centre=(0.0, 0.0))
    lens = al.Model(al.Galaxy, redshift=0.5, bulge=bulge, mass=al.mp.Isothermal, shear=al.mp.ExternalShear)
    source = al.Galaxy(1.0, pixelization=pixelization)
    return al.Collection(galaxies=al.Collection(lens=lens, source=source))


ROUNDING = 1e-12  # of the evidence: it limits what a difference over a small step can tell


def difference_from(likelihood, vector, index, scale):
    """The derivative by differences, at the first step at which two orders agree, else where they agree best; the step.

    Small steps are for points near to where a mesh changes, beyond which the derivative is another.
    """
    step = np.zeros(vector.size)
    best, least = (np.nan, np.nan), np.inf
    for h in (1e-5, 2e-6, 4e-7, 1e-7):
        step[index] = h
        # Values of the compiled gradient: a second function takes longer to compile than this to run.
        f = [likelihood.value_and_grad(vector + k * step)[0] for k in (-2, -1, 1, 2)]
        difference = (8.0 * (f[2] - f[1]) - (f[3] - f[0])) / (12.0 * h)
        doubt = abs(difference - (f[2] - f[1]) / (2.0 * h))
        if doubt < least:
            best, least = (difference, h), doubt
        if doubt < 2e-6 * scale:
            break
    return best


# Rectangular meshes on visibilities are in `test_likelihood.py`.
CASES = [("imaging", name) for name in MESHES] + [("interferometer", "Delaunay"), ("interferometer", "compact kernels")]


@pytest.mark.parametrize("kind, name", CASES)
def test_gradient_equals_central_differences(kind, name):
    """At random points; the solver is positive-only for every other mesh."""
    positive = list(MESHES).index(name) % 2 == 0
    likelihood = analysis_of(kind, positive).likelihood_from(model_of(MESHES[name]))
    # With seed 7 a point of the mesh by brightness lies within 1e-7 of a jump, where there is no derivative.
    rng, names = np.random.default_rng(8 if name == "by brightness" else 7), likelihood.model.parameter_names
    for _ in range(POINTS):
        vector = TRUTH + 0.02 * rng.normal(size=TRUTH.size)
        value, gradient = likelihood.value_and_grad(vector)
        scale = np.abs(gradient).max()
        for i in range(vector.size):
            expected, step = difference_from(likelihood, vector, i, scale)
            tolerance = 1e-5 * scale + ROUNDING * abs(value) / step
            assert gradient[i] == pytest.approx(expected, rel=1e-5, abs=tolerance), names[i]
