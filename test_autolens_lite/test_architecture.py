"""The rules of the house, read from its source: who imports whom, how long a file may be, what an import costs."""

import ast
import functools
import importlib
import json
import os
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

import autolens_lite as al
from autolens_lite.xp.backend import FILES, Backend
from autolens_lite.xp.contract import KERNELS, protocol
from autolens_lite.xp.numba_xp import jit

PACKAGE = Path(__file__).resolve().parents[1] / "autolens_lite"
SOURCES = sorted(PACKAGE.rglob("*.py"))
# What folders give by name: `__init__.pyi` lists it.
LISTS = sorted(path for path in PACKAGE.rglob("__init__.pyi"))

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
    "util",
    "plot",
    "cli",
]
FOUNDATIONS = {
    "archive",
    "arguments",
    "arrays",
    "exc",
    "check",
    "conf",
    "config",
    "cosmology",
    "fixed",
    "former",
    "lazy",
    "setup_colab",
    "storage",
    "temporary",
    "units",
}
# Whether a number is one that a backend traces is known to `xp` alone, which imports none of these itself.
NUMERIC_FOUNDATIONS = {"arrays", "arguments", "check"}

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


@pytest.mark.parametrize("path", [*SOURCES, *(path for path in LISTS if path.parent != PACKAGE)], ids=name_of)
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


# Where it depends on the kind of data what is drawn, written or fitted, a table or the data themselves say so.
WITHOUT_KINDS = [
    path
    for path in SOURCES
    if part_of(path) in ("dataset", "fit", "plot", "analysis", "guide") or name_of(path) == "result/adapt.py"
]
OF_KINDS = re.compile(
    r"(Fit|Analysis|Simulator|Inversion)?(Imaging|Interferometer|Weak)|(Imaging|Interferometer|Weak)(Dataset|Operators)"
)


@pytest.mark.parametrize("path", WITHOUT_KINDS, ids=name_of)
def test_nothing_asks_which_kind_of_data_it_has(path):
    """Nor whether a dataset or a fit has an attribute that only some kinds have."""
    wrong = []
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or len(node.args) < 2:
            continue
        about, asked = ast.unparse(node.args[0]), node.args[1]
        if node.func.id in ("isinstance", "issubclass"):
            names = [part.id for part in ast.walk(asked) if isinstance(part, ast.Name)]
            wrong += [ast.unparse(node) for name in names if OF_KINDS.fullmatch(name)]
        elif node.func.id in ("hasattr", "getattr") and re.search(r"\b(dataset|fit|data_or_fit)\b", about):
            wrong += [ast.unparse(node)] if isinstance(asked, ast.Constant) else []
    assert not wrong


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_file_is_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_the_library_does_not_print(path):
    calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    assert not [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


# The first name that somebody uses, with all that it needs, and how many times NumPy's own time it may take. On a quiet
# machine it is 1.4 to 1.6 for data, profiles and models, 2.0 to 2.2 for a search, and 2.6 to 2.8 for `Posterior`:
# `scripts/benchmarks/imports.py`.
FIRST = dict.fromkeys(("Imaging", "Interferometer", "Galaxy", "Model", "mp.Isothermal", "lp.Sersic"), 1.8)
FIRST |= {"Nautilus": 2.4, "Posterior": 3.0}


def test_the_library_imports_quickly_and_alone():
    """A slow machine may be slow several times; a slow import is slow every time. NumPy's is the measure.

    The first round may have to write the bytecode, that of every session to come.
    """
    clock = "import sys, time\nstart = time.process_time()\n{}\nprint(time.process_time() - start)"
    programs = {"numpy": "import numpy", "": "import autolens_lite as al\nassert 'numpy' not in sys.modules"}
    programs |= {name: f"import autolens_lite as al\nal.{name}" for name in FIRST}
    limits = {"": 0.5, **FIRST}
    times = dict.fromkeys(programs, float("inf"))
    for _ in range(8):
        times = {name: min(times[name], float(output_of(clock.format(program)))) for name, program in programs.items()}
        slow = {name: times[name] / times["numpy"] for name in limits if times[name] > limits[name] * times["numpy"]}
        if not slow:
            break
    assert slow == {}


def test_names_bring_nothing_heavy():
    code = (
        "import json, sys\n"
        "import autolens_lite as al\n"
        "for name in al.__all__:\n"
        "    if name != 'plot':\n"
        "        value = getattr(al, name)\n"
        "        for listed in getattr(value, '__all__', ()):\n"
        "            getattr(value, listed)\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )
    assert not {
        *("jax", "jaxlib", "numba", "llvmlite", "matplotlib", "corner", "autoconf", "yaml", "scipy", "astropy"),
        *("finufft", "dynesty", "emcee", "pyswarms", "nautilus", "sklearn", "joblib", "threadpoolctl"),
        *("tqdm", "pytest"),
    } & set(json.loads(output_of(code)))


# What is private to another library, and the one file that may know it.
KNOWN_OF_OTHERS = {
    ("analysis/contents.py", "_rand"),
    ("check.py", "_getframe"),
    ("fixed.py", "_getframe"),
    ("dataset/uvfits.py", "_data_field"),
    ("search/likelihoods/worker_processes.py", "_exit"),
    ("xp/numba_xp/precompile.py", "_cache"),
    ("xp/pytrees.py", "_to_tree"),  # of the library's own classes, none of which it can import
    ("xp/pytrees.py", "_from_tree"),
    ("xp/numba_xp/jit.py", "_cache"),
    ("xp/numba_xp/jit.py", "_guard_against_spurious_io_errors"),
    ("xp/numba_xp/jit.py", "_load_overload"),
}
# Of named tuples, these are public, and spelt so that no field is called like them.
OF_NAMED_TUPLES = {"_asdict", "_fields", "_make", "_replace"}


def names_defined_in(tree):
    """The names of functions and classes, and of attributes that are set, in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


@functools.cache
def modules():
    """Every module of the package, by its dotted name."""
    return {
        ".".join(("autolens_lite", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in SOURCES
    }


def files_of_bases_in(tree):
    """The files that the base classes of a file's classes are imported from."""
    bases = {
        ast.unparse(base.value if isinstance(base, ast.Subscript) else base)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    }
    for node in tree.body:
        ours = isinstance(node, ast.ImportFrom) and node.module in modules()
        if ours and bases & {alias.asname or alias.name for alias in node.names}:
            yield modules()[node.module]


@functools.cache
def names_known_in(path):
    """What a file may read of an object of its own classes: what it defines, and what their base classes do."""
    tree = tree_of(path)
    return set(names_defined_in(tree)).union(*map(names_known_in, files_of_bases_in(tree)))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_private_attributes_are_those_of_the_same_class(path):
    """Of an object that is made elsewhere, `x._y` is not read."""
    own = names_known_in(path) | OF_NAMED_TUPLES
    foreign = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            of_itself = ast.unparse(node.value) in ("self", "cls", "super()")
            if not of_itself and node.attr not in own:
                foreign.add((name_of(path), node.attr))
    assert foreign <= KNOWN_OF_OTHERS


def imports_at_run_time(tree):
    """A tree without what only type checkers import."""
    for node in ast.walk(tree):
        for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if isinstance(body, list):
                body[:] = [one for one in body if not ast.unparse(one).startswith("if TYPE_CHECKING")]
    return tree


def listed_in(path):
    """What a folder's list says: where each name is defined, as (module, name there); and the names that are public."""
    imports = [node for node in tree_of(path).body if isinstance(node, ast.ImportFrom)]
    told = {alias.asname or alias.name: (node.module, alias.name) for node in imports for alias in node.names}
    names = [alias.name for node in imports for alias in node.names if alias.asname == alias.name]
    assigned = [node for node in tree_of(path).body if isinstance(node, ast.Assign)]
    hidden = told.keys() - names - {node.value.id for node in assigned}
    assert not hidden, f"{path}: {hidden} are imported and not public. Write `import Name as Name`."
    for node in assigned:
        told |= {target.id: told[node.value.id] for target in node.targets}
        names += [target.id for target in node.targets]
    return {name: told[name] for name in names}, sorted(names)


# Folder -> what its list says.
LISTED = {f"autolens_lite.{'.'.join(path.relative_to(PACKAGE).parent.parts)}": listed_in(path)[0] for path in LISTS}


def imported_modules(path, known, for_types):
    tree = tree_of(path) if for_types else imports_at_run_time(tree_of(path))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                listed = LISTED.get(node.module, {}).get(alias.name, (node.module,))
                found.add(whole if whole in known else listed[0])
    return found & set(known)


def circles(for_types):
    """The sets of modules that import each other, directly or by way of others, anywhere in a file."""
    known = modules()
    after = {name: imported_modules(path, known, for_types) for name, path in known.items()}
    reached = {}
    for start in after:
        seen, todo = set(), [start]
        while todo:
            new = after[todo.pop()] - seen
            seen |= new
            todo += new
        reached[start] = seen
    found = {frozenset(b for b in reached[a] if a in reached[b]) for a in after if a in reached[a]}
    return [sorted(circle) for circle in found if len(circle) > 1]


def test_what_runs_imports_in_no_circle():
    """Types aside, and but for a method that is short for a function of another file, which it imports when called."""
    assert circles(for_types=False) == []


def test_types_import_in_few_circles():
    """A method that is short for a function of another file, which names the method's class: two are."""
    assert len(circles(for_types=True)) <= 2


def output_of(code):
    """What a new process prints that runs `code`, in which a warning is an error; it keeps the bytecode of imports."""
    command = [sys.executable, "-W", "error", "-c", code]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    answer = subprocess.run(command, cwd=PACKAGE.parent, env=environment, capture_output=True, text=True, check=True)
    assert answer.stderr == ""
    return answer.stdout


@pytest.mark.parametrize("path", LISTS, ids=name_of)
def test_type_checkers_and_run_time_see_the_same_names(path):
    module = importlib.import_module(".".join(path.parent.relative_to(PACKAGE.parent).parts))
    told, names = listed_in(path)
    assert names == module.__all__
    assert set(told) == set(module.__all__) <= set(dir(module))
    assert len(names) == len(set(names))
    for name, (place, attribute) in told.items():
        assert getattr(module, name) is getattr(importlib.import_module(place), attribute), name
    with pytest.raises(AttributeError, match="no attribute 'Imagign'"):
        _ = module.Imagign


@pytest.mark.parametrize("path", LISTS, ids=name_of)
def test_no_listed_name_is_that_of_a_file_with_other_contents(path):
    """Python puts a file that is imported into its folder by its name, in the place of what is listed."""
    module = importlib.import_module(".".join(path.parent.relative_to(PACKAGE.parent).parts))
    files = {file.stem for file in path.parent.iterdir()}
    mixed = [name for name in set(module.__all__) & files if not isinstance(getattr(module, name), types.ModuleType)]
    assert mixed == []


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
    """What a backend gives to the rest of the library: (file, name) -> argument names, or None where it has no own."""
    folder = PACKAGE / "xp" / f"{backend}_xp"
    exported = {}
    for file in ("array", "backend_functions", *FILES):
        defined = defined_in(folder / f"{file.replace('.', '/')}.py")
        for name in FILES.get(file, defined):
            exported[file, name] = defined.get(name)
    return exported


def test_backends_have_the_same_functions_in_the_same_files():
    first, second = exported_by("numba"), exported_by("jax")
    assert sorted(first) == sorted(second)
    assert len(first) > 50
    for key in first:
        if first[key] is not None and second[key] is not None:
            assert first[key] == second[key], key


def test_the_table_of_kernels_is_what_the_contract_makes():
    """`python -m autolens_lite.xp.contract` writes it."""
    assert protocol.PATH.read_text(encoding="utf-8") == protocol.source()


@pytest.mark.parametrize("name", ["numba", "jax"])
def test_a_backend_is_what_its_type_says(name):
    module = al.xp.get(name)
    told = {*Backend.__annotations__, *(key for key in vars(Backend) if not key.startswith("_"))}
    assert len(told) > 120
    assert [key for key in told if not hasattr(module, key)] == []


def test_every_see_names_a_kernel():
    """A kernel's docstring is its definition's: `See contract.NAME`."""
    for path in (PACKAGE / "xp").rglob("*.py"):
        for name in re.findall(r"`contract\.(\w+)`", path.read_text(encoding="utf-8")):
            assert name in KERNELS, (path, name)


NAMED = ("backend", "method")


def test_what_is_compiled_into_kernels_makes_them_stale():
    """Kernels on all shelves, and numbers that they take from files beside theirs, are in the hash of compiled ones."""
    kernels = set((PACKAGE / "xp" / "numba_xp").rglob("*.py"))
    assert set(jit.SOURCES) == kernels | {PACKAGE / "xp" / name for name in jit.CONSTANTS}
    for path in kernels:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("autolens_lite.xp."):
                numbers = [alias.name for alias in node.names if alias.name.isupper()]
                # names of files and of algorithms are asked for in Python, outside kernels
                if numbers and "numba_xp" not in node.module and node.module.rpartition(".")[2] not in NAMED:
                    assert f"{node.module.rpartition('.')[2]}.py" in jit.CONSTANTS, (path, numbers)


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
