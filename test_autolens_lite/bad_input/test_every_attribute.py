"""No public attribute of any object takes another value that those who use the object would not follow."""

import copy
import dataclasses
import functools
import inspect
import pickle

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.fixed import changed
from test_autolens_lite.bad_input.test_every_argument import IMAGE, LEFT_OUT, MASK, MODEL, NEEDED, classes, is_made
from test_autolens_lite.bad_input.test_every_method import ANALYSIS, INVERSION, OBJECTS, RESULT, TRACER

# What is only shown and written.
SHOWN = {"unit", "title_prefix"}
# What no class of the public tables makes, or what takes whatever comes.
FACTORS = al.FactorGraphModel(al.AnalysisFactor(MODEL, ANALYSIS))
MADE_BY_OTHERS = [RESULT, ANALYSIS.likelihood_from(MODEL), FACTORS, INVERSION, INVERSION.mapper]
# What is the data's own, which a fit shows.
OF_THE_DATA = {"operator", "noise_normalization"}
# Arrays to which a user may assign, as to NumPy's.
ARE_ARRAYS = (al.Array2D, al.VectorYX2D, al.Array2DRGB, al.ArrayIrregular, al.Grid2DIrregular)


def objects():
    yield from MADE_BY_OTHERS
    for cls in classes():
        if cls not in LEFT_OUT and is_made(cls):
            yield OBJECTS[cls] if cls in OBJECTS else cls(**NEEDED.get(cls, {}))


def attributes_of(made):
    """The names of what an object holds, and of what it computes."""
    cls = type(made)
    computed = {
        name
        for name in dir(cls)
        if isinstance(inspect.getattr_static(cls, name), property | functools.cached_property)
        # as classes of the standard library say it
        and not isinstance(made, dict | tuple)
    }
    return sorted(name for name in {*vars(made), *computed} - SHOWN if not name.startswith("_"))


ATTRIBUTES = [(made, name) for made in objects() for name in attributes_of(made)]


def test_there_are_enough_of_them():
    assert len({type(made) for made, _ in ATTRIBUTES}) > 190
    assert len(ATTRIBUTES) > 2000


def test_every_attribute_keeps_its_value():
    taken, foreign = [], []
    for made, name in ATTRIBUTES:
        before = vars(made).get(name)
        for value in (np.nan, None, before):
            try:
                setattr(made, name, value)
            except exc.ParameterError as error:
                assert name in str(error) and "Make another" in str(error)
            except exc.AutoLensError as error:
                assert name in str(error)
            except dataclasses.FrozenInstanceError:
                pass  # of priors
            except Exception as error:  # noqa: BLE001, each is a fault to be listed
                foreign.append(f"{type(made).__name__}.{name}: {error!r}")
            else:
                taken.append(f"{type(made).__name__}.{name}")
            assert name not in vars(made) or before is None or vars(made)[name] is before
    assert (sorted(set(taken)), foreign) == ([], [])


@pytest.mark.parametrize(
    ("make", "name", "remedy"),
    [
        (lambda: al.mp.Isothermal(), "einstein_radius", r"of an Isothermal.*Isothermal\(..., einstein_radius=...\)"),
        (lambda: al.mp.NFWMCRLudlow(), "kappa_s", "Make another NFWMCRLudlow"),
        (lambda: al.Convolver(np.ones((3, 3))), "kernel", r"Convolver\(..., kernel=...\)"),
        (lambda: al.AnalysisImaging(IMAGE), "dataset", r"AnalysisImaging\(..., dataset=...\)"),
        (lambda: al.Mask2D.all_false((3, 3), 0.1), "pixels_in_mask", "Make another Mask2D"),
        (lambda: IMAGE, "psf", "with_values"),
    ],
)
def test_the_error_says_how_to_make_another(make, name, remedy):
    with pytest.raises(exc.AutoLensError, match=remedy):
        setattr(make(), name, None)


def test_copies_and_pickles_are_made_as_before():
    for made in objects():
        assert type(copy.copy(made)) is type(made)
        if not isinstance(made, al.FitImaging | al.FitInterferometer | al.Result | al.Mapper | type(INVERSION)):
            assert type(pickle.loads(pickle.dumps(made))) is type(made)


def test_a_class_of_the_users_own_may_count():
    class Counted(al.mp.IsothermalSph):
        def __init__(self, centre=(0.0, 0.0), einstein_radius=1.0):
            super().__init__(centre, einstein_radius)
            self.calls = 0

        def deflections_from(self, coordinates):
            self.calls += 1
            return super().deflections_from(coordinates)

    counted = Counted()
    counted.deflections_yx_2d_from(al.Grid2D(MASK))
    assert counted.calls == 1
    with pytest.raises(exc.ParameterError, match="einstein_radius of a Counted cannot"):
        counted.einstein_radius = np.nan


def test_a_shallow_copy_with_another_value():
    lens = al.Galaxy(0.5, mass=al.mp.Isothermal())
    other = changed(lens, redshift=0.3)
    assert (other.redshift, lens.redshift) == (0.3, 0.5)
    assert other.mass is lens.mass


class Heavier(al.mp.IsothermalSph):
    """Sets arguments of its base before and after the base's constructor, and has a property that can be set."""

    def __init__(self, centre=(0.0, 0.0), einstein_radius=1.0, factor=2.0):
        self.centre = (9.0, 9.0)
        super().__init__(centre, einstein_radius)
        self.einstein_radius = factor * einstein_radius
        self.factor = factor

    @property
    def factor(self):
        return self._factor

    @factor.setter
    def factor(self, factor):
        self._factor = factor


@dataclasses.dataclass
class Declared(al.mp.IsothermalSph):
    centre: tuple = (0.0, 0.0)
    einstein_radius: float = 1.0

    def __post_init__(self):
        super().__init__(self.centre, self.einstein_radius)


class Rebinned(al.AnalysisImaging):
    def __init__(self, dataset):
        super().__init__(dataset)
        self.dataset = dataset


def test_constructors_of_the_users_own_may_set_what_their_base_has_set():
    heavier = Heavier(einstein_radius=0.5)
    assert (heavier.einstein_radius, heavier.centre, heavier.factor) == (1.0, (0.0, 0.0), 2.0)
    heavier.factor = 3.0
    assert heavier.factor == 3.0
    assert Declared(einstein_radius=0.5).einstein_radius == 0.5
    assert Rebinned(IMAGE).dataset is IMAGE
    for made in (heavier, copy.deepcopy(heavier), pickle.loads(pickle.dumps(heavier)), Declared()):
        with pytest.raises(exc.ParameterError, match="einstein_radius of a"):
            made.einstein_radius = 2.0


def test_no_property_is_computed_to_learn_that_it_cannot_be_set():
    class Computed(al.mp.IsothermalSph):
        @property
        def total(self):
            raise RuntimeError("computed")

    with pytest.raises(exc.ParameterError, match="total of a Computed"):
        Computed().total = 1.0


def insides_of(value):
    """The lists, dicts and arrays within a value, as (value, what would change it)."""
    if isinstance(value, list):
        yield value, lambda: value.append(None)
        yield value, lambda: value.sort(key=id)
    elif isinstance(value, dict):
        yield value, lambda: value.update(a=1)
        yield value, lambda: value.__setitem__("a", 1)
    elif type(value) is np.ndarray and value.size:
        yield value, lambda: value.__setitem__(..., value.flat[0])
    if isinstance(value, list | tuple | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from insides_of(part)


def test_what_attributes_hold_stays_as_it_is():
    changed_in_place, seen = [], 0
    for made, name in ATTRIBUTES:
        if (
            name in OF_THE_DATA
            or isinstance(made, ARE_ARRAYS)
            or (name not in vars(made) and ".profile." in type(made).__module__)
        ):
            continue  # what is computed of a profile takes long, and is a number
        try:
            value, again = getattr(made, name), getattr(made, name)
        except (exc.AutoLensError, TypeError, ValueError, AttributeError):
            continue  # of nothing that can be computed
        if value is not again:
            continue  # made anew each time
        for inside, change in insides_of(value):
            seen += 1
            try:
                change()
            except exc.ParameterError as error:
                assert "cannot be changed" in str(error)
            except ValueError as error:
                assert "read-only" in str(error)
            else:
                changed_in_place.append(f"{type(made).__name__}.{name}: {type(inside).__name__}")
    assert sorted(set(changed_in_place)) == []
    assert seen > 100


def test_lists_that_are_held_are_lists():
    galaxies = TRACER.galaxies
    assert galaxies == list(galaxies) and len(galaxies + galaxies) == 4
    for copied in (galaxies.copy(), copy.copy(galaxies), list(galaxies), galaxies[:]):
        copied.append(None)  # a copy is the user's
    again = pickle.loads(pickle.dumps(TRACER))
    with pytest.raises(exc.ParameterError, match=r"galaxies of a Tracer cannot be changed.*list\(...\)"):
        again.galaxies.pop()
    with pytest.raises(exc.ParameterError, match="search_info of a Result"):
        al.Result(RESULT.samples, MODEL, search_info={"doubts": ["a"]}).search_info["doubts"].append("b")


def test_lists_of_a_class_of_the_users_own_are_the_users():
    class Noting(al.AnalysisImaging):
        def __init__(self, dataset):
            super().__init__(dataset)
            self.notes, self.table = [], {}

    noting = Noting(IMAGE)
    noting.notes.append(1)
    noting.table["a"] = 1
    assert (noting.notes, noting.table) == ([1], {"a": 1})
    with pytest.raises(exc.ParameterError, match="positions_likelihood_list of a Noting"):
        noting.positions_likelihood_list.append(1)
