"""To and from lenstronomy's names and keyword arguments (release 1.14). Use `convert.to_lenstronomy`."""

from autolens_lite.profile.conversion import (
    lenstronomy_dark,
    lenstronomy_shapelet,
    lenstronomy_stellar,
    lenstronomy_total,
)
from autolens_lite.profile.conversion.table import Table

TABLE = Table(
    "lenstronomy", lenstronomy_total.ROWS + lenstronomy_dark.ROWS + lenstronomy_stellar.ROWS + lenstronomy_shapelet.ROWS
)
