"""What follows from deflections, asked of `LensCalc`."""

import numpy as np

import autolens_lite as al


def numbers():
    mass = al.mp.IsothermalSph(centre=(0.0, 0.0), einstein_radius=1.2)
    calc = al.LensCalc.from_mass_obj(mass)
    points = al.Grid2DIrregular(values=[(1.5, 0.3), (0.5, -0.9), (-2.0, 0.4)])
    (a_xx, a_xy), (a_yx, a_yy) = calc.jacobian_from(grid=points)
    circle = al.Grid2DIrregular(values=[(2.0, 0.0), (0.0, 2.0), (-2.0, 0.0), (0.0, -2.0), (2.0, 0.0)])
    lens = al.Galaxy(redshift=0.5, mass=mass)
    second = al.Galaxy(redshift=0.8, mass=al.mp.IsothermalSph(centre=(0.2, 0.1), einstein_radius=0.3))
    tracer = al.Tracer(galaxies=[lens, second, al.Galaxy(redshift=1.5)])
    middle = al.LensCalc.from_tracer(tracer=tracer, plane_i=0, plane_j=1)
    return {
        "geometry": np.asarray(calc.time_delay_geometry_term_from(grid=points)),
        "fermat": np.asarray(calc.fermat_potential_from(grid=points)),
        "jacobian": [np.asarray(a_xy), np.asarray(a_yx)],
        "jacobian_of_axes": [np.asarray(a_xx), np.asarray(a_yy)],
        "magnification": np.asarray(calc.magnification_2d_via_hessian_from(grid=points)),
        "areas": calc.area_within_curve_list_from(curve_list=[circle]),
        "middle": np.asarray(middle.deflections_yx_2d_from(grid=points)),
    }
