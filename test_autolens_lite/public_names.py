"""The public names of the library and their signatures, one a line, as text that can be compared.

`python -m test_autolens_lite.public_names` prints them.
"""

import inspect
import types

import autolens_lite as al


def is_ours(value):
    return getattr(value, "__module__", "").startswith("autolens_lite")


def signature_of(function):
    """Names, kinds and defaults of the arguments; annotations may say more than they did."""
    bare = inspect.Parameter.empty
    try:
        signature = inspect.signature(function.__init__ if inspect.isclass(function) else function)
    except ValueError:  # an exception
        return "(...)"
    parameters = [
        parameter.replace(annotation=bare) for name, parameter in signature.parameters.items() if name != "self"
    ]
    return str(signature.replace(parameters=parameters, return_annotation=bare))


def members_of(cls):
    """The public methods and attributes of a class, each with its signature where it has one."""
    found = set()
    for name in dir(cls):
        owner = next((base for base in cls.__mro__ if name in vars(base)), None)
        if name.startswith("_") or owner is None or not is_ours(owner):
            continue
        value = vars(owner)[name]
        value = getattr(cls, name) if isinstance(value, staticmethod | classmethod) else value
        found.add(f"{name}{signature_of(value)}" if callable(value) else name)
    return found


def names_in(module):
    """What a module gives to users: its list of names, or what it defines where it has none."""
    defined = [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]
    return getattr(module, "__all__", defined)


def rooms():
    """The places that users name: `al` and the modules that it names."""
    found = {"al": al}
    for name in al.__all__:
        value = getattr(al, name)
        if isinstance(value, types.ModuleType) and is_ours(types.SimpleNamespace(__module__=value.__name__)):
            found[f"al.{name}"] = value
    return found


def public_names(shortest=False):
    """One line for each public name, each member of a public class, and each public class that another derives from.

    The shortest list leaves out what a class has from another public class.
    """
    values = {
        f"{place}.{name}": getattr(room, name)
        for place, room in rooms().items()
        for name in (al.__all__ if room is al else names_in(room))
    }
    path_of = {value: path for path, value in values.items() if inspect.isclass(value) and is_ours(value)}
    members = {cls: members_of(cls) for cls in path_of}
    lines = set()
    for path, value in values.items():
        if not inspect.isclass(value):
            lines.add(path + (signature_of(value) if callable(value) and is_ours(value) else ""))
        elif value in path_of:
            above = [base for base in value.__mro__[1:] if base in path_of]
            inherited = set().union(*(members[base] for base in above)) if shortest else set()
            lines.add(path + signature_of(value))
            lines.update(f"{path}.{member}" for member in members[value] - inherited)
            lines.update(f"{path} is a {path_of[base]}" for base in above)
    return sorted(lines)


if __name__ == "__main__":
    print("\n".join(public_names(shortest=True)))
