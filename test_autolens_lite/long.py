"""Whether tests run in their long forms: see `docs/testing.md`."""

import os

LONG = bool(os.environ.get("AUTOLENS_LITE_LONG"))
