# %% [markdown]
# # Fit visibilities with a parametric source
#
#     python fit_parametric.py [--data dataset/simple/data.npz] [--backend jax]
#
# `simulate.py` makes the data. Run it again after an interruption, and it goes on where it was.

# %%
import argparse
import logging
from pathlib import Path

import autolens_lite as al


# Worker processes import this file: what starts the fit stands in a function.
def main() -> None:
    parser = argparse.ArgumentParser(description="Fit visibilities with a Sersic source.")
    parser.add_argument("--data", type=Path, default=Path("dataset/simple/data.npz"))
    parser.add_argument("--output", type=Path, default=Path("output"))
    parser.add_argument("--backend", default="numba", help="numba or jax")
    parser.add_argument("--nlive", type=int, default=100)
    parser.add_argument("--maxcall", type=int, default=None, help="stop after this many likelihoods")
    parser.add_argument("--cores", type=int, default=2)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")

    # %% [markdown]
    # ## Data

    # %%
    dataset = al.Interferometer.from_npz(arguments.data, over_sample_size_lp=2, backend=arguments.backend)

    # %% [markdown]
    # ## Model
    #
    # Every parameter has a default prior (`config/priors`); `print(model.info)` shows them. Change any of them.

    # %%
    mass = al.Model(al.mp.Isothermal)
    mass.einstein_radius = al.UniformPrior(lower_limit=0.5, upper_limit=1.5)
    lens = al.Model(al.Galaxy, redshift=0.5, mass=mass, shear=al.mp.ExternalShear)

    bulge = al.Model(al.lp.Sersic)
    bulge.intensity = al.LogUniformPrior(lower_limit=1.0e-6, upper_limit=1.0e-2)
    bulge.effective_radius = al.UniformPrior(lower_limit=0.02, upper_limit=0.6)
    bulge.sersic_index = al.UniformPrior(lower_limit=0.5, upper_limit=4.0)
    source = al.Model(al.Galaxy, redshift=1.5, bulge=bulge)

    model = al.Collection(galaxies=al.Collection(lens=lens, source=source))
    print(model.info)

    # %% [markdown]
    # ## Search

    # %%
    search = al.DynestyStatic(
        name="parametric",
        path_prefix="interferometer",
        output_path=arguments.output,
        nlive=arguments.nlive,
        maxcall=arguments.maxcall,
        sample="rwalk",
        number_of_cores=arguments.cores,
        seed=1,
    )
    result = search.fit(model=model, analysis=al.AnalysisInterferometer(dataset))

    # %% [markdown]
    # ## Result

    # %%
    folder = arguments.output / "interferometer"
    print(result.samples.summary())
    al.plot.fit(result.max_log_likelihood_fit, path=folder / "fit_parametric.png")
    of_mass = [name for name in result.samples.parameter_names if ".mass." in name]
    al.plot.corner(result, parameters=of_mass, path=folder / "corner_parametric.png")


if __name__ == "__main__":
    main()
