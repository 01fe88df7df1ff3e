"""Light of galaxies: blurred, beyond a mask, within a radius; mass of no galaxy."""

import numpy as np

import autolens_lite as al


def numbers():
    mask = al.Mask2D.circular(shape_native=(24, 24), pixel_scales=0.2, radius=1.6)
    grid = al.Grid2D.from_mask(mask=mask, over_sample_size=1)
    values = np.exp(-0.5 * (np.hypot(*np.mgrid[-2:3, -2:3]) / 1.2) ** 2)
    psf = al.Convolver(kernel=al.Array2D.no_mask(values=values / values.sum(), pixel_scales=0.2))
    inside = ~np.asarray(mask.array if hasattr(mask, "array") else mask.mask)
    near = [np.roll(inside, (dy, dx), (0, 1)) for dy in range(-2, 3) for dx in range(-2, 3)]
    around = al.Mask2D(mask=inside | ~np.any(near, axis=0), pixel_scales=0.2)
    blurring_grid = al.Grid2D.from_mask(mask=around, over_sample_size=1)
    lens = al.Galaxy(
        redshift=0.5,
        bulge=al.lp.Sersic(ell_comps=(0.1, 0.2), effective_radius=0.5),
        mass=al.mp.IsothermalSph(einstein_radius=0.8),
    )
    source = al.Galaxy(redshift=1.0, disk=al.lp.ExponentialSph(centre=(0.05, 0.1), effective_radius=0.2))
    field = al.MassField(redshift=0.5, shear=al.mp.ExternalShear(gamma_1=0.05, gamma_2=-0.02))
    tracer = al.Tracer(galaxies=[lens, source], fields=[field])
    return {
        "blurred": np.asarray(tracer.blurred_image_2d_from(grid=grid, psf=psf, blurring_grid=blurring_grid)),
        "padded": np.asarray(lens.padded_image_2d_from(grid=grid, psf_shape_2d=(5, 5))),
        "luminosity": lens.luminosity_within_circle_from(radius=0.7),
        "centres": np.asarray(tracer.extract_attribute(cls=al.LightProfile, attr_name="centre")),
        "deflections": np.asarray(tracer.deflections_yx_2d_from(grid=grid)),
    }
