"""No datum is a constant of a compiled program: a second lens of the same shapes runs the program of the first."""

import itertools
import subprocess
import sys
from pathlib import Path

import jax
import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.fit.test_every_mesh import MESHES, REGULARIZATIONS

SCALE = 0.15
IMAGE_MESHES = {
    "Overlay": al.image_mesh.Overlay(shape=(4, 4)),
    "Hilbert": al.image_mesh.Hilbert(pixels=20, weight_power=1.0),
    "KMeans": al.image_mesh.KMeans(pixels=20, weight_power=1.0),
}
# Each mesh and each regularization once at least; crosses are not for Voronoi meshes.
PAIRS = [
    ("Voronoi", "Constant") if mesh == "Voronoi" else (mesh, regularization)
    for mesh, regularization in zip(itertools.cycle(MESHES), REGULARIZATIONS, strict=False)
]


def dataset_of(kind, lens, sizes=None):
    """Data of the lens of this number: other values, the mask moved by a pixel; the same shapes."""
    rng = np.random.default_rng(lens)
    mask = al.Mask2D.circular((18, 18), 0.8, SCALE, centre=(SCALE * lens, 0.0))
    if kind == "interferometer":
        uv = rng.uniform(-6e5, 6e5, (40, 2))
        noise = rng.uniform(1.0, 2.0, (40, 2)) @ [1.0, 1.0j]
        return al.Interferometer(rng.normal(size=40) + 1.0j, noise, uv, mask, backend="jax")
    psf = rng.uniform(0.1, 0.2, (3, 3))
    psf[1, 1] = 1.0
    image, noise = rng.normal(size=(18, 18)), rng.uniform(1.0, 2.0, (18, 18))
    dataset = al.Imaging(image, noise, psf, pixel_scales=SCALE, backend="jax").apply_mask(mask)
    if sizes is None:
        return dataset.apply_over_sampling(2, 2)
    return dataset.apply_over_sampling(*(rng.permutation(dataset.grid.shape_slim) % 2 + 1 for _ in range(2)))


def model_of(pixelization=None, **light):
    source = al.Model(al.Galaxy, redshift=1.0, pixelization=pixelization, **light)
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal)
    return al.Collection(galaxies=al.Collection(lens=lens, source=source))


def analysis_of(kind, lens, model=None, points=None, sizes=None):
    """The analysis of a lens, with a penalty for positions; adapted to an image (and on points) if there is a model."""
    rng = np.random.default_rng(10 + lens)
    dataset = dataset_of(kind, lens, sizes)
    positions = al.PositionsLH(rng.normal(size=(3, 2)), threshold=0.2 + 0.1 * lens)
    images = None
    if model is not None:
        images = al.AdaptImages(
            galaxy_name_image_dict={"galaxies.source": rng.uniform(0.1, 1.0, dataset.grid.shape_slim)},
            galaxy_name_image_plane_mesh_grid_dict={"galaxies.source": points(rng)} if points else None,
        )
    of_kind = {"imaging": al.AnalysisImaging, "interferometer": al.AnalysisInterferometer}[kind]
    return of_kind(dataset, positions, images)


def programs_of(analyses, model):
    """The texts of the programs of the value, of likelihoods of one model."""
    vector = np.array(model.vector_from_unit_vector(np.full(model.prior_count, 0.45)))
    for analysis in analyses:
        likelihood = analysis.likelihood_from(model)
        yield jax.jit(likelihood._value).lower(vector, likelihood._leaves).as_text()


@pytest.mark.parametrize("mesh, regularization", PAIRS, ids=lambda name: name)
def test_pixelizations(mesh, regularization):
    kind = "imaging" if len(regularization) % 2 else "interferometer"
    model = model_of(al.Pixelization(MESHES[mesh], REGULARIZATIONS[regularization]))
    needs_vertices = MESHES[mesh].needs_vertices
    points = (lambda rng: rng.uniform(-0.6, 0.6, (20, 2))) if needs_vertices else None
    first, second = programs_of([analysis_of(kind, lens, model, points) for lens in (0, 1)], model)
    assert first == second


@pytest.mark.parametrize("name", IMAGE_MESHES)
def test_image_meshes(name):
    model = model_of(al.Pixelization(MESHES["Delaunay"], al.reg.Adapt(), IMAGE_MESHES[name]))
    first, second = programs_of([analysis_of("imaging", lens, model) for lens in (0, 1)], model)
    assert first == second


def test_unequal_sub_pixels():
    model = model_of(al.Pixelization(MESHES["RectangularAdaptImage"], al.reg.Adapt()))
    first, second = programs_of([analysis_of("imaging", lens, model, sizes="unequal") for lens in (0, 1)], model)
    assert first == second


def test_factor_graphs_of_light_and_pixels():
    pixelized = model_of(al.Pixelization(MESHES["RectangularAdaptImage"], al.reg.Constant()))
    models = [model_of(bulge=al.lp_linear.Sersic), pixelized]
    graphs = []
    for lens in (0, 1):
        analyses = [analysis_of("imaging", lens), analysis_of("interferometer", lens, pixelized)]
        graphs.append(al.FactorGraphModel(*map(al.AnalysisFactor, models, analyses)))
    first, second = programs_of(graphs, graphs[0].global_prior_model)
    assert first == second


def test_arguments_give_what_the_arrays_give():
    """An image mesh and positions that are arguments, and the fit that makes its own, at another lens's program."""
    model = model_of(al.Pixelization(MESHES["Delaunay"], al.reg.Adapt(), IMAGE_MESHES["Hilbert"]))
    vector = np.array(model.vector_from_unit_vector(np.full(model.prior_count, 0.45)))
    for lens in (0, 1):
        analysis = analysis_of("imaging", lens, model)
        value = analysis.likelihood_from(model)(vector)
        # Compiled as a whole: operation by operation it takes several times as long.
        plain = jax.jit(lambda v, of=analysis: of.log_likelihood_function(model.instance_from_vector(v)))(vector)
        assert value == pytest.approx(float(plain), rel=1e-10)


def test_choices_are_told_apart():
    """Two image meshes at one analysis: each likelihood keeps its own points."""
    analysis = analysis_of("imaging", 0, model_of(al.lp.Sersic))
    values = []
    for _ in range(2):
        for size in (4, 6):
            model = model_of(al.Pixelization(MESHES["Delaunay"], image_mesh=al.image_mesh.Overlay((size, size))))
            values.append(analysis.likelihood_from(model))
    vector = np.array(model.vector_from_unit_vector(np.full(model.prior_count, 0.45)))
    one, other, again, other_again = (likelihood(vector) for likelihood in values)
    assert one == again != other == other_again


COUNT = """
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np, jax
from test_autolens_lite.analysis import test_one_program as here
al = here.al
model = here.model_of(al.Pixelization(here.MESHES["RectangularAdaptImage"], al.reg.Constant()))
vector = np.array(model.vector_from_unit_vector(np.full(model.prior_count, 0.45)))
compiled, found = [], []
analyses = [here.analysis_of("imaging", lens, model) for lens in (0, 1)]
for analysis in analyses:
    likelihood = analysis.likelihood_from(model)
    _ = likelihood._leaves
    if analysis is analyses[0]:
        jax.monitoring.register_event_duration_secs_listener(
            lambda name, seconds, **_: compiled.append(name) if "backend_compile" in name else None
        )
        jax.monitoring.register_event_listener(lambda name, **_: found.append(name) if "cache_hits" in name else None)
    likelihood(vector)
    print(len(compiled), len(found))
"""


def test_two_lenses_and_two_processes(working_directory, monkeypatch):
    """The second lens compiles nothing; in a second process nor does the first: its program is on disk."""
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", str(working_directory / "cache"))
    monkeypatch.setenv("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
    root = str(Path(al.__file__).parents[1])
    counts = []
    for _ in range(2):
        run = [sys.executable, "-c", COUNT, root]
        printed = subprocess.run(run, capture_output=True, text=True, check=True, timeout=120).stdout
        counts.append([tuple(map(int, line.split())) for line in printed.splitlines()])
    (first, second), (again, last) = counts
    assert first[0] > 0
    assert second == first
    assert again[1] >= 1
    assert last == again


def test_a_likelihood_on_other_data_is_traced_no_more(monkeypatch):
    """Value and Jacobian are those of a likelihood that is made anew, and no profile is asked again for its light."""
    model = model_of(bulge=al.lp.GaussianSph)
    first, second = analysis_of("imaging", 0), analysis_of("imaging", 1)
    vector = np.array(model.vector_from_unit_vector(np.full(model.prior_count, 0.45)))

    def told(likelihood):
        return likelihood(vector), likelihood.jacobian(vector), likelihood.residual_constant

    expected, one = told(second.likelihood_from(model)), first.likelihood_from(model)
    own = told(one)
    monkeypatch.setattr(al.Tracer, "of_model", None)
    monkeypatch.setattr(type(one), "_leaves", property(lambda self: self.analysis.leaves))
    for value, known in zip(told(one.on(second)), expected, strict=True):
        np.testing.assert_array_equal(value, known)
    for value, known in zip(told(one), own, strict=True):
        np.testing.assert_array_equal(value, known)


def test_a_likelihood_is_not_put_on_data_of_other_shapes():
    likelihood = analysis_of("imaging", 0).likelihood_from(model_of(bulge=al.lp.Sersic))
    coarse = al.AnalysisImaging(dataset_of("imaging", 0).apply_over_sampling(1))
    for other in (analysis_of("interferometer", 0), coarse):
        with pytest.raises(al.exc.ModelError, match="of another class than this one's, or has arrays of other shapes"):
            likelihood.on(other)


class Own(al.Analysis):
    """An analysis of one's own, whose data are constants of what is compiled."""

    def __init__(self, data):
        self.data = data

    def log_likelihood_function(self, instance):
        return -((self.data - instance.bulge.sigma) ** 2)


def test_a_likelihood_is_not_put_on_an_analysis_that_differs_in_what_programs_hold():
    model = model_of(bulge=al.lp.GaussianSph)
    dataset = dataset_of("imaging", 0)
    positions = [al.PositionsLH([(0.5, 0.0), (-0.5, 0.1)], threshold=0.1, plane_redshift=z) for z in (None, 1.0)]

    def analysis(**kwargs):
        return al.AnalysisImaging(dataset, **kwargs)

    images = {f"galaxies.{name}": np.ones(dataset.grid.shape_slim) for name in ("lens", "source")}
    orders = [al.AdaptImages(galaxy_name_image_dict=dict(pairs)) for pairs in (images.items(), [*images.items()][::-1])]
    cases = {
        "order of adapt_images": [analysis(adapt_images=each) for each in orders],
        "cosmology": [analysis(cosmology=al.cosmo.FlatLambdaCDM(Om0=omega)) for omega in (0.3, 0.9)],
        "settings": [analysis(settings=al.Settings(use_positive_only_solver=flag)) for flag in (True, False)],
        "plane_redshift": [analysis(positions_likelihood_list=[each]) for each in positions],
        "backend": [al.AnalysisImaging(dataset.with_backend(backend)) for backend in ("numba", "jax")],
        "data": [Own(1.0), Own(2.0)],
        "analysis of factor 0": [
            al.FactorGraphModel(al.AnalysisFactor(model, Own(data)), al.AnalysisFactor(model, Own(1.0)))
            for data in (1.0, 2.0)
        ],
    }
    for name, (first, second) in cases.items():
        with pytest.raises(al.exc.ModelError, match=f"analysis has another {name} than this one's"):
            first.likelihood_from(getattr(first, "global_prior_model", model)).on(second)
    alike = analysis(cosmology=al.cosmo.FlatLambdaCDM(Om0=0.3), settings=al.Settings(use_positive_only_solver=True))
    cases["cosmology"][0].likelihood_from(model).on(alike)
