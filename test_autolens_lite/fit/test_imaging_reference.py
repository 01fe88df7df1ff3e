"""Likelihoods, evidences and their terms of images agree with those of another code."""

import functools
import json
from pathlib import Path

import numpy as np
import pytest

import autolens_lite as al

FOLDER = Path(__file__).parent.parent / "reference"
MODELS = json.loads((FOLDER / "imaging.json").read_text())
PARAMETRIC = [name for name in MODELS if name.startswith("parametric")]
LINEAR = [name for name in MODELS if name.startswith(("linear", "mge"))]
PIXELIZED = [name for name in MODELS if name not in (*PARAMETRIC, *LINEAR)]
# Each kind of computation once; `test_interferometer.py` and `test_linear_light.py` compare the backends further.
ON_JAX = (
    "parametric_power_law_over4",
    "linear_positive",
    "RectangularUniform_Constant_over1_positive_linear",
    "RectangularUniform_Adapt_over1_free_sersic",
    "Delaunay_ConstantSplit_over4_positive_sersic",
    "Delaunay_AdaptSplit_over1_free_sersic",
    "Delaunay_ExponentialKernel_over1_free_sersic",
)


@functools.cache
def arrays():
    with np.load(FOLDER / "imaging.npz") as stored:
        return dict(stored)


def component_from(description):
    if "cls" not in description:
        mesh = getattr(al.mesh, description["mesh"]["cls"])
        shape = description["mesh"].get("shape")
        regularization = dict(description["regularization"])
        cls = getattr(al.reg, regularization.pop("cls"))
        return al.Pixelization(mesh(shape=tuple(shape)) if shape else mesh(), cls(**regularization))
    family, cls = description["cls"].split(".")
    arguments = {k: tuple(v) if isinstance(v, list) else v for k, v in description.items() if k != "cls"}
    if cls == "Basis":
        return al.lp_basis.Basis([component_from(part) for part in description["profile_list"]])
    return getattr(getattr(al, family), cls)(**arguments)


@functools.cache
def dataset_of(backend, over_sample_size_lp, over_sample_size_pixelization):
    stored = arrays()
    scale = float(stored["pixel_scale"])
    dataset = al.Imaging(
        data=al.Array2D.no_mask(stored["data"], scale, backend=backend),
        noise_map=al.Array2D.no_mask(stored["noise_map"], scale, backend=backend),
        psf=al.Convolver(stored["psf"]),
        over_sample_size_lp=over_sample_size_lp,
        over_sample_size_pixelization=over_sample_size_pixelization,
        backend=backend,
    )
    return dataset.apply_mask(al.Mask2D(stored["mask"], scale))


def fit_of(name, backend):
    model = MODELS[name]
    galaxies = [
        al.Galaxy(**{key: component_from(value) if key != "redshift" else value for key, value in galaxy.items()})
        for galaxy in model["galaxies"]
    ]
    dataset = dataset_of(backend, model["over_sample_size_lp"], model.get("over_sample_size_pixelization", 1))
    stored = arrays()
    mask = al.Mask2D(stored["mask"], float(stored["pixel_scale"]))
    source = galaxies[-1]
    of_points = source.pixelization is not None and source.pixelization.mesh.needs_vertices
    adapt_images = al.AdaptImages(
        galaxy_image_dict={source: al.Array2D(stored["adapt_image"], mask, backend)},
        galaxy_image_plane_mesh_grid_dict={source: stored["image_plane_mesh_grid"]} if of_points else {},
    )
    settings = al.Settings(**{"use_edge_zeroed_pixels": False, "absolute_floor": 1e-8} | model.get("settings", {}))
    return al.FitImaging(dataset, al.Tracer(galaxies), adapt_images=adapt_images, settings=settings), model["terms"]


def on_backends(names):
    return pytest.mark.parametrize(
        "backend, name", [(b, name) for name in names for b in ("numba", "jax") if b == "numba" or name in ON_JAX]
    )


@on_backends(PARAMETRIC)
def test_parametric_terms(backend, name):
    fit, terms = fit_of(name, backend)
    for term in ("log_likelihood", "chi_squared", "noise_normalization", "figure_of_merit"):
        assert float(getattr(fit, term)) == pytest.approx(terms[term], rel=1e-11), term


@on_backends(LINEAR)
def test_linear_terms(backend, name):
    """Of the multi-Gaussian expansion ours is the better minimum: that code adds 1e-3 to the diagonal of F."""
    fit, terms = fit_of(name, backend)
    for term in ("log_likelihood", "chi_squared", "figure_of_merit"):
        assert float(getattr(fit, term)) == pytest.approx(terms[term], rel=1e-7 if "mge" in name else 1e-10), term
    assert float(fit.log_likelihood) > terms["log_likelihood"] - 1e-6


@on_backends(PIXELIZED)
def test_pixelized_terms(backend, name):
    """That code's kernels have distances with a floor: 1e-8, and for the Matern kernel more."""
    fit, terms = fit_of(name, backend)
    tolerance = 1e-6 if "Matern" in name else 1e-7 if "Exponential" in name else 1e-9
    for term, expected in terms.items():
        if term != "n_linear":
            assert float(getattr(fit, term)) == pytest.approx(expected, rel=tolerance), term
    reconstruction = np.asarray(fit.inversion.reconstruction_reduced)
    expected = arrays()[f"{name}_reconstruction"]
    np.testing.assert_allclose(np.sort(reconstruction), np.sort(expected), rtol=0, atol=1e-5 * np.abs(expected).max())
