"""A pixelized source and linear light solved for in an image: mappers, matrices, solved light."""

import numpy as np

import autolens_lite as al

af = al


def dataset():
    mask = al.Mask2D.circular(shape_native=(24, 24), pixel_scales=0.2, radius=2.0)
    psf = al.Convolver(kernel=al.Array2D.no_mask(values=np.full((3, 3), 1.0 / 9.0), pixel_scales=0.2))
    y, x = np.mgrid[-2.3:2.3:24j, -2.3:2.3:24j]
    image = np.exp(-((np.hypot(y + 0.1, x) - 1.0) ** 2) / 0.1) + 2.0 * np.exp(-(y**2 + x**2) / 0.3)
    data = al.Imaging(
        data=al.Array2D.no_mask(values=image, pixel_scales=0.2),
        noise_map=al.Array2D.no_mask(values=np.full((24, 24), 0.1), pixel_scales=0.2),
        psf=psf,
    )
    data = data.apply_mask(mask=mask)
    return data.apply_over_sampling(over_sample_size_lp=1, over_sample_size_pixelization=1)


def numbers():
    data = dataset()
    lens = al.Galaxy(
        redshift=0.5,
        bulge=al.lp_linear.Gaussian(sigma=0.4),
        mass=al.mp.Isothermal(centre=(0.01, 0.02), ell_comps=(0.05, 0.02), einstein_radius=1.0),
    )
    source = al.Galaxy(redshift=1.0, bulge=al.lp_linear.GaussianSph(centre=(0.05, 0.0), sigma=0.2))
    fit = al.FitImaging(dataset=data, tracer=al.Tracer(galaxies=[lens, source]))
    solved = fit.tracer_linear_light_profiles_to_light_profiles
    answers = {
        "intensities": [solved.galaxies[0].bulge.intensity, solved.galaxies[1].bulge.intensity],
        "chi_squared": fit.chi_squared,
        "operated_mapping_matrix": np.asarray(fit.inversion.operated_mapping_matrix),
        "mapped": np.asarray(fit.inversion.mapped_reconstructed_operated_data),
        "no_regularization": fit.inversion.no_regularization_index_list,
    }
    matrix = np.asarray(fit.inversion.operated_mapping_matrix)
    noise = np.full(len(matrix), 0.1)
    answers["F"] = al.util.inversion.curvature_matrix_via_mapping_matrix_from(mapping_matrix=matrix, noise_map=noise)
    answers["D"] = al.util.inversion_imaging.data_vector_via_blurred_mapping_matrix_from(
        blurred_mapping_matrix=matrix, image=np.asarray(data.data), noise_map=noise
    )
    answers["simulate"] = al.util.dataset.should_simulate("no/such/folder")
    return answers
