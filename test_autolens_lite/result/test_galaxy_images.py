"""The images of the best fit's galaxies are kept beside a result, to the last bit."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.fit.imaging import FitImaging
from autolens_lite.fit.interferometer import FitInterferometer
from autolens_lite.result import galaxy_images
from test_autolens_lite.result.test_chaining import DATASET, imaging_of, two_light_model

KINDS = {
    "image": lambda backend: al.AnalysisImaging(imaging_of(backend)),
    "visibilities": lambda backend: al.AnalysisInterferometer(DATASET.with_backend(backend)),
}
FITS = {"image": FitImaging, "visibilities": FitInterferometer}


pytestmark = pytest.mark.filterwarnings("ignore")


def fitted(model, analysis):
    search = al.Emcee("fit", nwalkers=4, nsteps=3, seed=1, progress_bar=False)
    return search.fit(model, analysis)


def images_of(result):
    return [al.galaxy_name_image_dict_via_result_from(result, use_model_images=flag) for flag in (False, True)]


def assert_same(found, expected):
    for one, other in zip(found, expected, strict=True):
        assert list(one) == list(other)
        for name in one:
            np.testing.assert_array_equal(one[name], other[name])


def otherwise(monkeypatch, kind):
    """Let images be rounded as another compiler rounds them."""
    cls, name = FITS[kind], "model_images_of_galaxies_dict"
    before = getattr(vars(cls)[name], "func", None) or vars(cls)[name].fget

    def images(fit):
        return {galaxy: np.nextafter(np.asarray(image), 9.0) for galaxy, image in before(fit).items()}

    monkeypatch.setattr(cls, name, property(images))


@pytest.mark.parametrize("kind", KINDS)
def test_they_are_those_of_the_run_however_they_would_be_rounded_now(kind, backend, monkeypatch, working_directory):
    analysis = KINDS[kind](backend)
    first = fitted(two_light_model(), analysis)
    kept = images_of(first)
    computed = first.with_analysis(analysis)
    assert_same(images_of(computed), kept)
    otherwise(monkeypatch, kind)
    again = KINDS[kind](backend)
    assert_same(images_of(fitted(two_light_model(), again)), kept)
    folder = working_directory / "output" / "fit"
    assert_same(images_of(al.Result.load(folder, again)), kept)
    # of an analysis that is not the one that was fitted they are computed
    changed = images_of(first.with_analysis(again))
    assert any(np.any(changed[1][name] != kept[1][name]) for name in kept[1])
    other = type(again)(again.dataset, settings=al.Settings(use_positive_only_solver=False))
    assert_same(images_of(al.Result.load(folder, other)), changed)


def test_of_each_of_several_data_sets(monkeypatch):
    def graph():
        model = two_light_model()
        factors = [al.AnalysisFactor(model, KINDS[kind]("numba")) for kind in KINDS]
        return al.FactorGraphModel(*factors)

    def both(result):
        return [images for part in result for images in images_of(part)]

    one = graph()
    kept = both(fitted(one.global_prior_model, one))
    for kind in KINDS:
        otherwise(monkeypatch, kind)
    again = graph()
    assert_same(both(fitted(again.global_prior_model, again)), kept)


def test_a_damaged_file_is_refused_and_a_missing_one_done_without(working_directory):
    analysis = KINDS["image"]("numba")
    kept = images_of(fitted(two_light_model(), analysis))
    path = working_directory / "output" / "fit" / galaxy_images.NAME
    content = path.read_bytes()
    path.write_bytes(content[:-40])
    with pytest.raises(al.exc.DataError, match=r"galaxy_images\.npz"):
        fitted(two_light_model(), analysis)
    path.unlink()
    assert_same(images_of(fitted(two_light_model(), analysis)), kept)
    assert not path.exists(), "a finished folder is only read"


def test_a_fit_whose_images_cannot_be_computed_is_not_lost(monkeypatch, working_directory, caplog):
    def fails(fit):
        raise ZeroDivisionError("no images")

    monkeypatch.setattr(FitImaging, "model_images_of_galaxies_dict", property(fails))
    assert len(fitted(two_light_model(), KINDS["image"]("numba")).samples) == 12
    assert "are not kept: no images" in caplog.text
    assert not (working_directory / "output" / "fit" / galaxy_images.NAME).exists()


def test_they_go_with_what_a_search_has_stored(working_directory):
    fitted(two_light_model(), KINDS["image"]("numba"))
    al.Emcee("fit").clear()
    assert not (working_directory / "output" / "fit").exists()
