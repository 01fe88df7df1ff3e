# %% [markdown]
# # Figures of a finished fit
#
#     python plot.py [--data dataset/simple/data.npz] [--result output/interferometer/parametric]
#
# Results load without the script that made them; the data are needed for figures of the fit.

# %%
import argparse
from pathlib import Path

import autolens_lite as al

parser = argparse.ArgumentParser(description="Draw a finished fit.")
parser.add_argument("--data", type=Path, default=Path("dataset/simple/data.npz"))
parser.add_argument("--result", type=Path, default=Path("output/interferometer/parametric"))
parser.add_argument("--output", type=Path, default=Path("output/figures"))
arguments = parser.parse_args()

dataset = al.Interferometer.from_npz(arguments.data, over_sample_size_lp=2)
result = al.Result.load(arguments.result, analysis=al.AnalysisInterferometer(dataset))
fit = result.max_log_likelihood_fit

# %% [markdown]
# Every function returns a Matplotlib figure, and saves it where a path is given; the suffix is the format.

# %%
al.plot.dataset(dataset, path=arguments.output / "dataset.pdf")
al.plot.visibilities(dataset, path=arguments.output / "visibilities.png")
al.plot.fit(fit, path=arguments.output / "fit.png")
al.plot.source(fit, path=arguments.output / "source.png")
al.plot.tracer(fit.tracer, dataset.grid, path=arguments.output / "tracer.png", unit="Jy")
mass = [name for name in result.samples.parameter_names if ".mass." in name]
al.plot.corner(result, parameters=mass, path=arguments.output / "corner.png")

# %% [markdown]
# Numbers behind the figures: all are arrays.

# %%
print(f"log likelihood {float(fit.log_likelihood):.2f}, chi squared {float(fit.chi_squared):.1f}")
print(f"largest residual in the dirty image {abs(fit.dirty_normalized_residual_map).max():.2f} sigma")
print(f"Einstein radius {fit.tracer.einstein_radius_from(dataset.grid):.4f} arcsec")
