"""Light-and-mass profiles, `al.lmp`: one set of parameters for the light and the stars' mass.

Each is the light profile and the mass profile of its name at once; a galaxy takes it for both. Their convergence is
`mass_to_light_ratio` times their surface brightness.
"""

from autolens_lite import lazy

__getattr__, __dir__, __all__ = lazy.listed(__name__, __file__)
