"""A stored model is data: it chooses no import and no call, and what cannot be rebuilt is an error."""

import json
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.model import Collection, Model, classes, model_from_dict, serial

# The classes of parts of models, as results on disk name them.
STORED = (Path(__file__).parents[1] / "reference" / "stored_classes.txt").read_text(encoding="utf-8").splitlines()


class Part:
    def __init__(self, a=1.0, b=2.0):
        self.a, self.b = a, b


@pytest.fixture
def module(monkeypatch):
    """A module of the user's, imported."""
    module = types.ModuleType("parts_of_the_user")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(classes, "_registered", {})
    return module


def defined(module, source):
    exec(source, module.__dict__)
    return module


def stored_with(path, arguments=None):
    """A model with a fixed object, and one with a class, of that path."""
    lens = Collection(mass=Model(al.mp.Isothermal)).to_dict()
    lens["model"]["values"]["mass"] = {"kind": "Object", "class": path, "arguments": arguments or {}}
    other = Collection(mass=Model(al.mp.Isothermal)).to_dict()
    other["model"]["values"]["mass"]["class"] = path
    return lens, other


@pytest.mark.parametrize(
    "path",
    [
        "subprocess:Popen",
        "os:_wrap_close",
        "builtins:eval",
        "builtins:object",
        "builtins:type",
        "pathlib:Path",
        "numpy:memmap",
        "autolens_lite.storage:os",
        "autolens_lite.storage:Path",
        "autolens_lite.search.likelihoods.worker_processes:WorkerPool",
        "autolens_lite.search.output.lock:FolderLock",
        "autolens_lite.inversion.smoothed:SmoothedProfiles",
        "autolens_lite.inversion.inversion:Inversion",
        "autolens_lite.dataset.visibilities_npz:Path",
        "autolens_lite.profile.mass.isothermal:Isothermal.__class__",
        "autolens_lite.profile.mass.isothermal:Isothermal.__init__",
        "autolens_lite.profile.mass.isothermal:__builtins__",
        "autolens_lite.profile.mass.isothermal:",
        "autolens_lite:mp.Isothermal",
        "autolens_lite.profile..mass:Isothermal",
        "autolens_lite.profile.mass.isothermal",
        "autolens_lite:plot",
        "",
        ":",
        None,
        7,
        ["subprocess:Popen"],
    ],
)
def test_no_other_class_is_made(path):
    for stored in stored_with(path, {"args": {"kind": "List", "values": ["touch", "made"]}}):
        with pytest.raises(exc.ModelError, match=r"not among the parts|not imported|not a class"):
            model_from_dict(stored)


def test_nothing_is_imported(tmp_path, monkeypatch):
    (tmp_path / "harmful.py").write_text("open('imported', 'w').close()\nclass Part: pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    for stored in stored_with("harmful:Part"):
        with pytest.raises(exc.ModelError, match=r"al\.register\(Part\)"):
            model_from_dict(stored)
    assert not (tmp_path / "imported").exists()


def test_a_lazy_attribute_is_not_followed(module):
    defined(module, "def __getattr__(name): raise SystemExit\n")
    with pytest.raises(exc.ModelError, match="not imported"):
        model_from_dict(stored_with("parts_of_the_user:Part")[0])


def test_a_class_of_the_user_is_allowed_once_it_is_registered(module):
    defined(module, "class Part:\n    def __init__(self, a=1.0): self.a = a\n    class Inner: pass\n")
    stored = stored_with("parts_of_the_user:Part", {"a": 3.0})[0]
    with pytest.raises(exc.ModelError, match="from parts_of_the_user import Part"):
        model_from_dict(stored)
    assert al.register(module.Part) is module.Part
    assert model_from_dict(stored).instance_from_vector([]).mass.a == 3.0
    with pytest.raises(exc.ModelError, match="not imported"):
        model_from_dict(stored_with("parts_of_the_user:Part.Inner")[0])
    al.register(module.Part.Inner)
    assert type(model_from_dict(stored_with("parts_of_the_user:Part.Inner")[0]).mass) is module.Part.Inner


@pytest.mark.parametrize("use", [lambda cls: Model(cls), lambda cls: Collection(part=cls())])
def test_a_class_of_the_user_is_allowed_once_it_is_in_a_model(module, use):
    defined(module, "class Part: pass\n")
    use(module.Part)
    assert type(model_from_dict(stored_with("parts_of_the_user:Part")[0]).mass) is module.Part


def test_a_profile_of_the_user_is_allowed_once_it_is_imported(module):
    defined(module, "import autolens_lite as al\nclass Mine(al.mp.Isothermal): pass\n")
    fixed, free = stored_with("parts_of_the_user:Mine", {"einstein_radius": 1.5})
    assert model_from_dict(fixed).mass.einstein_radius == 1.5
    assert model_from_dict(free).mass.cls is module.Mine


def test_register_refuses_what_is_no_class():
    with pytest.raises(exc.ModelError, match=r"cls = 3 is not a class"):
        al.register(3)


def test_another_process_reads_a_class_that_it_registers(tmp_path):
    (tmp_path / "parts.py").write_text("class Part:\n    def __init__(self, a=1.0): self.a = a\n")
    stored = stored_with("parts:Part", {"a": 2.0})[0]
    (tmp_path / "model.json").write_text(json.dumps(stored))
    script = (
        "import json, autolens_lite as al\nfrom autolens_lite.model import model_from_dict\nimport parts\n"
        "stored = json.load(open('model.json'))\n"
        "try: model_from_dict(stored)\n"
        "except al.exc.ModelError as error: print('al.register(Part)' in str(error))\n"
        "al.register(parts.Part)\nprint(model_from_dict(stored).mass.a)\n"
    )
    environment = {"PYTHONPATH": ":".join([str(tmp_path), *sys.path]), "PATH": "/usr/bin:/bin"}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert run.stdout.split() == ["True", "2.0"], run.stderr


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "class Part:\n    def __init__(self, a=1.0): self.a = a",
            r"model\.part: .* argument 'b', which Part no longer",
        ),
        ("class Part:\n    def __init__(self, a=1.0, bb=2.0): pass", r"argument 'b', .* Did you mean 'bb'\?"),
        ("class Part: pass", r"argument 'a', which Part no longer has"),
        ("class Part:\n    def __init__(self, a, b, c): pass", r"no argument 'c', without which"),
    ],
)
def test_a_constructor_that_has_changed(module, source, words):
    """The samples can be read; an instance cannot be made, and the part, the argument and the remedy are named."""
    defined(module, "class Part:\n    def __init__(self, a=1.0, b=2.0): self.a, self.b = a, b\n")
    free = Collection(part=Model(module.Part, a=al.UniformPrior(0.0, 1.0), b=3.0)).to_dict()
    fixed = Collection(part=module.Part(), x=al.UniformPrior(0.0, 1.0)).to_dict()
    defined(module, source)
    model = model_from_dict(free)
    assert model.parameter_names == ["part.a"]
    for again in (model, model.copy(), model.with_priors({model.part.a: 0.5})):
        with pytest.raises(exc.ModelError, match=words):
            again.instance_from_vector([0.5] * again.prior_count)
    with pytest.raises(exc.ModelError, match=words):
        model_from_dict(fixed)


def test_an_argument_that_was_added_has_its_default(module):
    defined(module, "class Part:\n    def __init__(self, a=1.0): self.a = a\n")
    stored = Collection(part=Model(module.Part, a=al.UniformPrior(0.0, 1.0))).to_dict()
    defined(module, "class Part:\n    def __init__(self, a=1.0, c=4.0, **more): self.a, self.c = a, c\n")
    assert model_from_dict(stored).instance_from_vector([0.5]).part.c == 4.0


def whole():
    lens = Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal, shear=al.mp.ExternalShear(gamma_1=0.1))
    model = Collection(lens=lens, more=[al.GaussianPrior(0.0, 1.0), "text", None, True, 3], part=Part(np.arange(3.0)))
    model.add_assertion((lens.mass.centre_0 > 2.0 * lens.mass.centre_1) & (lens.mass.einstein_radius < 2.0))
    return json.loads(json.dumps(model.to_dict()))


def places_of(value):
    """Every (container, key) of a nest of dictionaries and lists."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places_of(value[key])


def test_every_damage_is_an_error_of_ours_or_harmless():
    """Each place of a stored model in turn is removed, or holds something of one of the other kinds."""
    others = [None, True, -1, 10**400, float("nan"), "text", [], {}, [[]], {"kind": "Prior", "id": 10**9}, {"kind": []}]
    others += [
        {"kind": "Array", "dtype": "O", "values": [1]},
        {"kind": "Array", "dtype": "U999999999", "values": ["a"]},
    ]
    refused = 0
    for index in range(len(list(places_of(whole())))):
        for other in [places_of, others[index % len(others)], others[(7 * index + 3) % len(others)]]:
            stored = whole()
            container, key = list(places_of(stored))[index]
            if other is places_of:
                del container[key]
            else:
                container[key] = other
            try:
                model = model_from_dict(stored)
                model.instance_from_unit_vector([0.5] * model.prior_count)
                str(model.info)
            except exc.AutoLensError:
                refused += 1
    assert refused > 200


def test_a_deep_model_is_refused():
    stored = {"kind": "Collection", "values": {}, "assertions": []}
    for _ in range(100_000):
        stored = {"kind": "Collection", "values": {"a": stored}, "assertions": []}
    with pytest.raises(exc.ModelError, match="RecursionError"):
        model_from_dict({"format": 1, "priors": [], "model": stored})
    while stored["values"]:  # taken apart one by one: Python would do it by recursion
        stored = stored["values"].pop("a")


def test_what_the_inversion_makes_for_itself_takes_no_memory():
    path = "autolens_lite.inversion.smoothed:SmoothedProfiles"
    stored = stored_with(path, {"xp": None, "regularization": None, "pixels": 10**12})[0]
    with pytest.raises(exc.ModelError, match="not among the parts"):
        model_from_dict(stored)


def test_the_settings_of_an_inversion_are_a_part():
    settings = al.Settings(use_border_relocator=True)
    back = model_from_dict(Collection(settings=settings).to_dict()).instance_from_vector([]).settings
    assert vars(back) == vars(settings)


def test_an_order_that_does_not_exist_takes_no_time():
    """The orders that do are not all listed."""
    stored = stored_with("autolens_lite.profile.light.shapelet_polar:ShapeletPolar", {"n": 10**4, "m": 1})[0]
    with pytest.raises(exc.ModelError, match=r"Pass one of -10+, -9+8, \.\.\., 10+\."):
        model_from_dict(stored)


@pytest.mark.parametrize("path", STORED)
def test_classes_stay_where_stored_models_look_for_them(path):
    """A class may move to another module only if the old one still has it: results on disk name both."""
    assert classes.class_at(path).__name__ == path.partition(":")[2]


def test_many_links_are_read_at_once(monkeypatch):
    """The parts are gone through once, and not for each link."""
    stored = Collection({f"part_{i}": Model(al.mp.Isothermal) for i in range(9)}).to_dict()
    stored["links"] = [["part_0.centre", f"part_{i % 9}.centre"] for i in range(1000)]
    walks, pairs_of = [], serial.pairs_of
    monkeypatch.setattr(serial, "pairs_of", lambda model: walks.append(model) or pairs_of(model))
    back = model_from_dict(stored)
    back.part_0.centre_0 = 0.25
    assert back.part_8.centre_0 == 0.25
    assert len(walks) == 1


def test_links_of_links_hold_together():
    stored = Collection({name: Model(al.mp.Isothermal) for name in "abc"}).to_dict()
    stored["links"] = [["a.centre", "b.centre"], ["b.centre", "c.centre"]]
    back = model_from_dict(stored)
    back.a.centre_0 = 0.25
    assert (back.b.centre_0, back.c.centre_0) == (0.25, 0.25)
