"""No argument is taken and then forgotten: what a function or a constructor is given, it or its class reads."""

import ast
import inspect
import textwrap
import types
from pathlib import Path

import pytest

import autolens_lite as al

PACKAGE = Path(al.__file__).parent

# The backends' functions have the arguments of the contract, whichever of them an algorithm needs.
FILES = [path for path in sorted(PACKAGE.rglob("*.py")) if "xp" not in path.relative_to(PACKAGE).parts]

# Arguments that Python, another library or a base class prescribes: (function, argument).
PRESCRIBED = {
    ("__array__", "copy"),
    ("__deepcopy__", "memo"),
    ("__exit__", "kind"),
    ("__exit__", "error"),
    ("__exit__", "trace"),
    ("_handle", "frame"),
    ("with_leaves", "leaves"),
    ("_defaults", "name"),
    ("_log_density", "x"),
    ("pixel_signals_from", "signal_scale"),
    ("_weights_from", "mask"),
    ("_weights_from", "adapt_data"),
    ("_points_from", "weights"),
    ("zeroed_pixels_from", "pixels"),
    ("interpolation_from", "vertices"),
    ("interpolation_from", "signal"),
    ("weights_from", "triangulation"),
    ("_shares_from", "coordinates"),
    ("_shares_from", "signal"),
    ("_axes_from", "signal"),
    ("log_det_from", "mapper"),
    ("log_det_from", "kept"),
    ("_shape", "xp"),
    ("_scale", "xp"),
    ("_advance", "run"),
    *(("_data_rows", name) for name in ("parameters", "root")),
    *((name, setting) for name in ("draw_dataset", "draw_fit") for setting in ("unit", "stretch")),
    ("heights", "run"),
    ("heights", "posterior"),
    ("turn", "best"),
    ("turn", "rng"),
    ("_from_tree", "leaves"),
    ("__init__", "align"),  # of a type of numbers, as NumPy pickles it
    ("__init__", "copy"),
}

# Kept for others to read, with the reason: (class, argument).
KEPT_FOR_OTHERS = {
    ("AnalysisFactor", "name"),  # the factor graph's
    *(("Settings", f"use_{what}") for what in ("positive_only_solver", "border_relocator", "edge_zeroed_pixels")),
    ("Sample", "weight"),
    *(
        ("Mapper", what) for what in ("absolute_floor", "image_plane_mesh_grid", "response")
    ),  # regularizations', and of its own copies
    ("FlatLambdaCDM", "Ob0"),  # a part of Om0, as in astropy; distances do not depend on it
    ("SimulatorInterferometer", "exposure_time"),  # a warning says that it has no effect
}


def body_of(function):
    """The statements of a function without its docstring."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return function.body[1:] if documented else function.body


def names_in(nodes):
    return {node.id for top in nodes for node in ast.walk(top) if isinstance(node, ast.Name)}


def forgotten_in(function):
    body = body_of(function)
    if all(isinstance(statement, ast.Raise) for statement in body):
        return set()
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    arguments += [given for given in (function.args.vararg, function.args.kwarg) if given]
    names = {a.arg for a in arguments if a.arg not in ("self", "cls") and not a.arg.startswith("_")}
    return names - names_in(body)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_functions_read_their_arguments(path):
    functions = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]
    forgotten = {(function.name, name) for function in functions for name in forgotten_in(function)}
    assert forgotten <= PRESCRIBED


def public_classes():
    found, rooms = [], [al]
    while rooms:
        room = rooms.pop()
        for name in sorted(name for name in dir(room) if not name.startswith("_")):
            value = getattr(room, name)
            if isinstance(value, types.ModuleType):
                is_ours = value.__name__.startswith("autolens_lite.") and value.__name__.count(".") == 1
                rooms += [value] if is_ours and room is al and name in al.__all__ else []
            elif inspect.isclass(value) and value.__module__.startswith("autolens_lite.") and value not in found:
                found.append(value)
    return found


def parsed(thing):
    return ast.parse(textwrap.dedent(inspect.getsource(thing)))


def attributes_read_by(cls):
    """The names of the attributes that a class and its bases read."""
    ours = (base for base in cls.__mro__ if base.__module__.startswith("autolens_lite.") and is_written(base))
    nodes = (node for base in ours for node in ast.walk(parsed(base)))
    return {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)}


def is_written(cls):
    """Whether a file spells a class out; the families of light profiles are made of others."""
    return f"class {cls.__name__}" in Path(inspect.getfile(cls)).read_text("utf-8")


def only_kept_by(cls):
    """The arguments of a constructor that it checks and keeps, and does nothing else with."""
    owner = next(base for base in cls.__mro__ if "__init__" in vars(base))
    ours = owner.__module__.startswith("autolens_lite.") and is_written(owner)
    if not ours or "__init__" not in inspect.getsource(owner):
        return set()
    function = next(n for n in ast.walk(parsed(owner)) if isinstance(n, ast.FunctionDef) and n.name == "__init__")
    arguments = [*function.args.args[1:], *function.args.kwonlyargs]
    idle = set()
    for node in ast.walk(function):
        is_check = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("check.")
        is_kept = isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)
        if is_check or is_kept or isinstance(node, ast.Compare):
            idle.update(ast.walk(node))
    used = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and n not in idle}
    return {a.arg for a in arguments} - used


@pytest.mark.parametrize("cls", public_classes(), ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_what_a_constructor_keeps_is_read(cls):
    forgotten = only_kept_by(cls) - attributes_read_by(cls)
    assert {(cls.__name__, name) for name in forgotten} <= KEPT_FOR_OTHERS
