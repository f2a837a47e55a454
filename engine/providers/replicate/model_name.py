"""How models are named at Replicate: `owner/name`, `owner/name:version`, or a version alone."""

import re

from engine.providers.errors import ProviderError
from schemas.frozen import frozen

_WORD = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,150}"
_MODEL = re.compile(rf"(?P<owner>{_WORD})/(?P<name>{_WORD})(:(?P<version>[A-Za-z0-9]{{1,80}}))?")
_VERSION = re.compile(r"[0-9a-f]{40,64}")


@frozen
class ModelName:
    """`model` is `owner/name`, empty of a version alone; `version` is empty for the newest."""

    model: str
    version: str = ""

    def __str__(self) -> str:
        return f"{self.model}:{self.version}" if self.model and self.version else self.model or self.version


def is_model_name(text: object) -> bool:
    """Whether `text` names a model."""
    return isinstance(text, str) and bool(_MODEL.fullmatch(text) or _VERSION.fullmatch(text))


def model_name(text: str) -> ModelName:
    """The parts of a model's name. Raises `ProviderError("bad_request")`."""
    if found := _MODEL.fullmatch(text):
        return ModelName(f"{found['owner']}/{found['name']}", found["version"] or "")
    if _VERSION.fullmatch(text):
        return ModelName("", text)
    raise ProviderError(
        "bad_request",
        f"{text[:80]!r} is no model of Replicate." if text else "No model of Replicate is named.",
        hint="It looks like owner/name or owner/name:version; say it in the action or in config.toml.",
    )
