"""Deflection fields (`field`) as custom calls of XLA; see `ffi`.

Arguments are y, x and the vector of parameters; the one result has the rows of `out`. The cored power law has only its
angular part here, of Re(w), Im(w), the core and t.
"""

from __future__ import annotations

from typing import Any

from autolens_lite.xp.numba_xp import angular_core, cored_steep, isothermal, nfw, power_law_broken
from autolens_lite.xp.numba_xp.ffi_frame import ARGUMENTS, RESULTS, flat, is_query, rows
from autolens_lite.xp.numba_xp.jit import handler, inlined

_isothermal_values = isothermal.isothermal_values
_isothermal_slopes = isothermal.isothermal_slopes
_dual_isothermal_values = isothermal.dual_isothermal_values
_dual_isothermal_slopes = isothermal.dual_isothermal_slopes
_nfw_values = nfw.nfw_values
_nfw_slopes = nfw.nfw_slopes
_nfw_round_values = nfw.nfw_round_values
_nfw_round_slopes = nfw.nfw_round_slopes
_nfw_truncated_round_values = nfw.nfw_truncated_round_values
_nfw_truncated_round_slopes = nfw.nfw_truncated_round_slopes
_cnfw_round_values = nfw.cnfw_round_values
_cnfw_round_slopes = nfw.cnfw_round_slopes
_cored_steep_values = cored_steep.cored_steep_values
_cored_steep_slopes = cored_steep.cored_steep_slopes
_core_angular_values = angular_core.power_law_core_angular_values
_core_angular_slopes = angular_core.power_law_core_angular_slopes
_power_law_broken_values = power_law_broken.power_law_broken_values
_power_law_broken_slopes = power_law_broken.power_law_broken_slopes


@inlined
def _points(frame):
    return flat(frame, ARGUMENTS, 0), flat(frame, ARGUMENTS, 1), flat(frame, ARGUMENTS, 2), rows(frame, RESULTS, 0)


@handler
def _isothermal_field(frame):
    if not is_query(frame):
        _isothermal_values(*_points(frame))
    return 0


@handler
def _isothermal_field_slopes(frame):
    if not is_query(frame):
        _isothermal_slopes(*_points(frame))
    return 0


@handler
def _dual_isothermal_field(frame):
    if not is_query(frame):
        _dual_isothermal_values(*_points(frame))
    return 0


@handler
def _dual_isothermal_field_slopes(frame):
    if not is_query(frame):
        _dual_isothermal_slopes(*_points(frame))
    return 0


@handler
def _nfw_field(frame):
    if not is_query(frame):
        _nfw_values(*_points(frame))
    return 0


@handler
def _nfw_field_slopes(frame):
    if not is_query(frame):
        _nfw_slopes(*_points(frame))
    return 0


@handler
def _nfw_round_field(frame):
    if not is_query(frame):
        _nfw_round_values(*_points(frame))
    return 0


@handler
def _nfw_round_field_slopes(frame):
    if not is_query(frame):
        _nfw_round_slopes(*_points(frame))
    return 0


@handler
def _nfw_truncated_round_field(frame):
    if not is_query(frame):
        _nfw_truncated_round_values(*_points(frame))
    return 0


@handler
def _nfw_truncated_round_field_slopes(frame):
    if not is_query(frame):
        _nfw_truncated_round_slopes(*_points(frame))
    return 0


@handler
def _cnfw_round_field(frame):
    if not is_query(frame):
        _cnfw_round_values(*_points(frame))
    return 0


@handler
def _cnfw_round_field_slopes(frame):
    if not is_query(frame):
        _cnfw_round_slopes(*_points(frame))
    return 0


@handler
def _cored_steep_field(frame):
    if not is_query(frame):
        y, x, parameters, out = _points(frame)
        _cored_steep_values(y, x, parameters, flat(frame, ARGUMENTS, 3), flat(frame, ARGUMENTS, 4), out)
    return 0


@handler
def _cored_steep_field_slopes(frame):
    if not is_query(frame):
        y, x, parameters, out = _points(frame)
        t, heights, dots = flat(frame, ARGUMENTS, 3), flat(frame, ARGUMENTS, 4), flat(frame, ARGUMENTS, 5)
        _cored_steep_slopes(y, x, parameters, t, heights, dots, out)
    return 0


@handler
def _power_law_broken_field(frame):
    if not is_query(frame):
        _power_law_broken_values(*_points(frame))
    return 0


@handler
def _power_law_broken_field_slopes(frame):
    if not is_query(frame):
        _power_law_broken_slopes(*_points(frame))
    return 0


@handler
def _power_law_core_angular(frame):
    if not is_query(frame):
        w_real, w_imag, core, out = _points(frame)
        _core_angular_values(w_real, w_imag, core, flat(frame, ARGUMENTS, 3)[0], out)
    return 0


@handler
def _power_law_core_angular_slopes(frame):
    if not is_query(frame):
        w_real, w_imag, core, out = _points(frame)
        _core_angular_slopes(w_real, w_imag, core, flat(frame, ARGUMENTS, 3)[0], out)
    return 0


HANDLERS: dict[str, Any] = {
    "isothermal_field": _isothermal_field,
    "isothermal_field_slopes": _isothermal_field_slopes,
    "dual_isothermal_field": _dual_isothermal_field,
    "dual_isothermal_field_slopes": _dual_isothermal_field_slopes,
    "nfw_field": _nfw_field,
    "nfw_field_slopes": _nfw_field_slopes,
    "nfw_round_field": _nfw_round_field,
    "nfw_round_field_slopes": _nfw_round_field_slopes,
    "nfw_truncated_round_field": _nfw_truncated_round_field,
    "nfw_truncated_round_field_slopes": _nfw_truncated_round_field_slopes,
    "cored_steep_field": _cored_steep_field,
    "cored_steep_field_slopes": _cored_steep_field_slopes,
    "cnfw_round_field": _cnfw_round_field,
    "cnfw_round_field_slopes": _cnfw_round_field_slopes,
    "power_law_core_angular": _power_law_core_angular,
    "power_law_core_angular_slopes": _power_law_core_angular_slopes,
    "power_law_broken_field": _power_law_broken_field,
    "power_law_broken_field_slopes": _power_law_broken_field_slopes,
}
