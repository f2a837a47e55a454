"""A media request as Leonardo's `POST /generations`, and as the question what it costs."""

from collections.abc import Mapping
from typing import Any

from engine.providers.media import MediaRequest

MOST_IMAGES = 8
"""Of one generation."""

_OWN_NAMES = {
    "model": "modelId",
    "model_id": "modelId",
    "preset_style": "presetStyle",
    "style": "presetStyle",
}
_TAKEN = frozenset(
    {
        "alchemy",
        "contrast",
        "contrastRatio",
        "controlnets",
        "elements",
        "enhancePrompt",
        "enhancePromptInstruction",
        "expandedDomain",
        "fantasyAvatar",
        "guidance_scale",
        "height",
        "highContrast",
        "highResolution",
        "imagePromptWeight",
        "imagePrompts",
        "init_generation_image_id",
        "init_image_id",
        "init_strength",
        "modelId",
        "negative_prompt",
        "num_inference_steps",
        "photoReal",
        "photoRealStrength",
        "photoRealVersion",
        "presetStyle",
        "promptMagic",
        "promptMagicStrength",
        "promptMagicVersion",
        "public",
        "scheduler",
        "sd_version",
        "seed",
        "tiling",
        "transparency",
        "ultra",
        "unzoom",
        "unzoomAmount",
        "upscaleRatio",
        "userElements",
        "weighting",
        "width",
    }
)
"""What a generation takes. A form has other fields too, and the API refuses what it does not know."""
_PRICED = {
    "width": "imageWidth",
    "height": "imageHeight",
    "num_images": "numImages",
    "num_inference_steps": "inferenceSteps",
    "promptMagic": "promptMagic",
    "promptMagicStrength": "promptMagicStrength",
    "promptMagicVersion": "promptMagicVersion",
    "alchemy": "alchemyMode",
    "highResolution": "highResolution",
    "photoReal": "photoRealMode",
    "photoRealVersion": "photoRealVersion",
    "ultra": "isUltra",
}
"""What a price depends on: the generation's name for it, and the calculator's."""
_FAMILIES = {
    "phoenix": "isPhoenix",
    "flux dev": "isFluxDev",
    "flux schnell": "isFluxSchnell",
    "kontext": "isFluxKontext",
    " xl": "isSDXL",
    "lightning": "isSDXLLightning",
}
"""Models whose price is another: words in their names."""


def generation_body(request: MediaRequest, *, model: str | None, first: int, count: int) -> dict[str, Any]:
    """The body for `count` pictures, of which the first is at `first` in the request."""
    body: dict[str, Any] = {"prompt": request.prompt, "num_images": count}
    for name, value in request.params.items():
        theirs = _OWN_NAMES.get(name, name)
        if theirs in _TAKEN and value not in (None, ""):
            body[theirs] = value
    if model := request.model or body.get("modelId") or model:
        body["modelId"] = model
    if first or "seed" not in body:
        body["seed"] = _seed(body.get("seed", request.seed)) + first
    return body


def price_body(body: Mapping[str, Any], family: str = "") -> dict[str, Any]:
    """The question what a generation costs; `family` is the name of its model, if it is known."""
    asked = {theirs: body[ours] for ours, theirs in _PRICED.items() if ours in body}
    asked.update((flag, True) for word, flag in _FAMILIES.items() if word in family.lower())
    return {"service": "IMAGE_GENERATION", "serviceParams": {"IMAGE_GENERATION": asked}}


def _seed(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
