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

# Compact kernels about vertices: the sum of each kernel over all vertices (its own included), which sets its length;
# for few vertices half their number. No whole number, so that vertices in one place do not reach it by themselves.
KERNEL_COUNT = 4.25
# Added to the sum of kernels by which each is divided: where few reach, the source falls smoothly to zero.
KERNEL_OUTSIDE = 0.02
# Of the typical distance of vertices: added to lengths, in squares, for those of more vertices than that in one place.
KERNEL_FLOOR = 1e-3
KERNEL_PAIRS = 48  # pairs of kernels for each kernel that are listed at most; 10 are usual
KERNELS_AT_POINT, KERNELS_IN_PIXEL = 64, 96  # kernels that reach a point, or a pixel, and are kept; 16 and 20 are usual

# The table of W of an image holds tiles of TILE x TILE pixels, which are quads of 2 x 2.
TILE = 4
TILE_PIXELS = TILE**2
QUAD = 4
# Numbers that are computed with at once: what the widest registers hold.
LANES = 8

# Ways to the log determinant of a penalty, as compiled code knows them.
PENALTY_METHODS = {"auto": 0, "dense": 1, "banded": 2}
