"""Small mappers for the tests of regularizations: a lensed grid, meshes over it, an image to adapt to."""

import numpy as np

import autolens_lite as al
from autolens_lite.pixelization import Mapper

MASK = al.Mask2D.circular((20, 20), radius=0.85, pixel_scales=0.1)


def coordinates_of(xp, stretch=1.0):
    """The grid, sheared and bent, as points of a source plane; differentiable in `stretch`."""
    grid = al.Grid2D.from_mask(MASK, backend=xp.NAME)
    y, x = grid.y, grid.x
    radius = xp.sqrt(y**2 + x**2 + 0.05)
    return grid, al.grid.Coordinates(stretch * (y - 0.4 * y / radius + 0.02 * x), x - 0.3 * x / radius, xp)


def vertices_of(xp, stretch=1.0, count=50):
    angle = 2.4 * np.arange(count)
    radius = 0.55 * np.sqrt((np.arange(count) + 0.5) / count)
    return al.grid.Coordinates(
        stretch * xp.asarray(radius * np.sin(angle)), xp.asarray(radius * np.cos(angle) + 0.01 * np.sin(5 * angle)), xp
    )


def adapt_image():
    grid = al.Grid2D.from_mask(MASK, backend="numba")
    return np.exp(-((grid.y - 0.2) ** 2 + (grid.x + 0.1) ** 2) / 0.1) + 0.05


def mapper_of(regularization, mesh="rectangular", backend="numba", stretch=1.0, absolute_floor=None, image=None):
    """The mapper; `image` is the one to adapt to, `adapt_image()` by default and False for none."""
    xp = al.xp.get(backend)
    grid, points = coordinates_of(xp, stretch)
    meshes = {
        "rectangular": al.mesh.RectangularUniform((6, 7)),
        "adaptive": al.mesh.RectangularAdaptDensity((6, 7)),
        "delaunay": al.mesh.Delaunay(),
        "kernels": al.mesh.CompactKernel(),
        "voronoi": al.mesh.Voronoi(),
    }
    vertices = vertices_of(xp, stretch) if meshes[mesh].needs_vertices else None
    pixelization = al.Pixelization(meshes[mesh], regularization)
    image = adapt_image() if image is None else None if image is False else image
    more = {"vertices": vertices, "adapt_image": image, "absolute_floor": absolute_floor}
    return Mapper.of_points(pixelization, grid, points, **more)
