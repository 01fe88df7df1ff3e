"""Figures while a search runs, and those of a user's own."""

import logging
from pathlib import Path

import numpy as np
import pytest

import autolens_lite as al

af = al
aplt = al.plot

MASK = al.Mask2D.circular((14, 14), radius=1.3, pixel_scales=0.2)
DRAWN = []


def tracer():
    lens = al.Galaxy(redshift=0.5, mass=al.mp.Isothermal(einstein_radius=0.8))
    return al.Tracer([lens, al.Galaxy(redshift=1.0, bulge=al.lp.Gaussian(centre=(0.1, 0.0), sigma=0.2, intensity=2.0))])


@pytest.fixture(scope="module")
def dataset():
    simulator = al.SimulatorImaging(exposure_time=100.0, background_sky_level=1.0, noise_seed=1)
    return simulator.via_tracer_from(tracer(), al.Grid2D.from_mask(MASK))


def model():
    lens = af.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal)
    lens.mass.centre, lens.mass.ell_comps = (0.0, 0.0), (0.0, 0.0)
    lens.mass.einstein_radius = af.UniformPrior(0.5, 1.1)
    return af.Collection(galaxies=af.Collection(lens=lens, source=tracer().galaxies[1]))


def search(**more):
    return af.DynestyStatic(name="lens", nlive=10, seed=1, dlogz=5.0, progress_bar=False, **more)


class Residuals(al.VisualizerImaging):
    @staticmethod
    def visualize_before_fit(analysis, paths, model):
        DRAWN.append("before")

    @staticmethod
    def visualize(analysis, paths, instance, during_analysis, quick_update=False):
        fit = analysis.fit_for_visualization(instance=instance)
        DRAWN.append((during_analysis, float(instance.galaxies.lens.mass.einstein_radius)))
        aplt.plot_array(fit.residual_map, output_path=paths.image_path, output_filename="residual")


class Mine(al.AnalysisImaging):
    Visualizer = Residuals


@pytest.fixture(autouse=True)
def nothing_drawn():
    DRAWN.clear()


def test_a_search_that_is_asked_draws_data_and_fits(dataset):
    found = search(iterations_per_quick_update=1e9)
    found.fit(model=model(), analysis=al.AnalysisImaging(dataset, title_prefix="HST"))
    names = ["dataset.png", "fit.png", "galaxies.png", "tracer.png"]
    assert sorted(path.name for path in found.paths.image_path.iterdir()) == names


def test_a_search_that_is_not_asked_draws_nothing(dataset):
    found = search()
    found.fit(model=model(), analysis=al.AnalysisImaging(dataset))
    assert not found.paths.image_path.exists()


def test_a_visualizer_of_ones_own(dataset):
    found = search(iterations_per_quick_update=20)
    result = found.fit(model=model(), analysis=Mine(dataset))
    assert (found.paths.image_path / "residual.png").exists()
    first, *updates, last = DRAWN
    assert first == "before" and last == (False, result.max_log_likelihood_instance.galaxies.lens.mass.einstein_radius)
    likelihoods = result.search_info["likelihoods_in_this_session"]
    assert len(updates) >= 2 and likelihoods / 20 >= len(updates)
    assert all(during for during, _ in updates)


def test_it_is_called_at_both_ends_without_being_asked_for(dataset):
    search().fit(model=model(), analysis=Mine(dataset))
    assert len(DRAWN) == 2


def test_a_method_of_ones_own(dataset):
    class Own(al.AnalysisImaging):
        def visualize(self, paths, instance, during_analysis):
            DRAWN.append(Path(paths.image_path).name)

    search().fit(model=model(), analysis=Own(dataset))
    assert DRAWN == ["image"]


def test_a_figure_that_fails_stops_no_search(dataset, caplog):
    class Broken(al.AnalysisImaging):
        def visualize(self, paths, instance, during_analysis):
            raise KeyError("no such panel")

    with caplog.at_level(logging.WARNING, logger="autolens_lite"):
        result = search().fit(model=model(), analysis=Broken(dataset))
    assert result.max_log_likelihood_instance is not None
    assert "could not be drawn: KeyError: 'no such panel'" in caplog.text


def test_what_draws_makes_no_other_search(dataset):
    """Nor does it change the chain: a finished search is loaded, however its figures are drawn."""
    first = search().fit(model=model(), analysis=Mine(dataset))

    class Other(Residuals):
        pass

    Mine.Visualizer = Other
    try:
        again = search(iterations_per_quick_update=5).fit(model=model(), analysis=Mine(dataset))
    finally:
        Mine.Visualizer = Residuals
    np.testing.assert_array_equal(first.samples.vectors, again.samples.vectors)
    assert len(DRAWN) == 2


def test_the_factors_of_a_graph_have_folders_of_their_own(dataset):
    noisier = dataset.with_values(noise_map=2.0 * np.asarray(dataset.noise_map))
    factors = [af.AnalysisFactor(model(), Mine(each), name) for each, name in ((dataset, "a"), (noisier, "b"))]
    graph = af.FactorGraphModel(*factors)
    found = search(iterations_per_quick_update=1e9)
    found.fit(model=graph.global_prior_model, analysis=graph)
    assert [what for what in DRAWN if what == "before"] == ["before"] * 2 and len(DRAWN) == 4
    for name in "ab":
        assert (found.folder / name / "image" / "residual.png").exists()


def test_an_analysis_draws_an_instance_where_it_is_told(dataset, tmp_path):
    analysis, paths = al.AnalysisImaging(dataset), search().paths
    instance = model().instance_from_vector([0.8])
    analysis.visualize_before_fit(paths=paths, model=model())
    analysis.visualize(paths=paths, instance=instance, during_analysis=True)
    assert sorted(path.name for path in paths.image_path.iterdir()) == ["dataset.png", "fit.png"]
    fit = analysis.fit_for_visualization(instance=instance)
    assert float(fit.figure_of_merit) == pytest.approx(analysis.log_likelihood_function(instance))


def test_the_base_draws_nothing(dataset):
    class Silent(al.AnalysisImaging):
        Visualizer = al.Visualizer

    found = search(iterations_per_quick_update=10)
    found.fit(model=model(), analysis=Silent(dataset))
    assert list(found.paths.image_path.iterdir()) == []
