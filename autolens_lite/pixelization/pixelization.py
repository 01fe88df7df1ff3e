"""A source's surface brightness as values on a mesh, kept smooth by a regularization."""

from __future__ import annotations

from typing import Any

from autolens_lite import check, exc
from autolens_lite.grid import Grid2DIrregular, Mask2D
from autolens_lite.pixelization.image_mesh import ImageMesh
from autolens_lite.pixelization.mesh import Mesh
from autolens_lite.pixelization.regularization import Constant, Regularization


class Pixelization(metaclass=check.NamedArguments):
    """What a galaxy has in place of light profiles when its light is reconstructed on a mesh.

    Parameters
    ----------
    mesh
        The pixels of the source plane, such as `al.mesh.RectangularUniform(shape=(30, 30))`.
    regularization
        The prior that keeps neighbouring pixels alike; `al.reg.Constant()` by default.
    image_mesh
        How to choose the points of the image plane that, traced, are the vertices of a Delaunay or Voronoi mesh, where
        none are given (`AdaptImages`): such as `al.image_mesh.Hilbert(pixels=1000)`.

    Raises
    ------
    ParameterError
        If either is of another kind, or there is an image mesh for a mesh that is not made of points.
    """

    def __init__(
        self, mesh: Mesh, regularization: Regularization | None = None, image_mesh: ImageMesh | None = None
    ) -> None:
        if not isinstance(mesh, Mesh):
            raise exc.ParameterError(f"mesh = {mesh!r} is not a mesh. Pass one, such as al.mesh.RectangularUniform().")
        regularization = Constant() if regularization is None else regularization
        if not isinstance(regularization, Regularization):
            raise exc.ParameterError(
                f"regularization = {regularization!r} is not a regularization. "
                "Pass one, such as al.reg.Constant(coefficient=1.0)."
            )
        if image_mesh is not None and not isinstance(image_mesh, ImageMesh):
            raise exc.ParameterError(
                f"image_mesh = {image_mesh!r} is not an image mesh. "
                "Pass one, such as al.image_mesh.Overlay(shape=(30, 30))."
            )
        if image_mesh is not None and not mesh.needs_vertices:
            raise exc.ParameterError(
                f"image_mesh = {image_mesh!r} would not be used: {type(mesh).__name__} is not made of points. Leave it "
                "out, or pass a mesh that is, such as al.mesh.Delaunay()."
            )
        self.mesh = mesh
        self.regularization = regularization
        self.image_mesh = image_mesh

    def image_plane_mesh_grid_from(self, mask: Mask2D, adapt_data: Any = None) -> Grid2DIrregular:
        """Return the points of the image plane that, traced, are the vertices of the mesh.

        Parameters
        ----------
        mask, adapt_data
            See `ImageMesh.image_plane_mesh_grid_from`.

        Raises
        ------
        ModelError
            If the pixelization has no image mesh, or that needs an image and there is none.
        """
        if self.image_mesh is None:
            raise exc.ModelError(
                f"{type(self.mesh).__name__} is made of points of the image plane, and there are none. Pass "
                "adapt_images=al.AdaptImages(galaxy_image_plane_mesh_grid_dict={galaxy: points}) to the fit or the "
                "analysis, or an image mesh to the pixelization: al.Pixelization(mesh, regularization, "
                "image_mesh=al.image_mesh.Overlay(shape=(30, 30)))."
            )
        return self.image_mesh.image_plane_mesh_grid_from(mask, adapt_data)

    def with_regularization(self, regularization: Regularization) -> Pixelization:
        """Return the same with another regularization."""
        return Pixelization(self.mesh, regularization, self.image_mesh)

    def __repr__(self) -> str:
        image_mesh = "" if self.image_mesh is None else f", image_mesh={self.image_mesh!r}"
        return f"Pixelization(mesh={self.mesh!r}, regularization={self.regularization!r}{image_mesh})"
