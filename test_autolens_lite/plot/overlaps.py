"""Whether the text of a figure can be read."""

from unittest.mock import patch

import matplotlib.text
from matplotlib.backends.backend_agg import FigureCanvasAgg


def assert_no_text_overlaps(figure):
    """No two pieces of drawn text cover each other, and none leaves the figure."""
    drawn = []

    def draw(text, renderer):
        if text.get_visible() and text.get_text().strip():
            drawn.append((text.get_text(), text.get_window_extent(renderer)))

    with patch.object(matplotlib.text.Text, "draw", draw):
        FigureCanvasAgg(figure).draw()
    assert len(drawn) > 4
    for i, (first, box) in enumerate(drawn):
        assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1, first
        assert figure.bbox.y0 <= box.y0 and box.y1 <= figure.bbox.y1, first
        for second, other in drawn[i + 1 :]:
            assert not box.padded(-0.5).overlaps(other), (first, second)
