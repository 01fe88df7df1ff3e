"""What users call is called as it was: names, arguments, their order and defaults."""

import inspect
import pydoc
from pathlib import Path

import pytest

import autolens_lite as al
from test_autolens_lite.public_names import public_names

HERE = Path(__file__).parent
# `python -m test_autolens_lite.public_names` wrote it, when the names were last decided on.
BEFORE = (HERE / "reference" / "public_names.txt").read_text(encoding="utf-8").splitlines()
CHANGELOG = " ".join((HERE.parent / "CHANGELOG.md").read_text(encoding="utf-8").split())

SEARCHES = [
    "BlackJAXNUTS",
    "DynestyDynamic",
    "DynestyStatic",
    "Emcee",
    "LBFGS",
    "LeastSquares",
    "NUTS",
    "Nautilus",
    "PySwarmsGlobal",
]
SEARCHES += ["Posterior", "PySwarmsLocal", "SMC", "guide.Posterior"]
TRANSFORMED = ("al.Interferometer(", "al.SimulatorInterferometer(")
# What is no longer as it was: the line of the reference, and the words in the changelog that say so.
CHANGED: dict[str, str] = {
    "al.Settings.require_image_method()": '`Settings(curvature_method=...)` is "auto", "direct", "fft" or "dense"',
    "al.LensCalc.from_tracer(tracer)": "`LensCalc.from_tracer` takes planes",
    "al.Samples.from_sample_index(index, as_instance=True)": "`Samples.from_sample_index(sample_index)`",
    **{f"al.{name}.fit(model, analysis)": "`search.fit(model, analysis, info=...)`" for name in SEARCHES},
    **dict.fromkeys(
        (
            "al.Analysis(*args, **kwargs)",
            "al.AnalysisImaging(dataset, positions_likelihood_list=None, adapt_images=None, cosmology=None, "
            "settings=None)",
            "al.AnalysisInterferometer(dataset, positions_likelihood_list=None, adapt_images=None, cosmology=None, "
            "settings=None)",
            "al.FactorGraphModel(*model_factors, name=None)",
            "al.SimulatorImaging(exposure_time, background_sky_level=0.0, subtract_background_sky=True, psf=None, "
            "normalize_psf=True, add_poisson_noise_to_data=True, include_poisson_noise_in_noise_map=True, "
            "noise_if_add_noise_false=0.1, noise_seed=-1, background_noise_sigma=0.0)",
            "al.SimulatorInterferometer(uv_wavelengths, exposure_time=None, noise_sigma=0.1, "
            "noise_if_add_noise_false=0.1, noise_seed=-1, primary_beam=None)",
        ),
        "take `use_jax`",
    ),
    **dict.fromkeys(
        (
            "al.FitImaging(dataset, tracer, dataset_model=None, adapt_images=None, settings=None)",
            "al.FitInterferometer(dataset, tracer, adapt_images=None, settings=None)",
            "al.Grid2DIrregular(values, backend=None)",
        ),
        "take `xp`",
    ),
    "al.Settings(use_positive_only_solver=True, use_border_relocator=False, use_edge_zeroed_pixels=True, "
    "curvature_method='auto', absolute_floor=None)": "`al.Settings(use_mixed_precision=True)` warns",
    **{
        f"al.plot.{name}, log_scale=False)": "take `stretch`"
        for name in (
            *(
                f"{figure}({figure.replace('galaxies', 'fit').replace('source', 'fit')}, path=None, unit=None"
                for figure in ("dataset", "fit", "galaxies", "source")
            ),
            "tracer(tracer, grid, path=None, unit=''",
        )
    },
    **{line: "`transformer_class`" for line in BEFORE if line.startswith(TRANSFORMED)},
    **{line: "`Tracer(galaxies, fields=[...])`" for line in BEFORE if line.startswith("al.Tracer(")},
    **{
        f"al.{name}(name=None, n_effective=500, n_turns=5, n_draws=4000, n_starts=10, use_nuts=True, "
        "raise_over_sampling=False, **common)": "`al.Posterior` divides pixels further where the image is fitted better"
        for name in ("Posterior", "guide.Posterior")
    },
    "al.Grid2D(mask, over_sample_size=1, backend=None)": "`Grid2D(values=..., mask=...)`",
    "al.cosmo.Planck15 is a al.cosmo.FlatLambdaCDM": "`al.cosmo.LensingCosmology`",
    "al.Imaging(data, noise_map=None, psf=None, noise_covariance_matrix=None, over_sample_size_lp=4, "
    "over_sample_size_pixelization=4, use_normalized_psf=True, mask=None, pixel_scales=None, "
    "backend=None)": "`Imaging(integrate_cusps=True)`",
    "al.Imaging.apply_over_sampling(over_sample_size_lp=None, "
    "over_sample_size_pixelization=None)": "`dataset.apply_over_sampling(integrate_cusps=True)`",
    "al.guide.OverSampling(shift, parameter, sizes)": "`al.guide.OverSampling.gain`",
    "al.mp.SMBH.einstein_radius": "`einstein_radius` of `SMBH` is an attribute of each object",
}


@pytest.fixture(scope="module")
def now():
    return set(public_names())


def test_public_names_and_signatures_are_unchanged(now):
    """A name may be added; one that goes, or takes other arguments, stands in `CHANGED`."""
    assert [line for line in BEFORE if line not in now] == sorted(CHANGED)


def test_the_changelog_says_what_changed():
    assert [words for words in CHANGED.values() if words not in CHANGELOG] == []


def test_help_shows_the_arguments_of_constructors():
    assert str(inspect.signature(al.mp.IsothermalSph)).startswith("(centre: ")
    assert list(inspect.signature(al.lp_snr.GaussianSph).parameters) == ["signal_to_noise_ratio", "centre", "sigma"]
    assert "GaussianSph(centre: " in pydoc.plain(pydoc.render_doc(al.lp.GaussianSph))
