"""The session event that says what became of an action in a reply."""

import json
from typing import Any

from engine.session.state import SessionEvent
from schemas.clean_text import clean, clean_line

MOST_OUTPUTS = 64 * 1024
"""Characters of outputs, as JSON, that are kept beside the conversation; the run itself has all."""
MOST_MESSAGE = 2_000


def action_event(action_id: str, **told: Any) -> SessionEvent:
    """What is new of the action; see `AskedAction` for what can be told."""
    if "message" in told:
        told["message"] = clean_line(told["message"])[:MOST_MESSAGE]
    if "raw" in told:
        told["raw"] = clean(told["raw"])
    return SessionEvent("embedded_action", {"action": {"id": action_id, **told}})


def short_outputs(value: Any) -> Any:
    """The outputs of a run, or None where they are too large to be shown in a card."""
    return value if len(json.dumps(value, default=str)) <= MOST_OUTPUTS else None
