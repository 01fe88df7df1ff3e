"""The rules of the house, read from its source: who imports whom, how long a file may be, what an import costs."""

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import autolens_lite as al

PACKAGE = Path(__file__).resolve().parents[1] / "autolens_lite"
SOURCES = sorted(PACKAGE.rglob("*.py"))

# In the order of the data flow: each imports only from those before it.
FOLDERS = [
    "xp",
    "grid",
    "dataset",
    "profile",
    "lens",
    "pixelization",
    "inversion",
    "fit",
    "model",
    "analysis",
    "result",
    "search",
    "guide",
    "plot",
    "cli",
]
FOUNDATIONS = {"archive", "arguments", "arrays", "exc", "check", "config", "cosmology", "storage", "temporary", "units"}
# Whether a number is one that a backend traces is known to `xp` alone, which imports none of these itself.
NUMERIC_FOUNDATIONS = {"arguments", "check"}

OWNERS = {
    "jax": {"xp"},
    "jaxlib": {"xp"},
    "numba": {"xp"},
    "llvmlite": {"xp"},
    "matplotlib": {"plot", "cli"},
    "corner": {"plot", "cli"},
    "autoconf": {"config"},
}


def name_of(path):
    return str(path.relative_to(PACKAGE))


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def part_of(path):
    """The folder of the package that a file is in, or its own name where it is at the top."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_by(path):
    """The dotted absolute name of every module that a file imports, anywhere in it."""
    package = ("autolens_lite", *path.relative_to(PACKAGE).parent.parts)
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package[: len(package) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            # `from autolens_lite import grid` imports the module autolens_lite.grid.
            found += [f"{base}.{alias.name}" for alias in node.names]
    return found


def test_the_list_of_folders_is_complete():
    found = {path.name.removesuffix(".py") for path in PACKAGE.glob("[a-z]*") if path.suffix in ("", ".py")}
    assert found <= {*FOLDERS, *FOUNDATIONS}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_follow_the_data(path):
    part = part_of(path)
    if part in FOUNDATIONS | {"__init__"}:
        allowed = FOUNDATIONS | ({"xp"} if part in NUMERIC_FOUNDATIONS else set())
    else:
        allowed = FOUNDATIONS | set(FOLDERS[: FOLDERS.index(part) + 1])
    wrong = []
    for module in imported_by(path):
        package, *rest = module.split(".")
        if package != "autolens_lite" or not rest or rest[0].startswith("__"):
            continue
        if rest[0] not in allowed:
            wrong.append(module)
    assert not wrong


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_third_parties_stay_with_their_owners(path):
    wrong = []
    for module in imported_by(path):
        library = module.split(".")[0]
        if part_of(path) not in OWNERS.get(library, {part_of(path)}):
            wrong.append(module)
    assert not wrong


@pytest.mark.parametrize("path", [path for path in SOURCES if part_of(path) != "xp"], ids=name_of)
def test_no_code_outside_xp_asks_which_backend_it_has(path):
    wrong = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Compare):
            values = [value.value for value in ast.walk(node) if isinstance(value, ast.Constant)]
            if "numba" in values or "jax" in values:
                wrong.append(node.lineno)
    assert not wrong


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_file_is_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_the_library_does_not_print(path):
    calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    assert not [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


def test_the_library_imports_quickly_and_alone():
    """A slow machine may be slow once; a slow import is slow every time. NumPy's is the measure."""
    code = (
        "import json, sys, time\n"
        "start = time.process_time()\n"
        "import autolens_lite as al\n"
        "alone = time.process_time() - start\n"
        "assert 'numpy' not in sys.modules\n"
        "start = time.process_time()\n"
        "import numpy\n"
        "numpys = time.process_time() - start\n"
        "start = time.process_time()\n"
        "al.Imaging\n"
        "first = time.process_time() - start\n"
        "for name in al.__all__:\n"
        "    if name != 'plot':\n"
        "        getattr(al, name)\n"
        "modules = sorted({name.split('.')[0] for name in sys.modules})\n"
        "print(json.dumps([[alone / numpys, first / numpys], modules]))\n"
    )
    times = []
    for _ in range(3):
        command = [sys.executable, "-W", "error", "-c", code]
        answer = subprocess.run(command, cwd=PACKAGE.parent, capture_output=True, text=True, check=True)
        assert answer.stderr == ""
        ratios, modules = json.loads(answer.stdout)
        times.append(ratios)
    assert not {
        *("jax", "jaxlib", "numba", "llvmlite", "matplotlib", "corner", "autoconf", "yaml", "scipy", "astropy"),
        *("finufft", "dynesty", "emcee", "pyswarms", "nautilus", "sklearn", "joblib", "threadpoolctl"),
        *("tqdm", "pytest"),
    } & set(modules)
    alone, first = (min(found) for found in zip(*times, strict=True))
    assert alone < 0.5
    assert first < 4.0


def test_type_checkers_and_run_time_see_the_same_names():
    stub = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom) and node.module != "types"]
    told = {alias.asname or alias.name: (node.module, alias.name) for node in imports for alias in node.names}
    named = next(node.value for node in stub.body if isinstance(node, ast.Assign))
    assert ast.literal_eval(named) == al.__all__
    assert {*told, "util"} == set(al.__all__) <= set(dir(al))
    for name, (module, attribute) in told.items():
        found = importlib.import_module(module)
        here = found.__dict__.get(attribute) or importlib.import_module(f"{module}.{attribute}")
        assert getattr(al, name) is here, name
    with pytest.raises(AttributeError, match="no attribute 'Imagign'"):
        _ = al.Imagign


def defined_in(path):
    """The public names of a backend's file, each with its argument names where it is a function written there."""
    names = {}
    for node in tree_of(path).body:
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            names[node.name] = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        elif isinstance(node, ast.Assign):
            names.update({target.id: None for target in node.targets if isinstance(target, ast.Name)})
        elif isinstance(node, ast.ImportFrom) and path.name == "array.py":
            names.update({alias.asname or alias.name: None for alias in node.names})
    return {name: arguments for name, arguments in names.items() if not name.startswith("_")}


def exported_by(backend):
    """What a backend gives to the rest of the library: (file, name) -> argument names, or None where it has no own.

    Forms of a kernel for one kind of machine, which tests alone ask for by name, are left out.
    """
    folder = PACKAGE / "xp" / f"{backend}_xp"
    exported = {}
    for node in tree_of(folder / "__init__.py").body:
        if not isinstance(node, ast.ImportFrom) or not node.module.startswith(f"autolens_lite.xp.{backend}_xp."):
            continue
        file = node.module.rpartition(".")[2]
        defined = defined_in(folder / f"{file}.py")
        for name in defined if node.names[0].name == "*" else [alias.name for alias in node.names]:
            if "native" not in name.split("_"):
                exported[file, name] = defined.get(name)
    return exported


def test_backends_have_the_same_functions_in_the_same_files():
    first, second = exported_by("numba"), exported_by("jax")
    assert sorted(first) == sorted(second)
    assert len(first) > 50
    for key in first:
        if first[key] is not None and second[key] is not None:
            assert first[key] == second[key], key


def test_arrays_without_units_need_no_astropy():
    """It costs 10 MB and a fifth of a second, which those who pass arrays need not pay."""
    code = (
        "import sys, numpy as np, autolens_lite as al\n"
        "image = al.Imaging(np.ones((9, 9)), np.ones((9, 9)), np.ones((3, 3)) / 9, pixel_scales=0.1)\n"
        "al.FitImaging(image, al.Tracer([al.Galaxy(redshift=0.5, bulge=al.lp.Sersic())])).log_likelihood\n"
        "print('astropy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
