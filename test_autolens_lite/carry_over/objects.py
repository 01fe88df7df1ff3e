"""One or more objects for each kind of which `names.txt` has attributes."""

import numpy as np

import autolens_lite as al

MASK = al.Mask2D.circular((11, 11), radius=0.45, pixel_scales=0.1)


def fit_of_image():
    """The fit of a pixelized source and linear light to an image."""
    noise = np.random.default_rng(1).normal(1.0, 0.3, (11, 11))
    data = al.Imaging(noise, np.full((11, 11), 0.3), psf=np.ones((3, 3)) / 9.0, pixel_scales=0.1).apply_mask(MASK)
    pixelization = al.Pixelization(al.mesh.RectangularUniform((4, 4)), al.reg.Constant(1.0))
    lens = al.Galaxy(0.5, bulge=al.lp_linear.SersicSph(), mass=al.mp.IsothermalSph(einstein_radius=0.2))
    return al.FitImaging(data, al.Tracer([lens, al.Galaxy(1.0, pixelization=pixelization)]))


def objects():
    """Lists of objects by kind."""
    fit = fit_of_image()
    array, grid = fit.dataset.data, al.Grid2D.uniform((5, 5), 0.1)
    uv = np.random.default_rng(1).uniform(-1.0, 1.0, (20, 2)) * 9e5
    visibilities = al.Interferometer(np.ones(20) + 1j, np.ones(20), uv, MASK)
    model = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph)))
    analysis = al.AnalysisImaging(fit.dataset)
    vectors = np.random.default_rng(2).uniform(0.1, 0.2, (5, 3))
    samples = al.Samples(model.parameter_names, vectors, np.arange(5.0), np.zeros(5), model=model)
    search = al.Nautilus(name="names")
    return {
        "analysis": [analysis],
        "array": [array],
        "dataset": [fit.dataset, visibilities],
        "factor_graph": [al.FactorGraphModel(al.AnalysisFactor(model, analysis))],
        "fit": [fit],
        "galaxy_or_model": [fit.tracer.galaxies[0]],
        "grid": [grid, getattr(MASK, "derive_grid", None), getattr(grid, "derive_grid", None)],
        "inversion": [fit.inversion],
        "mapper": [fit.inversion.mapper],
        "mask": [MASK],
        "model": [model],
        "paths": [getattr(search, "paths", None)],
        "positions": [al.Grid2DIrregular([(0.1, 0.2)])],
        "psf": [fit.dataset.psf],
        "result": [al.Result(samples, model, analysis)],
        "sample": getattr(samples, "sample_list", []),
        "samples": [samples],
        "search": [search],
        "tracer": [fit.tracer],
        "vector": [al.VectorYX2D(np.ones((MASK.pixels_in_mask, 2)), MASK)],
    }
