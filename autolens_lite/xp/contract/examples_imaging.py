"""Example inputs of the kernels of images: PSFs of any shape, masks with holes and gaps, a blurring region or none."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.contract import examples
from autolens_lite.xp.structures import Psf, WPsf, psf_from
from autolens_lite.xp.w_psf import w_psf_from


def _blurring_mask(mask: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """False at the masked pixels within reach of the PSF."""
    reached = np.zeros(mask.shape, bool)
    for y, x in np.argwhere(~mask):
        top, left = max(0, y - shape[0] // 2), max(0, x - shape[1] // 2)
        reached[top : y + shape[0] // 2 + 1, left : x + shape[1] // 2 + 1] = True
    return ~(reached & mask)


def _psfs(rng: np.random.Generator) -> dict[str, Psf]:
    """No PSF is symmetric, so that a transpose or a flip cannot pass for another."""
    y, x = np.mgrid[:9, :11]
    annulus = (np.hypot(y - 4, x - 5) > 4.6) | (np.hypot(y - 4, x - 5) < 1.2)
    single = np.ones((3, 4), bool)
    single[1, 2] = False
    apart = np.ones((8, 40), bool)
    apart[2:5, 3:7] = False
    apart[3:8, 30:37] = False
    cases = {
        "annulus": (annulus, (3, 5)),
        "scattered": (rng.random((12, 10)) < 0.5, (5, 3)),
        "open": (np.zeros((5, 4), bool), (7, 9)),
        "single": (single, (3, 3)),
        "apart": (apart, (5, 7)),
        "no blur": (annulus, (1, 1)),
    }
    return {
        name: psf_from(rng.uniform(0.1, 1.0, shape), mask, _blurring_mask(mask, shape))
        for name, (mask, shape) in cases.items()
    }


def _operators(rng: np.random.Generator) -> dict[str, WPsf]:
    return {name: w_psf_from(psf, rng.uniform(0.3, 2.0, psf.rows.size)) for name, psf in _psfs(rng).items()}


def convolution(rng):
    """Images and their surroundings."""
    cases = {
        name: (rng.normal(size=psf.rows.size), rng.normal(size=psf.blurring_rows.size), psf)
        for name, psf in _psfs(rng).items()
        if name in ("annulus", "apart", "no blur")
    }
    psf = cases["annulus"][2]
    stack = rng.normal(size=(2, 3, psf.rows.size)), rng.normal(size=(2, 3, psf.blurring_rows.size))
    return cases | {"stack": (*stack, psf)}


def transposed(rng):
    """Images without what lies around them, as the transposed convolution takes them."""
    return {name: (image, psf) for name, (image, _, psf) in convolution(rng).items()}


def product(rng):
    """Images and W."""
    w = _operators(rng)["annulus"]
    return {"annulus": (rng.normal(size=w.psf.rows.size), w), "stack": (rng.normal(size=(3, w.psf.rows.size)), w)}


def curvature(rng):
    """Few source pixels and many: blocks of the direct product that are full, not full, and far apart."""
    operators, cases = _operators(rng), {}
    for name in ("annulus", "single", "apart", "no blur"):
        w = operators[name]
        kinds = examples.mappings(rng, w.psf.rows.size)
        for kind in (
            ("missing", "repeated", "empty source pixels", "one source pixel") if name == "annulus" else ("random",)
        ):
            indices, weights, pixels = kinds[kind]
            cases[f"{name}, {kind}"] = (indices, weights, w, pixels)
    w = operators["apart"]
    near = np.arange(w.psf.rows.size)[:, None] // 3 + rng.integers(0, 3, (w.psf.rows.size, 4))
    return cases | {"neighbours": (near, rng.normal(size=near.shape), w, 25)}


def several_images(rng):
    """Mappings and several images."""
    mappings = examples.mappings(rng, 17)
    cases = {k: (*mappings[k][:2], rng.normal(size=(17, 3)), mappings[k][2]) for k in ("random", "missing", "repeated")}
    indices, weights, _, pixels = cases["random"]
    return cases | {"no images": (indices, weights, np.zeros((17, 0)), pixels)}
