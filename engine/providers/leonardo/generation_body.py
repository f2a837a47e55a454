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
_FAMILIES = {"phoenix": "isPhoenix", "sdxl": "isSDXL", "lightning": "isSDXLLightning"}
"""Models whose price is another: words in their names."""

PARAMETERS: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "width": {"title": "Width", "type": "integer", "minimum": 32, "maximum": 1536, "multipleOf": 8},
        "height": {"title": "Height", "type": "integer", "minimum": 32, "maximum": 1536, "multipleOf": 8},
        "negative_prompt": {"title": "Not in the picture", "type": "string", "maxLength": 1000},
        "presetStyle": {"title": "Style", "type": "string"},
        "contrast": {"title": "Contrast", "type": "number", "minimum": 1, "maximum": 4.5},
        "guidance_scale": {"title": "Guidance", "type": "integer", "minimum": 1, "maximum": 20},
        "num_inference_steps": {"title": "Steps", "type": "integer", "minimum": 10, "maximum": 60},
        "alchemy": {"title": "Alchemy", "type": "boolean"},
        "enhancePrompt": {"title": "Rewrite the prompt", "type": "boolean"},
        "transparency": {
            "title": "Transparency",
            "type": "string",
            "enum": ["disabled", "foreground_only"],
        },
    },
}

VARIATION_PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "universal_upscale": {
        "type": "object",
        "properties": {
            "upscaleMultiplier": {
                "title": "Times",
                "type": "number",
                "minimum": 1,
                "maximum": 2,
                "default": 1.5,
            },
            "creativityStrength": {"title": "Creativity", "type": "integer", "minimum": 1, "maximum": 10},
            "upscalerStyle": {"title": "Style", "type": "string"},
            "prompt": {"title": "Prompt", "type": "string"},
        },
    },
}


def generation_body(request: MediaRequest, *, model: str | None, first: int, count: int) -> dict[str, Any]:
    """The body for `count` pictures, of which the first is at `first` in the request."""
    body: dict[str, Any] = {"prompt": request.prompt, "num_images": count}
    for name, value in request.params.items():
        if value is not None:
            body[_OWN_NAMES.get(name, name)] = value
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
