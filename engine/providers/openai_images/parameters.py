"""What OpenAI's image models take."""

from collections.abc import Mapping
from typing import Any

from engine.providers.media import MediaRequest

MOST_IMAGES = 10
"""Of one request."""

_NAMES = frozenset(
    {
        "background",
        "input_fidelity",
        "moderation",
        "output_compression",
        "output_format",
        "quality",
        "response_format",
        "size",
        "style",
        "user",
    }
)
"""What is passed on. A form has other fields too, and the API refuses what it does not know."""

GPT_IMAGE: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "size": {
            "title": "Size",
            "type": "string",
            "pattern": r"^(auto|\d{2,4}x\d{2,4})$",
            "examples": ["auto", "1024x1024", "1536x1024", "1024x1536"],
            "default": "auto",
        },
        "quality": {
            "title": "Quality",
            "type": "string",
            "enum": ["auto", "low", "medium", "high"],
            "default": "auto",
        },
        "background": {
            "title": "Background",
            "type": "string",
            "enum": ["auto", "transparent", "opaque"],
            "default": "auto",
        },
        "output_format": {
            "title": "Format",
            "type": "string",
            "enum": ["png", "jpeg", "webp"],
            "default": "png",
        },
        "output_compression": {
            "title": "Compression, % (jpeg, webp)",
            "type": "integer",
            "minimum": 0,
            "maximum": 100,
        },
        "moderation": {"title": "Moderation", "type": "string", "enum": ["auto", "low"], "default": "auto"},
    },
}
DALL_E: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "size": {
            "title": "Size",
            "type": "string",
            "enum": ["256x256", "512x512", "1024x1024", "1792x1024", "1024x1792"],
            "default": "1024x1024",
        },
        "quality": {"title": "Quality", "type": "string", "enum": ["standard", "hd"], "default": "standard"},
        "style": {"title": "Style", "type": "string", "enum": ["vivid", "natural"], "default": "vivid"},
    },
}


def is_gpt_image(model: str | None) -> bool:
    """Whether it is one of OpenAI's newer models: they stream, and always answer in base64."""
    return bool(model) and ("gpt-image" in str(model) or str(model).startswith("chatgpt-image"))


def images_body(request: MediaRequest, model: str | None, count: int) -> dict[str, Any]:
    """The body for `count` pictures, not streamed."""
    params = {
        name: value for name, value in request.params.items() if name in _NAMES and value not in (None, "")
    }
    width, height = request.params.get("width"), request.params.get("height")
    if "size" not in params and isinstance(width, int) and isinstance(height, int):
        params["size"] = f"{width}x{height}"
    body: dict[str, Any] = {"prompt": request.prompt, "n": count, **params}
    if model:
        body["model"] = model
    return body
