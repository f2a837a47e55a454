"""What can be made of a finished picture: upscaled, zoomed out, freed of its background."""

from collections.abc import Mapping
from typing import Any

from schemas.frozen import frozen


@frozen
class Variation:
    """One operation: its path below `/variations`, and the names of the picture's id and of the job."""

    path: str
    id_name: str
    job_name: str
    defaults: Mapping[str, Any]


VARIATIONS: Mapping[str, Variation] = {
    "upscale": Variation("upscale", "id", "sdUpscaleJob", {}),
    "unzoom": Variation("unzoom", "id", "sdUnzoomJob", {"isVariation": False}),
    "nobg": Variation("nobg", "id", "sdNobgJob", {"isVariation": False}),
    "universal_upscale": Variation(
        "universal-upscaler", "generatedImageId", "universalUpscaler", {"upscaleMultiplier": 1.5}
    ),
}
"""By operation. Their results are no pictures of a generation: nothing more can be asked of them."""
