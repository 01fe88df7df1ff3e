"""A source's surface brightness as values on a mesh, kept smooth by a regularization."""

from __future__ import annotations

from autolens_lite import check, exc
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

    Raises
    ------
    ParameterError
        If either is of another kind.
    """

    def __init__(self, mesh: Mesh, regularization: Regularization | None = None) -> None:
        if not isinstance(mesh, Mesh):
            raise exc.ParameterError(f"mesh = {mesh!r} is no mesh. Pass one, such as al.mesh.RectangularUniform().")
        regularization = Constant() if regularization is None else regularization
        if not isinstance(regularization, Regularization):
            raise exc.ParameterError(
                f"regularization = {regularization!r} is none. Pass one, such as al.reg.Constant(coefficient=1.0)."
            )
        self.mesh = mesh
        self.regularization = regularization

    def __repr__(self) -> str:
        return f"Pixelization(mesh={self.mesh!r}, regularization={self.regularization!r})"
