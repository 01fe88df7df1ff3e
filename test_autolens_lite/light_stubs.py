"""What type checkers and editors read of the families of light profiles, whose classes no file spells out.

`python -m test_autolens_lite.light_stubs` writes it, after a light profile has been added or has other arguments.
"""

import inspect
from pathlib import Path

from autolens_lite.profile.light import families, linear, linear_operated, operated, snr

# Each family, and the modules that its base classes are in.
FAMILIES = {linear: {"light"}, snr: {"light"}, operated: {"light"}, linear_operated: {"linear"}}
HEAD = '''"""{doc}"""

from autolens_lite.profile{place} import {module}
from autolens_lite.profile.light.families import {base}{renamed}

__all__ = [
{names}]
'''


def path_of(family):
    return Path(family.__file__).with_suffix(".pyi")


def stub_of(family):
    """The text of a family's stub."""
    (module,) = FAMILIES[family]
    marks = [
        base for base in vars(families).values() if isinstance(base, type) and base.__module__ == families.__name__
    ]
    (mark,) = [base for base in marks if base in getattr(family, family.__all__[-1]).__bases__]
    is_listed = mark.__name__ in family.__all__
    head = HEAD.format(
        doc=family.__doc__,
        place="" if module == "light" else ".light",
        module=module,
        base=mark.__name__,
        renamed=f" as {mark.__name__}" if is_listed else "",
        names="".join(f'    "{name}",\n' for name in family.__all__),
    )
    classes = [getattr(family, name) for name in family.__all__ if name != mark.__name__]
    return head + "".join(f"\n{class_text(cls, module)}" for cls in classes)


def class_text(cls, module):
    bases = ", ".join(
        base.__name__ if base.__module__ == families.__name__ else f"{module}.{base.__name__}" for base in cls.__bases__
    )
    constructor = vars(cls).get("__init__")
    text = f'class {cls.__name__}({bases}):\n    """{cls.__doc__}"""\n'
    if constructor is None:
        return text
    arguments = "".join(
        f"        {argument_text(given)},\n" for given in inspect.signature(constructor).parameters.values()
    )
    return f"{text}\n    def __init__(\n{arguments}    ) -> None: ...\n"


def argument_text(parameter):
    words = [parameter.name]
    if parameter.annotation is not parameter.empty:
        words.append(f": {parameter.annotation}")
    if parameter.default is not parameter.empty:
        words.append(f" = {parameter.default!r}")
    return "".join(words)


if __name__ == "__main__":
    for family in FAMILIES:
        path_of(family).write_text(stub_of(family), encoding="utf-8")
