"""Who answers and how: workflow defaults < document < tuning < session."""

from typing import Any

import pytest

from engine.actions.action import ActionInput
from engine.actions.hyperparameters import chosen_seed, media_provider, settled, text_provider
from engine.actions.prompt_context import PromptContext
from schemas.documents.action_config import LlmConfig


def given(settings: dict[str, Any], defaults: dict[str, Any]) -> ActionInput:
    nothing: Any = None
    return ActionInput(
        name="llm.generate",
        config=LlmConfig(input="x"),
        variables={},
        values={},
        schema={},
        read_blob=nothing,
        export_folder=nothing,
        run=nothing,
        defaults=defaults,
        context=PromptContext(settings=settings),
    )


@pytest.mark.parametrize(
    ("defaults", "document", "settings", "expected"),
    [
        ({}, {}, {}, None),
        ({"temperature": 0.1}, {}, {}, 0.1),
        ({"temperature": 0.1}, {"temperature": 0.0}, {}, 0.0),
        ({"temperature": 0.1}, {"temperature": 0.2}, {"temperature": 0.0}, 0.0),
        ({}, {"temperature": 0.2}, {}, 0.2),
    ],
)
def test_the_last_who_says_something_wins(defaults, document, settings, expected) -> None:
    assert settled(LlmConfig(input="x", **document), given(settings, defaults)).temperature == expected


def test_every_hyperparameter_is_settled() -> None:
    settings = {"top_p": 0.5, "min_p": 0.1, "max_tokens": 7, "seed": 0}
    config = settled(LlmConfig(input="x", top_p=0.9, seed=3), given(settings, {"temperature": 1.5}))
    assert (config.top_p, config.min_p, config.max_tokens, config.seed, config.temperature) == (
        0.5,
        0.1,
        7,
        0,
        1.5,
    )


@pytest.mark.parametrize(
    ("defaults", "document", "settings", "provider", "model"),
    [
        ({"text_provider": "a", "model": "ma"}, {}, {}, "a", "ma"),
        ({"text_provider": "a", "model": "ma"}, {"provider": "b"}, {}, "b", None),
        ({"text_provider": "a", "model": "ma"}, {"provider": "a"}, {}, "a", "ma"),
        ({}, {"provider": "b", "model": "mb"}, {"text_provider": "c"}, "c", None),
        ({}, {"provider": "b", "model": "mb"}, {"text_provider": "c", "model": "mc"}, "c", "mc"),
        ({}, {"provider": "b", "model": "mb"}, {"model": "mc"}, "b", "mc"),
        ({}, {"model": "mb"}, {}, None, "mb"),
    ],
)
def test_a_model_belongs_to_the_provider_it_is_named_with(
    defaults, document, settings, provider, model
) -> None:
    config, asked = LlmConfig(input="x", **document), given(settings, defaults)
    assert text_provider(config, asked) == provider
    assert settled(config, asked).model == model


def test_media_have_a_provider_and_a_seed() -> None:
    assert media_provider("b", given({}, {"media_provider": "a"})) == "b"
    assert media_provider("b", given({"media_provider": "c"}, {})) == "c"
    assert chosen_seed("", given({}, {"seed": 5})) == 5
    assert chosen_seed(7, given({}, {"seed": 5})) == 7
    assert chosen_seed(7, given({"seed": 0}, {})) == 0
    assert chosen_seed(None, given({}, {})) is None
