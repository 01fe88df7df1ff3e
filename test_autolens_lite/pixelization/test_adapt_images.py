"""Images to adapt to that hold no light or no numbers are refused, by name, whatever adapts to them."""

import pickle

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.fit.kinds import KINDS, fit_class_of
from test_autolens_lite.fit.lens_systems import lens_galaxy

REGULARIZATIONS = [
    al.reg.Adapt(),
    al.reg.AdaptSplit(),
    al.reg.AdaptSplitZeroth(),
    al.reg.BrightnessZeroth(),
    al.reg.MaternAdaptKernel(0.2),
    al.reg.AdaptLaplacian(),
]
UNIFORM = al.mesh.RectangularUniform((5, 5))
CONSUMERS = {
    **{type(each).__name__: al.Pixelization(UNIFORM, each) for each in REGULARIZATIONS},
    "RectangularAdaptImage": al.Pixelization(al.mesh.RectangularAdaptImage((5, 5))),
    **{
        cls.__name__: al.Pixelization(al.mesh.Delaunay(), image_mesh=cls(pixels=20, weight_power=1.0))
        for cls in (al.image_mesh.Hilbert, al.image_mesh.KMeans)
    },
}
DARK = {"zero": lambda image: 0.0 * image, "negative": lambda image: -np.abs(image) - 1.0}
BAD = {"nan": np.nan, "inf": np.inf, "-inf": -np.inf}


def dataset_of(kind, backend):
    return KINDS[kind](backend)


def fit_of(kind, backend, pixelization, image):
    source = al.Galaxy(1.0, pixelization=pixelization)
    images = al.AdaptImages(galaxy_image_dict={source: image})
    return fit_class_of(kind)(dataset_of(kind, backend), al.Tracer([lens_galaxy(), source]), adapt_images=images)


@pytest.mark.parametrize("value", BAD.values(), ids=BAD)
@pytest.mark.parametrize("native", [False, True])
def test_no_numbers_are_refused(value, native):
    image = np.ones((4, 5))
    image[2, 3] = value
    image, place = (image, "2, 3") if native else (image.ravel(), "13")
    for name in ("galaxy_image_dict", "galaxy_name_image_dict"):
        with pytest.raises(
            al.exc.DataError, match=rf"{name}\[galaxies\.source\] is not finite in 1 of 20 .*\[{place}\]"
        ):
            al.AdaptImages(**{name: {"galaxies.source": image}})
    grid = al.Array2D(image.reshape(4, 5), al.Mask2D.all_false((4, 5), 0.1))
    with pytest.raises(al.exc.DataError, match="not finite"):
        al.AdaptImages(galaxy_image_dict={"source": grid})


@pytest.mark.parametrize(
    ("table", "value", "message"),
    [
        ("galaxy_image_dict", np.ma.masked_equal([1.0, 2.0], 2.0), "1 masked of 2"),
        ("galaxy_image_dict", np.ones((2, 3, 4)), r"shape \(2, 3, 4\)"),
        ("galaxy_image_dict", np.ones(0), r"shape \(0,\)"),
        ("galaxy_image_dict", 3.0, r"shape \(\)"),
        ("galaxy_image_dict", None, "NoneType"),
        ("galaxy_image_dict", ["a", "b"], "not a number"),
        ("galaxy_image_dict", np.ones(3, complex), "not a number"),
        ("galaxy_image_plane_mesh_grid_dict", np.ones((3, 3)), r"Pass \(S, 2\)"),
        ("galaxy_image_plane_mesh_grid_dict", np.full((3, 2), np.nan), "not finite in 6 of 6"),
        ("galaxy_name_image_plane_mesh_grid_dict", np.ones((0, 2)), r"shape \(0, 2\)"),
    ],
)
def test_other_arrays_are_refused(table, value, message):
    with pytest.raises(al.exc.AutoLensError, match=message):
        al.AdaptImages(**{table: {"source": value}})


@pytest.mark.parametrize("dark", DARK)
@pytest.mark.parametrize("consumer", CONSUMERS)
def test_darkness_is_refused(consumer, dark):
    image = DARK[dark](np.ones(dataset_of("imaging", "numba").mask.pixels_in_mask))
    with pytest.raises(al.exc.DataError, match=f"(?s){consumer}.*Pass an image of the galaxy's light"):
        _ = fit_of("imaging", "numba", CONSUMERS[consumer], image).log_evidence


def test_light_outside_the_mask_is_none():
    mask = dataset_of("interferometer", "numba").real_space_mask
    with pytest.raises(al.exc.DataError, match="has no value above 0"):
        _ = fit_of("interferometer", "numba", CONSUMERS["Adapt"], mask.mask.astype(float)).log_evidence


def test_darkness_is_refused_under_jit():
    dataset = dataset_of("imaging", "jax")
    source = al.Model(al.Galaxy, redshift=1.0, pixelization=CONSUMERS["RectangularAdaptImage"])
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0)))
    model = al.Collection(galaxies=al.Collection(lens=lens, source=source))
    images = al.AdaptImages(galaxy_name_image_dict={"galaxies.source": np.zeros(dataset.mask.pixels_in_mask)})
    likelihood = al.AnalysisImaging(dataset, adapt_images=images).likelihood_from(model)
    with pytest.raises(al.exc.DataError, match="RectangularAdaptImage adapts to has no value above 0"):
        likelihood([1.0])


def test_dark_galaxies_to_which_nothing_adapts():
    """As in the images of all galaxies of a result, of which some have no light."""
    source = al.Galaxy(1.0, pixelization=al.Pixelization(UNIFORM))
    dataset = dataset_of("imaging", "numba")
    images = al.AdaptImages(galaxy_image_dict={source: np.zeros(dataset.mask.pixels_in_mask)})
    tracer = al.Tracer([lens_galaxy(), source])
    assert (
        al.FitImaging(dataset, tracer, adapt_images=images).log_evidence == al.FitImaging(dataset, tracer).log_evidence
    )


def test_faint_units():
    """An image in another unit is the same image, however small its numbers are."""
    image = np.linspace(0.1, 1.0, dataset_of("imaging", "numba").mask.pixels_in_mask)
    for consumer in ("Adapt", "RectangularAdaptImage", "Hilbert"):
        bright, faint = (
            fit_of("imaging", "numba", CONSUMERS[consumer], unit * image).log_evidence for unit in (1.0, 1e-30)
        )
        assert faint == pytest.approx(bright, rel=1e-10)


def test_arrays_are_kept_as_they_were():
    image = np.ones(4)
    images = al.AdaptImages(galaxy_image_dict={"source": image})
    image[:] = np.nan
    assert (images.image_of("source") == 1.0).all()
    assert (pickle.loads(pickle.dumps(images)).image_of("source") == 1.0).all()


def test_images_of_equal_weights_need_no_light():
    mask = al.Mask2D.all_false((6, 6), 0.1)
    points = al.image_mesh.Hilbert(pixels=9).image_plane_mesh_grid_from(mask, np.zeros(36))
    assert len(points) == 9
    with pytest.raises(al.exc.DataError, match="adapt_data is nan at the unmasked pixel 3"):
        al.image_mesh.Hilbert().image_plane_mesh_grid_from(mask, np.where(np.arange(36) == 3, np.nan, 1.0))
    with pytest.raises(al.exc.DataError, match="masked"):
        al.image_mesh.Hilbert().image_plane_mesh_grid_from(mask, np.ma.masked_less(np.arange(36.0), 3.0))


@pytest.mark.parametrize(
    ("data", "noise", "message"),
    [
        (np.nan, 1.0, "data is nan"),
        (1.0, np.inf, "noise_map is inf"),
        (1.0, 0.0, r"noise_map is 0\.0"),
        (-1.0, 1.0, "data has no value above 0"),
    ],
)
def test_over_sampling_by_brightness(data, noise, message):
    mask = al.Mask2D.all_false((3, 3), 0.1)
    arrays = (al.Array2D(np.full((3, 3), value), mask) for value in (data, noise))
    with pytest.raises(al.exc.DataError, match=message):
        al.over_sample_size_via_adapt_from(*arrays)
