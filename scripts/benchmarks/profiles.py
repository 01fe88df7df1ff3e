# %%
# Time every profile: deflections of mass, images of light, on both backends and beside lenstronomy, on one core.
#
#     python scripts/benchmarks/profiles.py                        all of them
#     python scripts/benchmarks/profiles.py --only NFW Sersic      those named
#     python scripts/benchmarks/profiles.py --points 1000000
#
# Times are milliseconds per million points, medians of rounds in which each contender runs once. The answers are
# compared with each other before anything is timed. Without lenstronomy (pip install lenstronomy) its columns stay
# empty. `gradient` is the time of a value with its gradient by all parameters over that of the value alone (jax).

# %%
import argparse
import inspect
import os
import statistics
import time
import warnings
from dataclasses import dataclass

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpy as np

import autolens_lite as al
from autolens_lite import check, exc
from autolens_lite.grid import Coordinates
from autolens_lite.profile.conversion.lenstronomy import TABLE

# Instead of a constructor's defaults, where those would be a special case (round, singular, of no strength).
ARGUMENTS = {
    "centre": (0.07, -0.11),
    "ell_comps": (0.1, -0.15),
    "ellipticity": 0.3,
    "angle_pos": 30.0,
    "slope": 2.1,
    "core_radius": 0.2,
    "break_radius": 0.5,
    "ra": 0.2,
    "r_core": 0.2,
    "inner_slope": 1.3,
    "truncation_radius": 3.0,
    "mass_at_200": 1e12,
    "gamma_1": 0.05,
    "gamma_2": -0.03,
    "tau_1": 0.01,
    "tau_2": -0.02,
    "delta_1": 0.01,
    "delta_2": 0.02,
    "kappa": 0.1,
    "kappa_s": 0.2,
    "multipole_comps": (0.03, -0.02),
    "multipole_3_comps": (0.03, -0.02),
    "multipole_4_comps": (0.01, 0.02),
    "mass_to_light_gradient": 0.2,
    "mass_to_light_radius": 0.7,
    "sersic_index": 2.5,
    "core_radius_1": 0.5,
    "n": 4,
    "m": 2,
    "n_y": 3,
    "n_x": 2,
}
# lenstronomy's multipoles are isothermal
SPECIAL = {"PowerLawMultipole": {"m": 4, "slope": 2.0}, "PowerLawBroken": {"inner_slope": 1.6}}
# points on which the answers are compared, and a first guess of the time is made
SAMPLE = 1_000
BACKENDS_AGREE = 1e-10
# lenstronomy approximates some profiles: what it may be off by, over the largest value, before a row is an error
LENSTRONOMY_AGREES = 0.05


@dataclass
class Contender:
    name: str
    run: object
    points: int
    seconds: list


def arguments_of(cls):
    special = SPECIAL.get(cls.__name__.removesuffix("Sph"), {})
    arguments = {}
    for name, parameter in inspect.signature(cls.__init__).parameters.items():
        if name == "self":
            continue
        if name in special or name in ARGUMENTS:
            arguments[name] = special.get(name, ARGUMENTS.get(name))
        elif parameter.default is inspect.Parameter.empty:
            return None
        else:
            arguments[name] = parameter.default
    return arguments


def profiles(only):
    for family, module in (("mass", al.mp), ("light", al.lp)):
        for name in module.__all__:
            cls = getattr(module, name)
            if not inspect.isclass(cls) or name in ("MassProfile", "LightProfile") or (only and name not in only):
                continue
            arguments = arguments_of(cls)
            if arguments is not None:
                yield family, cls, arguments


def evaluated(profile, family, coordinates):
    """As the library evaluates a grid: a block of points at a time where the backend gains by that."""
    if family == "light":
        return (coordinates.evaluated(profile.image_from),)
    return coordinates.evaluated(profile.deflections_from)


def is_parameter(value):
    """Whether a model would sample an argument: not an order, a redshift's text, or an option."""
    return isinstance(value, float) or (isinstance(value, tuple) and all(isinstance(v, float) for v in value))


def jax_functions(cls, family, arguments):
    """(values, scalar, gradient), compiled, of (vector of parameters, y, x)."""
    import jax
    import jax.numpy as jnp

    xp = al.xp.get("jax")
    free = {name: value for name, value in arguments.items() if is_parameter(value)}
    vector = np.concatenate([np.atleast_1d(value) for value in free.values()])

    def values(vector, y, x):
        numbers, changed = iter(vector), dict(arguments)
        for name, value in free.items():
            changed[name] = (next(numbers), next(numbers)) if isinstance(value, tuple) else next(numbers)
        return evaluated(cls(**changed), family, Coordinates(y, x, xp))

    def scalar(vector, y, x):
        return sum(jnp.sum(value * value) for value in values(vector, y, x))

    return jax.jit(values), jax.jit(scalar), jax.jit(jax.value_and_grad(scalar)), jnp.asarray(vector)


def lenstronomy_functions(profile, family):
    """Name -> function of (y, x): lenstronomy's own, and its Numba sibling where there is one."""
    try:
        from lenstronomy.LensModel.lens_model import LensModel
        from lenstronomy.LightModel.light_model import LightModel
    except ImportError:
        return {}
    try:
        name, kwargs = TABLE.there(profile, family)
    except exc.ParameterError:
        return {}
    names = [row.theirs for row in TABLE.rows if row.theirs in (name, f"{name}_NUMBA") and row.family == family]
    functions = {}
    for each in dict.fromkeys(names):
        if family == "light":
            model = LightModel([each])
            functions[each] = lambda y, x, model=model: (model.surface_brightness(x, y, [kwargs]),)
        else:
            try:
                model = LensModel([each])
            except (ImportError, ModuleNotFoundError):  # SPEMD needs a Fortran compiler
                continue
            functions[each] = lambda y, x, model=model: model.alpha(x, y, [kwargs])[::-1]
    return functions


def difference(values, others):
    largest = max(np.max(np.abs(other)) for other in others)
    return max(np.max(np.abs(np.asarray(a) - np.asarray(b))) for a, b in zip(values, others, strict=True)) / largest


def affordable(run, points, seconds=0.3):
    """The number of points, at most `points`, that a call takes about `seconds` for."""
    trial = min(SAMPLE, points)
    run(trial)  # compiles for this size
    start = time.perf_counter()
    run(trial)
    taken = time.perf_counter() - start
    return points if taken * points < seconds * trial else max(int(trial * seconds / taken), 10)


def row_of(family, cls, arguments, y, x, rounds):
    import jax
    import jax.numpy as jnp

    numpy_xp = al.xp.get("numba")
    profile = cls(**arguments)
    values, scalar, gradient, vector = jax_functions(cls, family, arguments)
    device = {}

    def on_host(count):
        return evaluated(profile, family, Coordinates(y[:count], x[:count], numpy_xp))

    def on_device(function):
        def run(count):
            if count not in device:
                device[count] = jnp.asarray(y[:count]), jnp.asarray(x[:count])
            return jax.block_until_ready(function(vector, *device[count]))

        return run

    theirs = lenstronomy_functions(profile, family)
    # the answers first
    sample = min(SAMPLE, len(y))
    expected = on_host(sample)
    off = difference(on_device(values)(sample), expected)
    if not off <= BACKENDS_AGREE:
        raise SystemExit(f"{cls.__name__}: the backends differ by {off:.1e}")
    differences = {
        name: difference(expected, function(y[:sample], x[:sample])) if np.any(expected) else 0.0
        for name, function in theirs.items()
    }
    for name, off in differences.items():
        if not off <= LENSTRONOMY_AGREES:
            raise SystemExit(f"{cls.__name__}: lenstronomy's {name} differs by {off:.1e}")

    runs = {"numba": on_host, "jax": on_device(values), "scalar": on_device(scalar), "gradient": on_device(gradient)}
    for name, function in theirs.items():
        runs[name] = lambda count, function=function: function(y[:count], x[:count])
    contenders = [Contender(name, run, affordable(run, len(y)), []) for name, run in runs.items()]
    for contender in contenders:
        contender.run(contender.points)  # compiles for this size
    for _ in range(rounds):
        for contender in contenders:
            start = time.perf_counter()
            contender.run(contender.points)
            contender.seconds.append((time.perf_counter() - start) / contender.points)
    times = {contender.name: 1e9 * statistics.median(contender.seconds) for contender in contenders}
    return times, differences


def printed(value, digits=1):
    return "" if value is None else f"{value:,.{digits}f}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="+", metavar="NAME", help="names of profiles")
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    known = {cls.__name__ for _, cls, _ in profiles(None)}
    for name in options.only or []:
        if name not in known:
            parser.error(f"no profile '{name}'. {check.suggestion(name, known)}")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import jax

    # on one core a thread that waits for another is put off for milliseconds
    jax.config.update("jax_cpu_enable_async_dispatch", False)
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(1)
    y, x = rng.uniform(-3.0, 3.0, (2, options.points))
    header = ("profile", "numba", "jax", "gradient", "lenstronomy", "its numba", "its / ours", "differ", "its name")
    print(f"milliseconds per million points, one core, {options.points:,} points a call")
    print("{:<32}{:>9}{:>9}{:>10}{:>13}{:>11}{:>12}{:>10}  {}".format(*header))
    with np.errstate(all="ignore"):
        for family, cls, arguments in profiles(options.only):
            times, differences = row_of(family, cls, arguments, y, x, options.rounds)
            name = next(iter(differences), None)
            compiled = times.get(f"{name}_NUMBA")
            best = min((times[key] for key in differences), default=None)
            ratio = best / min(times["numba"], times["jax"]) if best else None
            print(
                f"{family[0]}p.{cls.__name__:<29}{printed(times['numba']):>9}{printed(times['jax']):>9}"
                f"{printed(times['gradient'] / times['scalar'], 2):>10}{printed(times.get(name)):>13}"
                f"{printed(compiled):>11}{printed(ratio, 2):>12}"
                f"{f'{differences[name]:.0e}' if name else '':>10}  {name or ''}",
                flush=True,
            )


if __name__ == "__main__":
    main()
