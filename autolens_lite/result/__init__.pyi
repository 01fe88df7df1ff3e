"""What a search found: weighted samples, the model that they belong to, and how both are stored."""

from autolens_lite.result import text as text
from autolens_lite.result.adapt import galaxy_name_image_dict_via_result_from as galaxy_name_image_dict_via_result_from
from autolens_lite.result.result import Result as Result
from autolens_lite.result.sample_lists import Sample as Sample
from autolens_lite.result.sample_lists import marginalize as marginalize
from autolens_lite.result.samples import Samples as Samples
from autolens_lite.result.samples import Samples as _Samples

SamplesNest = _Samples
