"""A picture's own file says how it was made: what is needed to get back to the form."""

import hashlib
from dataclasses import replace

from engine.actions.action import Item
from engine.actions.provenance import provenance
from engine.actions.scope import Scope
from engine.form.secrets import without_secrets
from engine.picture_files.record import with_record
from engine.store.executions import ExecutionRequest


def with_made_by(item: Item, request: ExecutionRequest, scope: Scope, *, in_file: bool = True) -> Item:
    """Return a picture with the record in its file; other items as they are. Takes some milliseconds.

    Without `in_file` pictures stay as the provider made them, too.
    """
    if item.data is None:
        return item
    facts = {**item.facts, "returned_hash": hashlib.sha256(item.data).hexdigest()}
    if item.kind != "image" or not in_file:
        return replace(item, facts=facts)
    made = provenance(request, scope, facts).model_dump(mode="json", exclude_defaults=True)
    # What leaves the machine with a file holds no password.
    made["values"] = without_secrets(scope.schema, request.values)
    record = {
        "workflow": scope.workflow_id,
        "session": request.session_id,
        "step": request.step_id,
        "module": request.module_id,
        "interaction": request.interaction_id,
        "made_by": made,
    }
    label = f" ({made['label']})" if made.get("label") else ""
    prompt = made.get("rendered", {}).get("prompt")
    data = with_record(
        item.data,
        record,
        software=f"{made['program']}{label}",
        about=prompt if isinstance(prompt, str) else "",
    )
    return replace(item, data=data, facts=facts)
