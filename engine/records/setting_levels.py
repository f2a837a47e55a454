"""Lays what several places say about a step's settings over each other (row C6)."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from schemas.frozen import frozen
from schemas.messages.step_settings import SettingBelow, SettingLevel, SettingView

OWN: tuple[SettingLevel, ...] = ("step", "document", "run")
"""The levels that belong to the step: what the others say, the pipeline looks up itself."""


@frozen
class Level:
    """What one place says, by the settings' names; None is nothing."""

    source: SettingLevel
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


def layered(levels: Sequence[Level], shapes: Mapping[str, Any]) -> list[SettingView]:
    """Every setting that has a shape or that some level says, in that order; the last level beats all.

    Below all levels is what a shape says as its `default`.
    """
    natural = {name: shape["default"] for name, shape in shapes.items() if "default" in shape}
    levels = [Level("default", natural), *levels]
    said = {name: None for level in levels for name in level.values}
    unpaired = _unpaired_models(levels)
    settings: list[SettingView] = []
    for name in {**shapes, **said}:
        found = [
            SettingBelow(value=level.values[name], source=level.source)
            for at, level in reversed(list(enumerate(levels)))
            if level.values.get(name) is not None and not (name == "model" and at in unpaired)
        ]
        first = found[0] if found else SettingBelow(value=None, source="default")
        others = [
            SettingBelow(value=levels[at].values["model"], source=levels[at].source)
            for at in (reversed(unpaired) if name == "model" else ())
        ]
        settings.append(
            SettingView(
                name=name,
                value=first.value,
                source=first.source,
                below=[*found[1:], *others],
                shape=shapes.get(name, {}),
            )
        )
    return settings


def as_config(settings: Sequence[SettingView]) -> dict[str, Any]:
    """What the step itself says of its parameters: the rest is looked up where the action runs.

    A model that does not belong to the provider that will answer is taken out, as None.
    """
    config = {each.name: each.value for each in settings if each.source in OWN}
    for each in settings:
        if each.name == "model" and each.source not in OWN and any(low.source in OWN for low in each.below):
            config["model"] = None
    return config


def _unpaired_models(levels: Sequence[Level]) -> list[int]:
    """Levels that name a model of another provider than the one that will answer."""
    providers = [level.values.get("provider") for level in levels]
    answers = next((each for each in reversed(providers) if each), None)
    unpaired: list[int] = []
    for at, level in enumerate(levels):
        if level.values.get("model") is None:
            continue
        meant = next((each for each in reversed(providers[: at + 1]) if each), None)
        if meant != answers:
            unpaired.append(at)
    return unpaired
