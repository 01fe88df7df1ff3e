"""Where things appear in a panel: an image's top left pixel at the top left, y up, curves at their coordinates."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from autolens_lite.grid import Mask2D
from autolens_lite.plot import figure_output, panel_parts, readable_units

EXTENT = (-2.0, 4.0, -1.0, 3.0)


@pytest.fixture
def axes():
    with figure_output.styled():
        yield figure_output.Canvas(figsize=(3.0, 2.0)).subplots()


def colour_at(axes, x, y):
    """The colour that a point of the axes is painted in."""
    agg = FigureCanvasAgg(axes.figure)
    agg.draw()
    pixels = np.asarray(agg.buffer_rgba())
    column, row = axes.transData.transform((x, y))
    return tuple(int(value) for value in pixels[pixels.shape[0] - 1 - int(row), int(column), :3])


def test_the_first_pixel_is_top_left(axes):
    values = np.zeros((4, 6))
    values[0, 0], values[3, 5], values[0, 5] = 1.0, 2.0, 3.0
    shown = panel_parts.image(axes, values, EXTENT, "gray", (0.0, 3.0))
    assert np.array_equal(shown.get_array(), values)
    assert tuple(shown.get_extent()) == EXTENT
    assert (axes.get_xlim(), axes.get_ylim()) == ((-2.0, 4.0), (-1.0, 3.0))
    # the middle of the corner pixels, which are 1 arcsec wide
    assert [colour_at(axes, x, y) for x, y in ((-1.5, 2.5), (3.5, -0.5), (3.5, 2.5), (-1.5, -0.5))] == [
        (85, 85, 85),
        (170, 170, 170),
        (255, 255, 255),
        (0, 0, 0),
    ]


def test_masked_pixels_are_grey(axes):
    mask = Mask2D([[True, False], [False, False]], pixel_scales=1.0)
    values = panel_parts.unmasked(np.array([[9.0, 0.0], [np.nan, 1.0]]), mask)
    panel_parts.image(axes, values, mask.extent, "gray", panel_parts.limits_of(values))
    grey = (round(255 * float(panel_parts.MASKED_COLOUR)),) * 3
    assert [colour_at(axes, x, y) for x, y in ((-0.5, 0.5), (-0.5, -0.5), (0.5, 0.5))] == [grey, grey, (0, 0, 0)]


def test_contours_lie_where_the_image_is(axes):
    """A peak of sigma 0.5 at (x, y) = (3, 2): its contour at half maximum is a circle of radius 0.5 sqrt(2 ln 2)."""
    y, x = np.meshgrid(2.99 - 0.02 * np.arange(200), -1.99 + 0.02 * np.arange(300), indexing="ij")
    values = np.exp(-0.5 * ((x - 3.0) ** 2 + (y - 2.0) ** 2) / 0.25)
    panel_parts.contours(axes, values, EXTENT, [0.5, 2.0])
    (lines,) = axes.collections
    points = np.concatenate([path.vertices for path in lines.get_paths()])
    radii = np.hypot(points[:, 0] - 3.0, points[:, 1] - 2.0)
    # bilinear interpolation between pixels of 0.02
    assert np.allclose(radii, 0.5 * np.sqrt(2.0 * np.log(2.0)), atol=2e-4)


def test_sigma_contours_are_dashed_below_zero(axes):
    values = np.linspace(-6.0, 4.0, 100).reshape(10, 10)
    panel_parts.sigma_contours(axes, np.ma.asarray(values), EXTENT)
    drawn = [(float(lines.levels[0]), lines.get_linestyles()[0][1] is not None) for lines in axes.collections]
    assert drawn == [(3.0, False), (-3.0, True), (-5.0, True)]


def test_nothing_to_contour_is_no_error(axes):
    panel_parts.contours(axes, np.ma.masked_all((3, 3)), EXTENT, [0.5])
    panel_parts.contours(axes, np.ones((3, 3)), EXTENT, [1.0])
    panel_parts.mask_outline(axes, Mask2D.all_false((3, 3), 1.0))
    assert not axes.collections


def test_curves_are_given_as_y_x(axes):
    panel_parts.curves(axes, [np.array([[1.0, 2.0], [3.0, 4.0]]), np.empty((0, 2))])
    (line,) = axes.lines
    assert np.array_equal(line.get_xydata(), [[2.0, 1.0], [4.0, 3.0]])


def test_the_beam_lies_inside_the_corner(axes):
    panel_parts.sky(axes, EXTENT)
    panel_parts.beam(axes, (0.6, 0.2), 30.0)
    for ellipse in axes.patches:
        assert (ellipse.width, ellipse.height, ellipse.angle) == (0.6, 0.2, 30.0)
        assert ellipse.get_center()[0] - 0.3 > -2.0
        assert ellipse.get_center()[1] - 0.3 > -1.0


def test_limits_are_shared_and_ignore_masked_pixels():
    first = np.ma.array([1.0, 99.0], mask=[False, True])
    second = np.ma.array([-2.0, 0.5])
    assert panel_parts.limits_of(first, second) == (-2.0, 1.0)
    assert panel_parts.symmetric_limits_of(first, second) == (-2.0, 2.0)
    assert panel_parts.symmetric_limits_of(first, at_least=5.0) == (-5.0, 5.0)
    assert panel_parts.limits_of(np.ma.array([3.0, 3.0])) == (3.0, 4.0)


@pytest.mark.parametrize(
    ("largest", "factor", "text"),
    [
        (2.0, 1.0, "Jy"),
        (2.0e5, 1.0, "Jy"),
        (0.5, 1e3, "mJy"),
        (1.0e-3, 1e3, "mJy"),
        (9.0e-4, 1e6, r"$\mu$Jy"),
        (3.0e-14, 1e9, "nJy"),
        (0.0, 1.0, "Jy"),
    ],
)
def test_prefixes(largest, factor, text):
    found, unit = readable_units.prefixed(np.array([np.nan, -largest]), "Jy")
    assert (found, unit) == (pytest.approx(factor, rel=1e-15), text)


def test_numbers_without_unit_keep_their_size():
    assert readable_units.prefixed([1e-5], "") == (1.0, "")
