"""Every kind of provider there is, and the module that declares it."""

from collections.abc import Mapping
from importlib import import_module
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
    "replicate": "engine.providers.kinds.replicate",
    "sketch": "engine.providers.kinds.sketch",
    "stable_diffusion_cpp": "engine.providers.kinds.stable_diffusion_cpp",
}
"""A module is imported when its kind is named, or when all are listed."""

BUILT_IN = ("embedded", "sketch")
"""Kinds that need nothing configured; they can stand in for others."""


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
    """`config` with some providers answered by built-in ones: name to kind. Raises `ConfigError`."""
    named: dict[str, ProviderSettings] = {}
    for name, kind in kinds.items():
        if kind not in BUILT_IN:
            close = nearest(kind, BUILT_IN)
            hint = f"did you mean {close}?" if close else f"there are: {', '.join(BUILT_IN)}."
            raise ConfigError(f"{kind!r} is not a built-in provider that can stand in for {name}; {hint}")
        named[name] = settings_of(kind)(kind=kind)
    return config.model_copy(update={"providers": {**config.providers, **named}})
