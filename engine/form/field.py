"""What a form is made of: fields, in sections."""

from dataclasses import dataclass
from typing import Any, Literal

from schemas.documents.form import Width

Kind = Literal[
    "text", "textarea", "number", "integer", "slider", "select", "radio", "checkbox", "secret", "json"
]
"""Which control edits the field. `number` and `integer` are typed, `json` is JSON text."""

ValueType = Literal["string", "number", "integer", "boolean", "any"]
"""What the schema calls the value, without null; `any` for everything without a control of its own."""

TYPED: frozenset[Kind] = frozenset({"text", "textarea", "number", "integer", "secret", "json"})
"""Kinds whose control holds a text, which may not be a value yet."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values a field may have, and what a person reads for it."""

    value: Any
    label: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a field stands in its section's grid. Columns and rows count from 1."""

    column: int | None = None
    row: int | None = None
    column_span: int | None = None
    row_span: int | None = None
    width: Width | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the form. All texts are cleaned and safe to show.

    `name` addresses the value: today the property's name. `schema` is the field's schema with
    its references followed, for a control that needs more than is spelt out here. `default`
    is None with `has_default` False where the schema has none. `step` is `multipleOf`.
    """

    name: str
    title: str
    kind: Kind
    value_type: ValueType
    schema: dict[str, Any]
    description: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: int | float | None = None
    maximum: int | float | None = None
    step: int | float | None = None
    max_length: int | None = None
    required: bool = False
    nullable: bool = False
    has_default: bool = False
    default: Any = None
    placeholder: str = ""
    placement: Placement = Placement()
    group: str | None = None
    group_label: str = ""
    visible_when: str | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The fields of one group, in order; `group` is None and `label` empty for those without."""

    group: str | None
    label: str
    fields: tuple[Field, ...]
