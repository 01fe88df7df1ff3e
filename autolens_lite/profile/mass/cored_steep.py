r"""Haloes with elliptical convergence, as sums of cored steep ellipsoids.

A density in three dimensions :math:`\rho(r)` that is analytic for complex r with positive real part, as those of haloes
are, is a continuous sum of Plummer-like densities with real amplitudes (a Stieltjes transform in r^2, integrated once
by parts). In units of the scale radius and of `kappa_s` over it,

.. math:: \rho(r) = \int_0^\infty \frac{A(t)}{\pi} \frac{2 t^2}{(t^2 + r^2)^2} d\ln t, \qquad
          A(t) = 2 \, \mathrm{Im} \int_0^{i t} v \rho(v) dv,

so that the convergence is a sum of cored steep ellipsoids,

.. math:: \kappa(m) = \kappa_s \int_0^\infty A(t) \frac{t^2}{(t^2 + m^2)^{3/2}} d\ln t.

The lens of each is elementary (Keeton & Kochanek 1998; Oguri 2021). With the complex ellipticity and Z of
`geometry`, :math:`w = \bar\epsilon Z / \bar Z`, and :math:`S = \sqrt{t^2 + m^2}` at the major-axis radius
m = |Z| / (1 - f),

.. math:: \alpha = \frac{2 Z}{t S \, [S + t + w (S - t)]}, \qquad
          \psi = \frac{q}{t} \ln \left[ 1 +
          \frac{2 (1 - f^2) t (S - t) + (1 + f)^2 |\zeta|^2}{4 t^2} \right]

for a convergence of :math:`(t^2 + m^2)^{-3/2}`. The trapezoidal rule in ln t converges exponentially, since the
integrand is analytic for |Im ln t| < pi / 2: with a step of 1/3 to about 1e-10. Any step gives an exact lens:
convergence, deflections and potential belong together to rounding, at any ellipticity.

References
----------
Keeton & Kochanek (1998), ApJ 495, 157, for the lens of one ellipsoid; Oguri (2021), PASP 133, 074504, for sums of them
(fitted there; the amplitudes here are exact).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from autolens_lite.xp.backend import Backend

# amplitude(node, parameters, xp): (t, A(t) times the step in ln t) of a node, a function of a module, so that compiled
# code is reused.
Amplitude = Callable[[tuple[Any, ...], tuple[Any, ...], Any], tuple[Any, Any]]
Nodes = tuple[Any, ...]


def convergence_from(squared: Any, amplitude: Amplitude, nodes: Nodes, parameters: tuple[Any, ...], xp: Backend) -> Any:
    """Return the convergence for a kappa_s of 1.

    Parameters
    ----------
    squared
        Squared major-axis radius over the scale radius squared.
    amplitude, nodes, parameters
        The halo: its amplitudes, the nodes in t, and the number that the amplitudes depend on.
    xp
        The backend, whose `cored_steep_field` has the deflections.
    """
    return xp.sum_over_nodes(_integrand(_convergence, amplitude, xp), nodes, (squared,), parameters)[0]


def potential_from(
    squared: Any,
    squared_distance: Any,
    modulus: Any,
    amplitude: Amplitude,
    nodes: Nodes,
    parameters: tuple[Any, ...],
    xp: Backend,
) -> Any:
    """Return the potential, 0 at the centre, for a kappa_s and a scale radius of 1.

    Parameters
    ----------
    squared
        Squared major-axis radius over the scale radius squared.
    squared_distance
        |zeta|^2, the squared distance from the centre, over the scale radius squared.
    modulus
        f = |ell_comps|; 0 for a round halo.
    amplitude, nodes, parameters, xp
        As above.
    """
    points = (squared, squared_distance, modulus)
    (total,) = xp.sum_over_nodes(_integrand(_potential, amplitude, xp), nodes, points, parameters)
    return (1.0 - modulus) / (1.0 + modulus) * total


@functools.lru_cache(maxsize=256)
def _integrand(kernel: Callable[..., Any], amplitude: Amplitude, xp: Backend) -> Callable[..., Any]:
    """The function to sum, the same object each time, so that compiled code is reused."""
    return functools.partial(kernel, amplitude, xp)


def _convergence(amplitude: Amplitude, xp: Backend, node: Any, points: Any, parameters: Any) -> tuple[Any]:
    t, height = amplitude(node, parameters, xp)
    square = points[0] + t * t
    return ((height * t * t) / (square * xp.sqrt(square)),)


def _potential(amplitude: Amplitude, xp: Backend, node: Any, points: Any, parameters: Any) -> tuple[Any]:
    squared, squared_distance, modulus = points
    t, height = amplitude(node, parameters, xp)
    minus = squared / (xp.sqrt(squared + t * t) + t)
    excess = 2.0 * (1.0 - modulus * modulus) * t * minus + (1.0 + modulus) ** 2 * squared_distance
    return (height * t * xp.log1p(0.25 / (t * t) * excess),)
