"""Vectors of parameters, samples and points: taken by position, as real numbers, the same way everywhere."""

import astropy.units as u
import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc

MODEL = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph)))
NAMES = MODEL.parameter_names
VECTOR = np.array([0.1, 0.2, 1.5])
IMAGE = al.Imaging(np.random.default_rng(1).normal(size=(11, 11)), np.ones((11, 11)), pixel_scales=0.1)
LIKELIHOODS = [
    al.AnalysisImaging(al.Imaging(IMAGE.data, IMAGE.noise_map, pixel_scales=0.1, backend=backend)).likelihood_from(
        MODEL
    )
    for backend in ("numba", "jax")
]
RNG = np.random.default_rng(1)


class Row:
    """As pandas' Series: `[]` goes by label, positions are those of the array."""

    iloc = None

    def __init__(self, values, index):
        self.values, self.index = np.asarray(values), list(index)

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.values, dtype=dtype)

    def __getitem__(self, label):
        return self.values[self.index.index(label)]

    def __iter__(self):
        return iter(self.values)


class Table(Row):
    """As pandas' DataFrame."""

    def __init__(self, values, columns):
        super().__init__(values, range(len(values)))
        self.columns = list(columns)


def functions_of_vectors():
    yield MODEL.instance_from_vector
    yield MODEL.instance_from_unit_vector
    yield MODEL.vector_from_unit_vector
    yield MODEL.unit_vector_from_vector
    yield MODEL.log_prior_from_vector
    yield MODEL.satisfies
    yield from LIKELIHOODS
    yield from (likelihood.batch for likelihood in LIKELIHOODS)
    yield al.Fitness(MODEL, LIKELIHOODS[0].analysis)


FUNCTIONS = list(functions_of_vectors())

NOT_VECTORS = {
    "complex": VECTOR + 1j,
    "text": ["0.1", "0.2", "0.3"],
    "word": "abc",
    "a set": {0.1, 0.2, 0.3},
    "a dict": dict.fromkeys(NAMES, 0.1),
    "a generator": (x for x in VECTOR),
    "None": None,
    "huge": [0.1, 0.2, 10**400],
    "a unit": VECTOR * u.arcsec,
    "masked": np.ma.MaskedArray(VECTOR, [False, True, False]),
    "ragged": [[0.1, 0.2], [0.3]],
    "bools": [True, False, True],
    "too few": [0.1, 0.2],
    "other order": Row(VECTOR, NAMES[::-1]),
    "other names": Row(VECTOR, ["a", "b", "c"]),
    "a table in another order": Table([VECTOR], NAMES[::-1]),
}


@pytest.mark.parametrize("kind", NOT_VECTORS)
def test_what_is_not_a_vector(kind):
    for function in FUNCTIONS:
        with pytest.raises(exc.AutoLensError, match="vector"):
            function(NOT_VECTORS[kind])


@pytest.mark.parametrize("index", [[2, 1, 0], NAMES])
def test_rows_of_tables_are_taken_by_position(index):
    row = Row(VECTOR, index)
    mass = MODEL.instance_from_vector(row).galaxies.lens.mass
    assert (*mass.centre, mass.einstein_radius) == tuple(VECTOR)
    assert MODEL.log_prior_from_vector(row) == MODEL.log_prior_from_vector(VECTOR)
    for likelihood in LIKELIHOODS:
        assert likelihood(row) == likelihood(VECTOR)
        assert likelihood.batch(Table([VECTOR], NAMES)) == likelihood.batch([VECTOR])


SAMPLES = {"vectors": RNG.random((5, 3)), "log_likelihood": np.arange(5.0), "log_prior": np.zeros(5)}


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"vectors": np.full((5, 3), np.nan)}, "vectors"),
        ({"vectors": Table(np.ones((5, 3)), "bac")}, "vectors has the columns b, a, c"),
        ({"parameter_names": {"a", "b", "c"}}, "parameter_names"),
        ({"parameter_names": ["a", "b", "a"]}, "parameter_names has 'a' twice"),
        ({"effective_sample_size": -5.0}, "effective_sample_size"),
    ],
)
def test_samples(wrong, match):
    with pytest.raises(exc.AutoLensError, match=match):
        al.Samples(**({"parameter_names": ["a", "b", "c"]} | SAMPLES | wrong))


def test_samples_may_be_in_a_table():
    samples = al.Samples(["a", "b", "c"], Table(SAMPLES["vectors"], "abc"), *list(SAMPLES.values())[1:])
    assert (samples.vectors == SAMPLES["vectors"]).all()


@pytest.mark.parametrize(
    ("method", "wrong", "name"),
    [
        *(("quantiles", (x,), "fractions") for x in ([16, 50, 84], [2], [-1], [np.nan], ["0.5"], [True], 0.5, None)),
        *(("from_sample_index", (x, False), "sample_index") for x in (5, -6, 1.5, None, "a", True)),
        *(("draw", (x, RNG), "n") for x in (-1, 2.5, 10**13, None)),
        ("draw", (1, 1), "rng"),
        *(("summary", (x,), "truths") for x in (1j, "ab", ["1", "2", "3"], {"a": 1j}, {"a": 1.0 * u.m}, [1, 2])),
    ],
)
def test_methods_of_samples(method, wrong, name):
    samples = al.Samples(["a", "b", "c"], **SAMPLES)
    with pytest.raises(exc.AutoLensError, match=name):
        getattr(samples, method)(*wrong)


@pytest.mark.parametrize("n", [-1, 2.5, 10**13, None, (2, 0)])
def test_random_unit_vectors(n):
    with pytest.raises(exc.ParameterError, match="n = "):
        MODEL.random_unit_vectors(n, RNG)
    with pytest.raises(exc.ParameterError, match="rng = "):
        MODEL.random_unit_vectors(1, None)


@pytest.mark.parametrize("value", ["0.5", None, 0.5 * u.arcsec, 1j, [[1.0], [1.0, 2.0]], {0.5}], ids=repr)
def test_methods_of_priors(value):
    for prior in (al.UniformPrior(0.0, 1.0), al.GaussianPrior(0.0, 1.0), al.LogUniformPrior(0.1, 1.0)):
        for method, name in ((prior.value_for, "unit"), (prior.unit_for, "value"), (prior.log_density, "value")):
            with pytest.raises(exc.AutoLensError, match=name):
                method(value)


@pytest.mark.parametrize("backend", ["numba", "jax"])
def test_tables_of_points(backend):
    points = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert np.asarray(al.Grid2DIrregular(Table(points, "yx"), backend)).tolist() == points.tolist()
    with pytest.raises(exc.DataError, match="columns x, y"):
        al.Grid2DIrregular(Table(points, "xy"), backend)
    for wrong in (Table([[1.0, np.nan]], [0, 1]), [["1", "2"]], {1.0, 2.0}, points + 1j):
        with pytest.raises(exc.DataError, match="values"):
            al.Grid2DIrregular(wrong, backend)
    with pytest.raises(exc.DataError, match="y has dtype"):
        al.Grid2DIrregular.from_yx_1d(["1"], ["2"], backend)


def test_tables_of_positions_and_baselines():
    with pytest.raises(exc.DataError, match="positions"):
        al.PositionsLH(Table([[1.0, 2.0], [3.0, 4.0]], "xy"), 0.3)
    uv, mask = np.array([[1e4, 2e4], [3e4, 4e4]]), al.Mask2D.circular((11, 11), 0.45, 0.1)
    with pytest.raises(exc.DataError, match="uv_wavelengths has the columns v, u"):
        al.Interferometer(np.ones(2) + 1j, np.ones(2), Table(uv, "vu"), mask)


POINTS = [[0.1, 0.2], [0.3, -0.4], [-0.5, 0.1]]
MASK = al.Mask2D.all_false((1, 3), 1.0)
TAKERS_OF_POINTS = {
    "an irregular grid": al.Grid2DIrregular,
    "a grid": lambda points: al.Grid2D(MASK, values=points),
    "a grid without a mask": lambda points: al.Grid2D.no_mask(points, 1.0, shape_native=(1, 3)),
    "vectors": lambda points: al.VectorYX2D(points, MASK),
    "a catalogue of shears": lambda points: al.WeakDataset(points, np.zeros(3), np.zeros(3), 0.1).positions,
    "points of a mesh": lambda points: al.AdaptImages(
        galaxy_name_image_plane_mesh_grid_dict={"galaxies.lens": points}
    ).galaxy_name_image_plane_mesh_grid_dict["galaxies.lens"],
    "points of a mesh by hand": lambda points: (
        al.mesh.Delaunay().interpolator_from(al.Grid2D(MASK), source_plane_mesh_grid=points).mesh_grid
    ),
}


@pytest.mark.parametrize("name", TAKERS_OF_POINTS)
def test_columns_of_points_are_y_and_x(name):
    taken = TAKERS_OF_POINTS[name](Table(POINTS, ["Y", "X"]))
    np.testing.assert_array_equal(np.asarray(taken), POINTS)
    with pytest.raises(exc.DataError, match="columns x, y"):
        TAKERS_OF_POINTS[name](Table(POINTS, ["x", "y"]))


def test_a_row_is_no_centre_in_another_order():
    assert al.mp.IsothermalSph(centre=Row([0.1, 0.2], ["y", "x"])).centre == (0.1, 0.2)
    with pytest.raises(exc.ParameterError, match="centre"):
        al.mp.IsothermalSph(centre=Row([0.2, 0.1], ["x", "y"]))
