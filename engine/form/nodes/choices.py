"""The values that a schema lists, and what a person reads for them."""

from typing import Any

from engine.form.field import Choice
from engine.form.same_json import same_json
from engine.form.schema.flat import Flat
from engine.form.schema.labels import spelt
from schemas.json_value import is_list


def choices(flat: Flat) -> tuple[tuple[Choice, ...], bool]:
    """Return the choices without null, and whether null was one."""
    if is_list(listed := flat.get("enum")):
        values = listed
        if "const" in flat.keywords and any(same_json(each, flat.get("const")) for each in values):
            values = [flat.get("const")]
    elif "const" in flat.keywords:
        values = [flat.get("const")]
    else:
        return (), False
    labels = {_key(value): label for value, label in reversed(flat.labels)}
    kept = tuple(
        Choice(value, labels.get(_key(value)) or spelt(value)) for value in values if value is not None
    )
    return kept, len(kept) < len(values)


def suggestions(flat: Flat) -> tuple[Choice, ...]:
    """Return the schema's examples that a control can take over."""
    listed = flat.get("examples")
    values = listed if is_list(listed) else [flat.get("example")] if "example" in flat.keywords else []
    return tuple(Choice(value, spelt(value)) for value in values if value is not None)


def _key(value: Any) -> tuple[str, str]:
    # True and 1 are equal in Python, and a list cannot be looked up.
    return type(value).__name__, spelt(value)
