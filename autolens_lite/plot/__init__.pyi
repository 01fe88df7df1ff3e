"""Figures: each function returns a Matplotlib figure, and saves it where a path is given."""

from autolens_lite.plot.array_figures import plot_array as plot_array
from autolens_lite.plot.array_figures import plot_grid as plot_grid
from autolens_lite.plot.corner_figure import corner as corner
from autolens_lite.plot.drawing import Drawing as Drawing
from autolens_lite.plot.figures import dataset as dataset
from autolens_lite.plot.figures import fit as fit
from autolens_lite.plot.figures import galaxies as galaxies
from autolens_lite.plot.figures import source as source
from autolens_lite.plot.figures import visibilities as visibilities
from autolens_lite.plot.fit_subplots import subplot_fit_combined as subplot_fit_combined
from autolens_lite.plot.fit_subplots import subplot_fit_combined_log10 as subplot_fit_combined_log10
from autolens_lite.plot.fit_subplots import subplot_fit_dirty_images as subplot_fit_dirty_images
from autolens_lite.plot.fit_subplots import subplot_fit_imaging as subplot_fit_imaging
from autolens_lite.plot.fit_subplots import subplot_fit_imaging_log10 as subplot_fit_imaging_log10
from autolens_lite.plot.fit_subplots import subplot_fit_imaging_log10_x1_plane as subplot_fit_imaging_log10_x1_plane
from autolens_lite.plot.fit_subplots import subplot_fit_imaging_of_planes as subplot_fit_imaging_of_planes
from autolens_lite.plot.fit_subplots import subplot_fit_imaging_tracer as subplot_fit_imaging_tracer
from autolens_lite.plot.fit_subplots import subplot_fit_imaging_x1_plane as subplot_fit_imaging_x1_plane
from autolens_lite.plot.fit_subplots import subplot_fit_interferometer as subplot_fit_interferometer
from autolens_lite.plot.fit_subplots import (
    subplot_fit_interferometer_dirty_images as subplot_fit_interferometer_dirty_images,
)
from autolens_lite.plot.fit_subplots import (
    subplot_fit_interferometer_real_space as subplot_fit_interferometer_real_space,
)
from autolens_lite.plot.fit_subplots import subplot_fit_interferometer_tracer as subplot_fit_interferometer_tracer
from autolens_lite.plot.fit_subplots import subplot_fit_real_space as subplot_fit_real_space
from autolens_lite.plot.fit_subplots import subplot_fit_weak as subplot_fit_weak
from autolens_lite.plot.fit_subplots import subplot_imaging_dataset as subplot_imaging_dataset
from autolens_lite.plot.fit_subplots import subplot_imaging_dataset_list as subplot_imaging_dataset_list
from autolens_lite.plot.fit_subplots import subplot_interferometer_dataset as subplot_interferometer_dataset
from autolens_lite.plot.fit_subplots import subplot_interferometer_dirty_images as subplot_interferometer_dirty_images
from autolens_lite.plot.fit_subplots import subplot_weak_dataset as subplot_weak_dataset
from autolens_lite.plot.fits_files import fits_array as fits_array
from autolens_lite.plot.fits_files import fits_imaging as fits_imaging
from autolens_lite.plot.fits_files import fits_interferometer as fits_interferometer
from autolens_lite.plot.mapper_figures import subplot_mappings as subplot_mappings
from autolens_lite.plot.mapper_figures import subplot_of_mapper as subplot_of_mapper
from autolens_lite.plot.model_plotter import ModelPlotter as ModelPlotter
from autolens_lite.plot.profile_subplots import subplot_basis_image as subplot_basis_image
from autolens_lite.plot.profile_subplots import subplot_galaxy_light_profiles as subplot_galaxy_light_profiles
from autolens_lite.plot.sample_subplots import corner_anesthetic as corner_anesthetic
from autolens_lite.plot.sample_subplots import corner_cornerpy as corner_cornerpy
from autolens_lite.plot.shear_maps import plot_convergence_map as plot_convergence_map
from autolens_lite.plot.shear_maps import plot_shear_profile as plot_shear_profile
from autolens_lite.plot.tracer_figure import tracer as tracer
from autolens_lite.plot.tracer_subplots import subplot_galaxies_images as subplot_galaxies_images
from autolens_lite.plot.tracer_subplots import subplot_tracer as subplot_tracer
from autolens_lite.plot.weak_maps import plot_chi_squared_map as plot_chi_squared_map
from autolens_lite.plot.weak_maps import plot_data_vs_model as plot_data_vs_model
from autolens_lite.plot.weak_maps import plot_ellipticities as plot_ellipticities
from autolens_lite.plot.weak_maps import plot_noise_map as plot_noise_map
from autolens_lite.plot.weak_maps import plot_phis as plot_phis
from autolens_lite.plot.weak_maps import plot_residuals as plot_residuals
from autolens_lite.plot.weak_maps import plot_shear_yx_2d as plot_shear_yx_2d
