"""Numbers that both backends, or several kernels, must have in common; compiled kernels have them built in."""

from __future__ import annotations

# Squared radius, arcsec^2, inside which a point counts as the centre: singular profiles are cut off there, so that
# values and gradients are finite, and their deflection is 0.
CENTRE_SQUARED = 1e-16
# The least modulus of an ellipse that is divided by.
LEAST = 1e-16

# Below this modulus of the ellipticity the isothermal's closed form, whose slopes lose digits as 1 / modulus, gives way
# to a series of so many terms.
ISOTHERMAL_SERIES_BELOW = 0.004
ISOTHERMAL_SERIES_TERMS = 7
# The same of the broken power law, by the modulus of the argument of its logarithms.
BROKEN_SERIES_BELOW = 0.5
BROKEN_SERIES_TERMS = 15

# What differs by less than this fraction is equal, and indices decide: the squares of two distances, a determinant of
# plane geometry and its lengths. Rounding makes 1e-13 of it, and a generic mesh has next to no such pairs.
TIE = 1e-8
# Vertices nearer than this fraction of their median distance from the middle are in the same place.
SAME_PLACE = 1e-9
MAX_NEIGHBORS = 64  # columns of `structures.Triangulation.neighbors`
MAX_NATURAL = 24  # natural neighbours of a point that are kept apart

# The table of W of an image holds tiles of TILE x TILE pixels, which are quads of 2 x 2.
TILE = 4
TILE_PIXELS = TILE**2
QUAD = 4
# Numbers that are computed with at once: what the widest registers hold.
LANES = 8

# Ways to the log determinant of a penalty, as compiled code knows them.
PENALTY_METHODS = {"auto": 0, "dense": 1, "banded": 2}
