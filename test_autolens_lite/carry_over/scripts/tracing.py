"""Rays, light and mass of galaxies on a grid."""

import numpy as np

import autolens_lite as al


def numbers():
    grid = al.Grid2D.uniform(shape_native=(12, 10), pixel_scales=0.3, over_sample_size=1)
    lens = al.Galaxy(
        redshift=0.5,
        bulge=al.lp.Sersic(centre=(0.02, -0.03), ell_comps=(0.1, 0.05), effective_radius=0.7),
        mass=al.mp.Isothermal(centre=(0.02, -0.03), ell_comps=(0.1, 0.05), einstein_radius=1.2),
        shear=al.mp.ExternalShear(gamma_1=0.03, gamma_2=-0.02),
    )
    source = al.Galaxy(redshift=1.0, bulge=al.lp.SersicCore(centre=(0.1, 0.05), effective_radius=0.4))
    tracer = al.Tracer(galaxies=[lens, source])
    return {
        "image": np.asarray(tracer.image_2d_from(grid=grid)),
        "deflections": np.asarray(tracer.deflections_yx_2d_from(grid=grid)),
        "convergence": np.asarray(tracer.convergence_2d_from(grid=grid)),
        "traced": np.asarray(tracer.traced_grid_2d_list_from(grid=grid)[1]),
    }
