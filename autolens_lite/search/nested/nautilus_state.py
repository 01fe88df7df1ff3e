"""The whole state of a run of nautilus as arrays.

nautilus's own checkpoints are HDF5 files that hold attributes by name and are written in place, so a kill can spoil
them. Here the state goes through the library's checkpoints, like that of every search.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from nautilus.bounds import UnitCube

from autolens_lite import archive
from autolens_lite.search.nested import nautilus_bounds, nautilus_check

_COUNTS = ("n_like", "n_update_iter", "n_like_iter")
_WHOLE = ("shell_n", "shell_n_sample")
_REAL = ("shell_n_eff", "shell_log_l_min", "shell_log_l", "shell_log_v")
_EXPLORED = ("shell_n_sample_exp", "shell_end_exp")
_WORD = 2**64


class NautilusState:
    """Turns a sampler into arrays and back.

    What does not change of a bound is kept, since a bound is written again and again.

    `networks` is the number of networks of each bound.
    """

    def __init__(self, networks: int) -> None:
        self._networks = networks
        self._parts: dict[int, tuple[Any, dict[str, np.ndarray]]] = {}

    def canonical(self, bound: Any) -> Any:
        """A bound as it will be once it has been stored and read, so that a resumed run has no other."""
        arrays = nautilus_bounds.parts_of(bound) | nautilus_bounds.progress_of(bound)
        return nautilus_bounds.bound_from(arrays, bound.n_dim, self._networks, bound.rng)

    def to_arrays(self, sampler: Any) -> dict[str, np.ndarray]:
        """The whole state of a sampler."""
        flags = sampler.explored, sampler.discard_exploration, sampler.reference is not None
        arrays = {
            "counts": np.array([getattr(sampler, name) for name in _COUNTS], dtype=np.int64),
            "flags": np.array(flags, dtype=np.int64),
            "reference": np.array(sampler.reference or 0.0),
            "random": _words_of(sampler.rng),
            "lengths": np.array([len(points) for points in sampler.points], dtype=np.int64),
            "points": np.concatenate(sampler.points),
            "log_l": np.concatenate(sampler.log_l),
            "points_t": sampler.points_t,
            "shell_t": np.asarray(sampler.shell_t),
            "log_l_t": sampler.log_l_t,
            **{name: np.asarray(getattr(sampler, name)) for name in (*_WHOLE, *_REAL, *_EXPLORED)},
        }
        parts = {}
        for index, bound in enumerate(sampler.bounds):
            if isinstance(bound, UnitCube):
                continue
            _, constant = self._parts.get(id(bound), (None, None))
            constant = nautilus_bounds.parts_of(bound) if constant is None else constant
            parts[id(bound)] = bound, constant
            for name, array in {**constant, **nautilus_bounds.progress_of(bound)}.items():
                arrays[f"bound_{index}_{name}"] = array
        self._parts = parts
        return arrays

    def restored(self, sampler: Any, arrays: Mapping[str, np.ndarray]) -> Any:
        """Put a state into a sampler, and return that.

        Raises DataError, LookupError or ValueError if it is not a state.
        """
        archive.require(
            arrays,
            {"flags": (3,), "lengths": (None,), "points": (None, sampler.n_dim), "points_t": (None, sampler.n_dim)},
        )
        shells, waiting = len(arrays["lengths"]), len(arrays["points_t"])
        archive.require(
            arrays,
            {
                "counts": (len(_COUNTS),),
                "reference": (),
                "random": (6,),
                "log_l": (len(arrays["points"]),),
                "shell_t": (waiting,),
                "log_l_t": (waiting,),
                **dict.fromkeys((*_WHOLE, *_REAL), (shells,)),
                **dict.fromkeys(_EXPLORED, (shells if arrays["flags"][0] else 0,)),
            },
        )
        lengths = [int(length) for length in arrays["lengths"]]
        if not lengths or min(lengths) < 0 or sum(lengths) != len(arrays["points"]):
            raise ValueError("its points are not those of its shells")
        for name, value in zip(_COUNTS, arrays["counts"], strict=True):
            setattr(sampler, name, int(value))
        explored, discard, has_reference = (bool(flag) for flag in arrays["flags"])
        sampler.explored, sampler._discard_exploration = explored, discard
        sampler.reference = float(arrays["reference"]) if has_reference else None
        _put_words(sampler.rng, arrays["random"])
        cuts = np.cumsum(lengths)[:-1]
        sampler.points = [np.array(part, dtype=float) for part in np.split(arrays["points"], cuts)]
        sampler.log_l = [np.array(part, dtype=float) for part in np.split(arrays["log_l"], cuts)]
        sampler.points_t, sampler.log_l_t = (np.array(arrays[name], dtype=float) for name in ("points_t", "log_l_t"))
        sampler.shell_t = np.array(arrays["shell_t"], dtype=int)
        for name in (*_WHOLE, *_EXPLORED):
            setattr(sampler, name, np.array(arrays[name], dtype=int))
        for name in _REAL:
            setattr(sampler, name, np.array(arrays[name], dtype=float))
        sampler.bounds = [self._bound_from(arrays, index, sampler) for index in range(shells)]
        nautilus_check.check(sampler)
        return sampler

    def _bound_from(self, arrays: Mapping[str, np.ndarray], index: int, sampler: Any) -> Any:
        start = f"bound_{index}_"
        own = {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}
        if index == 0 and not own:
            return UnitCube.compute(sampler.n_dim, rng=sampler.rng)
        return nautilus_bounds.bound_from(own, sampler.n_dim, self._networks, sampler.rng)


def _words_of(rng: np.random.Generator) -> np.ndarray:
    state: Any = rng.bit_generator.state
    words = [word for number in ("state", "inc") for word in divmod(state["state"][number], _WORD)]
    return np.array([*words, state["has_uint32"], state["uinteger"]], dtype=np.uint64)


def _put_words(rng: np.random.Generator, words: np.ndarray) -> None:
    numbers = [int(word) for word in words]
    if min(numbers) < 0 or max(numbers) >= _WORD or numbers[4] > 1 or numbers[5] >= 2**32:
        raise ValueError("its random numbers are not those of a generator")
    rng.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": numbers[0] * _WORD + numbers[1], "inc": numbers[2] * _WORD + numbers[3]},
        "has_uint32": numbers[4],
        "uinteger": numbers[5],
    }
