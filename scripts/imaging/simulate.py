# %% [markdown]
# # Simulate an image of a lens
#
#     python simulate.py [--output dataset/simple]
#
# Writes the image, its noise map and PSF as FITS files, and figures of them and of the lens.

# %%
import argparse
from pathlib import Path

import autolens_lite as al

parser = argparse.ArgumentParser(description="Simulate an image of a lens.")
parser.add_argument("--output", type=Path, default=Path("dataset/simple"))
parser.add_argument("--exposure-time", type=float, default=2000.0, help="in seconds")
parser.add_argument("--overwrite", action="store_true", help="replace files that are there already")
arguments = parser.parse_args()

# %% [markdown]
# The telescope: pixels of 0.05 arcsec and a PSF of 0.1 arcsec full width at half maximum, as of HST.

# %%
psf = al.Convolver.from_gaussian(shape_native=(21, 21), pixel_scales=0.05, sigma=0.1 / 2.355)
simulator = al.SimulatorImaging(exposure_time=arguments.exposure_time, background_sky_level=0.1, psf=psf, noise_seed=1)

# %% [markdown]
# The lens and its source. Intensities are in electrons per second per pixel.

# %%
lens = al.Galaxy(
    redshift=0.5,
    bulge=al.lp.Sersic(ell_comps=(0.05, 0.1), intensity=2.0, effective_radius=0.8, sersic_index=3.0),
    mass=al.mp.Isothermal(centre=(0.01, -0.02), ell_comps=(0.08, 0.05), einstein_radius=1.6),
    shear=al.mp.ExternalShear(gamma_1=0.03, gamma_2=-0.02),
)
source = al.Galaxy(
    redshift=1.0,
    bulge=al.lp.Sersic(
        centre=(0.08, 0.05), ell_comps=(0.1, -0.12), intensity=3.0, effective_radius=0.25, sersic_index=1.5
    ),
)
tracer = al.Tracer(galaxies=[lens, source])

# %% [markdown]
# Light varies most within a pixel near the centre of the lens, so pixels there are divided more finely. The mask is of
# those who fit the image, not of the camera: all pixels are simulated.

# %%
frame = al.Mask2D.all_false(shape_native=(140, 140), pixel_scales=0.05)
sizes = al.over_sample_size_via_radial_bins_from(frame, sub_size_list=[16, 8, 4], radial_list=[0.2, 0.5])
dataset = simulator.via_tracer_from(tracer=tracer, grid=al.Grid2D.from_mask(frame, over_sample_size=sizes))

folder = arguments.output
dataset.output_to_fits(
    data_path=folder / "data.fits",
    noise_map_path=folder / "noise_map.fits",
    psf_path=folder / "psf.fits",
    overwrite=arguments.overwrite,
)
al.plot.dataset(dataset, path=folder / "dataset.png", log_scale=True)
al.plot.tracer(tracer, al.Grid2D.from_mask(frame), path=folder / "truth.png", unit="e$^-$ s$^{-1}$", log_scale=True)
print(f"Wrote an image of {dataset.shape_native} pixels to {folder}")
