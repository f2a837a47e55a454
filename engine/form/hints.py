"""What `_ux` says of a form and of a field, once it was checked (see `schemas.documents.form`).

Plain data with the same names and defaults as the documents' models: a form opens without the library
that validates those.
"""

from schemas.documents.layout_words import Gap, InputType, Language, Layout, SectionStyle, Width
from schemas.frozen import frozen


@frozen
class FormHints:
    """How a form, or an object in it, is laid out."""

    layout: Layout = "vertical"
    grid_columns: int = 2
    grid_gap: Gap = "sm"
    section_style: SectionStyle = "flat"


@frozen
class FieldHints:
    """Where a field stands, and which control it gets."""

    grid_column: int | None = None
    grid_row: int | None = None
    column_span: int | None = None
    row_span: int | None = None
    group: str | None = None
    group_label: str | None = None
    input_type: InputType | None = None
    width: Width | None = None
    visible_when: str | None = None
    placeholder: str | None = None
    rows: int | None = None
    language: Language | None = None
