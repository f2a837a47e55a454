"""The values of a page's form as a session knows them: committed, drafted, changed."""

from collections.abc import Mapping
from typing import Any

from engine.session.page import Interaction
from engine.session.page_change import changed_data
from engine.session.state import SessionEvent
from engine.templates.target_path import parse, read
from schemas.documents.sub_action import ResultMapping
from schemas.json_value import is_object
from schemas.messages.session import Draft


def committed(
    interaction: Interaction, draft: Draft | None, values: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The display data with the form's present values in it.

    Where there is a draft it alone says what the form holds, so that an emptied field stays
    empty; `values` are newer than it.
    """
    known = interaction.data.get("current_values")
    held = draft.values if draft else known if is_object(known) else {}
    return {**interaction.data, "current_values": {**held, **(values or {})}}


def as_seen(data: Mapping[str, Any], draft: Draft | None) -> dict[str, Any]:
    """`data` (of `committed`) with the texts that do not parse yet: those fields are not empty."""
    return {**data, "current_values": {**data["current_values"], **(draft.unparsed if draft else {})}}


def values_committed(interaction_id: str, values: Mapping[str, Any], label: str = "Edit") -> SessionEvent:
    """The event that puts the form's values into the display data."""
    data = {"interaction_id": interaction_id, "values": dict(values), "label": label}
    return SessionEvent("values_committed", data)


def changed(
    interaction_id: str, mapping: ResultMapping, value: Any, execution_id: str, label: str
) -> SessionEvent:
    """The event that changes an interaction's data."""
    return SessionEvent(
        "data_changed",
        {
            "interaction_id": interaction_id,
            "execution_id": execution_id,
            "label": label,
            "mapping": mapping.model_dump(mode="json", exclude_defaults=True),
            "value": value,
        },
    )


def changed_values(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Which of the form's values differ between two states of the display data."""
    old, new = before.get("current_values"), after.get("current_values")
    if not is_object(new):
        return {}
    known: Mapping[str, Any] = old if is_object(old) else {}
    return {name: value for name, value in new.items() if name not in known or known[name] != value}


def before_and_after(
    data: Mapping[str, Any], mapping: ResultMapping, value: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a proposal would change, field by field."""
    name = str(parse(mapping.target_path)[-1])
    old = read(data, mapping.target_path)
    new = read(changed_data(data, mapping, value), mapping.target_path)
    if not (is_object(new) and is_object(value)):
        return {name: old}, {name: new}
    known: Mapping[str, Any] = old if is_object(old) else {}
    fields = [field for field in value if field in new and known.get(field) != new[field]]
    return {field: known.get(field) for field in fields}, {field: new[field] for field in fields}
