"""What a likelihood does is part of its fingerprint, however its code is reached; how the code is written is not."""

import json
import sys
import types

import pytest

HEAD = """
import functools
import numpy as np
import autolens_lite as al
"""

LINE = """
class Line(al.Analysis):
    def __init__(self, **more):
        vars(self).update(more)

    def log_likelihood_function(self, instance):
        return {call}
"""

# Programs and the helpers that they import, in which $ is a number that decides the likelihood.
FUNCTION = "def f(x):\n    return x - $\n"
CASES = {
    "a function of a module": ("import own_helper" + LINE.format(call="own_helper.f(instance.x)"), FUNCTION),
    "a function of a function": (
        "import own_helper" + LINE.format(call="own_helper.g(instance.x)"),
        "def g(x):\n    return f(x)\n" + FUNCTION,
    ),
    "a module of a package": ("import own_package.part" + LINE.format(call="own_package.part.f(1)"), FUNCTION),
    "an import inside": (
        LINE.format(call="self.g(instance.x)") + "    def g(self, x):\n        import own_helper\n"
        "        return own_helper.f(x)\n",
        FUNCTION,
    ),
    "a name imported inside": (
        LINE.format(call="self.g(instance.x)") + "    def g(self, x):\n        from own_package.part import f\n"
        "        return f(x)\n",
        FUNCTION,
    ),
    "a module that is held": ("import own_helper" + LINE.format(call="self.part.f(1)"), FUNCTION, "part=own_helper"),
    "a module that is passed": (
        "import own_helper\ndef h(module):\n    return module.f(1)\n" + LINE.format(call="h(own_helper)"),
        FUNCTION,
    ),
    "a constant that is got by name": (
        "import own_helper" + LINE.format(call="getattr(own_helper, 'C')"),
        "C = $\n",
    ),
    "a variable that is got by name": ("C = $\n" + LINE.format(call="globals()['C']"), ""),
    "a variable in an expression": ("C = $\n" + LINE.format(call="eval('2 * C')"), ""),
    "the argument of a decorator": (
        """
def scaled(factor):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(self, instance):
            return factor * function(self, instance)
        return wrapper
    return decorate
class Line(al.Analysis):
    @scaled($)
    def log_likelihood_function(self, instance):
        return instance.x
""",
        "",
    ),
    "the body of a decorator": (
        """
def scaled(function):
    @functools.wraps(function)
    def wrapper(self, instance):
        return $ * function(self, instance)
    return wrapper
class Line(al.Analysis):
    @scaled
    def log_likelihood_function(self, instance):
        return instance.x
""",
        "",
    ),
    "a wrapped helper": (
        "@functools.lru_cache\ndef f(x):\n    return x - $\n" + LINE.format(call="f(instance.x)"),
        "",
    ),
    "a partial method": (
        "class Line(al.Analysis):\n    def _at(self, instance, x0):\n        return instance.x - x0\n"
        "    log_likelihood_function = functools.partialmethod(_at, x0=$)\n",
        "",
    ),
    "a method that is got by name": (
        LINE.format(call="getattr(self, 'm' + str(1))(1)") + "    def m1(self, x):\n        return $\n",
        "",
    ),
    **{
        f"the method {name}": (LINE.format(call=call) + f"    def {name}(self, key):\n        return $\n", "")
        for name, call in (("__call__", "self(1)"), ("__getitem__", "self[1]"), ("__getattr__", "self.other"))
    },
    "a static method": (LINE.format(call="self.f()") + "    @staticmethod\n    def f():\n        return $\n", ""),
    "a property": (LINE.format(call="self.f") + "    @property\n    def f(self):\n        return $\n", ""),
    "a setter": (
        LINE.format(call="0.0") + "    @property\n    def f(self):\n        return 1\n    @f.setter\n"
        "    def f(self, value):\n        self.g = $\n",
        "",
    ),
    "a descriptor": (
        "class At:\n    def __init__(self, x):\n        self.x = x\n    def __get__(self, owner, cls=None):\n"
        "        return self.x\n" + LINE.format(call="self.f") + "    f = At($)\n",
        "",
    ),
    "an attribute of a metaclass": (
        "class Meta(type(al.Analysis)):\n    c = $\n"
        "class Line(al.Analysis, metaclass=Meta):\n    def log_likelihood_function(self, instance):\n"
        "        return type(self).c\n",
        "",
    ),
    "an implementation by type": (
        "@functools.singledispatch\ndef f(x):\n    return 0.0\n@f.register\ndef _(x: float):\n    return x - $\n"
        + LINE.format(call="f(instance.x)"),
        "",
    ),
    "a method by type": (
        LINE.format(call="self.f(instance.x)") + "    @functools.singledispatchmethod\n    def f(self, x):\n"
        "        return 0.0\n    @f.register\n    def _(self, x: float):\n        return x - $\n",
        "",
    ),
    "a function of NumPy's make": ("f = np.frompyfunc(lambda x: x - $, 1, 1)\n" + LINE.format(call="f(1.0)"), ""),
    "an attribute of a function": ("def f(x):\n    return f.c\nf.c = $\n" + LINE.format(call="f(1)"), ""),
    "a base class": (
        "class Base:\n    def f(self):\n        return $\n"
        + LINE.format(call="self.f()").replace("(al.Analysis)", "(Base, al.Analysis)"),
        "",
    ),
}


def told_of(monkeypatch, program, helper, arguments="", number="1.0"):
    package = types.ModuleType("own_package")
    for name in ("own_helper", "own_package.part"):
        module = types.ModuleType(name)
        exec(helper.replace("$", number), vars(module))
        monkeypatch.setitem(sys.modules, name, module)
    package.part = module
    monkeypatch.setitem(sys.modules, "own_package", package)
    main = types.ModuleType("own_program")
    monkeypatch.setitem(sys.modules, "own_program", main)
    exec(f"{HEAD}{program.replace('$', number)}\nanalysis = Line({arguments})\n", vars(main))
    return json.dumps(main.analysis.fingerprint(), sort_keys=True)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_code_is_told_however_it_is_reached(monkeypatch, case):
    before = told_of(monkeypatch, *case)
    assert told_of(monkeypatch, *case, number="5.0") != before
    program, helper, *arguments = case
    rewritten = [f"# another comment\n\n\n{text}" for text in (program, helper)]
    assert told_of(monkeypatch, *rewritten, *arguments) == before


TRY = """
def likelihood(x):
    try:
        a = f(1)
    {inside}
    except ValueError:
        a = b = 0.0
    {after}
    return a + b
"""


def test_what_a_try_statement_covers_is_told(monkeypatch):
    head = "def f(x):\n    return x\n"
    call = LINE.format(call="likelihood(1)")
    covered = head + TRY.format(inside="    b = f(2)", after="") + call
    other = head + TRY.format(inside="", after="else:\n        b = f(2)") + call
    assert told_of(monkeypatch, covered, "") == told_of(monkeypatch, covered, "") != told_of(monkeypatch, other, "")


def test_long_chains_of_functions_are_told(monkeypatch):
    program = "def f0(x):\n    return x\n"
    program += "".join(f"def f{i}(x):\n    return f{i - 1}(x)\n" for i in range(1, 400))
    assert "own_program:f0" in told_of(monkeypatch, program + LINE.format(call="f399(1.0)"), "")


def test_a_constructor_is_seen_in_the_attributes(monkeypatch):
    """It may be written otherwise, as long as what it makes is the same."""
    program = LINE.format(call="self.x") + "    def _plot(self):\n        return 1\n"
    other = program.replace("vars(self).update(more)", "self.x = more['x']")
    assert told_of(monkeypatch, program, "", "x=1") == told_of(monkeypatch, other, "", "x=1")
