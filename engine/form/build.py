"""The fields of an object schema at its top level (rows B2 to B4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.form.field import Field, Section
from engine.form.hints import FormHints
from engine.form.nodes.describe import Spot, describe
from engine.form.nodes.hints import form_hints
from engine.form.nodes.order import ordered_properties
from engine.form.nodes.texts import title_of
from engine.form.paths import join
from engine.form.schema.document import Document
from engine.form.schema.effective import Reader
from schemas.json_value import is_list, is_object


def build_fields(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    """Return the fields of an object schema, in the order in which they are shown.

    Hints that are wrong are left out (loading a document reports them).
    """
    reader = Reader(Document(schema))
    top = reader.flattener.flat(schema)
    properties = top.get("properties")
    if not is_object(properties):
        return ()
    required = names_required(top.get("required"))
    return tuple(
        describe(reader, reader.effective(properties[name]), Spot(join("", name), name, name in required))
        for name in ordered_properties(top, reader.flattener)
    )


def build_sections(fields: Sequence[Field]) -> tuple[Section, ...]:
    """Gather fields by group, each group where its first field stands."""
    groups: dict[str | None, list[Field]] = {}
    for field in fields:
        groups.setdefault(field.group, []).append(field)
    return tuple(
        Section(group, _group_label(group, members), tuple(members)) for group, members in groups.items()
    )


def form_ux(schema: Mapping[str, Any]) -> FormHints:
    """Return the form's own `_ux`, with the defaults for what is missing or wrong."""
    return form_hints(schema.get("_ux"))


def names_required(listed: Any) -> frozenset[str]:
    """Return the names in a `required`, which may be anything."""
    return frozenset(name for name in listed if isinstance(name, str)) if is_list(listed) else frozenset()


def _group_label(group: str | None, members: Sequence[Field]) -> str:
    if group is None:
        return ""
    label = next((field.group_label for field in members if field.group_label), "")
    return label or title_of(group)
