"""The page on adding a kind of data does what it says: its blocks are taken from the page, and run."""

import importlib
import pickle
import re
import sys
from pathlib import Path

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.analysis.kinds import analysis_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "adding_a_dataset.md").read_text(encoding="utf-8")
# `name of a file`:  and the block that belongs in it
BLOCKS = dict(re.findall(r"^`([\w/.]+)`:\n\n```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
OWN = {name: text for name, text in BLOCKS.items() if not (ROOT / name).exists()}
TABLES = {
    "autolens_lite/analysis/kinds.py": "ANALYSES",
    "autolens_lite/plot/dataset_views.py": "VIEWS",
}


@pytest.fixture(scope="module")
def kind(tmp_path_factory):
    """The names of the new kind, with its files in the folders of the library and its lines in the tables."""
    base = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch:
        for name, text in OWN.items():
            (base / name).parent.mkdir(parents=True, exist_ok=True)
            (base / name).write_text(text, encoding="utf-8")
        for folder in ("dataset", "fit", "analysis", "plot"):
            package = importlib.import_module(f"autolens_lite.{folder}")
            patch.setattr(package, "__path__", [*package.__path__, str(base / "autolens_lite" / folder)])
        names = {}
        exec(BLOCKS["autolens_lite/__init__.pyi"], names)
        names["shear_figures"] = importlib.import_module("autolens_lite.plot.shear_figures")
        for name, table in TABLES.items():
            module = importlib.import_module(name.removesuffix(".py").replace("/", "."))
            row = eval(f"{{{BLOCKS[name]}}}", vars(module) | names)
            patch.setattr(module, table, getattr(module, table) | row)
        yield names
    modules = [name.removesuffix(".py").replace("/", ".") for name in OWN]
    for name in modules:
        folder, _, file = name.rpartition(".")
        if sys.modules.pop(name, None) is not None:
            delattr(sys.modules[folder], file)


def test_a_kind_costs_few_files():
    assert len(BLOCKS) <= 12
    assert len(OWN) <= 9
    assert {"autolens_lite/__init__.pyi", *TABLES} == set(BLOCKS) - set(OWN)


def model():
    mass = al.Model(al.mp.Isothermal, centre=(0.0, 0.0))
    return al.Collection(
        galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.3, mass=mass), source=al.Galaxy(redshift=1.0))
    )


def simulated(kind, backend, noise=0.02):
    r, phi = 3.0 + 6.0 * np.linspace(0.0, 1.0, 40), 2.4 * np.arange(40)
    grid = al.Grid2DIrregular(np.stack([r * np.sin(phi), r * np.cos(phi)], axis=1), backend)
    lens = al.Galaxy(0.3, mass=al.mp.Isothermal(centre=(0.0, 0.0), ell_comps=(0.1, -0.05), einstein_radius=1.4))
    simulator = kind["SimulatorShear"](shape_noise=noise, noise_seed=1)
    return simulator.via_tracer_from(al.Tracer([lens, al.Galaxy(1.0)]), grid)


def test_its_own_test_passes(kind, backend):
    names = {}
    exec(BLOCKS["test_autolens_lite/fit/test_shear.py"], names)
    names["test_shapes_about_an_isothermal_sphere"](backend)


def test_it_is_copied_and_told_apart_as_other_data_are(kind, backend):
    dataset = simulated(kind, backend)
    other = dataset.with_backend({"numba": "jax", "jax": "numba"}[backend])
    for copied in (
        pickle.loads(pickle.dumps(dataset)),
        other,
        dataset.for_workers(),
        dataset.with_leaves(dataset.leaves),
    ):
        assert copied.hash == dataset.hash
        np.testing.assert_allclose(copied.operators.shapes, dataset.operators.shapes, rtol=1e-15)
    with pytest.raises(ValueError, match="read-only"):
        dataset.data[0] = 0.0
    assert simulated(kind, backend, noise=0.03).hash != dataset.hash
    with pytest.raises(al.exc.DataError, match=r"noise_map\[1\] = .* is not positive \(1 of 2 entries\)"):
        kind["ShearCatalogue"](np.eye(2), np.zeros(2), [1.0 + 1.0j, 1.0])


TRUTH = np.array([0.1, -0.05, 1.4])


def test_its_likelihood_is_that_of_the_fit(kind, backend):
    dataset = simulated(kind, backend)
    analysis = analysis_of(dataset)
    assert type(analysis) is kind["AnalysisShear"]
    fit = kind["FitShear"](dataset, al.Tracer(list(model().instance_from_vector(TRUTH).galaxies)))
    assert float(analysis.likelihood_from(model())(TRUTH)) == pytest.approx(float(fit.log_likelihood), rel=1e-9)


def test_a_search_finds_the_lens(kind):
    """To a few times what 80 numbers of noise 0.02 leave uncertain."""
    analysis = kind["AnalysisShear"](simulated(kind, "jax"))
    result = al.LeastSquares(name="shear").fit(model(), analysis)
    np.testing.assert_allclose(result.samples.max_log_likelihood(as_instance=False), TRUTH, rtol=0, atol=0.04)


def test_it_is_drawn_and_written(kind, working_directory):
    dataset = simulated(kind, "numba")
    lens = al.Galaxy(0.3, mass=al.mp.Isothermal(einstein_radius=1.4))
    fit = kind["FitShear"](dataset, al.Tracer([lens, al.Galaxy(1.0)]))
    assert [axes.get_title(loc="left") for axes in al.plot.dataset(dataset).axes] == ["Shapes"]
    assert len(al.plot.fit(fit, path="fit.png").axes) == 2
    with pytest.raises(al.exc.ParameterError, match="to a ShearCatalogue, which shows no galaxies"):
        al.plot.galaxies(fit)
    with pytest.raises(al.exc.ParameterError, match="of a ShearCatalogue, which has no visibilities"):
        al.plot.visibilities(dataset)
    assert "tracer.fits" in [path.name for path in fit.output_to_fits("out")]


def test_it_is_not_taken_for_another_kind(kind):
    dataset = simulated(kind, "numba")
    with pytest.raises(al.exc.DataError, match=r"dataset is a ShearCatalogue\. Pass an al\.Imaging"):
        al.FitImaging(dataset, al.Tracer([al.Galaxy(1.0)]))
    with pytest.raises(al.exc.DataError, match=r"dataset is a ShearCatalogue\. Pass an al\.Interferometer"):
        al.AnalysisInterferometer(dataset)
