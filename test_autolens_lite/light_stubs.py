"""What type checkers and editors read of the families of light profiles, whose classes no file spells out.

`python -m test_autolens_lite.light_stubs` writes it, after a light profile has been added or has other arguments.
"""

import inspect
from pathlib import Path

from autolens_lite.profile.light import families, linear, linear_operated, operated, snr

# Each family, and the modules that its base classes are in.
FAMILIES = {linear: {"light"}, snr: {"light"}, operated: {"light"}, linear_operated: {"linear"}}
PAIR = "tuple[float, float]"
WIDTH = 120


def path_of(family):
    return Path(family.__file__).with_suffix(".pyi")


def stub_of(family):
    """The text of a family's stub."""
    (module,) = FAMILIES[family]
    marks = [
        base for base in vars(families).values() if isinstance(base, type) and base.__module__ == families.__name__
    ]
    (mark,) = [base for base in marks if base in getattr(family, family.__all__[-1]).__bases__]
    renamed = f" as {mark.__name__}" if mark.__name__ in family.__all__ else ""
    classes = [getattr(family, name) for name in family.__all__ if name != mark.__name__]
    body = "".join(class_text(cls, module) for cls in classes)
    pair = f"\n_Pair = {PAIR}\n" if "_Pair" in body else ""
    return (
        f'"""{family.__doc__}"""\n\n'
        f"from autolens_lite.profile{'' if module == 'light' else '.light'} import {module}\n"
        f"from autolens_lite.profile.light.families import {mark.__name__}{renamed}\n"
        f"{pair}\n{body.strip()}\n"
    )


def class_text(cls, module):
    bases = ", ".join(
        base.__name__ if base.__module__ == families.__name__ else f"{module}.{base.__name__}" for base in cls.__bases__
    )
    constructor = vars(cls).get("__init__")
    if constructor is None:
        return f"class {cls.__name__}({bases}): ...\n"
    arguments = [argument_text(given) for given in inspect.signature(constructor).parameters.values()]
    # in one line, or the arguments in a line of their own, or each, as ruff has it
    layouts = (
        f"    def __init__({', '.join(arguments)}) -> None: ...",
        f"    def __init__(\n        {', '.join(arguments)}\n    ) -> None: ...",
        "".join(["    def __init__(\n", *(f"        {argument},\n" for argument in arguments), "    ) -> None: ..."]),
    )
    fitting = next(layout for layout in layouts if max(map(len, layout.splitlines())) <= WIDTH)
    return f"class {cls.__name__}({bases}):\n{fitting}\n\n"


def argument_text(parameter):
    words = [parameter.name]
    if parameter.annotation is not parameter.empty:
        words.append(f": {str(parameter.annotation).replace(PAIR, '_Pair')}")
    if parameter.default is not parameter.empty:
        words.append(f" = {parameter.default!r}")
    return "".join(words)


if __name__ == "__main__":
    for family in FAMILIES:
        path_of(family).write_text(stub_of(family), encoding="utf-8")
