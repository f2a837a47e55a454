"""What a form is made of: fields, in sections."""

from typing import Any, Literal

from schemas.documents.layout_words import Width
from schemas.frozen import frozen

Single = Literal[
    "text",
    "textarea",
    "number",
    "integer",
    "slider",
    "select",
    "radio",
    "checkbox",
    "secret",
    "date",
    "time",
    "datetime",
    "color",
    "file",
    "null",
    "constant",
]
"""One value, one control. A `constant` has one value that it may have."""

Parted = Literal["object", "list", "tuple", "map"]
"""The value consists of fields of their own."""

Kind = Literal[Single, Parted, "multiselect", "json"]
"""Which control edits the field. `number` and `integer` are typed, `json` is JSON text."""

ValueType = Literal["string", "number", "integer", "boolean", "array", "object", "null", "any"]
"""What the schema calls the value, without null; `any` where it may be of several types or says nothing."""

TYPED: frozenset[Kind] = frozenset({"text", "textarea", "number", "integer", "secret", "json"})
"""Kinds whose control holds a text, which may not be a value yet."""

WITH_PARTS: frozenset[Kind] = frozenset({"object", "list", "tuple", "map"})
"""Kinds whose value consists of fields of their own."""


@frozen
class Choice:
    """One of the values a field may have, and what a person reads for it."""

    value: Any
    label: str


@frozen
class Shapes:
    """The shapes that a union offers, of which one is chosen; a label and a description for each."""

    labels: tuple[str, ...]
    descriptions: tuple[str, ...]
    chosen: int


@frozen
class Placement:
    """Where a field stands in its section's grid. Columns and rows count from 1."""

    column: int | None = None
    row: int | None = None
    column_span: int | None = None
    row_span: int | None = None
    width: Width | None = None


@frozen
class Field:
    """One value of the form. All texts are cleaned and safe to show.

    `name` is its path (see `engine.form.paths`); at the top level that is the property's name.
    `schema` is the field's schema with its references followed, for a control that needs more
    than is spelt out here. `default` is None with `has_default` False where the schema has
    none. `step` is `multipleOf`. `suggestions` are examples: any other value is as good.

    `shapes` are the unions that the value stands in, the outermost first; everything else
    describes the shape that is chosen. An `entry` is a list's item or a map's entry: it is
    removed, where a property is cleared. `least` and `most` bound the number of parts or
    choices; `open` means that a person may add some. `reason` says why JSON is the control.
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
    format: str = ""
    suggestions: tuple[Choice, ...] = ()
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    shapes: tuple[Shapes, ...] = ()
    entry: bool = False
    least: int | None = None
    most: int | None = None
    unique: bool = False
    open: bool = False
    reason: str = ""


@frozen
class Section:
    """The fields of one group, in order; `group` is None and `label` empty for those without."""

    group: str | None
    label: str
    fields: tuple[Field, ...]
