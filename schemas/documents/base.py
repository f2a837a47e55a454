"""What every document model shares."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from schemas.clean_text import clean, clean_line

JsonObject = dict[str, Any]

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$")]
"""A name other documents and expressions can refer to."""

Line = Annotated[str, AfterValidator(clean_line)]
"""One line of text for a person, without control characters."""

Prose = Annotated[str, AfterValidator(clean)]
"""Text for a person, without control characters; may have several lines."""


class Document(BaseModel):
    """A part of a document: unknown keys are errors, so that a misspelt key is never ignored."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)
