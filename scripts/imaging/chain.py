# %% [markdown]
# # A chain of fits: a parametric source, then a source on a mesh
#
#     python chain.py [--data dataset/simple] [--backend jax]
#
# A pixelized source can look like anything, so it needs a lens that is nearly right from the start. The first fit,
# which is fast and seldom wrong, gives it: priors for the lens, an image of the source for the mesh to adapt to, and
# the positions of the source's images, which lenses must bring together.
#
# Run it again after an interruption, and it goes on where it was: finished fits are read from their folders.

# %%
import argparse
import logging
from pathlib import Path

import autolens_lite as al


# %%
def parametric_model() -> al.Collection:
    """A lens of a Sersic profile, isothermal mass and shear; a source of a Sersic profile."""
    mass = al.Model(al.mp.Isothermal)
    mass.einstein_radius = al.UniformPrior(lower_limit=0.5, upper_limit=2.5)
    bulge = al.Model(al.lp_linear.Sersic)
    bulge.effective_radius = al.UniformPrior(lower_limit=0.1, upper_limit=3.0)
    lens = al.Model(al.Galaxy, redshift=0.5, bulge=bulge, mass=mass, shear=al.mp.ExternalShear)
    light = al.Model(al.lp_linear.Sersic)
    light.effective_radius = al.UniformPrior(lower_limit=0.02, upper_limit=1.0)
    light.sersic_index = al.UniformPrior(lower_limit=0.5, upper_limit=4.0)
    return al.Collection(galaxies=al.Collection(lens=lens, source=al.Model(al.Galaxy, redshift=1.0, bulge=light)))


def pixelized_model(first: al.Result, side: int) -> al.Collection:
    """The mass, now with a free slope, about the first result; its light as found; a source on an adaptive mesh."""
    best, about = first.instance.galaxies, first.model_centred.galaxies.lens
    mass = al.Model(
        al.mp.PowerLaw,
        centre=about.mass.centre,
        ell_comps=about.mass.ell_comps,
        einstein_radius=about.mass.einstein_radius,
        slope=al.TruncatedGaussianPrior(mean=2.0, sigma=0.2, lower_limit=1.2, upper_limit=2.8),
    )
    lens = al.Model(al.Galaxy, redshift=0.5, bulge=best.lens.bulge, mass=mass, shear=about.shear)
    pixelization = al.Model(
        al.Pixelization, mesh=al.mesh.RectangularAdaptImage(shape=(side, side)), regularization=al.reg.Adapt
    )
    source = al.Model(al.Galaxy, redshift=1.0, pixelization=pixelization)
    return al.Collection(galaxies=al.Collection(lens=lens, source=source))


# %%
def main() -> None:
    parser = argparse.ArgumentParser(description="Fit an image with a parametric, then with a pixelized source.")
    parser.add_argument("--data", type=Path, default=Path("dataset/simple"))
    parser.add_argument("--output", type=Path, default=Path("output"))
    parser.add_argument("--backend", default="numba", help="numba or jax")
    parser.add_argument("--side", type=int, default=28, help="pixels a side of the mesh")
    parser.add_argument("--nlive", type=int, nargs=2, default=(100, 60), help="of the first and of the second fit")
    parser.add_argument("--maxcall", type=int, nargs=2, default=(None, None), help="most likelihoods of each fit")
    parser.add_argument("--cores", type=int, default=2)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    folder = arguments.output / "imaging" / "chain"

    dataset = al.Imaging.from_fits(
        data_path=arguments.data / "data.fits",
        noise_map_path=arguments.data / "noise_map.fits",
        psf_path=arguments.data / "psf.fits",
        over_sample_size_pixelization=2,
        backend=arguments.backend,
    )
    mask = al.Mask2D.circular(shape_native=dataset.shape_native, radius=3.0, pixel_scales=dataset.pixel_scales)
    dataset = dataset.apply_mask(mask)
    sizes = al.over_sample_size_via_radial_bins_from(dataset.grid, sub_size_list=[8, 2, 1], radial_list=[0.3, 2.2])
    dataset = dataset.apply_over_sampling(over_sample_size_lp=sizes)

    # %% [markdown]
    # ## First: a parametric source

    # %%
    def search(name: str, number: int) -> al.DynestyStatic:
        return al.DynestyStatic(
            name=name,
            path_prefix="imaging/chain",
            output_path=arguments.output,
            nlive=arguments.nlive[number],
            maxcall=arguments.maxcall[number],
            sample="rwalk",
            number_of_cores=arguments.cores,
            seed=1,
        )

    first = search("parametric", 0).fit(model=parametric_model(), analysis=al.AnalysisImaging(dataset))
    al.plot.fit(first.max_log_likelihood_fit, path=folder / "fit_1.png", log_scale=True)

    # %% [markdown]
    # ## What it passes on
    #
    # Positions of the source's images must meet to within 0.2 arcsec in the source plane; the first fit's own meet
    # exactly, and a power law need not have them quite there.

    # %%
    positions = first.positions_likelihood_from(factor=3.0, minimum_threshold=0.2)
    adapt_images = al.AdaptImages(galaxy_name_image_dict=al.galaxy_name_image_dict_via_result_from(first))
    print(f"{positions} of the images at {positions.positions.slim.round(2).tolist()}")

    # %% [markdown]
    # ## Second: a pixelized source

    # %%
    analysis = al.AnalysisImaging(
        dataset,
        adapt_images=adapt_images,
        positions_likelihood_list=[positions],
        settings=al.Settings(use_positive_only_solver=True, use_border_relocator=True),
    )
    second = search("pixelized", 1).fit(model=pixelized_model(first, arguments.side), analysis=analysis)

    # %% [markdown]
    # ## Both

    # %%
    fit = second.max_log_likelihood_fit
    al.plot.fit(fit, path=folder / "fit_2.png", log_scale=True)
    al.plot.source(fit, path=folder / "source.png")
    for name, result in (("parametric", first), ("pixelized", second)):
        radius = result.max_log_likelihood_tracer.einstein_radius_from(dataset.grid)
        print(f"{name:10s}  log evidence {result.log_evidence:.1f}  Einstein radius {radius:.4f} arcsec")


if __name__ == "__main__":
    main()
