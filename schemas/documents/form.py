"""The `_ux` hints that lay out a JSON Schema as a form (rows B2, B3)."""

from pydantic import Field

from schemas.documents.base import Document, Line
from schemas.documents.layout_words import Gap, InputType, Language, Layout, SectionStyle, Width


class ParametersUx(Document):
    """`parameters` in the form's `_ux`: fields that the media provider contributes.

    `provider` and `model` may be templates over `values`, `state` and `data`: another choice
    changes the fields. Without them they are found as the page's first media sub-action
    finds them. `only` names the parameters to take in that the form has no property for;
    these stand together in `group`.
    """

    provider: str | None = None
    model: str | None = None
    operation: str | None = None
    only: list[str] | None = None
    group: str = "parameters"
    group_label: Line | None = None


class FormUx(Document):
    """`_ux` beside `properties`: how the whole form is laid out, and what else belongs into it."""

    layout: Layout = "vertical"
    grid_columns: int = Field(default=2, ge=1, le=12)
    grid_gap: Gap = "sm"
    section_style: SectionStyle = "flat"
    parameters: ParametersUx | None = None


class FieldUx(Document):
    """`_ux` inside a property: where the field stands and which widget it gets.

    `grid_column` and `grid_row` count from 1. `group_label` is read from the first field
    of a group that has one. `visible_when` is a Jinja2 expression over the form's values.
    A text in a `language` is highlighted as one.
    """

    grid_column: int | None = Field(default=None, ge=1)
    grid_row: int | None = Field(default=None, ge=1)
    column_span: int | None = Field(default=None, ge=1)
    row_span: int | None = Field(default=None, ge=1)
    group: str | None = None
    group_label: Line | None = None
    input_type: InputType | None = None
    width: Width | None = None
    visible_when: str | None = None
    placeholder: Line | None = None
    rows: int | None = Field(default=None, ge=1, le=40)
    language: Language | None = None
