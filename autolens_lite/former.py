"""Names of PyAutoLens that stand elsewhere here, were given up there, or are still to come: what to use instead."""

from typing import NoReturn

_POINTS = "Point sources as data are not fitted yet; al.PointSolver finds images, al.PositionsLH takes positions"
_MANY = "Load each fit's folder with al.Result.load(folder), and loop over the folders"
_SCAN = "Fit a model for each place of the grid, with priors that are cut to it, and compare log_evidence"
_PARENTS = (
    "Distributions that lenses share are not fitted yet: fit each lens, and weigh its samples by the distribution"
)
_TABLES = "Read the table with astropy.table.Table.read or numpy, and compose an al.Model(al.Galaxy, ...) for each row"
_HALOS = "Compose an al.Galaxy with al.mp.NFWSph at each halo's redshift, and pass them all to al.Tracer"
_BUNDLE = "Pass title, output_path and the like to the functions of al.plot"
_CURVES = "Critical curves, centres and the like are drawn by the functions of al.plot"
_MOUSE = (
    "In a notebook, draw al.plot.plot_array(array) with %matplotlib widget, and note the (y, x) that stands below the "
    "figure where the pointer is, in arcsec; al.Mask2D makes masks of circles, ellipses and arrays"
)
_OVER = "Pass over_sample_size=... to al.Grid2D, or dataset.apply_over_sampling(over_sample_size_lp=...)"
_NO_NEED = "Classes that derive from the library's need it not; al.register_model(model) tells of the others in a model"
_CORNER = "al.plot.corner(result)"
_DATASET, _FIT = "al.plot.dataset(dataset)", "al.plot.fit(fit)"

# The name, and what to do; a bare expression is what to write.
WAYS: dict[str, str] = {
    # of older releases
    **dict.fromkeys(("SettingsInversion", "SettingsPixelization", "SettingsLens"), "al.Settings(...)"),
    **dict.fromkeys(("SettingsImaging", "SettingsInterferometer"), _OVER),
    "Kernel2D": "al.Convolver",
    "Preloads": "Nothing is to be preloaded: a dataset computes what its fits share, once",
    **dict.fromkeys(("Grid2DIterate", "OverSampling", "OverSamplingUniform", "OverSamplingIterate"), _OVER),
    **dict.fromkeys(("OverSamplingDataset", "Grid2DOverSampled", "Grid2DSub"), _OVER),
    "Plane": "al.Galaxies(galaxies)",
    "HyperGalaxy": "Noise is not scaled by galaxy; pass the noise map that you mean",
    "PriorModel": "al.Model",
    "CollectionPriorModel": "al.Collection",
    "pix": "al.mesh",
    **dict.fromkeys(("PointDict", "PointFlux", "AnalysisPointDataset", "FitPositionsImage"), _POINTS),
    **dict.fromkeys(("BFGS", "PySwarmsOptimizer"), "al.LBFGS(...)"),
    "DownhillSimplex": "al.LBFGS(...) or al.LeastSquares(...)",
    "UltraNest": "al.Nautilus(...) or al.DynestyStatic(...)",
    "PlotFigures": _BUNDLE,
    # its plotters
    **dict.fromkeys(("FitImagingPlotter", "FitInterferometerPlotter"), _FIT),
    **dict.fromkeys(("ImagingPlotter", "InterferometerPlotter"), _DATASET),
    **dict.fromkeys(("TracerPlotter", "PlanePlotter"), "al.plot.tracer(tracer, grid)"),
    **dict.fromkeys(("GalaxyPlotter", "GalaxiesPlotter"), "al.plot.plot_array(galaxy.image_2d_from(grid=grid))"),
    **dict.fromkeys(
        ("MassProfilePlotter", "LightProfilePlotter"), "al.plot.plot_array(profile.image_2d_from(grid=grid))"
    ),
    **dict.fromkeys(("InversionPlotter", "MapperPlotter"), "al.plot.source(fit)"),
    "Array2DPlotter": "al.plot.plot_array(array)",
    "Grid2DPlotter": "al.plot.plot_grid(grid)",
    **dict.fromkeys(("NestPlotter", "MCMCPlotter", "MLEPlotter", "SamplesPlotter", "DynestyPlotter"), _CORNER),
    **dict.fromkeys(("EmceePlotter", "ZeusPlotter", "NautilusPlotter", "UltraNestPlotter"), _CORNER),
    "PySwarmsPlotter": _CORNER,
    **dict.fromkeys(("MatPlot1D", "MatPlot2D", "Output", "Units", "Title", "Cmap", "Figure", "Axis"), _BUNDLE),
    **dict.fromkeys(("YTicks", "XTicks", "YLabel", "XLabel", "Colorbar", "ColorbarTickParams"), _BUNDLE),
    **dict.fromkeys(("Include1D", "Include2D", "Visuals1D", "Visuals2D"), _CURVES),
    "MultiFigurePlotter": "Lay out axes with matplotlib.pyplot.subplots, and draw arrays with imshow",
    "MultiSubPlot": "Lay out axes with matplotlib.pyplot.subplots, and draw arrays with imshow",
    # the mouse
    **dict.fromkeys(("Clicker", "Scribbler"), _MOUSE),
    # points, clusters, halos
    **dict.fromkeys(("PointDataset", "AnalysisPoint", "FitPointDataset", "SimulatorPoint"), _POINTS),
    **dict.fromkeys(("subplot_point_dataset", "subplot_fit_point"), _POINTS),
    **dict.fromkeys(("list_from_csv", "galaxy_table_from_csv", "output_to_csv"), _TABLES),
    **dict.fromkeys(("galaxy_models_from_csv", "galaxy_af_models_from_csv_tables"), _TABLES),
    **dict.fromkeys(("los_planes_from", "LOSSampler"), _HALOS),
    **dict.fromkeys(("mass_concentration_ab_from", "mass_function_ab_from"), _HALOS),
    # many lenses, scans
    **dict.fromkeys(("agg", "Aggregator", "AggregateCSV", "AggregateFITS", "AggregateImages"), _MANY),
    **dict.fromkeys(("ValueType", "SearchOutput"), _MANY),
    **dict.fromkeys(("subhalo", "SearchGridSearch", "subplot_detection_imaging", "subplot_detection_fits"), _SCAN),
    "Sensitivity": _SCAN,
    **dict.fromkeys(("HierarchicalFactor", "LaplaceOptimiser"), _PARENTS),
    # the inside of the peer
    "grid_dec": (
        "Profiles of your own have hooks of coordinates, such as deflections_from(self, coordinates), in the frame of "
        "the sky: see al.mp.MassProfile"
    ),
    **dict.fromkeys(("register_instance_pytree",), _NO_NEED),
    **dict.fromkeys(
        ("InterpolatorDelaunay", "InterpolatorRectangular"),
        "Ask for the class of mapper.mesh: al.mesh.Delaunay",
    ),
    **dict.fromkeys(("subplot_save", "hide_unused_axes", "conf_subplot_figsize", "_conf_imshow_origin"), _BUNDLE),
    # no part of a laboratory's code
    "m": "Mocks are not part of the library: al.Result(al.Samples(...), model) is a real result of made-up numbers",
    **dict.fromkeys(("MockSearch", "MockSamples", "MockResult"), "al.Result(al.Samples(...), model)"),
    "with_config": "al.conf.instance.push(folder)",
}


# Arguments that are refused: of the class, and what to do.
ARGUMENTS: dict[tuple[str, str], str] = {
    **dict.fromkeys([("dPIEMassSph", name) for name in ("ra", "rs", "b0")], "Write al.mp.dPIEMassB0Sph(ra, rs, b0)"),
    **dict.fromkeys([("dPIEMass", name) for name in ("ra", "rs", "b0")], "Write al.mp.dPIEMassB0(ra, rs, b0)"),
    ("Settings", "use_mixed_precision"): "All is computed in double precision, which evidences need",
    **dict.fromkeys(
        [
            ("Settings", f"image_mesh_{name}")
            for name in (
                "min_mesh_pixels_per_pixel",
                "min_mesh_number",
                "adapt_background_percent_threshold",
                "adapt_background_percent_check",
            )
        ],
        "No mesh of an image is refused: look at mapper.image_plane_mesh_grid before a fit",
    ),
    **dict.fromkeys(
        [
            (name, "respect_small_datasets")
            for name in (
                "RectangularUniform",
                "RectangularAdaptDensity",
                "RectangularAdaptImage",
                "RectangularBilinearAdaptDensity",
                "RectangularBilinearAdaptImage",
                "Overlay",
            )
        ],
        "Leave it out: no mesh is made smaller than asked for",
    ),
    **dict.fromkeys(
        [("RectangularAdaptDensity", "bandwidth"), ("RectangularAdaptImage", "bandwidth")],
        "Leave it out: densities are not smoothed by a kernel of a given width",
    ),
    ("SimulatorImaging", "use_real_space_convolution"): "Leave it out: a PSF is convolved the way that is faster",
}


def refuse(place: str, name: str) -> NoReturn:
    """Raise the AttributeError of a name that `place` lacks, with what to use instead where that is known."""
    error = AttributeError(f"module '{place}' has no attribute '{name}'")
    if name in WAYS:
        way = WAYS[name]
        told = f"Write {way}" if way.startswith("al.") else way
        error = AttributeError(f"{place} has no '{name}'. {told}.")
    error.name = name
    raise error
