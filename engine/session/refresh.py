"""A page whose upstream is new: what it shows then, and what of the person's work stays on it."""

from collections.abc import Mapping
from typing import Any

from engine.session.opening import Completed, page_request
from engine.session.page import Interaction
from engine.session.page_values import changed_values, committed
from engine.session.state import SessionEvent
from schemas.documents.module import Module
from schemas.json_value import is_object
from schemas.messages.session import Draft


def refreshed(
    page: Interaction,
    module: Module,
    state: Mapping[str, Any],
    *,
    changes: Mapping[str, Any],
    draft: Draft | None,
    label: str,
    execution_id: str = "",
    opens: bool = False,
    completed: Completed | None = None,
) -> tuple[SessionEvent, dict[str, Any]]:
    """The event that makes a new generation of the page, and the values that change in its form.

    `state` has the `changes` in it. What the module's inputs give anew takes the old one's
    place; everything else on the page stays: values the person edited, results that
    sub-actions added. With `completed` the form and the sub-actions are taken from the module, too.
    Raises `MissingName` or ValueError for the module's templates.
    """
    request = page_request(page.step_id, module, state)
    request = completed(request) if completed else request
    given = request.display_data
    present = committed(page, draft)
    values, kept = _values(page.request.display_data, given, present)
    data = {
        **present,
        **{name: value for name, value in given.items() if page.request.display_data.get(name) != value},
        "current_values": values,
    }
    known = {each.get("content_id") for each in page.results_in(data)}
    lost = [each for each in page.selected if each not in known]
    event = {
        "interaction_id": page.id,
        "execution_id": execution_id,
        "label": label,
        "inputs": given,
        "data": data,
        "state": dict(changes),
        "kept": kept,
        "unselected": lost,
        "generation": bool(changes) or page.results_in(data) != page.results(),
        "opens": opens,
    }
    if completed:
        event["request"] = request.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return SessionEvent("interaction_refreshed", event), changed_values(present, data)


def _values(
    old: Mapping[str, Any], new: Mapping[str, Any], present: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The form's values, and the names of those that stay as the person edited them."""
    was, now, held = (each.get("current_values") for each in (old, new, present))
    before: Mapping[str, Any] = was if is_object(was) else {}
    values: dict[str, Any] = dict(held) if is_object(held) else {}
    kept: list[str] = []
    for name, value in now.items() if is_object(now) else ():
        if before.get(name) == value:
            continue
        if name in values and values[name] != before.get(name):
            kept.append(name)
        else:
            values[name] = value
    return values, kept
