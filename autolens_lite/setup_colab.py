"""What notebooks of PyAutoLens call first; nothing is to be set up here."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)


def for_autolens(raise_error_if_not_gpu: bool = False) -> None:
    """Do nothing but say so: `pip install autolens_lite` is all that a notebook needs.

    Parameters
    ----------
    raise_error_if_not_gpu
        Whether a notebook without a GPU is an error there. It is not one here, where CPUs do.
    """
    logger.info("Nothing to set up (raise_error_if_not_gpu=%s is not asked for).", raise_error_if_not_gpu)
