"""The library's objects as arguments and results of functions that jax compiles."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import autolens_lite as al

af = al
MASK = al.Mask2D.circular((12, 12), radius=1.0, pixel_scales=0.2)


def lens(einstein_radius=1.0):
    mass = al.mp.Isothermal(centre=(0.02, 0.01), ell_comps=(0.1, 0.05), einstein_radius=einstein_radius)
    light = al.lp_basis.Basis(profile_list=[al.lp.Gaussian(sigma=0.2), al.lp.Gaussian(sigma=0.5)])
    return al.Galaxy(redshift=0.5, bulge=light, mass=mass, shear=al.mp.ExternalShear(0.02, 0.01))


def source():
    return al.Galaxy(redshift=1.0, bulge=al.lp.Sersic(centre=(0.1, 0.05), effective_radius=0.3))


def close(found, expected, rtol=1e-11):
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), rtol=rtol, atol=1e-13)


@pytest.fixture(params=["numba", "jax"])
def grid(request):
    return al.Grid2D.from_mask(MASK, 2, request.param)


def test_galaxies_and_tracers_go_in_and_images_come_out(grid):
    tracer = al.Tracer([lens(), source()])
    image = jax.jit(lambda tracer, grid: tracer.image_2d_from(grid=grid))(tracer, grid)
    assert isinstance(image, al.Array2D) and image.backend == "jax" and image.mask.same_as(MASK)
    close(image, tracer.image_2d_from(grid))
    traced = jax.jit(lambda galaxies, grid: al.Tracer(galaxies).traced_grid_2d_list_from(grid))(tracer.galaxies, grid)
    expected = tracer.traced_grid_2d_list_from(grid)
    close(traced[1], expected[1])
    close(traced[1].over_sampled.array, expected[1].over_sampled.array)
    moved = jax.jit(lambda galaxy, grid: galaxy.deflections_yx_2d_from(grid))(lens(), grid)
    assert isinstance(moved, al.VectorYX2D)
    close(moved, lens().deflections_yx_2d_from(grid))


def test_one_program_serves_all_numbers():
    traces = []

    @jax.jit
    def convergence(galaxy, points):
        traces.append(galaxy.redshift)
        return galaxy.convergence_2d_from(points)

    points = al.Grid2DIrregular([(0.3, 0.4), (1.0, -0.2)])
    for radius in (0.8, 1.2, 1.6):
        close(convergence(lens(radius), points), lens(radius).convergence_2d_from(points))
    assert traces == [0.5]
    other = al.Galaxy(0.7, bulge=lens().bulge, mass=lens().mass, shear=lens().shear)
    close(convergence(other, points), lens().convergence_2d_from(points))
    assert traces == [0.5, 0.7]


def test_derivatives_are_objects_of_the_kind(grid):
    def total(galaxy):
        return jnp.sum(galaxy.convergence_2d_from(grid.with_backend("jax")).array)

    slope = jax.grad(total)(lens())
    assert isinstance(slope, al.Galaxy) and isinstance(slope.mass, al.mp.Isothermal)
    step = 1e-6
    numeric = (total(lens(1.0 + step)) - total(lens(1.0 - step))) / (2.0 * step)
    assert float(slope.mass.einstein_radius) == pytest.approx(float(numeric), rel=1e-7)
    assert slope.redshift == 0.5 and float(slope.shear.gamma_1) == 0.0


def test_arrays_go_through_and_keep_their_masks(grid):
    image = al.Tracer([lens(), source()]).image_2d_from(grid)
    double = jax.jit(lambda array: 2.0 * array + 1.0)(image)
    assert isinstance(double, al.Array2D) and double.mask.same_as(MASK)
    close(double, 2.0 * np.asarray(image) + 1.0)
    vectors = jax.jit(lambda each: each)(al.VectorYX2D(np.ones((MASK.pixels_in_mask, 2)), MASK))
    assert isinstance(vectors, al.VectorYX2D) and vectors.native.shape == (12, 12, 2)
    numbers = jax.jit(lambda each: each**2)(al.ArrayIrregular([1.0, 2.0]))
    assert isinstance(numbers, al.ArrayIrregular) and numbers.array.tolist() == [1.0, 4.0]
    points = jax.vmap(lambda shift, points: (points + shift).array, in_axes=(0, None))(
        jnp.arange(3.0), al.Grid2DIrregular([(0.0, 1.0)])
    )
    assert points.shape == (3, 1, 2)
    same = jax.jit(lambda each: each)(MASK)
    assert same.same_as(MASK)
    assert type(jax.jit(lambda each: each)(grid)) is al.Grid2D
    shifted = grid.with_new_array(np.asarray(grid) + 0.01)
    close(jax.jit(lambda each: 2.0 * each)(shifted), 2.0 * np.asarray(shifted))


def test_instances_of_models_and_fits():
    model = af.Collection(
        galaxies=af.Collection(
            source=af.Model(al.Galaxy, redshift=1.0, bulge=al.lp.Sersic, disk=None),
            lens=af.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal),
        )
    )
    instance = model.instance_from_prior_medians()
    names = jax.jit(lambda each: each)(instance).galaxies
    assert [galaxy.redshift for galaxy in names] == [1.0, 0.5] and names.source.disk is None
    grid = al.Grid2D.from_mask(MASK, 1, "jax")
    simulator = al.SimulatorImaging(exposure_time=100.0, background_sky_level=1.0, noise_seed=1)
    dataset = simulator.via_tracer_from(al.Tracer([lens(), source()]), grid)
    analysis = al.AnalysisImaging(dataset=dataset, use_jax=True)
    fit = jax.jit(analysis.fit_from)(instance)
    expected = analysis.fit_from(instance)
    assert isinstance(fit, al.FitImaging)
    assert float(fit.log_likelihood) == pytest.approx(float(expected.log_likelihood), rel=1e-11)
    likelihood = jax.jit(lambda each: analysis.log_likelihood_function(each))(instance)
    assert float(likelihood) == pytest.approx(float(expected.log_likelihood), rel=1e-11)


def test_a_class_of_ones_own_goes_through_with_its_whole_numbers():
    class Ring(al.mp.Isothermal):
        def __init__(self, centre=(0.0, 0.0), ell_comps=(0.0, 0.0), einstein_radius=1.0, strength=1.0, order=2):
            super().__init__(centre, ell_comps, einstein_radius)
            self.strength = strength
            self.order = order

    ring = jax.jit(lambda each: jax.tree_util.tree_map(lambda number: 2.0 * number, each))(Ring(strength=3.0, order=4))
    assert (float(ring.strength), ring.order, type(ring)) == (6.0, 4, Ring)
    assert jax.tree_util.tree_structure(ring) == jax.tree_util.tree_structure(Ring(order=4))
    assert jax.tree_util.tree_structure(ring) != jax.tree_util.tree_structure(Ring(order=3))


def test_meshes_and_regularizations():
    pixelization = al.Pixelization(al.mesh.RectangularUniform((4, 5)), al.reg.Constant(2.0))
    same = jax.jit(lambda each: each)(pixelization)
    assert same.mesh.shape == (4, 5) and float(same.regularization.coefficient) == 2.0


class Line:
    def __init__(self, slope=1.0, order=1):
        self.slope = slope
        self.order = order


def test_plain_classes_in_a_model_are_told_of():
    model = af.Collection(line=af.Model(Line, slope=2.0))
    al.enable_pytrees()
    al.register_model(model)
    al.register_model(model)
    orders = []

    @jax.jit
    def twice(instance):
        orders.append(instance.line.order)
        return 2.0 * instance.line.slope

    assert float(twice(model.instance_from_vector([]))) == 4.0
    assert float(twice(al.Collection(line=Line(3.0)).instance_from_vector([]))) == 6.0 and orders == [1]
    with pytest.raises(al.exc.ModelError, match="model"):
        al.register_model(3)


class Scaled(al.mp.IsothermalSph):
    """Its argument is changed before it is kept, and would be twice if the profile were made of it again."""

    def __init__(self, einstein_radius=1.0, scale=2.0):
        super().__init__(einstein_radius=einstein_radius * scale)
        self.scale = scale


class Logarithmic(al.mp.IsothermalSph):
    """Its argument is not kept."""

    def __init__(self, log_radius=0.0):
        super().__init__(einstein_radius=10**log_radius)


class Kept(al.mp.IsothermalSph):
    """Its argument is kept, and another made of it."""

    def __init__(self, log_radius=0.0):
        super().__init__(einstein_radius=10**log_radius)
        self.log_radius = log_radius


def test_profiles_of_ones_own_pass_as_they_are():
    points = al.Grid2DIrregular([(0.6, 0.8)], "jax")

    def deflection(mass):
        return jnp.hypot(*jnp.asarray(mass.deflections_yx_2d_from(points))[0])

    compiled = jax.jit(deflection)
    for made in (Scaled, Logarithmic, Kept):
        for number in (0.2, 0.5):
            mass = made(number)
            assert float(compiled(mass)) == pytest.approx(mass.einstein_radius, rel=1e-14)
    assert float(jax.grad(deflection)(Scaled(0.5)).einstein_radius) == pytest.approx(1.0)
    assert float(jax.grad(deflection)(Kept(0.5)).log_radius) == pytest.approx(10**0.5 * np.log(10.0))


def test_the_structure_tells_names_and_what_is_no_number():
    """Programs are kept by it: two that were equal would share one."""
    import jax

    al.enable_pytrees()
    sphere = al.mp.IsothermalSph((0.0, 0.0), 1.0)
    first = jax.tree_util.tree_structure(al.Galaxy(0.5, mass=sphere))
    assert first == jax.tree_util.tree_structure(al.Galaxy(0.5, mass=al.mp.IsothermalSph((0.1, 0.0), 2.0)))
    assert first != jax.tree_util.tree_structure(al.Galaxy(0.5, halo=sphere))
    one, other = (
        jax.tree_util.tree_structure(al.Pixelization(al.mesh.RectangularUniform((5, n)), al.reg.Constant(1.0)))
        for n in (6, 7)
    )
    assert one != other
