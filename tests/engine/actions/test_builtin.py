"""The built-in actions and the names they are found by."""

from pathlib import Path

import pytest

from engine.actions.builtin import builtin_registry
from engine.config import Config
from engine.providers.directory import Providers


@pytest.mark.parametrize(
    "name", builtin_registry(Providers(Path("nowhere"), Config())).names(), ids=lambda name: name
)
def test_each_name_finds_an_action_that_answers_to_exactly_the_registered_names(name: str) -> None:
    registry = builtin_registry(Providers(Path("nowhere"), Config()))
    action = registry.find(name.replace("*", "some"))
    assert action is not None
    assert name in action.patterns
    assert set(action.patterns) <= set(registry.names())
    assert registry.find(name.replace("*", "some")) is action
