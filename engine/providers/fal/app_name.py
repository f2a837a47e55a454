"""How models are named at fal: `owner/app`, with a path below it, or in a namespace."""

import re

from engine.providers.errors import ProviderError

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,150}")
_NAMESPACES = ("workflows", "comfy")


def app_path(model: str) -> str:
    """`fal-ai/flux/dev` as it stands in addresses. Raises `ProviderError("bad_request")`."""
    parts = model.strip("/").split("/")
    least = 3 if parts[0] in _NAMESPACES else 2
    if not least <= len(parts) <= 12 or not all(_PART.fullmatch(part) for part in parts):
        raise ProviderError(
            "bad_request",
            f"{model[:80]!r} is no model of fal." if model else "No model of fal is named.",
            hint="It looks like fal-ai/flux/dev; say it in the action or in config.toml.",
        )
    return "/".join(parts)


def queue_path(path: str) -> str:
    """What stands before `/requests/ID` for a model's path: only its owner and app, without what is below."""
    parts = path.split("/")
    return "/".join(parts[: 3 if parts[0] in _NAMESPACES else 2])
