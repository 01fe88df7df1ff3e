"""The bright parts of a source that was solved for, and their images."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.pixelization.mappings import Mapping, clumps_of, mappings_of


class Clumps:
    """What an inversion says of the clumps of its sources: adjacent source pixels that are bright."""

    def source_clumps_from(
        self: Any,
        mapper_index: int = 0,
        threshold: float = 0.5,
        min_pixels: int = 3,
        total_clumps: int | None = None,
        pix_indexes: Any = None,
    ) -> list[np.ndarray]:
        """Return the source pixels of each clump, the brightest clump first.

        Parameters
        ----------
        mapper_index
            Which mapper's source.
        threshold
            Pixels of a clump are brighter than this part of the brightest.
        min_pixels
            How many pixels a clump has at least.
        total_clumps
            How many clumps are returned at most; None for all.
        pix_indexes
            Source pixels, or lists of them, that are returned as the clumps; None to look for them.

        Raises
        ------
        ParameterError
            If an argument is out of range.
        """
        mapper = self._mapper_at(mapper_index)
        if pix_indexes is not None:
            return mapper.groups_of(pix_indexes)
        return clumps_of(mapper, mapper.xp.to_numpy(self.values_of(mapper)), threshold, min_pixels, total_clumps)

    def mappings_from(
        self: Any,
        mapper_index: int = 0,
        weight_threshold: float = 0.0,
        threshold: float = 0.5,
        min_pixels: int = 3,
        total_clumps: int | None = None,
        pix_indexes: Any = None,
    ) -> list[Mapping]:
        """Return each clump with its images; arguments and errors as of `source_clumps_from`, and `weight_threshold`.

        That is the weight of a clump, in all, above which a pixel of the image is lit by it.
        """
        groups = self.source_clumps_from(mapper_index, threshold, min_pixels, total_clumps, pix_indexes)
        mapper = self._mapper_at(mapper_index)
        values = mapper.xp.to_numpy(self.values_of(mapper))
        found = mappings_of(mapper, groups, weight_threshold)
        return [mapping.with_peak(float(values[mapping.pix_indexes].max())) for mapping in found]

    @property
    def reconstruction_dict(self: Any) -> dict[Any, Any]:
        """The pixels' values of each mapper, and the intensity of each linear light profile, by that object."""
        values: dict[Any, Any] = {mapper: self.reconstruction_of(mapper) for mapper in self.mappers}
        return values | {row.profile: self.intensities[i] for i, row in enumerate(self.light.profiles)}

    def _mapper_at(self: Any, index: int) -> Any:
        if check.whole("mapper_index", index, 0) >= len(self.mappers):
            raise exc.ParameterError(f"mapper_index = {index}, but there are {len(self.mappers)} mappers, from 0.")
        return self.mappers[index]
