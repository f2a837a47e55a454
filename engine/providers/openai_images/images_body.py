"""A media request as the body of `POST /images/generations`."""

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
