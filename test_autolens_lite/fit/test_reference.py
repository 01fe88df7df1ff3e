"""Likelihoods, evidences and their terms agree with those of another code."""

import json
from pathlib import Path

import numpy as np
import pytest

import autolens_lite as al

FOLDER = Path(__file__).parent.parent / "reference"
MODELS = json.loads((FOLDER / "interferometer.json").read_text())
CASES = [(observation, name) for observation, models in MODELS.items() for name in models]


def galaxy_from(description):
    components = {}
    for name, value in description.items():
        if name == "redshift":
            continue
        if "cls" in value:
            family, cls = value["cls"].split(".")
            arguments = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items() if k != "cls"}
            components[name] = getattr(getattr(al, family), cls)(**arguments)
        else:
            mesh = getattr(al.mesh, value["mesh"])(shape=tuple(value["shape"]))
            regularization = getattr(al.reg, value["regularization"])(coefficient=value["coefficient"])
            components[name] = al.Pixelization(mesh, regularization)
    return al.Galaxy(redshift=description["redshift"], **components)


@pytest.fixture(scope="module")
def datasets():
    """Each observation on each backend, made once."""
    made = {}
    with np.load(FOLDER / "interferometer.npz") as stored:
        arrays = dict(stored)

    def dataset(observation, backend):
        if (observation, backend) not in made:
            part = {k.split("/")[1]: v for k, v in arrays.items() if k.startswith(f"{observation}/")}
            mask = al.Mask2D(part["mask"], float(part["pixel_scale"]))
            noise_map = part["sigma_real"] + 1j * part["sigma_imag"]
            made[observation, backend] = al.Interferometer(
                part["visibilities"], noise_map, part["uv_wavelengths"], mask, backend=backend
            )
        return made[observation, backend]

    dataset.arrays = arrays
    return dataset


@pytest.mark.parametrize("observation, name", CASES)
def test_terms(datasets, backend, observation, name):
    model = MODELS[observation][name]
    tracer = al.Tracer([galaxy_from(galaxy) for galaxy in model["galaxies"]])
    settings = al.Settings(**model["settings"], absolute_floor=1e-8) if "settings" in model else None
    fit = al.FitInterferometer(datasets(observation, backend), tracer, settings=settings)
    # The log determinant of H is a closed form here and a Cholesky factorisation of condition number 1e9 there.
    tolerance = 1e-9 if "settings" in model else 1e-11
    for term, expected in model["terms"].items():
        if term == "n_linear":
            assert fit.inversion.total_pixels == expected
        elif expected is None:
            assert getattr(fit, term) is None
        else:
            assert float(getattr(fit, term)) == pytest.approx(expected, rel=tolerance)


@pytest.mark.parametrize("name", MODELS["sma_200"])
def test_maps(datasets, backend, name):
    model = MODELS["sma_200"][name]
    tracer = al.Tracer([galaxy_from(galaxy) for galaxy in model["galaxies"]])
    if "settings" in model:
        settings = al.Settings(**model["settings"], absolute_floor=1e-8)
        fit = al.FitInterferometer(datasets("sma_200", backend), tracer, settings=settings)
        result, expected = fit.inversion.reconstruction, datasets.arrays[f"sma_200/{name}_reconstruction"]
    else:
        fit = al.FitInterferometer(datasets("sma_200", backend), tracer)
        result, expected = fit.model_data, datasets.arrays[f"sma_200/{name}_model_visibilities"]
    np.testing.assert_allclose(result, expected, rtol=0, atol=1e-12 * np.abs(expected).max())
