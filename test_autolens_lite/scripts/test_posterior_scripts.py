"""The scripts that fit images by `al.Posterior` hand on from fit to fit what they say they do.

Each fit is a few steps of an ensemble about values that are given, on the numba backend: models, priors and data are
those of the scripts, and nothing has to be compiled.
"""

import runpy
import sys
from typing import ClassVar

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.scripts.in_turn import SCRIPTS

# In so few steps some walkers do not move, which have no auto-correlation, and the best fit is no good one.
pytestmark = [
    pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning:emcee"),
    pytest.mark.filterwarnings("ignore:chi.2 per pixel"),
]

# Of the lens that is simulated, by ends of parameters' names.
TRUTH = {
    "mass.einstein_radius": 1.0,
    "mass.ell_comps_0": 0.08,
    "mass.ell_comps_1": 0.03,
    "regularization.coefficient": 1.0,
}
# What fits are to say, by their names.
DOUBTS: dict[str, list[str]] = {}
LOG_EVIDENCES: dict[str, float] = {}


class Ensemble(al.Emcee):
    """With what `al.Posterior` tells of weights, doubts and modes."""

    def run_sampler(self, run):
        run.info["k_hat"] = 0.5
        run.info["doubts"] = list(DOUBTS.get(self.name, ()))
        run.info["modes"] = [{"log_evidence": LOG_EVIDENCES.get(self.name, 0.0)}]
        return super().run_sampler(run)


class FewSteps:
    """In the place of `al.Posterior`: an ensemble of few steps, of which the settings are kept."""

    made: ClassVar[list["FewSteps"]] = []

    def __init__(self, name, path_prefix, output_path, seed, use_nuts, start=None, **draws):
        self.name, self.start, self.use_nuts, self.seed = name, start, use_nuts, seed
        self.places = {"path_prefix": path_prefix, "output_path": output_path}
        self.made.append(self)

    def fit(self, model, analysis):
        self.model, self.analysis = model, analysis
        size = model.prior_count
        medians = model.vector_from_unit_vector([0.5] * size)
        about = {
            prior: next((value for end, value in TRUTH.items() if name.endswith(end)), median)
            for prior, name, median in zip(model.priors, model.parameter_names, medians, strict=True)
        }
        numba = al.AnalysisImaging(
            analysis.dataset.with_backend("numba"),
            analysis.positions_likelihood_list,
            adapt_images=analysis.adapt_images,
            settings=analysis.settings,
        )
        search = Ensemble(
            name=self.name,
            nwalkers=3 * size + size % 2,
            nsteps=6,
            initializer=al.InitializerParamStartPoints(about),
            number_of_cores=1,
            seed=self.seed,
            **self.places,
        )
        self.result = search.fit(model=model, analysis=numba)
        return self.result


def small_lens():
    """An image of 28 x 28 pixels of 0.15 arcsec, of which the Einstein radius is 1 arcsec."""
    psf = al.Convolver.from_gaussian(shape_native=(3, 3), pixel_scales=0.15, sigma=0.08)
    lens = al.Galaxy(
        redshift=0.2,
        bulge=al.lp.Gaussian(intensity=1.0, sigma=0.3),
        mass=al.mp.Isothermal(ell_comps=(0.08, 0.03), einstein_radius=1.0),
    )
    source = al.Galaxy(redshift=0.8, bulge=al.lp.Gaussian(centre=(0.08, -0.05), intensity=2.0, sigma=0.12))
    simulator = al.SimulatorImaging(exposure_time=300.0, background_sky_level=0.5, psf=psf, noise_seed=1)
    grid = al.Grid2D.uniform(shape_native=(28, 28), pixel_scales=0.15, over_sample_size=4)
    return simulator.via_tracer_from(tracer=al.Tracer(galaxies=[lens, source]), grid=grid)


@pytest.fixture
def few_steps(monkeypatch):
    monkeypatch.setattr(FewSteps, "made", [])
    DOUBTS.clear()
    LOG_EVIDENCES.clear()
    monkeypatch.setattr(al, "Posterior", FewSteps)
    return FewSteps.made


def test_a_chain_hands_on_from_stage_to_stage(few_steps, working_directory, monkeypatch, capsys):
    folder = working_directory / "small"
    small_lens().output_to_fits(**{f"{name}_path": folder / f"{name}.fits" for name in ("data", "psf", "noise_map")})
    few = ["--gaussians", "2", "--side", "6", "--radius", "1.9"]
    monkeypatch.setattr(sys, "argv", ["chain.py", "--data", str(folder), *few])
    runpy.run_path(str(SCRIPTS / "imaging" / "chain.py"), run_name="__main__")
    printed = capsys.readouterr().out
    stages = [(each.name, each.start, each.model.prior_count) for each in few_steps]
    assert stages == [
        ("source", None, 17),
        ("pixelized", "medians", 8),
        ("adaptive", "medians", 3),
        ("light", "medians", 6),
        ("mass", "medians", 8),
    ]
    rows = [line for line in printed.splitlines() if "Einstein radius" in line]
    assert [row.split()[0] for row in rows] == 2 * [name for name, _, _ in stages]
    radii = [float(row.split("Einstein radius")[1].split()[0]) for row in rows]
    assert radii == pytest.approx([1.0] * 10, abs=0.05) and "galaxies.lens.mass.slope" in printed
    # no mesh before there is a source to adapt to, and images to bring together
    source, *meshes = few_steps
    assert source.analysis.adapt_images is None and not source.analysis.positions_likelihood_list
    for each in meshes:
        assert each.analysis.adapt_images is not None
        assert [positions.threshold for positions in each.analysis.positions_likelihood_list] == [0.2]
    figures = {path.name for path in (working_directory / "output" / "imaging" / "chain").glob("*.png")}
    assert figures == {f"fit_{name}.png" for name, _, _ in stages} | {"source.png"}


def survey_lens_fitted(folder):
    """The row of the table that slacs.py makes of the small lens."""
    image = small_lens()
    arrays = {"image": image.data.native, "noise_map": image.noise_map.native, "psf": image.psf.kernel}
    np.savez(folder / "small.npz", **{name: np.asarray(array) for name, array in arrays.items()}, pixel_scale=0.15)
    script = runpy.run_path(str(SCRIPTS / "imaging" / "slacs.py"), run_name="slacs")
    row = {"name": "small", "z_lens": "0.2", "z_source": "0.8", "b_SIE_bolton08": "1.0"}
    return script["fit_lens"](folder, row, folder / "output")


def test_a_lens_of_a_survey_is_fitted_twice(few_steps, working_directory):
    folder = working_directory
    found = survey_lens_fitted(folder)
    first, second = few_steps
    assert (first.name, first.start, first.model.prior_count) == ("parametric", None, 16)
    assert (second.name, second.start, second.model.prior_count) == ("pixelized", "medians", 9)
    assert not first.use_nuts and not second.use_nuts and first.analysis.adapt_images is None
    # the mesh adapts to the source of the first fit, and its lenses have to bring that source's images together
    assert second.analysis.adapt_images is not None
    (positions,) = second.analysis.positions_likelihood_list
    assert positions.threshold >= 0.2
    assert float(found["pixelized"].split()[0]) == pytest.approx(1.0, rel=0.02)
    assert found["difference"] == f"{100.0 * (float(found['pixelized'].split()[0]) - 1.0):+.1f} %"
    assert found["k-hat"] == "0.50 0.50" and 0.3 < float(found["chi^2 / pixel"]) < 2.0
    figures = {path.name for path in (folder / "output" / "slacs" / "small").glob("*.png")}
    assert figures == {"fit_parametric.png", "fit_pixelized.png"}


def test_a_source_of_two_clumps_is_tried_where_one_is_doubted(few_steps, working_directory):
    DOUBTS["parametric"] = ["chi^2 per pixel is 1.5"]
    LOG_EVIDENCES["two_clumps"] = 1.0
    found = survey_lens_fitted(working_directory)
    one, two, mesh = few_steps
    assert [each.name for each in few_steps] == ["parametric", "two_clumps", "pixelized"]
    assert two.model.prior_count == one.model.prior_count + 4
    # the mesh is about the one of greater evidence
    bulge = mesh.model.galaxies.lens.bulge
    assert bulge.profile_list[0].centre == two.result.instance.galaxies.lens.bulge.profile_list[0].centre
    assert float(found["parametric"].split()[0]) == pytest.approx(1.0, rel=0.05)
