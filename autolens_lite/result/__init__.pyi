"""What a search found: weighted samples, the model that they belong to, and how both are stored."""

from autolens_lite.result import text
from autolens_lite.result.adapt import galaxy_name_image_dict_via_result_from
from autolens_lite.result.result import Result
from autolens_lite.result.sample_lists import Sample, marginalize
from autolens_lite.result.samples import Samples
from autolens_lite.result.samples import Samples as SamplesNest

__all__ = [
    "Result",
    "Sample",
    "Samples",
    "SamplesNest",
    "galaxy_name_image_dict_via_result_from",
    "marginalize",
    "text",
]
