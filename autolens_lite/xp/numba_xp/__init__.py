"""The `numba` backend: NumPy arrays, and Numba for what NumPy does slowly."""

from autolens_lite.xp.loading import files_of
from autolens_lite.xp.memory import keep_freed
from autolens_lite.xp.numba_xp.array import *  # noqa: F403
from autolens_lite.xp.numba_xp.backend_functions import *  # noqa: F403
from autolens_lite.xp.numba_xp.curvature import indexed  # custom calls alone, as the next
from autolens_lite.xp.numba_xp.meshes import natural_neighbor_slopes

NAME = "numba"
keep_freed()
for _file, _names in files_of(__name__):
    globals().update({name: vars(_file)[name] for name in _names})
