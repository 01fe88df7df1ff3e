"""The sums of squared differences of which regularizations are made."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates
from autolens_lite.pixelization.mesh.kernels import kernel_of
from autolens_lite.pixelization.mesh.rectangular import Rectangular
from autolens_lite.pixelization.regularization.penalty import Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized

# Of its own weight, added to each pixel's diagonal element: differences alone leave a constant source without penalty.
# An absolute number would be a brightness in disguise: the evidence of data in another unit would be another one.
FLOOR = 1e-8


class Strength(NamedTuple):
    """How strong a matrix of differences H is, and what is added to its diagonal.

    Attributes
    ----------
    scale : float
        The unit in which the other two are.
    weights : () or (S,) float
        Of the squared differences.
    floor : () or (S,) float
        Added to the diagonal.
    """

    scale: Any
    weights: Any
    floor: Any


def strength_from(mapper: Regularized, weight: Any) -> Strength:
    """Return the strength of a matrix of differences with one weight for all pixels.

    Parameters
    ----------
    mapper
        Gives the `absolute_floor`, in place of `FLOOR` of the weight; None for the latter.
    weight
        Of every squared difference.
    """
    if mapper.absolute_floor is not None:
        return Strength(1.0, weight, mapper.absolute_floor)
    return Strength(weight, 1.0, FLOOR)


def strengths_from(mapper: Regularized, weights: Any) -> Strength:
    """Return the strength of a matrix of differences with weights (S,), one for each pixel.

    Each pixel's floor is `FLOOR` of its own weight: one of the mean weight would be a strong preference for darkness
    where weights are small, which is where the source is bright. `FLOOR` of that for the mean weight is added, for
    pixels of no weight.
    """
    if mapper.absolute_floor is not None:
        return Strength(1.0, weights, mapper.absolute_floor * mapper.xp.ones(mapper.pixels))
    scale = mapper.xp.mean(weights)
    weights = weights / scale
    return Strength(scale, weights, FLOOR * (weights + FLOOR))


def refuse_zero(regularization: Any, mapper: Regularized | None, *names: str) -> None:
    """Refuse coefficients that are all zero: H is then zero, and no prior at all, unless it has an absolute floor.

    Raises ParameterError if so.

    Parameters
    ----------
    regularization
        Whose coefficients they are.
    mapper
        Gives the `absolute_floor`; None for a regularization that has no floor.
    names
        Of the coefficients.
    """
    values = [getattr(regularization, name) for name in names]
    if mapper is not None and mapper.absolute_floor is not None:
        return
    if all(check.is_concrete(value) and value == 0.0 for value in values):
        otherwise = "" if mapper is None else ", or al.Settings(absolute_floor=1e-8) to the fit"
        raise exc.ParameterError(
            f"{' = '.join(names)} = 0.0 of {type(regularization).__name__} leaves the source without a prior, and the "
            f"fit without an evidence. Pass a value above 0{otherwise}."
        )


def neighbor_penalty_from(mapper: Regularized, weights: Any, diagonal: Any, scale: Any = 1.0) -> Penalty:
    """Return scale times sum_i sum_j weights_j (s_i - s_j)^2 + sum_i diagonal_i s_i^2, j the neighbours of i.

    Every pair of neighbours is counted from both sides.

    Parameters
    ----------
    mapper
        Gives the backend and the neighbours.
    weights, diagonal
        One for each pixel, (S,), or one for all.
    scale
        What multiplies both.
    """
    xp = mapper.xp
    weights, diagonal = (part * xp.ones(mapper.pixels) for part in (weights, diagonal))
    neighbors = xp.asarray(mapper.interpolation.neighbors)
    pixels, most = neighbors.shape
    absent = neighbors < 0
    own = xp.where(absent, -1, xp.arange(pixels)[:, None])
    indices = xp.reshape(xp.stack([own, neighbors], axis=-1), (-1, 2))
    coefficients = xp.asarray(np.tile([1.0, -1.0], (pixels * most, 1)))
    pairs = xp.where(absent, 0.0, weights[xp.where(absent, 0, neighbors)])
    return Penalty(xp, indices, coefficients, xp.ravel(pairs), diagonal, scale)


def cross_penalty_from(mapper: Regularized, weights: Any, diagonal: Any, scale: Any = 1.0) -> Penalty:
    """Return scale times sum_i weights_i sum_k (s_i - s(cross point k of i))^2 + sum_i diagonal_i s_i^2.

    The four cross points of a pixel lie above, below, right and left of where its value lies (its centre or vertex), at
    a distance that the mesh sets (`split_steps`: half the square root of the pixel's area); the source there is
    interpolated on the mesh. Unlike differences between neighbours, which count steps of unequal length alike, they
    approximate the gradient of the source in units of the pixel's own size.

    Raises ModelError if the source is constant in the mesh's pixels: most cross points then have no penalty.

    Parameters
    ----------
    mapper
        Gives the backend and the mesh as it lies.
    weights, diagonal
        One for each pixel, (S,), or one for all.
    scale
        What multiplies both.
    """
    if not mapper.mesh.interpolates:
        name, mesh = type(mapper.regularization).__name__, type(mapper.mesh).__name__
        raise exc.ModelError(
            f"{name} penalises how the source changes within a pixel, and on the mesh {mesh} it does not change there. "
            f"Use {name.split('Split')[0]} instead, or the mesh VoronoiNN."
        )
    xp, interpolation = mapper.xp, mapper.interpolation
    centre, arm = interpolation.mesh_grid, interpolation.split_steps
    y, x = centre.y, centre.x
    points = Coordinates(
        xp.ravel(xp.stack([y + arm, y - arm, y, y], axis=1)), xp.ravel(xp.stack([x, x, x + arm, x - arm], axis=1)), xp
    )
    between, shares = interpolation.at(points)
    pixels = mapper.pixels
    weights, diagonal = (part * xp.ones(pixels) for part in (weights, diagonal))
    own = xp.repeat(xp.arange(pixels), 4)[:, None]
    indices = xp.concatenate([between, own], axis=1)
    coefficients = xp.concatenate([-shares, xp.ones((4 * pixels, 1))], axis=1)
    return Penalty(xp, indices, coefficients, xp.repeat(weights, 4), diagonal, scale)


def kernel_penalty_from(mapper: Regularized, weights: Any, diagonal: Any, scale: Any = 1.0) -> Penalty:
    """Return scale times sum_{i<j} k_ij sqrt(weights_i weights_j) (s_i - s_j)^2 + sum_i diagonal_i s_i^2.

    k_ij is the kernel at 2 r^2 / (h_i^2 + h_j^2), r the distance of the pixels and h the lengths of their kernels.

    Parameters
    ----------
    mapper
        Gives the backend, and where the pixels are.
    weights, diagonal
        One for each pixel, (S,), or one for all.
    scale
        What multiplies both.
    """
    xp, kernels = mapper.xp, mapper.interpolation.kernels
    diagonal = diagonal * xp.ones(mapper.pixels)
    roots = xp.sqrt(weights * xp.ones(mapper.pixels))
    i, j, present = kernels.first, kernels.second, kernels.present
    s = 2.0 * kernels.squares / (kernels.lengths[i] ** 2 + kernels.lengths[j] ** 2)
    pairs = xp.where(present, kernel_of(xp, s) * roots[i] * roots[j], 0.0)
    indices = xp.stack([i, j], axis=1)
    coefficients = xp.asarray(np.tile([1.0, -1.0], (indices.shape[0], 1)))
    return Penalty(xp, indices, coefficients, pairs, diagonal, scale)


def laplacian_eigenvalues_from(mapper: Regularized, kept: Any) -> Any:
    """Return the eigenvalues of the graph Laplacian of a rectangular mesh; None for other meshes.

    They are 4 - 2 cos(a) - 2 cos(b) with a = pi i / rows and b = pi j / columns (i, j from zero). Without its edge
    pixels, which count as zero, it is that of a smaller rectangle with fixed boundary: a = pi i / (rows - 1) and so on,
    i from one to rows - 2.

    Parameters
    ----------
    mapper
        Gives the mesh.
    kept
        The pixels that stay, or None for all.
    """
    if not isinstance(mapper.mesh, Rectangular):
        return None
    rows, columns = mapper.mesh.shape
    if kept is None:
        a, b = (2.0 - 2.0 * np.cos(np.pi * np.arange(n) / n) for n in (rows, columns))
    elif len(kept) == (rows - 2) * (columns - 2):
        a, b = (2.0 - 2.0 * np.cos(np.pi * np.arange(1, n - 1) / (n - 1)) for n in (rows, columns))
    else:
        return None
    return mapper.xp.asarray(a[:, None] + b)


def pixel_weights_from(inner_coefficient: Any, outer_coefficient: Any, signals: Any) -> Any:
    """Return (inner s + outer (1 - s))^2 of the signals s (S,): squared once more, these are the weights in H."""
    return (inner_coefficient * signals + outer_coefficient * (1.0 - signals)) ** 2
