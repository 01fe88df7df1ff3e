"""What is pickled, or copied, is the same when it is back, to the bit, and so is what is computed of it."""

import copy
import functools
import pickle

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.bad_input.test_every_attribute import objects
from test_autolens_lite.equivalent import told

WAYS = {
    "pickle": lambda made: pickle.loads(pickle.dumps(made)),
    "old pickle": lambda made: pickle.loads(pickle.dumps(made, protocol=2)),
    "deep copy": copy.deepcopy,
}
MASK = al.Mask2D.circular((11, 10), radius=1.3, pixel_scales=0.3).with_sky_cards({"CTYPE1": "RA---TAN", "CRVAL1": 1.5})
LENS = al.Galaxy(0.5, mass=al.mp.Isothermal((0.01, 0.02), (0.1, 0.05), 1.0), shear=al.mp.ExternalShear(0.02, 0.03))
NEAR = al.Galaxy(0.3, bulge=al.lp_linear.Sersic(effective_radius=0.5), mass=al.mp.NFWSph(kappa_s=0.05))
SOURCE = al.Galaxy(1.0, pixelization=al.Pixelization(al.mesh.RectangularUniform((5, 6)), al.reg.Constant(2.0)))


def imaging(backend):
    values = np.random.default_rng(1).normal(1.0, 0.1, MASK.pixels_in_mask)
    data = al.Array2D(values, MASK)
    data.unit = "MJy/sr"
    psf = al.Convolver.from_gaussian((3, 3), 0.3, sigma=0.2)
    return al.Imaging(
        data,
        al.Array2D(np.full(values.shape, 0.3), MASK),
        psf,
        over_sample_size_lp=3,
        integrate_cusps=True,
        backend=backend,
    )


def interferometer(backend):
    random = np.random.default_rng(2)
    uv = random.normal(0.0, 1e5, (12, 2))
    data = random.normal(size=12) + 1j * random.normal(size=12)
    return al.Interferometer(data, np.full(12, 0.5 + 0.4j), uv, MASK, primary_beam=20.0, backend=backend)


@functools.cache
def fit(backend, dataset=imaging):
    cls = al.FitImaging if dataset is imaging else al.FitInterferometer
    return cls(dataset(backend), al.Tracer([LENS, NEAR, SOURCE], cosmology=al.cosmo.FlatLambdaCDM(H0=70.0)))


def result(backend):
    model = al.Collection(galaxies=al.Collection(lens=LENS, near=NEAR, source=al.Model(al.Galaxy, redshift=1.0)))
    model.galaxies.source.pixelization = SOURCE.pixelization
    model.galaxies.lens = al.Model(al.Galaxy, redshift=0.5, mass=al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0)))
    samples = al.Samples(
        model.parameter_names, [[0.9], [1.0], [1.1]], [-3.0, -1.0, -2.0], np.zeros(3), log_evidence=-9.0
    )
    return al.Result(samples, model, al.AnalysisImaging(imaging(backend)), {"doubts": ["none"], "seconds": 1.5})


def inversion(backend, dataset=imaging):
    return fit(backend, dataset).inversion


def by_hand(backend):
    return al.Inversion(imaging(backend), inversion(backend).cls_list_from(cls=al.Mapper))


def numbers_of_fit(made):
    return made.figure_of_merit, made.inversion.reconstruction, made.inversion.curvature_matrix, made.model_data


def numbers_of_image(made):
    return made.data, made.unit, made.hash, made.grid, made.mask.sky_cards, made.psf.kernel


# What is pickled, and what is computed of it.
OBJECTS = {
    "imaging": (imaging, numbers_of_image),
    "interferometer": (interferometer, lambda made: (made.data, made.hash, made.primary_beam_slim)),
    "fit": (fit, numbers_of_fit),
    "fit of visibilities": (lambda backend: fit(backend, interferometer), numbers_of_fit),
    "tracer": (lambda backend: fit(backend).tracer, lambda made: made.deflections_yx_2d_from(al.Grid2D(MASK))),
    "mapper": (lambda backend: inversion(backend).mapper, lambda made: (made.mapping_matrix, made.neighbors)),
    "inversion": (inversion, lambda made: (made.reconstruction, made.log_det_curvature_reg_matrix_term)),
    "inversion of visibilities": (lambda backend: inversion(backend, interferometer), lambda made: made.reconstruction),
    "inversion by hand": (by_hand, lambda made: made.reconstruction),
    "result": (result, lambda made: (made.log_likelihood, made.samples.vectors, made.model.to_dict(), made.info)),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_it_gives_the_same(name, backend):
    make, numbers = OBJECTS[name]
    made = make(backend)
    before = {way: WAYS[way](made) for way in WAYS} if backend == "numba" else {}
    expected = told(numbers(made))
    after = {way: WAYS[way](made) for way in WAYS}
    for again in (*before.values(), *after.values()):
        assert type(again) is type(made) and told(numbers(again)) == expected


@pytest.mark.parametrize("way", WAYS)
def test_a_result_whose_fit_was_asked_for(way):
    """What was computed of it came in the way of pickles."""
    made = result("numba")
    expected = made.max_log_likelihood_fit.figure_of_merit
    assert WAYS[way](made).max_log_likelihood_fit.figure_of_merit == expected


@pytest.mark.parametrize("way", WAYS)
def test_every_object_is_the_same(way):
    others = [type(made).__name__ for made in objects() if told(WAYS[way](made)) != told(made)]
    assert others == ["Fitness"]  # whose likelihood has the analysis as workers have it
