# %% [markdown]
# # The COSMOS-Web ring, as seen by JWST in four bands
#
#     python jwst_ring.py FOLDER
#
# First the band F150W alone: the lens's light, then all with a source of Gaussians, then with a source on a mesh. Then
# the light of lens and source in each other band, with the mass as found. Then all bands at once, with one mass and a
# source on a mesh in each. FOLDER holds a folder for each band with image.fits, noise_map.fits (or noise_map_est.fits,
# for bands whose distributed noise is too high), psf.fits and mask_extra_galaxies.fits. A fit that was interrupted goes
# on where it was.

# %%
import argparse
import json
import logging
import sys
import time
from pathlib import Path

import numpy as np

import autolens_lite as al

BANDS = ("F150W", "F115W", "F277W", "F444W")
MASK_RADIUS = 1.6


# %% [markdown]
# ## Data


# %%
def load(folder: Path) -> al.Imaging:
    """The image within 1.6 arcsec of the lens; neighbours carry no weight. The PSF is normalised."""
    scale = json.loads((folder / "meta.json").read_text())["pixel_scale_arcsec"]
    noise = folder / "noise_map_est.fits"
    noise = noise if noise.is_file() else folder / "noise_map.fits"
    paths = {"data_path": folder / "image.fits", "noise_map_path": noise, "psf_path": folder / "psf.fits"}
    dataset = al.Imaging.from_fits(**paths, pixel_scales=scale, backend="jax")
    neighbours = al.Mask2D.from_fits(folder / "mask_extra_galaxies.fits", pixel_scales=scale)
    dataset = dataset.apply_noise_scaling(al.Mask2D(~neighbours.mask, pixel_scales=scale))
    mask = al.Mask2D.circular(dataset.shape_native, radius=MASK_RADIUS, pixel_scales=scale)
    dataset = dataset.apply_mask(mask)
    # As many sub-pixels an arcsec in all bands: pixels of 0.06 arcsec have twice as many as those of 0.03.
    fine = 1 if scale < 0.05 else 2
    sizes = al.over_sample_size_via_radial_bins_from(dataset.grid, [4 * fine, 2 * fine, fine], [0.1, 0.3])
    return dataset.apply_over_sampling(over_sample_size_lp=sizes, over_sample_size_pixelization=2 * fine)


def redshifts(folder: Path) -> tuple[float, float]:
    """The redshifts of lens and source."""
    meta = json.loads((folder / BANDS[0] / "meta.json").read_text())
    return float(meta["z_lens"]), float(meta["z_source"])


# %% [markdown]
# ## Models


# %%
def light_of_lens() -> al.Model:
    """2 x 10 Gaussians: 6 free parameters."""
    return al.model_util.mge_model_from(
        mask_radius=1.0, total_gaussians=10, gaussian_per_basis=2, sigma_min=0.015, ell_comps_sigma=0.15
    )


def light_of_source() -> al.Model:
    """10 Gaussians: 4 free parameters."""
    return al.model_util.mge_model_from(
        mask_radius=0.4, total_gaussians=10, centre_prior_is_uniform=False, centre_sigma=0.15, sigma_min=0.015
    )


def sky() -> al.Model:
    """A free level of the sky."""
    return al.Model(al.DatasetModel, background_sky_level=al.UniformPrior(-0.05, 0.05))


def light_model(redshift: float) -> al.Collection:
    """The lens's light alone, which takes the ring for its own."""
    lens = al.Model(al.Galaxy, redshift=redshift, bulge=light_of_lens())
    return al.Collection(galaxies=al.Collection(lens=lens), dataset_model=sky())


def parametric_model(light: al.Result, source_redshift: float) -> al.Collection:
    """That light, an isothermal ellipsoid with shear, and a source of Gaussians."""
    about, best = light.model_centred_absolute(a=0.03).galaxies.lens, light.instance.galaxies.lens
    mass = al.Model(al.mp.Isothermal)
    mass.centre_0, mass.centre_1 = (al.GaussianPrior(v, 0.02) for v in best.bulge.profile_list[0].centre)
    mass.ell_comps_0 = al.TruncatedGaussianPrior(0.0, 0.15, -0.7, 0.7)
    mass.ell_comps_1 = al.TruncatedGaussianPrior(0.0, 0.15, -0.7, 0.7)
    mass.einstein_radius = al.UniformPrior(0.4, 1.3)
    shear = al.Model(al.mp.ExternalShear)
    shear.gamma_1, shear.gamma_2 = al.GaussianPrior(0.0, 0.05), al.GaussianPrior(0.0, 0.05)
    lens = al.Model(al.Galaxy, redshift=best.redshift, bulge=about.bulge, mass=mass, shear=shear)
    source = al.Model(al.Galaxy, redshift=source_redshift, bulge=light_of_source())
    return al.Collection(galaxies=al.Collection(lens=lens, source=source), dataset_model=sky())


def mesh_source(redshift: float, shape: tuple[int, int]) -> al.Model:
    """A source on a mesh that follows its light."""
    regularization = al.Model(al.reg.Constant, coefficient=al.LogUniformPrior(1.0e-3, 1.0e4))
    mesh = al.mesh.RectangularAdaptImage(shape=shape)
    pixelization = al.Model(al.Pixelization, mesh=mesh, regularization=regularization)
    return al.Model(al.Galaxy, redshift=redshift, pixelization=pixelization)


def mass_about(result: al.Result) -> dict[str, al.Model]:
    """Mass and shear about a result; the prior of the mass's centre stays."""
    about, centre = result.model_centred_absolute(a=0.03).galaxies.lens, result.model.galaxies.lens.mass
    about.mass.centre_0, about.mass.centre_1 = centre.centre_0, centre.centre_1
    return {"mass": about.mass, "shear": about.shear}


def pixelized_model(parametric: al.Result, mass: dict[str, al.Model], shape: tuple[int, int]) -> al.Collection:
    """A source on a mesh; the shapes of the lens's light and the place of the image as they were."""
    best = parametric.instance
    lens = al.Model(al.Galaxy, redshift=best.galaxies.lens.redshift, bulge=best.galaxies.lens.bulge, **mass)
    source = mesh_source(best.galaxies.source.redshift, shape)
    return al.Collection(galaxies=al.Collection(lens=lens, source=source), dataset_model=best.dataset_model)


def band_model(parametric: al.Result) -> al.Collection:
    """The light of another band under the mass of the first; that band's image may lie elsewhere on the sky."""
    found = parametric.instance.galaxies
    light = light_of_lens()
    centre = found.lens.bulge.profile_list[0].centre
    for gaussian in light.profile_list:
        gaussian.centre = centre
    source = parametric.model_centred_absolute(a=0.05).galaxies.source
    # In the redder bands a small part of the source outshines the rest.
    source.clump = al.model_util.mge_model_from(
        mask_radius=0.1, total_gaussians=5, centre_prior_is_uniform=False, centre_sigma=0.15, sigma_min=0.015
    )
    lens = al.Model(al.Galaxy, redshift=found.lens.redshift, bulge=light, mass=found.lens.mass, shear=found.lens.shear)
    dataset_model = sky()
    dataset_model.grid_offset = (al.GaussianPrior(0.0, 0.02), al.GaussianPrior(0.0, 0.02))
    return al.Collection(galaxies=al.Collection(lens=lens, source=source), dataset_model=dataset_model)


# %% [markdown]
# ## The fits


# %%
def adapted(parametric: al.Result, analysis: al.AnalysisImaging) -> al.AnalysisImaging:
    """The analysis with the image that the mesh of the source follows."""
    images = al.galaxy_name_image_dict_via_result_from(parametric, use_model_images=True)
    return al.AnalysisImaging(analysis.dataset, adapt_images=al.AdaptImages(galaxy_name_image_dict=images))


def radius_of(result: al.Result, prefix: str = "") -> str:
    """The Einstein radius on the intermediate axis, and its error."""
    draws = dict(zip(result.samples.parameter_names, result.samples.vectors.T, strict=True))
    path = f"{prefix}galaxies.lens.mass"
    axis_ratio = al.convert.axis_ratio_from(tuple(draws[f"{path}.ell_comps_{i}"] for i in (0, 1)))
    radii = al.convert.intermediate_einstein_radius_from(draws[f"{path}.einstein_radius"], axis_ratio)
    return f"{np.mean(radii):.4f} +- {np.std(radii):.4f} arcsec"


def report(name: str, fit: al.FitImaging, path: Path) -> None:
    """Draw a fit and print how good it is."""
    al.plot.fit(fit, path=path, unit="")
    used = np.asarray(fit.dataset.noise_map) < 1.0e7
    print(f"{name}: chi^2 / pixel {float(fit.chi_squared) / used.sum():.2f}, figure {path}", flush=True)


def main() -> None:
    """Fit one band, then all."""
    parser = argparse.ArgumentParser(description="Fit JWST images of the COSMOS-Web ring.")
    parser.add_argument("data", type=Path, help="the folder with a folder for each band")
    parser.add_argument("--output", type=Path, default=Path("output"), help="folder for results and figures")
    arguments = parser.parse_args()
    if not (arguments.data / BANDS[0] / "image.fits").is_file():
        print(
            f"'{arguments.data / BANDS[0] / 'image.fits'}' is not there: nothing to fit. Pass the folder of the bands."
        )
        sys.exit(0)
    logging.basicConfig(format="%(message)s")
    logging.getLogger("autolens_lite").setLevel(logging.INFO)
    start = time.perf_counter()
    folder = arguments.output / "jwst_ring"
    redshift, source_redshift = redshifts(arguments.data)
    analyses = {band: al.AnalysisImaging(load(arguments.data / band)) for band in BANDS}
    middle = {"n_starts": 1, "screened_per_start": 2, "initializer": al.InitializerBall()}

    def search(name: str, band: str = "", **settings: object) -> al.LBFGS:
        return al.LBFGS(name=name, path_prefix=f"jwst_ring/{band}", output_path=arguments.output, seed=1, **settings)

    # The first band
    band = BANDS[0]
    analysis = analyses[band]
    light = search("light", band, n_samples=20, tolerance=1.0, **middle).fit(light_model(redshift), analysis)
    parametric = search("parametric", band, n_starts=6, tolerance=0.3, n_samples=50).fit(
        parametric_model(light, source_redshift), analysis
    )
    report(f"{band} parametric", parametric.max_log_likelihood_fit, folder / f"{band}_parametric.png")
    print("Einstein radius", radius_of(parametric), flush=True)
    first = search("pixelized", band, n_samples=100, **middle).fit(
        pixelized_model(parametric, mass_about(parametric), (26, 26)), adapted(parametric, analysis)
    )
    report(f"{band} pixelized", first.max_log_likelihood_fit, folder / f"{band}_pixelized.png")
    print("Einstein radius", radius_of(first), flush=True)

    # The light of the others
    lights = {band: parametric}
    for band in BANDS[1:]:
        lights[band] = search("parametric", band, n_starts=4, n_samples=20, tolerance=0.3).fit(
            band_model(parametric), analyses[band]
        )
        report(f"{band} parametric", lights[band].max_log_likelihood_fit, folder / f"{band}_parametric.png")

    # All at once: the mass has the same priors in all, so its parameters are the same
    mass = mass_about(parametric)
    factors = [
        al.AnalysisFactor(
            pixelized_model(lights[band], mass, (20, 20)), adapted(lights[band], analyses[band]), name=band
        )
        for band in BANDS
    ]
    graph = al.FactorGraphModel(*factors)
    joint = search("joint", n_samples=50, **middle).fit(graph.global_prior_model, graph)
    for band, fit in zip(BANDS, joint.max_log_likelihood_fit, strict=True):
        report(f"{band} joint", fit, folder / f"{band}_joint.png")
    print("Einstein radius", radius_of(joint, f"{BANDS[0]}."))
    print(f"{(time.perf_counter() - start) / 60.0:.1f} minutes")


if __name__ == "__main__":
    main()
