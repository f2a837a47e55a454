"""Items out of an answer of `/sdapi/v1/*`: `{images: [base64], parameters, info: "JSON in a text"}`."""

import json
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.media import MediaItem, MediaRequest
from engine.providers.picture_check import check_picture, picture_bytes
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object


async def items_of(reply: Any, request: MediaRequest, where: str) -> AsyncGenerator[MediaItem]:
    """The pictures in order, as many as were asked for. Raises `ProviderError("bad_reply")`."""
    images: Any = reply.get("images") if is_object(reply) else None
    if not is_list(images) or not images:
        raise ProviderError(
            "bad_reply",
            f"{where} answered without a picture.",
            hint="Look at the server's own log; it may have been interrupted there.",
            retryable=True,
        )
    info = _info(reply.get("info"))
    # Where the server is set to return a grid of all pictures, that comes first.
    first = info.get("index_of_first_image")
    own = images[first:] if isinstance(first, int) and 0 < first < len(images) else images
    seeds, texts = info.get("all_seeds"), info.get("infotexts")
    for index, encoded in enumerate(own[: request.count]):
        data = await picture_bytes(encoded, where)
        facts = check_picture(data, where)
        yield MediaItem(
            data,
            facts.media_type,
            facts.width,
            facts.height,
            _whole(seeds, index, request.seed + index),
            facts=_told(info, texts, index + (len(images) - len(own))),
            model=clean_line(str(info.get("sd_model_name") or "")) or request.model or "",
        )


def _info(text: Any) -> Mapping[str, Any]:
    """What is said about the pictures; `{}` of servers that leave it empty."""
    if not isinstance(text, str):
        return text if is_object(text) else {}
    try:
        info = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return info if is_object(info) else {}


def _whole(values: Any, index: int, otherwise: int) -> int:
    value = values[index] if is_list(values) and index < len(values) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else otherwise


def _told(info: Mapping[str, Any], texts: Any, index: int) -> dict[str, Any]:
    """The facts worth keeping: what the server made of the request, and its own description."""
    names = ("sampler_name", "steps", "cfg_scale", "sd_model_name", "sd_model_hash", "negative_prompt")
    facts: dict[str, Any] = {
        name: clean_line(value) if isinstance(value, str) else value
        for name in names
        if isinstance(value := info.get(name), str | int | float) and value != ""
    }
    text = texts[index] if is_list(texts) and index < len(texts) else None
    if isinstance(text, str):
        facts["infotext"] = clean_line(text)
    return facts
