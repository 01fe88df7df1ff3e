"""How a fit solves for its sources."""

from __future__ import annotations

from autolens_lite import check, exc
from autolens_lite.xp.method import METHODS


class Settings(metaclass=check.NamedArguments):
    """Choices of a fit that are not parameters of its model.

    Parameters
    ----------
    use_positive_only_solver
        Whether source pixels are kept from being negative.
    use_border_relocator
        Whether traced points outside the source plane's border are moved onto it.
    use_edge_zeroed_pixels
        Whether the pixels on the edge of a mesh are left out of the solution and count as zero.
    curvature_method
        The algorithm for the curvature matrix: "auto" takes the fastest of "direct", "fft" and "dense".
    absolute_floor
        What regularizations add to the diagonal of H so that it is positive definite, above 0 and in inverse squares of
        the source's brightness: 1e-8 is PyAutoLens' number. By default, None, they add 1e-8 of their own weights, and
        the evidence does not depend on the unit of the data (docs/evidence.md).
    use_mixed_precision
        PyAutoLens' single precision in parts of a fit. Every number is double here: True says so in a warning.

    Raises
    ------
    ParameterError
        If a flag is not a bool, the method is unknown or the floor is not above 0.
    """

    def __init__(
        self,
        use_positive_only_solver: bool = True,
        use_border_relocator: bool = False,
        use_edge_zeroed_pixels: bool = True,
        curvature_method: str = "auto",
        absolute_floor: float | None = None,
        use_mixed_precision: bool = False,
    ) -> None:
        self.use_positive_only_solver = use_positive_only_solver
        self.use_border_relocator = use_border_relocator
        self.use_edge_zeroed_pixels = use_edge_zeroed_pixels
        if curvature_method not in ("auto", *METHODS):
            raise exc.ParameterError(
                f"curvature_method = {curvature_method!r} is unknown. "
                f"{check.suggestion(str(curvature_method), ('auto', *METHODS))}"
            )
        self.curvature_method = curvature_method
        if absolute_floor is not None:
            check.positive("absolute_floor", absolute_floor)
            absolute_floor = float(absolute_floor)
        self.absolute_floor = absolute_floor
        self.use_mixed_precision = False  # whatever is asked for, so that settings are stored as what they do
        if use_mixed_precision:
            check.warn("use_mixed_precision=True changes nothing: all that a fit computes is in double precision.")

    def as_dict(self) -> dict[str, bool | str | float | None]:
        """Return the settings by name, as a fingerprint holds them."""
        return dict(self.__dict__)

    def __repr__(self) -> str:
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"
