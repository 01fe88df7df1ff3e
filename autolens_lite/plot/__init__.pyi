"""Figures: each function returns a Matplotlib figure, and saves it where a path is given."""

from autolens_lite.plot.array_figures import plot_array, plot_grid
from autolens_lite.plot.corner_figure import corner
from autolens_lite.plot.drawing import Drawing
from autolens_lite.plot.figures import dataset, fit, galaxies, source, visibilities
from autolens_lite.plot.fit_subplots import (
    subplot_fit_combined,
    subplot_fit_combined_log10,
    subplot_fit_dirty_images,
    subplot_fit_imaging,
    subplot_fit_imaging_log10,
    subplot_fit_imaging_log10_x1_plane,
    subplot_fit_imaging_of_planes,
    subplot_fit_imaging_tracer,
    subplot_fit_imaging_x1_plane,
    subplot_fit_interferometer,
    subplot_fit_interferometer_dirty_images,
    subplot_fit_interferometer_real_space,
    subplot_fit_interferometer_tracer,
    subplot_fit_real_space,
    subplot_fit_weak,
    subplot_imaging_dataset,
    subplot_imaging_dataset_list,
    subplot_interferometer_dataset,
    subplot_interferometer_dirty_images,
    subplot_weak_dataset,
)
from autolens_lite.plot.fits_files import fits_array, fits_imaging, fits_interferometer
from autolens_lite.plot.mapper_figures import subplot_mappings, subplot_of_mapper
from autolens_lite.plot.model_plotter import ModelPlotter
from autolens_lite.plot.sample_subplots import corner_anesthetic, corner_cornerpy
from autolens_lite.plot.shear_maps import plot_convergence_map, plot_shear_profile
from autolens_lite.plot.tracer_figure import tracer
from autolens_lite.plot.tracer_subplots import subplot_galaxies_images, subplot_tracer
from autolens_lite.plot.weak_maps import (
    plot_chi_squared_map,
    plot_data_vs_model,
    plot_ellipticities,
    plot_noise_map,
    plot_phis,
    plot_residuals,
    plot_shear_yx_2d,
)

__all__ = [
    "Drawing",
    "ModelPlotter",
    "corner",
    "corner_anesthetic",
    "corner_cornerpy",
    "dataset",
    "fit",
    "fits_array",
    "fits_imaging",
    "fits_interferometer",
    "galaxies",
    "plot_array",
    "plot_chi_squared_map",
    "plot_convergence_map",
    "plot_data_vs_model",
    "plot_ellipticities",
    "plot_grid",
    "plot_noise_map",
    "plot_phis",
    "plot_residuals",
    "plot_shear_profile",
    "plot_shear_yx_2d",
    "source",
    "subplot_fit_combined",
    "subplot_fit_combined_log10",
    "subplot_fit_dirty_images",
    "subplot_fit_imaging",
    "subplot_fit_imaging_log10",
    "subplot_fit_imaging_log10_x1_plane",
    "subplot_fit_imaging_of_planes",
    "subplot_fit_imaging_tracer",
    "subplot_fit_imaging_x1_plane",
    "subplot_fit_interferometer",
    "subplot_fit_interferometer_dirty_images",
    "subplot_fit_interferometer_real_space",
    "subplot_fit_interferometer_tracer",
    "subplot_fit_real_space",
    "subplot_fit_weak",
    "subplot_galaxies_images",
    "subplot_imaging_dataset",
    "subplot_imaging_dataset_list",
    "subplot_interferometer_dataset",
    "subplot_interferometer_dirty_images",
    "subplot_mappings",
    "subplot_of_mapper",
    "subplot_tracer",
    "subplot_weak_dataset",
    "tracer",
    "visibilities",
]
