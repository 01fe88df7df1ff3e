"""Samples as tables for papers, `al.text`."""

from __future__ import annotations

from typing import Any

from autolens_lite import check, exc, units
from autolens_lite.result.samples import Samples as _Samples


class Samples:
    """Tables of samples."""

    @staticmethod
    @units.taken
    def latex(
        samples: _Samples,
        median_pdf_model: bool = True,
        sigma: float = 3.0,
        name_to_label: bool = True,
        include_name: bool = True,
        include_quickmath: bool = False,
        prefix: str = "",
        suffix: str = "",
    ) -> str:
        r"""Return a row of LaTeX: each parameter with its errors, between ampersands.

        Parameters
        ----------
        samples
            With their model, which names the parameters.
        median_pdf_model
            Whether to give medians, or else the sample of greatest likelihood.
        sigma
            Names the interval of the errors: 1.0 holds 68.27 %, 3.0 99.73 %.
        name_to_label
            Whether a parameter is written as its label, or else as its name.
        include_name
            Whether to write the parameter's label, or name, before its value.
        include_quickmath
            Whether to write it between dollar signs.
        prefix, suffix
            Before and after the row.

        Raises
        ------
        DataError
            If `samples` are not samples, or have no model.
        """
        if not isinstance(samples, _Samples) or samples.model is None:
            raise exc.DataError("samples is not al.Samples with a model. Pass result.samples.")
        check.positive("sigma", sigma)
        best = samples.median_pdf(as_instance=False)
        low, high = samples.values_at_sigma(sigma).T
        if not median_pdf_model:
            best = samples.max_log_likelihood(as_instance=False)
        cells = []
        ends = [name.rpartition(".")[2].replace("_", r"\_") for name in samples.model.parameter_names]
        labels = samples.model.parameter_labels if name_to_label else [rf"\mathrm{{{name}}}" for name in ends]
        for label, value, lower, upper in zip(labels, best, low, high, strict=True):
            name = f"{label.strip('$')} = " if include_name else ""
            cell = f"{name}{value:.4f}^{{+{upper - value:.4f}}}_{{-{value - lower:.4f}}}"
            cells.append(f"${cell}$" if include_quickmath else cell)
        return f"{prefix}{' & '.join(cells)}{suffix}"


def __getattr__(name: str) -> Any:
    raise AttributeError(f"al.text has no '{name}'. It has Samples.latex; result.info is a table to read.")
