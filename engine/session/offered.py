"""What an open page offers to do."""

from engine.actions.errors import ActionError
from engine.session.page import Interaction
from schemas.documents.sub_action import SubAction


def sub_action_of(interaction: Interaction, sub_action_id: str) -> SubAction:
    """The sub-action an interaction offers under that id. Raises `ActionError`."""
    for sub_action in interaction.request.sub_actions:
        if sub_action.id == sub_action_id:
            return sub_action
    raise ActionError("unknown_sub_action", f"This page has no action {sub_action_id!r}.")
