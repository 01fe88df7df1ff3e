# %% [markdown]
# # Figures and FITS files of a finished fit
#
#     python plot.py [--data dataset/simple] [--result output/imaging/parametric]
#
# Results load without the script that made them; the data are needed for figures of the fit. A source that adapts to
# images of an earlier result needs that result too: `--adapt output/imaging/parametric`.

# %%
import argparse
from pathlib import Path

import autolens_lite as al

parser = argparse.ArgumentParser(description="Draw a finished fit.")
parser.add_argument("--data", type=Path, default=Path("dataset/simple"))
parser.add_argument("--result", type=Path, default=Path("output/imaging/parametric"))
parser.add_argument("--adapt", type=Path, default=None, help="the result whose images the source adapts to")
parser.add_argument("--output", type=Path, default=Path("output/figures"))
arguments = parser.parse_args()

dataset = al.Imaging.from_fits(
    data_path=arguments.data / "data.fits",
    noise_map_path=arguments.data / "noise_map.fits",
    psf_path=arguments.data / "psf.fits",
    over_sample_size_pixelization=2,
)
mask = al.Mask2D.circular(shape_native=dataset.shape_native, radius=3.0, pixel_scales=dataset.pixel_scales)
dataset = dataset.apply_mask(mask)
sizes = al.over_sample_size_via_radial_bins_from(dataset.grid, sub_size_list=[8, 2, 1], radial_list=[0.3, 2.2])
dataset = dataset.apply_over_sampling(over_sample_size_lp=sizes)

adapt_images = None
if arguments.adapt is not None:
    earlier = al.Result.load(arguments.adapt, analysis=al.AnalysisImaging(dataset))
    adapt_images = al.AdaptImages(galaxy_name_image_dict=al.galaxy_name_image_dict_via_result_from(earlier))
settings = al.Settings(use_positive_only_solver=True, use_border_relocator=True)
analysis = al.AnalysisImaging(dataset, adapt_images=adapt_images, settings=settings)
result = al.Result.load(arguments.result, analysis=analysis)
fit = result.max_log_likelihood_fit

# %% [markdown]
# Every function returns a Matplotlib figure, and saves it where a path is given; the suffix is the format. Colours are
# on a linear or on a logarithmic scale.

# %%
al.plot.dataset(dataset, path=arguments.output / "dataset.pdf", log_scale=True)
al.plot.fit(fit, path=arguments.output / "fit.png")
al.plot.fit(fit, path=arguments.output / "fit_log.png", log_scale=True)
al.plot.galaxies(fit, path=arguments.output / "galaxies.png", log_scale=True)
al.plot.source(fit, path=arguments.output / "source.png")
al.plot.tracer(fit.tracer, dataset.grid, path=arguments.output / "tracer.png")
mass = [name for name in result.samples.parameter_names if ".mass." in name]
al.plot.corner(result, parameters=mass, path=arguments.output / "corner.png")

# %% [markdown]
# The same as FITS images, with the WCS of the data: of the fit, of each galaxy, of the lens and of the source plane.

# %%
for path in fit.output_to_fits(arguments.output / "fits", overwrite=True):
    print(path)

# %% [markdown]
# Numbers behind the figures: all are arrays.

# %%
print(f"log likelihood {float(fit.log_likelihood):.2f}, chi squared {float(fit.chi_squared):.1f}")
print(f"largest residual {abs(fit.normalized_residual_map.slim).max():.2f} sigma")
print(f"Einstein radius {fit.tracer.einstein_radius_from(dataset.grid):.4f} arcsec")
