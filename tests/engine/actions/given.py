"""What a test hands to an action, without a session around it."""

from collections.abc import Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

from engine.actions.action import Action, ActionEvent, ActionInput, Outputs
from engine.actions.inputs import config_of


async def _nothing(*_: Any) -> Any:
    raise AssertionError("not expected to be asked")


def given(
    action: Action,
    config: Mapping[str, Any],
    variables: Mapping[str, Any] | None = None,
    folder: Path | None = None,
) -> ActionInput:
    """An action's input with its config made as the pipeline makes it."""
    known = {"values": {}, "state": {}, "data": {}, "params": {}, "user_feedback": "", **(variables or {})}
    return ActionInput(
        name=action.id,
        config=config_of(action, config, known),
        variables=known,
        values={},
        schema={},
        read_blob=_nothing,
        export_folder=_nothing,
        run=_nothing,  # type: ignore[arg-type]
        folder=folder,
    )


async def events_of(
    action: Action,
    config: Mapping[str, Any],
    variables: Mapping[str, Any] | None = None,
    folder: Path | None = None,
) -> list[ActionEvent]:
    """Everything one run yields."""
    async with aclosing(action.execute(given(action, config, variables, folder))) as events:
        return [event async for event in events]


async def output_of(
    action: Action,
    config: Mapping[str, Any],
    variables: Mapping[str, Any] | None = None,
    folder: Path | None = None,
) -> Any:
    """The value of the outputs that one run ends with."""
    last = (await events_of(action, config, variables, folder))[-1]
    assert isinstance(last, Outputs)
    return last.value
