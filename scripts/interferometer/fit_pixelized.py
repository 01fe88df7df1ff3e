# %% [markdown]
# # Fit visibilities with a source on a mesh
#
#     python fit_pixelized.py [--data dataset/simple/data.npz] [--parametric output/interferometer/parametric]
#
# Starts from the result of `fit_parametric.py`, which is read from its folder.

# %%
import argparse
import logging
from pathlib import Path

import autolens_lite as al


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit visibilities with a pixelized source.")
    parser.add_argument("--data", type=Path, default=Path("dataset/simple/data.npz"))
    parser.add_argument("--parametric", type=Path, default=Path("output/interferometer/parametric"))
    parser.add_argument("--output", type=Path, default=Path("output"))
    parser.add_argument("--backend", default="numba", help="numba or jax")
    parser.add_argument("--nlive", type=int, default=60)
    parser.add_argument("--maxcall", type=int, default=None, help="stop after this many likelihoods")
    parser.add_argument("--cores", type=int, default=2)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")

    # %%
    dataset = al.Interferometer.from_npz(arguments.data, backend=arguments.backend)
    parametric = al.Result.load(arguments.parametric)

    # %% [markdown]
    # ## Model
    #
    # The lens has Gaussian priors about the parametric result. The source is a mesh of 24 x 24 pixels that crowd where
    # the source plane is magnified; its regularization coefficient is free.

    # %%
    regularization = al.Model(al.reg.Constant)
    regularization.coefficient = al.LogUniformPrior(lower_limit=1.0e2, upper_limit=1.0e7)
    pixelization = al.Model(
        al.Pixelization, mesh=al.mesh.RectangularAdaptDensity(shape=(24, 24)), regularization=regularization
    )
    source = al.Model(al.Galaxy, redshift=1.5, pixelization=pixelization)
    model = al.Collection(galaxies=al.Collection(lens=parametric.model_centred.galaxies.lens, source=source))
    print(model.info)

    # %% [markdown]
    # ## Search
    #
    # `Settings` say how the source is solved for: here, no pixel is negative and traced points far outside are moved to
    # the border of the source plane.

    # %%
    settings = al.Settings(use_positive_only_solver=True, use_border_relocator=True)
    search = al.DynestyStatic(
        name="pixelized",
        path_prefix="interferometer",
        output_path=arguments.output,
        nlive=arguments.nlive,
        maxcall=arguments.maxcall,
        sample="rwalk",
        number_of_cores=arguments.cores,
        seed=1,
    )
    result = search.fit(model=model, analysis=al.AnalysisInterferometer(dataset, settings=settings))

    # %%
    folder = arguments.output / "interferometer"
    print(result.samples.summary())
    al.plot.fit(result.max_log_likelihood_fit, path=folder / "fit_pixelized.png")
    al.plot.source(result.max_log_likelihood_fit, path=folder / "source.png")
    al.plot.corner(result, path=folder / "corner_pixelized.png")


if __name__ == "__main__":
    main()
