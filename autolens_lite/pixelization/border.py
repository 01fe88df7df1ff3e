"""Traced points far outside the border of the source plane, moved to the border."""

from __future__ import annotations

from typing import Any

from autolens_lite.grid import Coordinates


def relocated_from(coordinates: Coordinates, border: Coordinates) -> Coordinates:
    """Move points outside the border's ellipse onto it, towards its centre.

    The ellipse has the centre c and the shape C of the border's points (their mean and covariance) and passes through
    the outermost of them: points with r^2 = (p - c)^T C^-1 (p - c) above the border's largest are scaled back. It
    turns, stretches and shears with the source plane, and is smooth in the points, unlike the distance to the nearest
    border point.

    Parameters
    ----------
    coordinates
        Points of the source plane, N.
    border
        The border's points there.

    Returns
    -------
    N points.
    """
    xp = coordinates.xp
    centre_y, centre_x = xp.mean(border.y), xp.mean(border.x)
    by, bx = border.y - centre_y, border.x - centre_x
    yy, xx, xy = xp.mean(by**2), xp.mean(bx**2), xp.mean(by * bx)
    determinant = yy * xx - xy**2

    def squared_radius(y, x):
        return (xx * y**2 - 2.0 * xy * y * x + yy * x**2) / determinant

    limit = xp.max(squared_radius(by, bx))

    def moved(points: Coordinates) -> tuple[Any, Any]:
        y, x = points.y - centre_y, points.x - centre_x
        squared = squared_radius(y, x)
        outside = squared > limit
        scale = xp.where(outside, xp.sqrt(limit / xp.where(outside, squared, limit)), 1.0)
        return centre_y + scale * y, centre_x + scale * x

    moved_y, moved_x = coordinates.evaluated(moved)
    return Coordinates(moved_y, moved_x, xp)
