"""Puts values that were used before into the form again, as one change that can be undone."""

from collections.abc import Mapping
from typing import Any

from tui.form.renderer import SchemaFormRenderer
from tui.interaction.drafts import Drafts
from tui.interaction.undoing import Undoing


async def recall(
    form: SchemaFormRenderer, drafts: Drafts, undoing: Undoing, values: Mapping[str, Any]
) -> bool:
    """Returns whether anything is different now; values of other forms' fields are left out."""
    await undoing.commit()
    fields = {field.name for field in form.model.fields}
    changed = form.apply({name: value for name, value in values.items() if name in fields})
    for name in changed:
        drafts.touch(name)
        undoing.edited(name)
    await undoing.commit()
    return bool(changed)
