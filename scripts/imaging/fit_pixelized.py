# %% [markdown]
# # Fit an image with a source on a mesh
#
#     python fit_pixelized.py [--data dataset/simple] [--start output/imaging/parametric] [--mesh delaunay]
#
# Starts from the result of `fit_parametric.py`, or of `fit_mge.py` (`--start output/imaging/mge`), which is read from
# its folder. `chain.py` does both in one script.

# %%
import argparse
import logging
from pathlib import Path

import autolens_lite as al


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit an image with a pixelized source.")
    parser.add_argument("--data", type=Path, default=Path("dataset/simple"))
    parser.add_argument("--start", type=Path, default=Path("output/imaging/parametric"))
    parser.add_argument("--mesh", choices=("rectangular", "delaunay", "kernels"), default="rectangular")
    parser.add_argument("--pixels", type=int, default=784, help="of the mesh, about")
    parser.add_argument("--output", type=Path, default=Path("output"))
    parser.add_argument("--backend", default="numba", help="numba or jax")
    parser.add_argument("--nlive", type=int, default=60)
    parser.add_argument("--maxcall", type=int, default=None, help="stop after this many likelihoods")
    parser.add_argument("--cores", type=int, default=2)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")

    # %%
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
    # ## What the earlier fit says
    #
    # Its images of the galaxies tell the mesh where the source is bright. An analysis makes the result able to draw
    # them.

    # %%
    start = al.Result.load(arguments.start, analysis=al.AnalysisImaging(dataset))
    images = al.galaxy_name_image_dict_via_result_from(start)

    # %% [markdown]
    # ## Model
    #
    # The mass has Gaussian priors about the earlier result. The lens's light keeps its shape; its intensity is solved
    # for together with the source. The mesh and its regularization adapt to the source's image: the pixels of a
    # rectangular mesh crowd where it is bright; the vertices of the others are points of the image plane, more of them
    # where it is bright, chosen once and traced to the source plane by each fit. Kernels about them make an evidence
    # without steps, which that of a Delaunay mesh has wherever an edge flips: docs/smooth_evidence.md.

    # %%
    source_name, points = "('galaxies', 'source')", {}
    if arguments.mesh != "rectangular":
        image_mesh = al.image_mesh.Hilbert(pixels=arguments.pixels, weight_floor=0.01, weight_power=2.0)
        points[source_name] = image_mesh.image_plane_mesh_grid_from(mask=dataset.mask, adapt_data=images[source_name])
        if arguments.mesh == "kernels":
            pixelization = al.Model(al.Pixelization, mesh=al.mesh.CompactKernel(), regularization=al.reg.AdaptLaplacian)
        else:
            pixelization = al.Model(al.Pixelization, mesh=al.mesh.Delaunay(), regularization=al.reg.AdaptSplit)
    else:
        side = round(arguments.pixels**0.5)
        mesh = al.mesh.RectangularAdaptImage(shape=(side, side))
        pixelization = al.Model(al.Pixelization, mesh=mesh, regularization=al.reg.Adapt)
    adapt_images = al.AdaptImages(galaxy_name_image_dict=images, galaxy_name_image_plane_mesh_grid_dict=points)

    about, best = start.model_centred.galaxies.lens, start.instance.galaxies.lens
    lens = al.Model(al.Galaxy, redshift=best.redshift, bulge=best.bulge, mass=about.mass, shear=about.shear)
    source = al.Model(al.Galaxy, redshift=start.instance.galaxies.source.redshift, pixelization=pixelization)
    model = al.Collection(galaxies=al.Collection(lens=lens, source=source))
    print(model.info)

    # %% [markdown]
    # ## Search
    #
    # `Settings` say how the source is solved for: no pixel is negative, and traced points far outside are moved to the
    # border of the source plane. Lenses under which the source's images, as the earlier fit has them, do not meet are
    # penalised: with too much or too little mass the source would look like the image itself.

    # %%
    settings = al.Settings(use_positive_only_solver=True, use_border_relocator=True)
    analysis = al.AnalysisImaging(
        dataset,
        adapt_images=adapt_images,
        positions_likelihood_list=[start.positions_likelihood_from(factor=3.0, minimum_threshold=0.2)],
        settings=settings,
    )
    search = al.DynestyStatic(
        name=f"pixelized_{arguments.mesh}",
        path_prefix="imaging",
        output_path=arguments.output,
        nlive=arguments.nlive,
        maxcall=arguments.maxcall,
        sample="rwalk",
        number_of_cores=arguments.cores,
        seed=1,
    )
    result = search.fit(model=model, analysis=analysis)

    # %%
    folder = arguments.output / "imaging"
    fit = result.max_log_likelihood_fit
    print(result.samples.summary())
    al.plot.fit(fit, path=folder / f"fit_{arguments.mesh}.png")
    al.plot.source(fit, path=folder / f"source_{arguments.mesh}.png")


if __name__ == "__main__":
    main()
