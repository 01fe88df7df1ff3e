"""Draws of what a fit solves for, of the posterior of the whole model: intensities and source pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autolens_lite import check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.result import weighted

# What is stored of them, beside their names; None is a length that may be any.
STORED: dict[str, tuple[int | None, ...]] = {"linear_values": (None, None), "linear_rows": (None,)}


class LinearSamples(metaclass=check.NamedArguments):
    """Draws of intensities and source pixels, which are solved for and no parameters of a search; all weigh the same.

    Raises DataError if shapes differ, there is no draw, or one is not finite.

    Parameters
    ----------
    names
        The k names, such as "galaxies.lens.bulge.intensity" or "galaxies.source.pixelization.12".
    values
        The draws, of shape (n, k).
    rows
        Which of the samples of the other parameters each belongs to, (n,).
    """

    def __init__(self, names: Sequence[str], values: npt.ArrayLike, rows: npt.ArrayLike) -> None:
        self.names = [str(name) for name in names]
        self.values = numbers_from("values", values, "(n, k)").astype(float)
        found = numbers_from("rows", rows, "one for each draw")
        if self.values.ndim != 2 or not self.values.size or self.values.shape[1] != len(self.names):
            raise exc.DataError(
                f"values has shape {self.values.shape}. Pass one row a draw, at least one, and one column for each of "
                f"the {len(self.names)} names."
            )
        if found.shape != (len(self.values),) or np.any(found < 0) or np.any(found % 1 != 0):
            raise exc.DataError(f"rows is not the number of a sample for each of the {len(self.values)} draws.")
        if not np.all(np.isfinite(self.values)):
            raise exc.DataError("values holds numbers that are not finite. Leave these draws out.")
        self.rows = found.astype(int)

    def __len__(self) -> int:
        return len(self.values)

    def __repr__(self) -> str:
        return f"LinearSamples({len(self)} draws of {len(self.names)} linear parameters)"

    def __getitem__(self, name: str) -> np.ndarray:
        """The draws (n,) of one."""
        if name not in self.names:
            raise exc.DataError(f"{name!r} is not solved for. {check.suggestion(str(name), self.names)}")
        return self.values[:, self.names.index(name)]

    @property
    def median(self) -> np.ndarray:
        """The median of each, (k,)."""
        return np.median(self.values, axis=0)

    def values_at_sigma(self, sigma: float) -> np.ndarray:
        """Return the ends of each central interval (1 sigma: 68.27 %), of shape (k, 2)."""
        check.positive("sigma", sigma)
        return np.quantile(self.values, weighted.fractions_at_sigma(sigma), axis=0).T

    def errors_at_sigma(self, sigma: float) -> np.ndarray:
        """Return the distances from the median down and up to those ends, both positive, of shape (k, 2)."""
        ends, median = self.values_at_sigma(sigma), self.median
        return np.stack([median - ends[:, 0], ends[:, 1] - median], axis=1)

    def summary(self) -> str:
        """Return a table of medians and errors; of bases and meshes, whose numbers are many, one line each."""
        from autolens_lite.result.summary import aligned, shown

        errors, rows = self.errors_at_sigma(1.0), [["solved for", "median", "- 1 sigma", "+ 1 sigma"]]
        many: dict[str, int] = {}
        for name, median, (down, up) in zip(self.names, self.median, errors, strict=True):
            owner = name.rpartition(".")[0].removesuffix(".intensity").rpartition(".profile_list")[0]
            if name.endswith(".intensity") and ".profile_list." not in name:
                rows.append([name, *shown([median, down, up], 0.5 * (down + up), median)])
            else:
                owner = owner or name.rpartition(".")[0]
                many[owner] = many.get(owner, 0) + 1
        lines = [f"{owner}   {number} values, with their errors in samples.linear" for owner, number in many.items()]
        return "\n".join([*(aligned(rows) if len(rows) > 1 else []), *lines])

    def to_dict(self) -> dict[str, Any]:
        """Return medians and intervals, for JSON."""
        inner, outer = self.values_at_sigma(1.0), self.values_at_sigma(3.0)
        columns = {"median": self.median, "sigma_1": inner, "sigma_3": outer}
        return {name: {key: values[i] for key, values in columns.items()} for i, name in enumerate(self.names)}

    def to_arrays(self) -> dict[str, np.ndarray]:
        """Return what `from_arrays` reads."""
        return {
            "linear_names": np.array(self.names, dtype=str),
            "linear_values": self.values,
            "linear_rows": self.rows.astype(float),
        }

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray]) -> LinearSamples | None:
        """Read the arrays of an archive; None where it has none of them."""
        from autolens_lite import archive

        if "linear_names" not in stored:
            return None
        archive.require(stored, STORED)
        names = stored["linear_names"]
        if names.dtype.kind != "U" or names.ndim != 1:
            raise exc.DataError("its linear_names are not names")
        return cls(names.tolist(), stored["linear_values"], stored["linear_rows"])
