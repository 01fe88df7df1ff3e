"""The contract's entries for the mapping T, the operator W of a dataset, and the curvature matrix F = T^T W T."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.contract import examples, examples_imaging
from autolens_lite.xp.contract.kernel import kernel, mapping_of
from autolens_lite.xp.contract.transforms import convolution_of
from autolens_lite.xp.structures import WPsf, WTilde


def _dense(w: WTilde) -> np.ndarray:
    """W, (M, M): its table by the offset of two pixels, plus perhaps one by the sum of their positions."""
    size = w.rows.size
    dense = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            dense[i, j] = w.table[
                w.rows[i] - w.rows[j] + w.table.shape[0] // 2, w.cols[i] - w.cols[j] + w.table.shape[1] // 2
            ]
            if w.sum_table.size:
                dense[i, j] += w.sum_table[w.rows[i] + w.rows[j], w.cols[i] + w.cols[j]]
    return dense


@kernel("curvature.interferometer", examples=examples.operator)
def w_tilde_dense(w):
    """The operator W of visibilities as a dense matrix (M, M) of the unmasked pixels, from its tables."""
    return _dense(w)


@kernel("curvature.interferometer", examples=examples.product, derived=(0,))
def w_tilde_product(image, w):
    """The product W image of the noise-weighted operator W of a dataset with images.

    Parameters
    ----------
    image : (..., M) float
    w : WTilde

    Returns
    -------
    (..., M) float
    """
    return image @ _dense(w)


@kernel("curvature.mapping", examples=examples.mapping, derived=(1,), static=(2,))
def mapping_matrix(indices, weights, pixels):
    """The mapping matrix T as a dense matrix.

    Parameters
    ----------
    indices : (M, B) int
        Source pixels of each image pixel, -1 for none. A pixel may be named twice: its weights add.
    weights : (M, B) float
    pixels : int
        S, the number of source pixels.

    Returns
    -------
    (M, S) float
    """
    return mapping_of(indices, weights, pixels)


@kernel("curvature.mapping", examples=examples.to_source, derived=(1, 2), static=(3,))
def data_vector(indices, weights, image, pixels):
    """The data vector D = T^T image: (S,), of indices and weights (M, B), an image (M,) and S source pixels."""
    return mapping_of(indices, weights, pixels).T @ image


@kernel("curvature.mapping", examples=examples.to_image, derived=(1, 2))
def mapped_image(indices, weights, source):
    """The image T source of a source (S,), without convolution: (M,), of indices and weights (M, B)."""
    return mapping_of(indices, weights, source.size) @ source


@kernel(
    "curvature.interferometer",
    examples=examples.curvature,
    methods=("auto", "direct", "fft", "dense"),
    derived=(1,),
    static=(3,),
)
def curvature_matrix(indices, weights, w, pixels, method="auto", dense=None):
    """The curvature matrix F = T^T W T of a mapping T and the noise-weighted operator W of a dataset.

    Parameters
    ----------
    indices, weights : (M, B)
        The mapping T.
    w : WTilde
    pixels : int
        S, the number of source pixels.
    method : {"auto", "direct", "fft", "dense"}
        Symmetric direct product over runs of pixels; one FFT a source pixel; dense matrix products; the cheapest.
    dense : (M, M) float, optional
        The dense W, if it exists already (method "dense").

    Returns
    -------
    (S, S) float
        Symmetric.
    """
    matrix = mapping_of(indices, weights, pixels)
    return matrix.T @ _dense(w) @ matrix


def _dense_of_image(w: WPsf) -> np.ndarray:
    """W = P^T N^-1 P, (M, M), with P the convolution and N the noise covariance."""
    matrix = convolution_of(w.psf, w.psf.rows, w.psf.cols)
    return matrix.T @ (w.inverse_variance[:, None] * matrix)


@kernel("curvature.imaging", examples=examples_imaging.product, derived=(0,))
def w_psf_product(image, w):
    """The product W image for the W of an image: `w_tilde_product` comes here for a `WPsf`.

    Parameters
    ----------
    image : (..., M) float
    w : WPsf

    Returns
    -------
    (..., M) float
    """
    return image @ _dense_of_image(w)


@kernel(
    "curvature.imaging",
    examples=examples_imaging.curvature,
    methods=("auto", "direct", "fft", "dense"),
    derived=(1,),
    static=(3,),
)
def curvature_matrix_psf(indices, weights, w, pixels, method="auto"):
    """The curvature matrix F = T^T W T of an image: `curvature_matrix` comes here for a `WPsf`.

    Parameters
    ----------
    indices, weights : (M, B)
        The mapping T.
    w : WPsf
    pixels : int
        S, the number of source pixels.
    method : {"auto", "direct", "fft", "dense"}
        The sparse product with the table of W; convolutions of the source pixels by FFT, a block at a time;
        matrix products of the whole blurred mapping P T.

    Returns
    -------
    (S, S) float
        Symmetric.
    """
    matrix = mapping_of(indices, weights, pixels)
    return matrix.T @ _dense_of_image(w) @ matrix


@kernel("curvature.mapping", examples=examples_imaging.several_images, derived=(1, 2), static=(3,))
def data_matrix(indices, weights, images, pixels):
    """The data vectors T^T images: (S, n), of indices and weights (M, B), images (M, n) and S source pixels."""
    return mapping_of(indices, weights, pixels).T @ images
