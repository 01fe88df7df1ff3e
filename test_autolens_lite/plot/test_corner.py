"""The corner plot: medians and errors above the columns, truths, chosen parameters, and what cannot be drawn."""

from pathlib import Path

import matplotlib
import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc, plot
from autolens_lite.plot import corner_figure
from autolens_lite.result import Samples
from test_autolens_lite.plot.overlaps import assert_no_text_overlaps

NAMES = ["galaxies.lens.mass.einstein_radius", "galaxies.lens.mass.centre_0", "galaxies.source.light.intensity"]


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(7)
    vectors = np.array([1.2, -0.05, 3e-4]) + np.array([2e-3, 1e-2, 2e-5]) * rng.standard_normal((4000, 3))
    # half of the samples are elsewhere and weigh nothing
    vectors[::2] += 1.0
    weight = np.tile([0.0, 1.0], 2000)
    return Samples(NAMES, vectors, np.zeros(4000), np.zeros(4000), weight)


def titles_of(figure, number):
    axes = np.array(figure.axes).reshape(number, number)
    return [axes[i, i].get_title(loc="center") for i in range(number)]


def test_titles_quote_the_weighted_quantiles(samples):
    low, median, high = samples.quantiles([0.16, 0.5, 0.84]).T[0]
    assert 1.19 < median < 1.21
    title = titles_of(plot.corner(samples), 3)[0]
    assert title == f"einstein radius\n${median:.4f}_{{-{median - low:.4f}}}^{{+{high - median:.4f}}}$"


@pytest.mark.parametrize(
    ("quantiles", "text"),
    [
        ((0.9, 1.0, 1.2), "$1.00_{-0.10}^{+0.20}$"),
        ((-0.012, -0.0100, -0.009), "$-0.0100_{-0.0020}^{+0.0010}$"),
        ((1.4e-5, 2e-5, 2.9e-5), r"$2.00_{-0.60}^{+0.90}\times 10^{-5}$"),
        ((1.0e6, 1.5e6, 2.5e6), r"$1.50_{-0.50}^{+1.00}\times 10^{6}$"),
        ((10.0, 30.0, 70.0), "$30_{-20}^{+40}$"),
        ((2.0, 2.0, 2.0), "$2.000000_{-0.000000}^{+0.000000}$"),
        ((-0.1, 0.0, 0.1), "$0.00_{-0.10}^{+0.10}$"),
    ],
)
def test_errors_have_two_digits(quantiles, text):
    assert corner_figure._summary("name", np.array(quantiles)) == f"name\n{text}"


def test_it_is_saved_without_overlaps_and_leaves_pyplot_alone(samples):
    from matplotlib import pyplot

    before = dict(matplotlib.rcParams)
    figure = plot.corner(samples, truths=[1.2, -0.05, 3e-4], path="folder/corner.pdf")
    assert Path("folder/corner.pdf").exists()
    assert dict(matplotlib.rcParams) == before
    assert not pyplot.get_fignums()
    assert_no_text_overlaps(figure)


def test_axes_show_the_weight_and_not_more(samples):
    left, right = np.array(plot.corner(samples).axes).reshape(3, 3)[0, 0].get_xlim()
    assert 1.185 < left < 1.2 < right < 1.215


def test_parameters_are_chosen_in_order(samples):
    figure = plot.corner(samples, parameters=[NAMES[1], NAMES[0]])
    assert [title.split("\n")[0] for title in titles_of(figure, 2)] == ["centre 0", "einstein radius"]


def test_one_parameter_is_a_histogram(samples):
    figure = plot.corner(samples, parameters=NAMES[:1], path="one.png")
    assert len(figure.axes) == 1
    assert Path("one.png").exists()


def test_labels_are_those_of_the_model(samples):
    class Labelled(al.Collection):
        parameter_names = NAMES
        parameter_labels = ("$a$", "$b$", "$c$")

    labelled = Samples(
        NAMES, samples.vectors, samples.log_likelihood, samples.log_prior, samples.weight, model=Labelled()
    )
    assert [title.split("\n")[0] for title in titles_of(plot.corner(labelled), 3)] == ["$a$", "$b$", "$c$"]


@pytest.mark.parametrize(
    "truths", [[1.201, -0.05, 3e-4], {NAMES[0]: 1.201}, {NAMES[0]: 1.201, NAMES[1]: None}, {NAMES[0]: 1.26}]
)
def test_truths_are_drawn_where_they_are(samples, truths):
    value = truths[NAMES[0]] if isinstance(truths, dict) else truths[0]
    axes = np.array(plot.corner(samples, truths=truths).axes).reshape(3, 3)[0, 0]
    assert any(np.allclose(line.get_xdata(), value, rtol=1e-12) for line in axes.lines)


def test_a_truth_far_away_does_not_stretch_the_axes(samples):
    axes = np.array(plot.corner(samples, truths={NAMES[0]: 9.0}).axes).reshape(3, 3)[0, 0]
    assert axes.get_xlim()[1] < 1.22


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"parameters": ["galaxies.lens.mass.einstien_radius"]}, f"Did you mean '{NAMES[0]}'"),
        ({"truths": {"galaxies.lens.mass.centre_O": 0.0}}, f"Did you mean '{NAMES[1]}'"),
        ({"truths": [1.0]}, "1 values, but 3 parameters"),
        ({"path": "corner"}, "path = 'corner'"),
    ],
)
def test_bad_arguments_are_refused(samples, keywords, message):
    with pytest.raises(exc.ParameterError, match=message):
        plot.corner(samples, **keywords)


def test_too_few_samples_are_refused():
    few = Samples(NAMES, np.eye(3), np.zeros(3), np.zeros(3))
    with pytest.raises(exc.DataError, match="3 samples cannot show 3 parameters"):
        plot.corner(few)


def test_a_constant_parameter_is_refused_by_name(samples):
    vectors = samples.vectors.copy()
    vectors[1::2, 1] = 0.5
    constant = Samples(NAMES, vectors, samples.log_likelihood, samples.log_prior, samples.weight)
    with pytest.raises(exc.DataError, match=r"centre_0' is 0\.5 in every sample"):
        plot.corner(constant)
