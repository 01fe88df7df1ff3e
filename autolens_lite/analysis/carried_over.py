"""Arguments of analyses by other names that scripts of PyAutoLens use."""

from __future__ import annotations

import inspect
from typing import Any

from autolens_lite import check, exc

# Those that `own_arguments` knows.
KNOWN = frozenset({"positions_likelihood", "adapt_image_maker"})


def own_arguments(given: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an analysis by their names here.

    Raises ParameterError if positions are given by both names, or an `adapt_image_maker` is.
    """
    found = {name: value for name, value in given.items() if name not in KNOWN}
    if "positions_likelihood" in given:
        if found.get("positions_likelihood_list") is not None:
            raise exc.ParameterError("positions_likelihood and positions_likelihood_list are one. Pass one of them.")
        found["positions_likelihood_list"] = given["positions_likelihood"]
    if given.get("adapt_image_maker") is not None:
        raise exc.ParameterError(
            "adapt_image_maker is of an older release. Pass adapt_images=al.AdaptImages(galaxy_name_image_dict="
            "al.galaxy_name_image_dict_via_result_from(result))."
        )
    return found


class AnalysisArguments(check.NamedAbstract):
    """Metaclass of analyses, which take arguments by these names too."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if (
            KNOWN & kwargs.keys() - inspect.signature(cls).parameters.keys()
        ):  # none that a class of the user's own takes
            kwargs = own_arguments(kwargs)
        return super().__call__(*args, **kwargs)
