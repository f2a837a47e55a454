"""Where a result came from, as it is stored with it."""

from collections.abc import Mapping
from typing import Any

from engine.actions.scope import Scope
from engine.store.executions import ExecutionRequest
from engine.version import program
from schemas.messages.results import Provenance


def provenance(request: ExecutionRequest, scope: Scope, facts: Mapping[str, Any]) -> Provenance:
    """What made an item: the request, and what the action says of it (see `Item.facts`)."""
    known = {name: facts[name] for name in Provenance.model_fields if name in facts}
    ours: dict[str, Any] = {
        "action": request.action,
        "provider": "",
        "label": "",
        "sub_action_id": request.sub_action_id or None,
        "module_id": request.module_id or None,
        "values": request.values,
        "feedback": request.feedback,
        "workflow_hash": scope.content_hash,
        "program": program(),
    }
    return Provenance.model_validate({**ours, **known})
