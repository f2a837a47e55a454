"""Every kind of provider there is, and the module that declares it."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.config import Config, ConfigError, ProviderSettings
from engine.spelling import nearest

if TYPE_CHECKING:
    from engine.providers.kind import Kind

KINDS: Mapping[str, str] = {
    "anthropic": "engine.providers.kinds.anthropic",
    "automatic1111": "engine.providers.kinds.automatic1111",
    "comfy_api": "engine.providers.kinds.comfy_api",
    "comfyui": "engine.providers.kinds.comfyui",
    "embedded": "engine.providers.kinds.embedded",
    "fal": "engine.providers.kinds.fal",
    "leonardo": "engine.providers.kinds.leonardo",
    "midjourney": "engine.providers.kinds.midjourney",
    "ollama": "engine.providers.kinds.ollama",
    "openai": "engine.providers.kinds.openai",
    "openai_images": "engine.providers.kinds.openai_images",
    "replay": "engine.providers.kinds.replay",
    "replicate": "engine.providers.kinds.replicate",
    "sketch": "engine.providers.kinds.sketch",
    "stable_diffusion_cpp": "engine.providers.kinds.stable_diffusion_cpp",
}
"""A module is imported when its kind is named, or when all are listed."""

BUILT_IN = ("embedded", "sketch")
"""Kinds that need nothing configured; they can stand in for others."""
STAND_INS = (*BUILT_IN, "replay")
"""Kinds that can stand in for others."""


def kind_named(name: str) -> "Kind[Any]":
    """The kind of that name. Raises KeyError."""
    kind: Kind[Any] = import_module(KINDS[name]).KIND
    return kind


def settings_of(kind: str) -> type[ProviderSettings]:
    """The model of a provider's table in config.toml. Raises `ConfigError`."""
    if kind not in KINDS:
        close = nearest(kind, KINDS)
        hint = f"did you mean {close}?" if close else f"there are: {', '.join(KINDS)}."
        raise ConfigError(f"{kind!r} is not a kind of provider; {hint}")
    return kind_named(kind).settings


def with_stand_ins(config: Config, kinds: Mapping[str, str]) -> Config:
    """`config` with some providers answered by built-in ones. Raises `ConfigError`.

    `kinds` is name to kind; a kind that reads a file is followed by it, as in
    `replay:demo.json`, which is relative to the current folder.
    """
    named = {name: _stand_in(name, *text.partition(":")[::2]) for name, text in kinds.items()}
    return config.model_copy(update={"providers": {**config.providers, **named}})


def _stand_in(name: str, kind: str, file: str) -> ProviderSettings:
    if kind not in STAND_INS:
        close = nearest(kind, STAND_INS)
        hint = f"did you mean {close}?" if close else f"there are: {', '.join(STAND_INS)}."
        raise ConfigError(f"{kind!r} is not a built-in provider that can stand in for {name}; {hint}")
    settings = settings_of(kind)
    if not file:
        return settings(kind=kind)
    if "file" not in settings.model_fields:
        raise ConfigError(f"{kind} reads no file: say {name}={kind}.")
    return settings.model_validate({"kind": kind, "file": str(Path(file).expanduser().absolute())})
