"""The library's defaults, the user's overrides, and the silence of autoconf."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import autolens_lite as al
from autolens_lite import config, exc

SILENCE = """
import logging, os, sys
os.environ["XLA_FLAGS"] = "--xla_dump_to=somewhere"
os.environ.pop("JAX_ENABLE_X64", None)
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
before = dict(os.environ)
root = (logging.root.level, list(logging.root.handlers), logging.root.manager.disable)
from autolens_lite import config
assert "autoconf" not in sys.modules
assert config.general("backend") == "numba"
assert "autoconf" in sys.modules
assert dict(os.environ) == before, set(os.environ.items()) ^ set(before.items())
assert root == (logging.root.level, list(logging.root.handlers), logging.root.manager.disable)
assert logging.getLogger("autoconf").level == logging.NOTSET
assert not [name for name in ("jax", "jaxlib", "numba", "matplotlib", "scipy") if name in sys.modules]
import autoconf
assert autoconf.conf.instance is not config._loaded()
"""


def made_class(name, module, *parents):
    return type(name, parents, {"__module__": module})


ISOTHERMAL = made_class("Isothermal", "autolens_lite.profile.mass.isothermal")


@pytest.fixture
def own(tmp_path):
    """A folder of settings in use for one test."""

    def write(**files):
        for name, content in files.items():
            path = tmp_path / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(content)
        config.use(tmp_path)

    yield write
    config.use(None)


def test_first_use_is_silent_and_leaves_the_process_alone(tmp_path):
    run = subprocess.run(
        [sys.executable, "-W", "always", "-c", SILENCE],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(config.defaults_folder().parent), "PATH": "/usr/bin:/bin"},
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_working_directory_overrides_defaults(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "general.yaml").write_text("backend: jax\n")
    run = subprocess.run(
        [sys.executable, "-c", "from autolens_lite import config; print(config.general('backend'))"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(config.defaults_folder().parent), "PATH": "/usr/bin:/bin"},
    )
    assert run.stdout == "jax\n"


def test_defaults_of_an_installed_package_come_first(tmp_path, monkeypatch):
    """A wheel holds the defaults inside the package; a checkout holds them beside it."""
    package = tmp_path / "site-packages" / "autolens_lite"
    monkeypatch.setattr(config, "_PACKAGE", package)
    with pytest.raises(exc.ConfigError, match="Install autolens_lite again"):
        config.defaults_folder()
    for folder in (package.parent / "config", package / "_config"):
        folder.mkdir(parents=True)
        (folder / "general.yaml").write_text("backend: numba\n")
        assert config.defaults_folder() == folder


def test_own_settings_hold_only_what_they_change(own):
    own(notation="label:\n  slope: s\n")
    assert config.section("notation")["label"]["slope"] == "s"
    assert config.section("notation")["label"]["centre_0"] == "y"
    assert config.general("backend") == "numba"
    assert len(config.folders()) == 2


def test_default_prior_is_found_by_class_and_family():
    assert config.prior_for(ISOTHERMAL, "einstein_radius")["upper_limit"] == 8.0
    assert config.prior_for(ISOTHERMAL, "slope") is None
    assert (
        config.prior_for(made_class("Isothermal", "autolens_lite.profile.light.isothermal"), "einstein_radius") is None
    )
    assert config.prior_for(made_class("Isothermal", "elsewhere"), "einstein_radius") is None


def test_subclass_has_its_parents_priors():
    child = made_class("Mine", "__main__", ISOTHERMAL)
    assert config.prior_for(child, "einstein_radius") == config.prior_for(ISOTHERMAL, "einstein_radius")


def test_own_prior_replaces_one_argument_only(own):
    own(priors__mass="Isothermal:\n  einstein_radius: {type: Uniform, lower_limit: 1.0, upper_limit: 2.0}\n")
    assert config.prior_for(ISOTHERMAL, "einstein_radius")["upper_limit"] == 2.0
    assert config.prior_for(ISOTHERMAL, "centre_0")["sigma"] == 0.1


def test_own_class_is_found_in_any_own_file(own):
    own(priors__anything="Mine:\n  a: {type: Uniform, lower_limit: 1.0, upper_limit: 2.0}\n")
    assert config.prior_for(made_class("Mine", "__main__"), "a")["lower_limit"] == 1.0


def test_family_that_shares_most_words_wins(own):
    entry = "Sersic:\n  intensity: {{type: Uniform, lower_limit: {}, upper_limit: 9.0}}\n"
    own(priors__light=entry.format(1.0), **{"priors__light_linear": entry.format(2.0)})
    assert (
        config.prior_for(made_class("Sersic", "autolens_lite.profile.light.sersic"), "intensity")["lower_limit"] == 1.0
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: config.general("bakend"), "Did you mean 'backend'"),
        (lambda: config.section("genral"), "Did you mean 'general'"),
        (lambda: config.use("/no/such/folder"), "not a folder"),
    ],
)
def test_errors_name_the_remedy(call, words):
    with pytest.raises(exc.ConfigError, match=words):
        call()


@pytest.mark.parametrize("content", ["a: [1, 2", "\t- x: y:\n"])
def test_unreadable_yaml_is_one_clear_error(own, content):
    own(general=content)
    with pytest.raises(exc.ConfigError, match="Correct its YAML"):
        config.general("backend")


def test_every_default_prior_can_be_built():
    from autolens_lite.model.priors import Prior
    from autolens_lite.model.value_slots import Defaults

    count = 0
    for source in config._loaded().prior_config.prior_configs:
        for classes in source.obj.values():
            for name, arguments in classes.items():
                for argument, entry in arguments.items():
                    where = f"{name}.{argument}"
                    Prior.from_dict(entry)
                    defaults = Defaults.from_settings(entry, where)
                    assert "width_modifier" in entry, where
                    assert defaults.width > 0.0, where
                    assert argument.lower() in config.section("notation")["label"] or argument.startswith("centre"), (
                        where
                    )
                    count += 1
    assert count > 50


def nested(levels):
    """Each line stands for the one before, nine times."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, levels)]
    return "\n".join(lines) + "\n"


def merged(levels):
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}]}}" for i in range(1, levels)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (nested(20), "general.yaml expands to more than"),
        (merged(20), "general.yaml expands to more than"),
        ("a: &a [*a]\n", "general.yaml expands to more than"),
        ("a: " + "[" * 20_000, "cannot be read"),
        ("a: " + "{b: " * 5_000, "cannot be read"),
        ("backend: " + "1" * 5_000 + "\n", "cannot be read"),
        ("x: 1\n" * 100_000, "general.yaml has 500000 bytes"),
        ("backend: !!python/object/apply:os.system ['touch made']\n", "cannot be read"),
        ("backend: !!python/name:os.system\n", "cannot be read"),
    ],
)
@pytest.mark.parametrize("where", ["config", "elsewhere"])
def test_settings_that_are_a_trap_are_refused_at_once(tmp_path, content, words, where):
    folder = tmp_path / where
    folder.mkdir()
    (folder / "general.yaml").write_text(content)
    start = time.process_time()
    try:
        with pytest.raises(exc.ConfigError, match=words):
            config.use(None if where == "config" else folder)
            config.general("backend")
    finally:
        (folder / "general.yaml").unlink()
        config.use(None)
    assert time.process_time() - start < 1.5
    assert not (tmp_path / "made").exists()


def test_settings_that_are_not_a_file_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "general.yaml")
    with pytest.raises(exc.ConfigError, match=r"general\.yaml is not a file"):
        config.use(tmp_path)


def test_a_few_aliases_are_allowed(own):
    own(general="backend: &name jax\nother: *name\n", priors__mass="A: &a {x: {type: Uniform}}\nB: {<<: *a}\n")
    assert config.general("other") == "jax"
    assert config.prior_for(made_class("B", "elsewhere"), "x") == {"type": "Uniform"}


UNIFORM = "type: Uniform, lower_limit: 0.0, upper_limit: 3.0"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"einstien_radius: {{{UNIFORM}}}", "Isothermal.einstien_radius.*Did you mean 'einstein_radius'"),
        (f"ell_comps: {{{UNIFORM}}}", "Isothermal.ell_comps.*Did you mean 'ell_comps_"),
        ("einstein_radius: 1.5", "is 1.5. Write a prior"),
        ("einstein_radius: fixed", "is 'fixed'. Write a prior"),
        ("einstein_radius: {type: Uniform, lower_limit: no, upper_limit: yes}", "not a number"),
        (f"einstein_radius: {{{UNIFORM}, limit: {{lower: 0.0}}}}", "Did you mean 'limits'"),
        (f"einstein_radius: {{{UNIFORM}, mean: 1.0}}", "have 'mean'"),
        (f"einstein_radius: {{{UNIFORM}, limits: {{low: 0.0}}}}", "Did you mean 'lower'"),
        (f"einstein_radius: {{{UNIFORM}, limits: [0.0, 1.0]}}", r"limits of .* is \[0.0, 1.0\]. Write"),
        (f"einstein_radius: {{{UNIFORM}, limits: {{lower: .nan}}}}", "not a lower one below an upper one"),
        (f"einstein_radius: {{{UNIFORM}, limits: {{lower: 2.0, upper: 1.0}}}}", "not a lower one below an upper one"),
        (f"einstein_radius: {{{UNIFORM}, width_modifier: 0.3}}", "width_modifier of .* is 0.3. Write"),
        (f"einstein_radius: {{{UNIFORM}, width_modifier: {{type: Absolute, value: -1.0}}}}", "no value above zero"),
        (f"einstein_radius: {{{UNIFORM}}}\nIsothermal:\n  slope: {{{UNIFORM}}}", "has 'Isothermal' twice .line 3"),
    ],
)
def test_priors_that_would_count_for_nothing_are_refused(own, content, words):
    with pytest.raises(exc.ConfigError, match=words):
        own(priors__mass=f"Isothermal:\n  {content}\n")
        al.Model(al.mp.Isothermal)


def test_open_limits_of_other_codes_are_taken(own):
    entry = "type: Gaussian, mean: 0.0, sigma: 0.2, lower_limit: -inf, upper_limit: .inf"
    own(priors__mass=f"Isothermal:\n  centre_0: {{{entry}, limits: {{lower: -inf, upper: inf}}}}\n")
    assert al.Model(al.mp.Isothermal).centre_0.sigma == 0.2


@pytest.mark.parametrize(
    ("name", "file", "words"),
    [
        ("Isothermall", "mass", "not a class of the library. Is it Isothermal"),
        ("isothermal", "mass", "not a class of the library. Is it Isothermal"),
        ("Isothermal", "total", "not those of autolens_lite.profile.mass.isothermal.Isothermal"),
    ],
)
def test_priors_of_no_class_are_said(own, name, file, words):
    with pytest.warns(exc.AutoLensWarning, match=words):
        own(**{f"priors__{file}": f"{name}:\n  einstein_radius: {{{UNIFORM}}}\n"})
        assert al.Model(al.mp.Isothermal).einstein_radius.upper_limit == 8.0


def test_priors_of_other_families_and_of_own_classes_are_neither(own):
    entry = f"einstein_radius: {{{UNIFORM}}}"
    own(
        priors__light=f"Sersic:\n  sersic_index: {{{UNIFORM}}}\n",
        priors__mine="\n".join(f"{name}:\n  {entry}" for name in ("MyIsothermal", "Isothermal2", "NFW3")),
    )
    assert al.Model(al.mp.Sersic).sersic_index.upper_limit != 3.0
    assert al.Model(al.lp.Sersic).sersic_index.upper_limit == 3.0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("backendd: jax\n", "Did you mean 'backend'"),
        ("Batch_memmory: 3.0\n", "Did you mean 'batch_memory'"),
        ("batch_memory: lots\n", "batch_memory = 'lots' .* is not a number"),
        ("batch_memory: -1.0\n", "batch_memory = -1.0 .* is not a number, 0 or more"),
        ("batch_memory: 1.0\nbatch_memory: 2.0\n", "has 'batch_memory' twice .line 2"),
    ],
)
def test_general_settings_that_would_count_for_nothing_are_refused(own, content, words):
    with pytest.raises(exc.ConfigError, match=words):
        own(general=content)
        config.general("batch_memory")


@pytest.mark.parametrize("content", ["backend jax", "backend:jax", "- backend: jax", "[backend, jax]"])
@pytest.mark.parametrize("name", ["general", "plots", "notation"])
def test_settings_that_are_no_mapping_are_refused(own, name, content):
    with pytest.raises(exc.ConfigError, match=rf"{name}\.yaml is not a mapping"):
        own(**{name: content})


def test_a_class_without_a_mapping_of_priors_is_refused(own):
    own(priors__mass="Isothermal:\n  - einstein_radius\nPowerLaw:\n")
    with pytest.raises(exc.ConfigError, match="no mapping for Isothermal"):
        al.Model(al.mp.Isothermal)


def test_without_a_working_directory_there_are_the_defaults(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    config.use(None)
    assert config.general("backend") == "numba"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").symlink_to("config")
    config.use(None)
    assert config.general("backend") == "numba"
    config.use(None)


def test_a_working_directory_that_was_removed_before_settings_are_read(tmp_path):
    code = "import os, autolens_lite as al; os.rmdir(os.getcwd()); print(al.Model(al.mp.Isothermal).prior_count)"
    (tmp_path / "gone").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(Path(config.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path / "gone", env=environment, check=True
    )
    assert done.stdout == "5\n"
