# %% [markdown]
# # SPT0346-52, as seen by ALMA at 2 mm
#
#     python spt0346.py visibilities.npz
#
# An isothermal ellipsoid with external shear and a Sersic source, then a source on a mesh with the mass still free,
# from one command. The archive holds u, v (wavelengths), vis_real, vis_imag, sigma (Jy) and pb_fwhm_arcsec; x is East.
# The lens was modelled from other ALMA data by Spilker et al. (2016, ApJ 826, 112), with which the result is compared.

# %%
import argparse
import logging
import sys
import time
from pathlib import Path

import numpy as np

import autolens_lite as al

# Between the three images in the dirty image: the middle of the pixels and of the lens's priors (y North, x East).
MIDDLE = (-0.33, 0.60)
PUBLISHED = {"einstein_radius": 0.979, "axis_ratio": 0.485, "shear": 0.119}


# %% [markdown]
# ## Data
#
# Pixels of 0.08 arcsec: the longest baseline asks for 0.137 arcsec or less. Images within 2.2 arcsec of the middle.


# %%
def load(path: Path) -> al.Interferometer:
    """The visibilities, with the primary beam that the archive states."""
    mask = al.Mask2D.circular(shape_native=(60, 60), radius=2.2, pixel_scales=0.08, origin=MIDDLE, centre=MIDDLE)
    return al.Interferometer.from_npz(path, mask, over_sample_size_lp=2, over_sample_size_pixelization=2)


# %% [markdown]
# ## Models


# %%
def lens_model() -> al.Model:
    """An isothermal ellipsoid with external shear."""
    mass = al.Model(al.mp.Isothermal)
    mass.centre.centre_0 = al.GaussianPrior(MIDDLE[0], 0.2)
    mass.centre.centre_1 = al.GaussianPrior(MIDDLE[1], 0.2)
    mass.einstein_radius = al.UniformPrior(0.5, 1.6)
    return al.Model(al.Galaxy, redshift=0.8, mass=mass, shear=al.mp.ExternalShear)


def parametric_model() -> al.Collection:
    """The lens and one Sersic source: 14 free parameters."""
    bulge = al.Model(al.lp.Sersic)
    bulge.centre.centre_0 = al.GaussianPrior(MIDDLE[0], 0.5)
    bulge.centre.centre_1 = al.GaussianPrior(MIDDLE[1], 0.5)
    bulge.intensity = al.LogUniformPrior(1.0e-6, 1.0e-2)
    bulge.effective_radius = al.UniformPrior(0.02, 0.5)
    bulge.sersic_index = al.UniformPrior(0.3, 4.0)
    return al.Collection(
        galaxies=al.Collection(lens=lens_model(), source=al.Model(al.Galaxy, redshift=5.655, bulge=bulge))
    )


def pixelized_model(parametric: al.Result) -> al.Collection:
    """The lens about the parametric result, and a source on a mesh: 8 free parameters."""
    lens = parametric.model_centred.galaxies.lens
    pixelization = al.Model(
        al.Pixelization, mesh=al.mesh.RectangularAdaptDensity(shape=(22, 22)), regularization=al.Model(al.reg.Constant)
    )
    pixelization.regularization.coefficient = al.LogUniformPrior(1.0e2, 1.0e7)
    return al.Collection(
        galaxies=al.Collection(lens=lens, source=al.Model(al.Galaxy, redshift=5.655, pixelization=pixelization))
    )


# %% [markdown]
# ## Conventions
#
# The published Einstein radius is that of the intermediate axis; ours are converted.


# %%
def report(title: str, result: al.Result) -> None:
    """Print Einstein radius, axis ratio and shear with their errors, beside the published ones."""
    names, rng = result.samples.parameter_names, np.random.default_rng(1)
    draws = dict(zip(names, result.samples.draw(4000, rng).T, strict=True))
    ell_comps = tuple(draws[f"galaxies.lens.mass.ell_comps_{i}"] for i in (0, 1))
    axis_ratio = al.convert.axis_ratio_from(ell_comps)
    shear = al.convert.shear_magnitude_from(*(draws[f"galaxies.lens.shear.gamma_{i}"] for i in (1, 2)))
    radius = al.convert.intermediate_einstein_radius_from(draws["galaxies.lens.mass.einstein_radius"], axis_ratio)
    fit = result.max_log_likelihood_fit
    print(f"\n{title}")
    for name, values in (("einstein_radius", radius), ("axis_ratio", axis_ratio), ("shear", shear)):
        print(f"  {name:16s} {values.mean():.4f} +- {values.std():.4f}   published {PUBLISHED[name]}")
    residual = np.abs(fit.dirty_normalized_residual_map).max()
    print(f"  chi squared {float(fit.chi_squared):.1f} for {2 * fit.dataset.data.size} numbers")
    print(f"  largest residual in the dirty image {residual:.2f} sigma")


# %%
def main() -> None:
    """Fit both models, print and draw."""
    parser = argparse.ArgumentParser(description="Fit the ALMA visibilities of SPT0346-52.")
    parser.add_argument("data", type=Path, help="the archive of visibilities")
    parser.add_argument("--output", type=Path, default=Path("output"), help="folder for results and figures")
    parser.add_argument("--cores", type=int, default=2, help="processes that compute likelihoods")
    arguments = parser.parse_args()
    if not arguments.data.is_file():
        print(f"'{arguments.data}' is not there: nothing to fit. Pass the path of the archive of visibilities.")
        sys.exit(0)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    start = time.perf_counter()

    dataset = load(arguments.data)
    folder = arguments.output / "spt0346"
    al.plot.dataset(dataset, path=folder / "dataset.png")
    analysis = al.AnalysisInterferometer(dataset)
    common = {"path_prefix": "spt0346", "output_path": arguments.output, "number_of_cores": arguments.cores, "seed": 1}

    parametric = al.DynestyStatic(name="parametric", nlive=120, sample="rwalk", walks=20, **common).fit(
        model=parametric_model(), analysis=analysis
    )
    report("Isothermal ellipsoid, shear, Sersic source", parametric)
    al.plot.fit(parametric.max_log_likelihood_fit, path=folder / "fit_parametric.png")
    print(f"  after {time.perf_counter() - start:.0f} s")

    # A mesh can also take the images almost as they are, for a lens that hardly magnifies. Such lenses do not bring the
    # images of the first fit together, and are penalised.
    positions = parametric.positions_likelihood_from(factor=3.0, minimum_threshold=0.2)
    analysis = al.AnalysisInterferometer(dataset, positions_likelihood_list=[positions])
    pixelized = al.DynestyStatic(name="pixelized", nlive=60, sample="rwalk", walks=12, **common).fit(
        model=pixelized_model(parametric), analysis=analysis
    )
    report("The same with a source on a mesh", pixelized)
    al.plot.fit(pixelized.max_log_likelihood_fit, path=folder / "fit_pixelized.png")
    al.plot.source(pixelized.max_log_likelihood_fit, path=folder / "source.png")
    al.plot.corner(pixelized, path=folder / "corner.png")
    print(f"  after {time.perf_counter() - start:.0f} s; figures and tables are in {folder}")


if __name__ == "__main__":
    main()
