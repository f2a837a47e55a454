"""Who answers and how, out of what is said at three places: workflow defaults < document < session."""

import secrets
from collections.abc import Mapping
from typing import Any, TypeVar

from engine.actions.action import ActionInput
from engine.providers.text import Sampling
from schemas.documents.action_config import LlmConfig
from schemas.documents.converse_config import ConverseConfig

Asking = LlmConfig | ConverseConfig
"""What is asked of a text provider."""
Config = TypeVar("Config", LlmConfig, ConverseConfig)

_SAMPLING = ("temperature", "top_p", "min_p", "max_tokens", "seed")


def text_provider(config: Asking, given: ActionInput) -> str | None:
    """The text provider's name, or None for the program's default."""
    return _first(given.context.settings, {"text_provider": config.provider}, given.defaults, "text_provider")


def media_provider(named: str | None, given: ActionInput) -> str | None:
    """The media provider's name, or None for the program's default; `named` is what the document says."""
    return _first(given.context.settings, {"media_provider": named}, given.defaults, "media_provider")


def settled(config: Config, given: ActionInput) -> Config:
    """`config` (tuned for its provider) over the workflow's defaults and under the session's settings."""
    settings = given.context.settings
    own = {name: getattr(config, name) for name in _SAMPLING}
    changes = {name: _first(settings, own, given.defaults, name) for name in _SAMPLING}
    return config.model_copy(update={**changes, "model": _model(config, given)})


def sampling_of(config: Asking) -> Sampling:
    """How a reply is drawn; without a seed in `config` there is a new one."""
    return Sampling(
        temperature=config.temperature,
        top_p=config.top_p,
        min_p=config.min_p,
        max_tokens=config.max_tokens,
        seed=secrets.randbits(31) if config.seed is None else config.seed,
        stop=tuple(config.stop),
    )


def chosen_seed(named: int | str | None, given: ActionInput) -> int | str | None:
    """The seed, or None for any; `named` is what the document says."""
    return _first(given.context.settings, {"seed": None if named == "" else named}, given.defaults, "seed")


def _model(config: Asking, given: ActionInput) -> str | None:
    """A model belongs to the provider it is named with: with another provider it means nothing."""
    document = {"text_provider": config.provider, "model": config.model}
    places: list[Mapping[str, Any]] = [given.context.settings, document, given.defaults]
    answers = text_provider(config, given)
    for at, place in enumerate(places):
        meant = next((each["text_provider"] for each in places[at:] if each.get("text_provider")), None)
        if place.get("model") and meant == answers:
            return place["model"]
    return None


def _first(
    settings: Mapping[str, Any], document: Mapping[str, Any], defaults: Mapping[str, Any], name: str
) -> Any:
    for place in (settings, document, defaults):
        if place.get(name) is not None:
            return place[name]
    return None
