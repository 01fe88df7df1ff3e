"""Settings that the searches of a pipeline share, where they write, and parameters that follow from others."""

from pathlib import Path

import autolens_lite as al

af = al


def numbers():
    settings = af.SettingsSearch(path_prefix=Path("slam"), unique_tag="lens", number_of_cores=1, info={"id": 3})
    search = af.Nautilus(name="light", n_live=75, n_batch=50, iterations_per_quick_update=10000, **settings.search_dict)
    mass = af.Model(al.mp.IsothermalSph, centre=(0.0, 0.0))
    scale = af.UniformPrior(lower_limit=0.5, upper_limit=2.0)
    mass.einstein_radius = scale * 2.0 + 0.1
    ratio = af.Model(al.mp.IsothermalSph, centre=(0.0, 0.0))
    ratio.einstein_radius = 1.5 / af.UniformPrior(lower_limit=0.5, upper_limit=2.0)
    taken = af.Model(al.mp.PowerLaw, centre=(0.1, 0.2))
    taken.take_attributes(source=af.Model(al.mp.Isothermal, ell_comps=(0.1, 0.2), einstein_radius=1.7))
    return {
        "name": search.paths.name == "light",
        "folders": [part in str(search.paths.output_path) for part in ("slam", "lens", "light")],
        "info": settings.fit_dict["info"]["id"],
        "n_live": search.n_live,
        "scaled": mass.instance_from_vector(vector=[1.3]).einstein_radius,
        "ratio": ratio.instance_from_vector(vector=[1.3]).einstein_radius,
        "count": [mass.total_free_parameters, taken.total_free_parameters],
        "taken": [taken.einstein_radius, *taken.ell_comps, *taken.centre],
        "medians": mass.physical_values_from_prior_medians,
    }
