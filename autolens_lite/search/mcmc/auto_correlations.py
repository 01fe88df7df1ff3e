"""How long an MCMC chain must be: its integrated auto-correlation times."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import arguments, check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.search import setting_checks


class AutoCorrelationsSettings(metaclass=check.NamedSettings):
    """When a chain is long enough to stop before its last step.

    Parameters
    ----------
    check_for_convergence
        Whether to stop early at all.
    check_size
        The chain is examined after each this many steps, and compared with itself this many steps ago.
    required_length
        It must be at least this many times longer than the longest auto-correlation time,
    change_threshold
        and the times must have changed by less than this fraction since the last examination.
    """

    def __init__(
        self,
        check_for_convergence: bool = True,
        check_size: int = 100,
        required_length: int = 50,
        change_threshold: float = 0.01,
    ) -> None:
        self.check_for_convergence = setting_checks.flag("check_for_convergence", check_for_convergence)
        self.check_size = setting_checks.integer("check_size", check_size, 1)
        self.required_length = setting_checks.integer("required_length", required_length, 1)
        self.change_threshold = setting_checks.number(
            "change_threshold", change_threshold, 0.0, setting_checks.FINITE, open_lower=True
        )

    def to_dict(self) -> dict[str, Any]:
        """The settings, for the fingerprint."""
        return dict(vars(self))

    def is_converged(self, chain: np.ndarray) -> bool:
        """Whether a chain (steps, walkers, parameters) can stop; asked after each step, answered by its length alone.

        So a resumed chain stops where an uninterrupted one does.
        """
        chain = numbers_from("chain", chain, "(steps, walkers, parameters)")
        if chain.ndim != 3:
            raise exc.DataError(f"chain = {arguments.shown(chain)} is not a chain. Pass (steps, walkers, parameters).")
        steps = len(chain)
        if not self.check_for_convergence or steps % self.check_size or steps <= self.check_size:
            return False
        times = times_of(chain)
        if not np.all(np.isfinite(times)) or np.any(times * self.required_length >= steps):
            return False
        before = times_of(chain[: -self.check_size])
        return bool(np.all(np.abs(before - times) < self.change_threshold * times))


def settings_from(value: Any, default: AutoCorrelationsSettings | None = None) -> AutoCorrelationsSettings:
    """Return `value` if it is settings; the default where it is None."""
    settings = (default or AutoCorrelationsSettings()) if value is None else value
    if not isinstance(settings, AutoCorrelationsSettings):
        raise exc.SearchError(
            f"auto_correlation_settings = {settings!r} is not understood. Pass al.AutoCorrelationsSettings(...)."
        )
    return settings


def times_of(chain: np.ndarray) -> np.ndarray:
    """The integrated auto-correlation time (p,), in steps, of each parameter of a chain (steps, walkers, p).

    Estimated with emcee (Goodman & Weare 2010; Sokal's windowing). A parameter that never moved has no such time: NaN.
    """
    from emcee.autocorr import integrated_time

    moved = np.ptp(chain, axis=(0, 1)) > 0.0
    times = np.full(chain.shape[2], np.nan)
    if len(chain) > 1 and np.any(moved):
        times[moved] = integrated_time(chain[:, :, moved], tol=0)
    return times
