# %% [markdown]
# # Fit an image with multi-Gaussian expansions
#
#     python fit_mge.py [--data dataset/simple] [--backend jax]
#
# The light of lens and source are sums of Gaussians of fixed widths, whose intensities each fit solves for: shapes that
# a Sersic profile does not have, with fewer free parameters.

# %%
import argparse
import logging
from pathlib import Path

import autolens_lite as al

MASK_RADIUS = 3.0


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit an image with multi-Gaussian expansions.")
    parser.add_argument("--data", type=Path, default=Path("dataset/simple"))
    parser.add_argument("--output", type=Path, default=Path("output"))
    parser.add_argument("--backend", default="numba", help="numba or jax")
    parser.add_argument("--nlive", type=int, default=100)
    parser.add_argument("--maxcall", type=int, default=None, help="stop after this many likelihoods")
    parser.add_argument("--cores", type=int, default=2)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")

    # %%
    dataset = al.Imaging.from_fits(
        data_path=arguments.data / "data.fits",
        noise_map_path=arguments.data / "noise_map.fits",
        psf_path=arguments.data / "psf.fits",
        backend=arguments.backend,
    )
    mask = al.Mask2D.circular(shape_native=dataset.shape_native, radius=MASK_RADIUS, pixel_scales=dataset.pixel_scales)
    dataset = dataset.apply_mask(mask)
    sizes = al.over_sample_size_via_radial_bins_from(dataset.grid, sub_size_list=[4, 2], radial_list=[0.3])
    dataset = dataset.apply_over_sampling(over_sample_size_lp=sizes)

    # %% [markdown]
    # ## Model
    #
    # The lens has two sets of 15 Gaussians, each of an ellipticity of its own, so that isophotes may twist; the source
    # has one set. All Gaussians of a galaxy share a centre.

    # %%
    bulge = al.model_util.mge_model_from(
        mask_radius=MASK_RADIUS, total_gaussians=15, gaussian_per_basis=2, sigma_min=0.01, order_bases=True
    )
    mass = al.Model(al.mp.Isothermal)
    mass.einstein_radius = al.UniformPrior(lower_limit=0.5, upper_limit=2.5)
    lens = al.Model(al.Galaxy, redshift=0.5, bulge=bulge, mass=mass, shear=al.mp.ExternalShear)

    light = al.model_util.mge_model_from(
        mask_radius=1.0, total_gaussians=15, centre_prior_is_uniform=False, centre_sigma=0.3, sigma_min=0.01
    )
    source = al.Model(al.Galaxy, redshift=1.0, bulge=light)

    model = al.Collection(galaxies=al.Collection(lens=lens, source=source))
    print(model.info)

    # %% [markdown]
    # ## Search
    #
    # No Gaussian may be negative: sums of positive and negative ones, that nearly cancel, would fit the noise.

    # %%
    search = al.DynestyStatic(
        name="mge",
        path_prefix="imaging",
        output_path=arguments.output,
        nlive=arguments.nlive,
        maxcall=arguments.maxcall,
        sample="rwalk",
        number_of_cores=arguments.cores,
        seed=1,
    )
    settings = al.Settings(use_positive_only_solver=True)
    result = search.fit(model=model, analysis=al.AnalysisImaging(dataset, settings=settings))

    # %% [markdown]
    # ## Result
    #
    # The intensities are those of the best fit.

    # %%
    folder = arguments.output / "imaging"
    fit = result.max_log_likelihood_fit
    print(result.samples.summary())
    used = sum(float(value) > 0.0 for value in fit.linear_light_profile_intensity_dict.values())
    print(f"{used} of {len(fit.linear_light_profile_intensity_dict)} Gaussians have light")
    al.plot.fit(fit, path=folder / "fit_mge.png", log_scale=True)
    al.plot.galaxies(fit, path=folder / "galaxies_mge.png", log_scale=True)


if __name__ == "__main__":
    main()
