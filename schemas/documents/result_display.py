"""How the results of an interaction are shown and chosen (row B7)."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from schemas.documents.base import Document, Line

GroupBy = Literal["provider", "prompt", "action"]
RenderAs = Literal["image", "text", "markdown", "json", "number", "link"]


class ResultsUx(Document):
    """`_ux` of the array: `source` is the target path in the display data that holds the results.

    `group_by` puts results under headings by what they have in common.
    """

    render_as: Literal["grid", "list", "table"] = "grid"
    group_by: list[GroupBy] = Field(default_factory=list[GroupBy], max_length=3)
    selectable: bool = False
    selection_mode: Literal["single", "multiple"] = "single"
    required: bool = False
    source: str = "generations"
    title: Line | None = None
    empty: Line | None = None


class ResultPropertyUx(Document):
    """`_ux` of one property of a result."""

    render_as: RenderAs = "text"
    display: Literal["visible", "hidden"] = "visible"


class ResultProperty(Document):
    """One property of a result; what JSON Schema says beyond `_ux` is kept, not interpreted."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    title: Line | None = None
    ux: ResultPropertyUx = Field(default_factory=ResultPropertyUx, alias="_ux")


class ResultItemSchema(Document):
    """The schema of one result."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: Literal["object"] = "object"
    properties: dict[str, ResultProperty] = Field(default_factory=dict[str, ResultProperty])


class ResultDisplay(Document):
    """`result_display_schema`: the array schema of the results with its `_ux`."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: Literal["array"] = "array"
    ux: ResultsUx = Field(default_factory=ResultsUx, alias="_ux")
    items: ResultItemSchema = Field(default_factory=ResultItemSchema)


def empty_display() -> dict[str, Any]:
    """A display for interactions that declare none."""
    return {"type": "array", "items": {"type": "object"}}
