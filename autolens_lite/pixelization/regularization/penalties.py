"""The sums of squared differences of which regularizations are made."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.grid import Coordinates
from autolens_lite.pixelization.mesh.rectangular import Rectangular
from autolens_lite.pixelization.regularization.penalty import Penalty

# Added to the diagonal of matrices of differences, which otherwise leave a constant source without penalty.
FLOOR = 1e-8


def neighbor_penalty_from(mapper: Any, weights: Any, diagonal: Any) -> Penalty:
    """Return sum_i sum_j weights_j (s_i - s_j)^2 + sum_i diagonal_i s_i^2, j the neighbours of i.

    Every pair of neighbours is counted from both sides.

    Parameters
    ----------
    mapper
        Gives the backend and the neighbours.
    weights, diagonal
        One for each pixel, (S,).
    """
    xp = mapper.xp
    neighbors = xp.asarray(mapper.interpolation.neighbors)
    pixels, most = neighbors.shape
    absent = neighbors < 0
    own = xp.where(absent, -1, xp.arange(pixels)[:, None])
    indices = xp.reshape(xp.stack([own, neighbors], axis=-1), (-1, 2))
    coefficients = xp.asarray(np.tile([1.0, -1.0], (pixels * most, 1)))
    pairs = xp.where(absent, 0.0, weights[xp.where(absent, 0, neighbors)])
    return Penalty(xp, indices, coefficients, xp.ravel(pairs), diagonal)


def cross_penalty_from(mapper: Any, weights: Any, diagonal: Any) -> Penalty:
    """Return sum_i weights_i sum_k (s_i - s(cross point k of i))^2 + sum_i diagonal_i s_i^2.

    The four cross points of a pixel lie above, below, right and left of where its value lies (its centre or vertex), at
    a distance that the mesh sets (`split_steps`: half the square root of the pixel's area); the source there is
    interpolated on the mesh. Unlike differences between neighbours, which count steps of unequal length alike, they
    approximate the gradient of the source in units of the pixel's own size.

    Parameters
    ----------
    mapper
        Gives the backend and the mesh as it lies.
    weights, diagonal
        One for each pixel, (S,).

    Raises
    ------
    ModelError
        If the source is constant in the mesh's pixels: most cross points then have no penalty.
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
    pixels = diagonal.shape[0]
    own = xp.repeat(xp.arange(pixels), 4)[:, None]
    indices = xp.concatenate([between, own], axis=1)
    coefficients = xp.concatenate([-shares, xp.ones((4 * pixels, 1))], axis=1)
    return Penalty(xp, indices, coefficients, xp.repeat(weights, 4), diagonal)


def laplacian_eigenvalues_from(mapper: Any, kept: Any) -> Any:
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
