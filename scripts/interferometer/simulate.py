# %% [markdown]
# # Simulate visibilities of a lens
#
#     python simulate.py [--output dataset/simple]
#
# Writes visibilities, noise, baselines and mask to one archive, `data.npz`, and a figure of them.

# %%
import argparse
from pathlib import Path

import numpy as np

import autolens_lite as al

parser = argparse.ArgumentParser(description="Simulate visibilities of a lens.")
parser.add_argument("--output", type=Path, default=Path("dataset/simple"))
parser.add_argument("--noise-sigma", type=float, default=5.0e-3, help="of each part of each visibility, in Jy")
parser.add_argument("--overwrite", action="store_true", help="replace an archive that is there already")
arguments = parser.parse_args()

# %% [markdown]
# The array: antennas of 12 m that follow the source for an hour, in two channels.

# %%
uv_wavelengths = al.uv_wavelengths_from(
    al.alma_like_antenna_positions(n_antennas=36, max_baseline=1000.0, seed=2),
    latitude_deg=-23.02,
    declination_deg=-30.0,
    hour_angles_h=np.linspace(-0.5, 0.5, 12),
    frequency_hz=np.array([343.0e9, 345.0e9]),
)

# %% [markdown]
# The lens and its source. Intensities are in Jy per pixel.

# %%
mask = al.Mask2D.circular(shape_native=(64, 64), radius=2.0, pixel_scales=0.07)
lens = al.Galaxy(
    redshift=0.5,
    mass=al.mp.PowerLaw(centre=(0.0, 0.03), ell_comps=(0.05, 0.1), einstein_radius=1.0, slope=2.0),
    shear=al.mp.ExternalShear(gamma_1=-0.02, gamma_2=0.03),
)
source = al.Galaxy(
    redshift=1.5,
    bulge=al.lp.Sersic(
        centre=(0.08, -0.06), ell_comps=(0.1, -0.05), intensity=8.0e-5, effective_radius=0.15, sersic_index=1.2
    ),
)
tracer = al.Tracer(galaxies=[lens, source])

# %% [markdown]
# The observation, with thermal noise in each visibility.

# %%
simulator = al.SimulatorInterferometer(uv_wavelengths=uv_wavelengths, noise_sigma=arguments.noise_sigma, noise_seed=2)
dataset = simulator.via_tracer_from(tracer=tracer, grid=al.Grid2D.from_mask(mask, over_sample_size=2))

arguments.output.mkdir(parents=True, exist_ok=True)
dataset.output_to_npz(arguments.output / "data.npz", overwrite=arguments.overwrite)
al.plot.dataset(dataset, path=arguments.output / "dataset.png")
al.plot.tracer(tracer, al.Grid2D.from_mask(mask), path=arguments.output / "truth.png", unit="Jy")
print(f"Wrote {dataset.data.size} visibilities to {arguments.output / 'data.npz'}")
