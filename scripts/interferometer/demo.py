# %% [markdown]
# # A lens fitted end to end
#
# Simulates an ALMA-like observation of a lens (SIE and shear, a clumpy source, thermal noise), fits it with a
# parametric source by nested sampling, reconstructs the source on a mesh at the result, prints the posterior beside
# the truth and writes figures to `output/demo`. Run it from the command line with `make demo`.

# %%
import argparse
import logging
import time
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar

import autolens_lite as al

PIXELS = 80
PIXEL_SCALE = 0.06  # arcsec


# %% [markdown]
# ## The truth


# %%
def true_tracer(redshift_lens: float = 0.5, redshift_source: float = 2.0) -> al.Tracer:
    """A lens and a source of one disc and two clumps, in Jy per pixel."""
    lens = al.Galaxy(
        redshift=redshift_lens,
        mass=al.mp.Isothermal(centre=(0.02, -0.03), ell_comps=(0.12, -0.08), einstein_radius=1.1),
        shear=al.mp.ExternalShear(gamma_1=0.04, gamma_2=-0.03),
    )
    source = al.Galaxy(
        redshift=redshift_source,
        disc=al.lp.Exponential(centre=(0.05, 0.10), ell_comps=(0.15, 0.10), intensity=3.0e-5, effective_radius=0.18),
        clump_0=al.lp.GaussianSph(centre=(0.16, 0.02), intensity=1.2e-4, sigma=0.03),
        clump_1=al.lp.GaussianSph(centre=(-0.04, 0.24), intensity=8.0e-5, sigma=0.04),
    )
    return al.Tracer(galaxies=[lens, source])


# %% [markdown]
# ## The observation
#
# Forty-three 12 m antennas follow the source for two hours about transit, at 345 GHz.


# %%
def observe(tracer: al.Tracer, seed: int = 1) -> al.Interferometer:
    """Visibilities of the tracer with thermal noise of 6 mJy each."""
    antennas = al.alma_like_antenna_positions(n_antennas=43, max_baseline=1000.0, seed=seed)
    uv_wavelengths = al.uv_wavelengths_from(
        antennas,
        latitude_deg=-23.02,
        declination_deg=-15.0,
        hour_angles_h=np.linspace(-1.0, 1.0, 25),
        frequency_hz=345.0e9,
    )
    mask = al.Mask2D.circular(shape_native=(PIXELS, PIXELS), radius=2.2, pixel_scales=PIXEL_SCALE)
    simulator = al.SimulatorInterferometer(uv_wavelengths=uv_wavelengths, noise_sigma=6.0e-3, noise_seed=seed)
    return simulator.via_tracer_from(tracer=tracer, grid=al.Grid2D.from_mask(mask))


# %% [markdown]
# ## The model
#
# Priors as after a look at the dirty image: the lens is near the middle, the source has one disc and two clumps, none
# of them too faint to be seen.


# %%
def parametric_model() -> al.Collection:
    """An isothermal ellipsoid with shear; an exponential disc and two clumps: 21 free parameters."""
    mass = al.Model(al.mp.Isothermal)
    mass.einstein_radius = al.UniformPrior(0.8, 1.4)
    lens = al.Model(al.Galaxy, redshift=0.5, mass=mass, shear=al.mp.ExternalShear)

    disc = al.Model(al.lp.Exponential)
    disc.centre.centre_0 = al.GaussianPrior(0.0, 0.15)
    disc.centre.centre_1 = al.GaussianPrior(0.0, 0.15)
    disc.intensity = al.LogUniformPrior(5.0e-6, 5.0e-4)
    disc.effective_radius = al.UniformPrior(0.05, 0.5)

    def clump(centre: tuple[float, float]) -> al.Model:
        model = al.Model(al.lp.GaussianSph)
        model.centre.centre_0 = al.GaussianPrior(centre[0], 0.1)
        model.centre.centre_1 = al.GaussianPrior(centre[1], 0.1)
        model.intensity = al.LogUniformPrior(2.0e-5, 1.0e-3)
        model.sigma = al.UniformPrior(0.01, 0.1)
        return model

    source = al.Model(al.Galaxy, redshift=2.0, disc=disc, clump_0=clump((0.15, 0.0)), clump_1=clump((-0.05, 0.25)))
    return al.Collection(galaxies=al.Collection(lens=lens, source=source))


def value_of(tracer: al.Tracer, parameter_name: str) -> float:
    """The true value of a parameter such as `galaxies.lens.mass.centre_0`."""
    _, galaxy, profile, name = parameter_name.split(".")
    holder = getattr(tracer.galaxies[("lens", "source").index(galaxy)], profile)
    if name[-2:] in ("_0", "_1") and hasattr(holder, name[:-2]):
        return float(getattr(holder, name[:-2])[int(name[-1])])
    return float(getattr(holder, name))


# %% [markdown]
# ## The pixelized source
#
# At the best lens, the mesh's regularization coefficient is the one with the largest evidence.


# %%
def reconstruct(dataset: al.Interferometer, lens: al.Galaxy) -> al.FitInterferometer:
    """The fit of a pixelized source behind `lens`."""

    def fit_of(log_coefficient: float) -> al.FitInterferometer:
        pixelization = al.Pixelization(
            mesh=al.mesh.RectangularAdaptDensity(shape=(30, 30)),
            regularization=al.reg.Constant(coefficient=10.0**log_coefficient),
        )
        source = al.Galaxy(redshift=2.0, pixelization=pixelization)
        return al.FitInterferometer(dataset, al.Tracer(galaxies=[lens, source]))

    best = minimize_scalar(
        lambda c: -fit_of(c).log_evidence, bounds=(2.0, 7.0), method="bounded", options={"xatol": 0.02}
    )
    return fit_of(best.x)


# %%
def main() -> None:
    """Simulate, fit, reconstruct, print, draw."""
    parser = argparse.ArgumentParser(description="Simulate a lens seen by an interferometer and fit it.")
    parser.add_argument("--output", type=Path, default=Path("output"), help="folder for results and figures")
    parser.add_argument("--cores", type=int, default=2, help="processes that compute likelihoods")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    folder = arguments.output / "demo"
    start = time.perf_counter()

    tracer = true_tracer()
    dataset = observe(tracer)
    print(f"Simulated {dataset.data.size} visibilities, {dataset.shape_native[0]} x {dataset.shape_native[1]} pixels.")
    al.plot.dataset(dataset, path=folder / "dataset.png")

    model = parametric_model()
    search = al.DynestyStatic(
        name="parametric",
        path_prefix="demo",
        output_path=arguments.output,
        nlive=60,
        sample="rwalk",
        walks=25,
        number_of_cores=arguments.cores,
        seed=1,
    )
    result = search.fit(model=model, analysis=al.AnalysisInterferometer(dataset))
    truths = [value_of(tracer, name) for name in model.parameter_names]
    print(result.samples.summary(truths=truths))

    al.plot.fit(result.max_log_likelihood_fit, path=folder / "fit_parametric.png")
    mass = [name for name in model.parameter_names if name.startswith("galaxies.lens")]
    al.plot.corner(
        result,
        truths=dict(zip(model.parameter_names, truths, strict=True)),
        parameters=mass,
        path=folder / "corner.png",
    )

    fit = reconstruct(dataset, result.max_log_likelihood_instance.galaxies.lens)
    print(f"Pixelized source: log evidence {fit.log_evidence:.2f}, chi squared {fit.chi_squared:.1f}")
    al.plot.fit(fit, path=folder / "fit_pixelized.png")
    al.plot.source(fit, path=folder / "source.png")
    print(f"Figures and tables are in {folder}. It took {time.perf_counter() - start:.0f} s.")


if __name__ == "__main__":
    main()
