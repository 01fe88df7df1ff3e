"""Lenses for `random_lenses.py` and `posterior.py`: what their folders hold, their models, and truths drawn at random.

A folder has `data.fits`, `noise_map.fits`, `psf.fits` and `truth.json`: the true `parameters` by their paths in the
model, the `log_likelihood` of the truth and, where they are not the first of each, `kind` and `pixel_scale`.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

import autolens_lite as al

KINDS = ("plain", "rich")
RADIUS = 3.5
SUB_SIZES, SUB_RADII = (4, 2, 1), (0.3, 1.0)
NAMES = ("data", "noise_map", "psf")


def stored_in(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


def dataset_of(folder: Path, backend: str) -> al.Imaging:
    """The masked image of one lens, over-sampled 4/2/1 by radius."""
    scale = stored_in(folder).get("pixel_scale", 0.05)
    paths = {f"{name}_path": folder / f"{name}.fits" for name in NAMES}
    full = al.Imaging.from_fits(**paths, pixel_scales=scale, backend=backend)
    masked = full.apply_mask(al.Mask2D.circular(full.shape_native, radius=RADIUS, pixel_scales=scale))
    sizes = al.over_sample_size_via_radial_bins_from(masked.grid, list(SUB_SIZES), list(SUB_RADII))
    return masked.apply_over_sampling(over_sample_size_lp=sizes)


def model_of(kind: str, neighbour: tuple[float, float] = (0.0, 0.0)) -> al.Collection:
    """The model of a kind of lens, with default priors.

    plain: a Sersic and an exponential profile with one centre, an isothermal ellipsoid with shear, a Sersic source, 25
    parameters. rich: a power law with a multipole of order 4 and shear, two Sersic profiles in the source, a neighbour
    about the place where it is seen, and a free sky, 42.
    """
    light = {"bulge": al.Model(al.lp.Sersic), "disk": al.Model(al.lp.Exponential)}
    light["disk"].centre = light["bulge"].centre
    galaxies = {}
    source = {"bulge": al.Model(al.lp.Sersic)}
    if kind == "plain":
        matter = {"mass": al.Model(al.mp.Isothermal)}
    else:
        matter = {"mass": al.Model(al.mp.PowerLaw), "multipole": al.Model(al.mp.PowerLawMultipole, m=4)}
        for name in ("centre", "einstein_radius", "slope"):
            setattr(matter["multipole"], name, getattr(matter["mass"], name))
        source["clump"] = al.Model(al.lp.Sersic)
        other = {"light": al.Model(al.lp.SersicSph), "mass": al.Model(al.mp.IsothermalSph)}
        other["light"].centre_0, other["light"].centre_1 = (al.GaussianPrior(float(mean), 0.1) for mean in neighbour)
        other["mass"].centre = other["light"].centre
        other["mass"].einstein_radius = al.UniformPrior(0.0, 0.5)
        galaxies["neighbour"] = al.Model(al.Galaxy, redshift=0.5, **other)
    lens = al.Model(al.Galaxy, redshift=0.5, **light, **matter, shear=al.Model(al.mp.ExternalShear))
    galaxies = {"lens": lens, "source": al.Model(al.Galaxy, redshift=1.0, **source), **galaxies}
    parts = {"galaxies": al.Collection(**galaxies)}
    if kind == "rich":
        sky = al.GaussianPrior(0.0, 0.01)
        parts["dataset_model"] = al.Model(al.DatasetModel, background_sky_level=sky)
    return al.Collection(**parts)


def model_in(stored: dict[str, Any]) -> al.Collection:
    return model_of(stored.get("kind", "plain"), stored.get("neighbour", (0.0, 0.0)))


def vector_of(model: al.Collection, parameters: dict[str, float]) -> np.ndarray:
    return np.array([parameters[name] for name in model.parameter_names])


def ellipse(ratio: float, angle: float) -> np.ndarray:
    return np.array(al.convert.ell_comps_from(axis_ratio=ratio, angle=angle))


def truth_of(kind: str, rng: np.random.Generator) -> dict[str, float]:
    """Parameters by their paths; intensities are relative ones within each galaxy, to be scaled.

    The index of the source begins where its prior does; its centre is within 0.3 arcsec, 3 sigma of its prior.
    """
    q, angle = rng.uniform(0.5, 0.95), rng.uniform(0.0, 180.0)
    mass_centre = rng.uniform(-0.05, 0.05, 2)
    bulge, disk = (ellipse(np.clip(rng.normal(q, 0.1), 0.45, 0.98), rng.normal(angle, 10.0)) for _ in range(2))
    shear, shear_angle = rng.uniform(0.0, 0.1), rng.uniform(0.0, 2.0 * np.pi)
    radius = rng.uniform(0.5, 1.5)
    values = {
        "lens.bulge.centre": mass_centre + rng.normal(0.0, 0.01, 2),
        "lens.bulge.ell_comps": bulge,
        "lens.bulge.intensity": 1.0,
        "lens.bulge.effective_radius": radius,
        "lens.bulge.sersic_index": rng.uniform(1.5, 4.0),
        "lens.disk.ell_comps": disk,
        "lens.disk.intensity": rng.uniform(0.1, 0.6),
        "lens.disk.effective_radius": radius * rng.uniform(1.5, 2.5),
        "lens.mass.centre": mass_centre,
        "lens.mass.ell_comps": ellipse(q, angle),
        "lens.mass.einstein_radius": rng.uniform(0.8, 2.0),
        "lens.shear.gamma_1": shear * np.cos(shear_angle),
        "lens.shear.gamma_2": shear * np.sin(shear_angle),
        **sersic("source.bulge", disc(rng, 0.3), rng),
    }
    if kind == "rich":
        away, around = rng.uniform(2.2, 3.0), rng.uniform(0.0, 2.0 * np.pi)
        values |= {
            "lens.mass.slope": rng.uniform(1.8, 2.2),
            "lens.multipole.multipole_comps": rng.normal(0.0, 0.01, 2),
            **sersic("source.clump", values["source.bulge.centre"] + disc(rng, 0.2), rng),
            "source.clump.intensity": rng.uniform(0.2, 1.0),
            "neighbour.light.centre": away * np.array([np.sin(around), np.cos(around)]),
            "neighbour.light.intensity": 1.0,
            "neighbour.light.effective_radius": rng.uniform(0.1, 0.4),
            "neighbour.light.sersic_index": rng.uniform(1.0, 4.0),
            "neighbour.mass.einstein_radius": rng.uniform(0.02, 0.25),
        }
    flat = {}
    for name, value in values.items():
        pairs = [(name, value)] if np.ndim(value) == 0 else [(f"{name}_{i}", part) for i, part in enumerate(value)]
        flat |= {f"galaxies.{key}": float(part) for key, part in pairs}
    if kind == "rich":
        flat["dataset_model.background_sky_level"] = float(rng.normal(0.0, 0.003))
    return flat


def disc(rng: np.random.Generator, radius: float) -> np.ndarray:
    """A point of a disc, uniform in area."""
    distance, angle = radius * np.sqrt(rng.random()), rng.uniform(0.0, 2.0 * np.pi)
    return distance * np.array([np.sin(angle), np.cos(angle)])


def sersic(name: str, centre: np.ndarray, rng: np.random.Generator) -> dict[str, Any]:
    return {
        f"{name}.centre": centre,
        f"{name}.ell_comps": ellipse(rng.uniform(0.4, 0.95), rng.uniform(0.0, 180.0)),
        f"{name}.intensity": 1.0,
        f"{name}.effective_radius": np.exp(rng.uniform(np.log(0.05), np.log(0.4))),
        f"{name}.sersic_index": rng.uniform(0.8, 3.0),
    }
