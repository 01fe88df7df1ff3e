# %% [markdown]
# # Eight lenses of the SLACS survey, as seen by HST
#
#     python slacs.py FOLDER [--lens J0330-0020 ...]
#
# One recipe for all lenses, without a start set by hand: the lens's light is a multi-Gaussian expansion on a free sky,
# its mass an isothermal ellipsoid with external shear; the source is first a multi-Gaussian expansion, whose posterior
# is found from the image in one call, then a mesh that adapts to it, whose posterior is found from there. Where the
# first fit doubts its chi^2, a source of two clumps is fitted too, and goes on if its evidence is greater. FOLDER holds
# an archive for each lens (image, noise_map, psf, pixel_scale) and catalogue.csv with the redshifts and the Einstein
# radii of Bolton et al. (2008, ApJ 682, 964), with which the results are compared. A fit that was interrupted goes on
# where it was. `seconds` are those of a lens from its image to both posteriors, `busy` the processor's share of them.

# %%
import argparse
import csv
import logging
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import numpy as np

import autolens_lite as al

MASK_RADIUS = 3.0


# %% [markdown]
# ## Data
#
# Light is evaluated on more sub-pixels where it is steep: the lens's centre. Gradients need the jax backend.


# %%
def load(path: Path) -> al.Imaging:
    """The image within 3 arcsec; bad pixels have a noise that takes their weight."""
    with np.load(path) as stored:
        scale = float(stored["pixel_scale"])
        mask = al.Mask2D.circular(stored["image"].shape, radius=MASK_RADIUS, pixel_scales=scale)
        maps = stored["image"], stored["noise_map"], stored["psf"]
        dataset = al.Imaging(*maps, pixel_scales=scale, backend="jax").apply_mask(mask)
    sizes = al.over_sample_size_via_radial_bins_from(dataset.grid, [4, 2, 1], [0.2, 0.6])
    return dataset.apply_over_sampling(over_sample_size_lp=sizes, over_sample_size_pixelization=2)


# %% [markdown]
# ## Models
#
# First a source of Gaussians; then the source on a mesh, with the shapes of the lens's light as they were found.


# %%
def parametric_model(lens_redshift: float, source_redshift: float, clumps: int = 1) -> al.Collection:
    """Light of 2 x 10 Gaussians on a free sky, an isothermal ellipsoid with shear, a source of 10: 16 parameters.

    A source of two clumps has 10 Gaussians about each of two centres, and 20 parameters.

    Where the source has more clumps than Gaussians can show, a lens without limits would bend to make up for them: the
    mass has the light's centre, components of its ellipticity below 0.3 (an axis ratio of 0.54), and of shear below
    0.15.
    """
    light = al.model_util.mge_model_from(
        mask_radius=MASK_RADIUS, total_gaussians=10, gaussian_per_basis=2, sigma_min=0.02, ell_comps_sigma=0.15
    )
    mass = al.Model(al.mp.Isothermal)
    mass.einstein_radius = al.UniformPrior(0.6, 2.0)
    mass.centre = light.profile_list[0].centre
    for name in ("ell_comps_0", "ell_comps_1"):
        setattr(mass, name, al.TruncatedGaussianPrior(0.0, 0.15, lower_limit=-0.3, upper_limit=0.3))
    shear = al.Model(al.mp.ExternalShear, gamma_1=al.UniformPrior(-0.15, 0.15), gamma_2=al.UniformPrior(-0.15, 0.15))
    lens = al.Model(al.Galaxy, redshift=lens_redshift, bulge=light, mass=mass, shear=shear)
    bulge = al.model_util.mge_model_from(
        mask_radius=0.5,
        total_gaussians=10,
        gaussian_per_basis=clumps,
        centre_per_basis=clumps > 1,
        centre_prior_is_uniform=False,
        centre_sigma=0.2,
        sigma_min=0.02,
    )
    source = al.Model(al.Galaxy, redshift=source_redshift, bulge=bulge)
    # what reductions leave of the sky is about two noise levels at most
    sky = al.Model(al.DatasetModel, background_sky_level=al.GaussianPrior(0.0, 0.02))
    return al.Collection(galaxies=al.Collection(lens=lens, source=source), dataset_model=sky)


def pixelized_model(parametric: al.Result, source_redshift: float) -> al.Collection:
    """Mass and sky about the parametric result, a source on a mesh that follows its light: 9 free parameters."""
    best, about = parametric.instance, parametric.model_centred_absolute(a=0.05)
    lens = al.Model(
        al.Galaxy,
        redshift=best.galaxies.lens.redshift,
        bulge=best.galaxies.lens.bulge,
        mass=about.galaxies.lens.mass,
        shear=about.galaxies.lens.shear,
    )
    regularization = al.Model(al.reg.Constant, coefficient=al.LogUniformPrior(1.0e-3, 1.0e4))
    mesh = al.mesh.RectangularAdaptImage(shape=(26, 26))
    pixelization = al.Model(al.Pixelization, mesh=mesh, regularization=regularization)
    source = al.Model(al.Galaxy, redshift=source_redshift, pixelization=pixelization)
    return al.Collection(galaxies=al.Collection(lens=lens, source=source), dataset_model=about.dataset_model)


# %% [markdown]
# ## One lens


# %%
def intermediate_radius(result: al.Result) -> tuple[float, float]:
    """The Einstein radius on the intermediate axis, as published, and its error."""
    draws = dict(zip(result.samples.parameter_names, result.samples.vectors.T, strict=True))
    ell_comps = tuple(draws[f"galaxies.lens.mass.ell_comps_{i}"] for i in (0, 1))
    axis_ratio = al.convert.axis_ratio_from(ell_comps)
    radii = al.convert.intermediate_einstein_radius_from(draws["galaxies.lens.mass.einstein_radius"], axis_ratio)
    return float(np.mean(radii)), float(np.std(radii))


def log_evidence_of(result: al.Result) -> float:
    """The log evidence of the highest mode, also where its draws are few."""
    return float(result.search_info["modes"][0]["log_evidence"])


def log_as(name: str) -> None:
    """Begin what the fits say with the name of the lens; one process may fit several, one after the other."""
    logging.basicConfig(format=f"{name} %(message)s", force=True)
    logging.getLogger("autolens_lite").setLevel(logging.INFO)


def fit_lens(folder: Path, row: dict[str, str], output: Path, chains: bool = False) -> dict[str, str]:
    """Fit one lens, draw the fits, and return its row of the table."""
    log_as(row["name"])
    start, busy = time.perf_counter(), time.process_time()
    name, redshift, source_redshift = row["name"], float(row["z_lens"]), float(row["z_source"])
    analysis = al.AnalysisImaging(load(folder / f"{name}.npz"))
    common = {"path_prefix": f"slacs/{name}", "output_path": output, "seed": 1, "use_nuts": chains}

    # of the first stage the second takes medians alone, for which fewer draws do
    few = {"n_effective": 200, "n_draws": 1000, **common}
    parametric = al.Posterior(name="parametric", **few).fit(parametric_model(redshift, source_redshift), analysis)
    if any("chi^2" in doubt for doubt in parametric.search_info["doubts"]):
        model = parametric_model(redshift, source_redshift, clumps=2)
        clumpy = al.Posterior(name="two_clumps", **few).fit(model, analysis)
        parametric = max(parametric, clumpy, key=log_evidence_of)
    al.plot.fit(parametric.max_log_likelihood_fit, path=output / "slacs" / name / "fit_parametric.png")
    first = intermediate_radius(parametric)

    images = al.galaxy_name_image_dict_via_result_from(parametric, use_model_images=True)
    # lenses that do not bring the images of before together, to 0.2 arcsec, are none for the mesh
    positions = parametric.positions_likelihood_from(factor=3.0, minimum_threshold=0.2)
    adapt = al.AdaptImages(galaxy_name_image_dict=images)
    analysis = al.AnalysisImaging(analysis.dataset, [positions], adapt_images=adapt)
    pixelized = al.Posterior(name="pixelized", start="medians", **common).fit(
        pixelized_model(parametric, source_redshift), analysis
    )
    fit = pixelized.max_log_likelihood_fit
    al.plot.fit(fit, path=output / "slacs" / name / "fit_pixelized.png")
    radius, error = intermediate_radius(pixelized)
    published = float(row["b_SIE_bolton08"])
    return {
        "lens": name,
        "published": f"{published:.2f}",
        "parametric": f"{first[0]:.3f} +- {first[1]:.3f}",
        "pixelized": f"{radius:.3f} +- {error:.3f}",
        "difference": f"{100.0 * (radius / published - 1.0):+.1f} %",
        "chi^2 / pixel": f"{float(fit.chi_squared) / fit.dataset.mask.pixels_in_mask:.2f}",
        "k-hat": " ".join(f"{result.search_info['k_hat']:.2f}" for result in (parametric, pixelized)),
        "seconds": f"{time.perf_counter() - start:.0f}",
        "busy": f"{time.process_time() - busy:.0f}",
    }


# %%
def main() -> None:
    """Fit all lenses, or those named, and print the table."""
    parser = argparse.ArgumentParser(description="Fit HST images of lenses of the SLACS survey.")
    parser.add_argument("data", type=Path, help="the folder with catalogue.csv and the archives")
    parser.add_argument("--lens", nargs="*", help="names of lenses; all by default")
    parser.add_argument("--output", type=Path, default=Path("output"), help="folder for results and figures")
    parser.add_argument("--chains", action="store_true", help="of NUTS, where weighted draws do not do: minutes more")
    parser.add_argument("--cores", type=int, default=2, help="lenses that are fitted at once")
    arguments = parser.parse_args()
    if not (arguments.data / "catalogue.csv").is_file():
        print(f"'{arguments.data / 'catalogue.csv'}' is not there: nothing to fit. Pass the folder of the lenses.")
        sys.exit(0)
    with open(arguments.data / "catalogue.csv", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if not arguments.lens or row["name"] in arguments.lens]
    table: list[dict[str, str]] = []
    failed: dict[str, str] = {}
    # processes of their own: a fork of one that has started jax's threads may hang
    with ProcessPoolExecutor(arguments.cores, multiprocessing.get_context("spawn")) as pool:
        pending = {
            pool.submit(fit_lens, arguments.data, row, arguments.output, arguments.chains): row["name"] for row in rows
        }
        for fitted in as_completed(pending):
            error = fitted.exception()  # of one lens, which does not take the others with it
            if error is None:
                table.append(fitted.result())
            else:
                failed[pending[fitted]] = f"{type(error).__name__}: {error}"
            printed(table, failed)
    if failed:
        sys.exit(1)


def printed(table: list[dict[str, str]], failed: dict[str, str]) -> None:
    """Print the lenses that are done, and what has kept the others from it."""
    if table:
        print("\n" + "   ".join(f"{name:>16s}" for name in table[0]))
    for line in sorted(table, key=lambda line: line["lens"]):
        print("   ".join(f"{value:>16s}" for value in line.values()))
    for name, error in failed.items():
        print(f"{name:>16s}   {error}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
