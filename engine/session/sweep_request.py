"""The execution of one cell of a sweep."""

from collections.abc import Mapping
from typing import Any

from engine.actions.action import Action
from engine.session.page import Interaction
from engine.store.executions import ExecutionRequest
from schemas.documents.sub_action import SubAction


def sweep_request(
    action: Action,
    session_id: str,
    interaction: Interaction,
    sub_action: SubAction,
    values: Mapping[str, Any],
    provider: str | None,
    params: Mapping[str, Any],
) -> ExecutionRequest:
    """What runs for a cell; `provider` answers in this run alone, None for whoever would anyway."""
    settings: dict[str, Any] = {}
    if provider:
        kind = "media_provider" if action.id.startswith("media") else "text_provider"
        settings = {"settings": {kind: provider}}
    return ExecutionRequest(
        action=sub_action.action_type,
        label=sub_action.label,
        mode="async" if "async" in action.modes else action.modes[0],
        session_id=session_id,
        step_id=interaction.step_id,
        module_id=interaction.module_id,
        interaction_id=interaction.id,
        sub_action_id=sub_action.id,
        config=sub_action.config,
        values=dict(values),
        params={**params, **settings},
    )
