# %% [markdown]
# # Fit an image with a parametric lens and source
#
#     python fit_parametric.py [--data dataset/simple] [--backend jax]
#
# `simulate.py` makes the data. Run it again after an interruption, and it goes on where it was.

# %%
import argparse
import logging
from pathlib import Path

import autolens_lite as al


# Worker processes import this file: what starts the fit stands in a function.
def main() -> None:
    parser = argparse.ArgumentParser(description="Fit an image with Sersic profiles.")
    parser.add_argument("--data", type=Path, default=Path("dataset/simple"))
    parser.add_argument("--output", type=Path, default=Path("output"))
    parser.add_argument("--backend", default="numba", help="numba or jax")
    parser.add_argument("--nlive", type=int, default=100)
    parser.add_argument("--maxcall", type=int, default=None, help="stop after this many likelihoods")
    parser.add_argument("--cores", type=int, default=2)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")

    # %% [markdown]
    # ## Data
    #
    # The mask says which pixels are fitted. Light is evaluated on 8 x 8 sub-pixels at the lens's centre, where it is
    # steepest, on 2 x 2 where the images of the source are, and at the centres of pixels beyond.

    # %%
    dataset = al.Imaging.from_fits(
        data_path=arguments.data / "data.fits",
        noise_map_path=arguments.data / "noise_map.fits",
        psf_path=arguments.data / "psf.fits",
        backend=arguments.backend,
    )
    mask = al.Mask2D.circular(shape_native=dataset.shape_native, radius=3.0, pixel_scales=dataset.pixel_scales)
    dataset = dataset.apply_mask(mask)
    sizes = al.over_sample_size_via_radial_bins_from(dataset.grid, sub_size_list=[8, 2, 1], radial_list=[0.3, 2.2])
    dataset = dataset.apply_over_sampling(over_sample_size_lp=sizes)

    # %% [markdown]
    # ## Model
    #
    # Every parameter has a default prior (`config/priors`); `print(model.info)` shows them. Change any of them. The
    # light profiles are linear: each fit solves for their intensities, which are no free parameters.

    # %%
    mass = al.Model(al.mp.Isothermal)
    mass.einstein_radius = al.UniformPrior(lower_limit=0.5, upper_limit=2.5)
    bulge = al.Model(al.lp_linear.Sersic)
    bulge.effective_radius = al.UniformPrior(lower_limit=0.1, upper_limit=3.0)
    lens = al.Model(al.Galaxy, redshift=0.5, bulge=bulge, mass=mass, shear=al.mp.ExternalShear)

    light = al.Model(al.lp_linear.Sersic)
    light.effective_radius = al.UniformPrior(lower_limit=0.02, upper_limit=1.0)
    light.sersic_index = al.UniformPrior(lower_limit=0.5, upper_limit=4.0)
    source = al.Model(al.Galaxy, redshift=1.0, bulge=light)

    model = al.Collection(galaxies=al.Collection(lens=lens, source=source))
    print(model.info)

    # %% [markdown]
    # ## Search

    # %%
    search = al.DynestyStatic(
        name="parametric",
        path_prefix="imaging",
        output_path=arguments.output,
        nlive=arguments.nlive,
        maxcall=arguments.maxcall,
        sample="rwalk",
        number_of_cores=arguments.cores,
        seed=1,
    )
    result = search.fit(model=model, analysis=al.AnalysisImaging(dataset))

    # %% [markdown]
    # ## Result

    # %%
    folder = arguments.output / "imaging"
    print(result.samples.summary())
    al.plot.fit(result.max_log_likelihood_fit, path=folder / "fit_parametric.png", log_scale=True)
    of_mass = [name for name in result.samples.parameter_names if ".mass." in name]
    al.plot.corner(result, parameters=of_mass, path=folder / "corner_parametric.png")


if __name__ == "__main__":
    main()
