"""The tabs or the accordion of a form: which fields belong to which item (row B9)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from engine.form.build import build_sections
from engine.form.field import Field, Section
from schemas.clean_text import clean_line
from schemas.frozen import frozen

if TYPE_CHECKING:
    from schemas.documents.interaction import Navigation


@frozen
class FormItems:
    """The items by id with their labels; `kind` is how they are shown."""

    kind: Literal["tabs", "accordion"]
    labels: dict[str, str]

    def sections(self, fields: Sequence[Field]) -> tuple[Section, ...]:
        """Gather fields: an item has those of its group, and the field that is called like it.

        What belongs to no item keeps its own sections, which stand first and are always shown.
        """
        held: dict[str, list[Field]] = {name: [] for name in self.labels}
        rest: list[Field] = []
        for field in fields:
            item = next((name for name in (field.group, field.name) if name in held), None)
            (held[item] if item is not None else rest).append(field)
        items = (Section(name, self.labels[name], tuple(own)) for name, own in held.items() if own)
        return (*build_sections(rest), *items)


def items_of(navigation: "Navigation | None") -> FormItems | None:
    """Return the items of an interaction's navigation; None where it has none."""
    if navigation is None or not navigation.items:
        return None
    return FormItems(navigation.type, {item.id: clean_line(item.label) for item in navigation.items})
