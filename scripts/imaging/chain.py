# %% [markdown]
# # A chain of fits, each with its posterior
#
#     python chain.py [--data dataset/simple] [--stages 5]
#
# A pixelized source can look like anything, so it needs a lens that is nearly right from the start. The first fit,
# whose start is read off the image, gives it: priors for the lens, an image of the source for the mesh to adapt to, and
# the positions of the source's images, which lenses must bring together. The stages are
#
# 1. `source`: light and source of Gaussians, an isothermal ellipsoid with shear;
# 2. `pixelized`: the source on a mesh, with that light, and mass about that of before;
# 3. `adaptive`: a mesh and a regularization that adapt to the source of before, with that mass;
# 4. `light`: the shapes of the lens's light once more, beside that source;
# 5. `mass`: a power law with a free slope.
#
# DATA is a folder of FITS files, as `simulate.py` writes it, or an .npz archive of data, noise_map, psf and mask, of
# 0.05 arcsec a pixel. Run it again after an interruption, and it goes on where it was: finished fits are read from
# their folders.

# %%
import argparse
import logging
import time
from pathlib import Path
from typing import Any

import numpy as np

import autolens_lite as al

LENS, SOURCE = 0.5, 1.0  # redshifts


# %%
def dataset_of(path: Path, radius: float) -> al.Imaging:
    """The image within a radius; light is evaluated on more sub-pixels where it is steep."""
    if path.suffix == ".npz":
        with np.load(path) as stored:
            maps = stored["data"], stored["noise_map"], stored["psf"]
            mask = al.Mask2D(stored["mask"], pixel_scales=0.05)
        dataset = al.Imaging(*maps, pixel_scales=0.05, backend="jax")
    else:
        paths = {f"{name}_path": path / f"{name}.fits" for name in ("data", "noise_map", "psf")}
        dataset = al.Imaging.from_fits(**paths, backend="jax")
        mask = al.Mask2D.circular(dataset.shape_native, radius=radius, pixel_scales=dataset.pixel_scales)
    dataset = dataset.apply_mask(mask)
    sizes = al.over_sample_size_via_radial_bins_from(dataset.grid, sub_size_list=[8, 2, 1], radial_list=[0.3, 2.2])
    return dataset.apply_over_sampling(over_sample_size_lp=sizes, over_sample_size_pixelization=2)


# %% [markdown]
# ## Models
#
# Each is made of results of stages before it: `model_centred` has priors about a result, `instance` its best values.


# %%
def source_model(radius: float, gaussians: int) -> al.Collection:
    """Light of two sets of Gaussians, an isothermal ellipsoid with shear, a source of Gaussians."""
    light = al.model_util.mge_model_from(
        mask_radius=radius, total_gaussians=gaussians, gaussian_per_basis=2, sigma_min=0.02
    )
    mass = al.Model(al.mp.Isothermal)
    mass.einstein_radius = al.UniformPrior(lower_limit=0.5, upper_limit=2.5)
    lens = al.Model(al.Galaxy, redshift=LENS, bulge=light, mass=mass, shear=al.mp.ExternalShear)
    bulge = al.model_util.mge_model_from(
        mask_radius=1.0, total_gaussians=gaussians, centre_prior_is_uniform=False, sigma_min=0.02
    )
    return al.Collection(galaxies=al.Collection(lens=lens, source=al.Model(al.Galaxy, redshift=SOURCE, bulge=bulge)))


def pixelized_model(source: al.Result, side: int) -> al.Collection:
    """The light as it was found, the mass about it, a mesh whose pixels crowd where rays do."""
    best, about = source.instance.galaxies.lens, source.model_centred.galaxies.lens
    lens = al.Model(al.Galaxy, redshift=LENS, bulge=best.bulge, mass=about.mass, shear=about.shear)
    mesh = al.mesh.RectangularAdaptDensity(shape=(side, side))
    return _with_mesh(lens, mesh, al.Model(al.reg.Constant, coefficient=al.LogUniformPrior(1e-4, 1e6)))


def adaptive_model(pixelized: al.Result, side: int) -> al.Collection:
    """The lens as it was found; a mesh and a regularization that adapt to the source."""
    lens = pixelized.instance.galaxies.lens
    mesh = al.mesh.RectangularAdaptImage(shape=(side, side))
    return _with_mesh(lens, mesh, al.Model(al.reg.Adapt))


def light_model(source: al.Result, adaptive: al.Result) -> al.Collection:
    """The lens's light about what was found, beside mass and mesh as they were."""
    best = adaptive.instance.galaxies
    light = source.model_centred.galaxies.lens.bulge
    lens = al.Model(al.Galaxy, redshift=LENS, bulge=light, mass=best.lens.mass, shear=best.lens.shear)
    return al.Collection(galaxies=al.Collection(lens=lens, source=best.source))


def mass_model(pixelized: al.Result, adaptive: al.Result, light: al.Result) -> al.Collection:
    """A power law of free slope about the isothermal ellipsoid, with light and mesh as they were."""
    about = pixelized.model_centred.galaxies.lens
    mass = al.Model(
        al.mp.PowerLaw,
        centre=about.mass.centre,
        ell_comps=about.mass.ell_comps,
        einstein_radius=about.mass.einstein_radius,
        slope=al.TruncatedGaussianPrior(mean=2.0, sigma=0.2, lower_limit=1.2, upper_limit=2.8),
    )
    bulge = light.instance.galaxies.lens.bulge
    lens = al.Model(al.Galaxy, redshift=LENS, bulge=bulge, mass=mass, shear=about.shear)
    return al.Collection(galaxies=al.Collection(lens=lens, source=adaptive.instance.galaxies.source))


def _with_mesh(lens: Any, mesh: Any, regularization: Any) -> al.Collection:
    pixelization = al.Model(al.Pixelization, mesh=mesh, regularization=regularization)
    source = al.Model(al.Galaxy, redshift=SOURCE, pixelization=pixelization)
    return al.Collection(galaxies=al.Collection(lens=lens, source=source))


# %% [markdown]
# ## The chain
#
# Positions of the source's images must meet to within 0.2 arcsec in the source plane, so that no mesh shows the arcs
# themselves behind a lens that is too weak. From the second stage on a fit starts at the medians of its priors.


# %%
class Chain:
    """Fits of one image, one after the other, and how long each took."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.dataset = dataset_of(arguments.data, arguments.radius)
        self.settings = al.Settings(use_positive_only_solver=True, use_border_relocator=True)
        self.positions: list[Any] = []
        self.adapt_images: Any = None
        self.rows: list[str] = []

    def fitted(self, name: str, model: al.Collection) -> al.Result:
        """The posterior of a stage."""
        analysis = al.AnalysisImaging(
            self.dataset, self.positions, adapt_images=self.adapt_images, settings=self.settings
        )
        start, busy = time.perf_counter(), time.process_time()
        search = al.Posterior(
            name=name,
            path_prefix="imaging/chain",
            output_path=self.arguments.output,
            start="medians" if self.rows else None,
            use_nuts=self.arguments.chains,
            seed=1,
        )
        result = search.fit(model=model, analysis=analysis)
        spent = time.perf_counter() - start, time.process_time() - busy
        self.rows.append(self._row(name, result, *spent))
        print(self.rows[-1], flush=True)
        al.plot.fit(result.max_log_likelihood_fit, path=self.folder / f"fit_{name}.png", log_scale=True)
        return result

    def pass_on(self, result: al.Result) -> None:
        """Let meshes of later stages adapt to the source of a result."""
        images = al.galaxy_name_image_dict_via_result_from(result)
        self.adapt_images = al.AdaptImages(galaxy_name_image_dict=images)

    @property
    def folder(self) -> Path:
        """Where figures are drawn."""
        return self.arguments.output / "imaging" / "chain"

    def _row(self, name: str, result: al.Result, seconds: float, busy: float) -> str:
        radius = result.max_log_likelihood_tracer.einstein_radius_from(self.dataset.grid)
        info, evidence = result.search_info, result.log_evidence
        shown = "none" if evidence is None else f"{evidence:.1f}"
        return (
            f"{name:10s}  log evidence {shown:>9s}  Einstein radius {radius:.4f} arcsec  parameters "
            f"{result.samples.vectors.shape[1]:2d}  k-hat {info['k_hat']:.2f}  effective size "
            f"{result.samples.effective_sample_size:4.0f}  seconds {seconds:5.1f}  busy {busy:5.1f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit an image with a parametric, then with pixelized sources.")
    parser.add_argument("--data", type=Path, default=Path("dataset/simple"), help="a folder, or an .npz archive")
    parser.add_argument("--output", type=Path, default=Path("output"))
    parser.add_argument("--radius", type=float, default=3.0, help="of the mask, in arcsec, if there is none")
    parser.add_argument("--side", type=int, default=28, help="pixels a side of the mesh")
    parser.add_argument("--gaussians", type=int, default=10, help="of each set")
    parser.add_argument("--stages", type=int, default=5, help="how many, from the first")
    parser.add_argument("--chains", action="store_true", help="of NUTS, where weighted draws do not do: minutes more")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    chain = Chain(arguments)

    source = chain.fitted("source", source_model(arguments.radius, arguments.gaussians))
    chain.positions = [source.positions_likelihood_from(factor=3.0, minimum_threshold=0.2)]
    print(f"{chain.positions[0]} of the images at {chain.positions[0].positions.slim.round(2).tolist()}")
    chain.pass_on(source)
    if arguments.stages > 1:
        pixelized = chain.fitted("pixelized", pixelized_model(source, arguments.side))
        chain.pass_on(pixelized)
    if arguments.stages > 2:
        adaptive = chain.fitted("adaptive", adaptive_model(pixelized, arguments.side))
    if arguments.stages > 3:
        light = chain.fitted("light", light_model(source, adaptive))
    if arguments.stages > 4:
        mass = chain.fitted("mass", mass_model(pixelized, adaptive, light))
        al.plot.source(mass.max_log_likelihood_fit, path=chain.folder / "source.png")
        print(mass.info)
    print("\n".join(chain.rows))


if __name__ == "__main__":
    main()
