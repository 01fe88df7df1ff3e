"""Lenses drawn at random, and the field of what is outside a lens."""

import numpy as np

import autolens_lite as al

af = al


def numbers():
    answers = {}
    for light, point in ((True, False), (False, True)):
        lens, source = al.model_util.random_galaxies_for_simulation_from(
            include_lens_light=light, use_point_source=point, rng=np.random.default_rng(3)
        )
        answers[f"mass_{light}"] = [*lens.mass.ell_comps, lens.mass.einstein_radius, lens.shear.gamma_1]
        if light:
            answers["bulge"] = [*lens.bulge.ell_comps, lens.bulge.effective_radius, lens.bulge.signal_to_noise_ratio]
            answers["source"] = [*source.bulge.centre, *source.bulge.ell_comps, source.bulge.sersic_index]
        else:
            answers["point"] = [*source.point_0.centre, source.point_0.flux]
    lens = af.Model(al.Galaxy, redshift=0.5, mass=af.Model(al.mp.Isothermal))
    field = al.model_util.mass_field_from(lens=lens, mass_sheet=True, potential=True)
    model = af.Collection(galaxies=af.Collection(lens=lens), fields=af.Collection(field=field))
    answers["parameters"] = [model.prior_count]
    return answers
