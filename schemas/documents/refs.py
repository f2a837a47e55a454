"""References from one document to a file beside it."""

from typing import Literal

from pydantic import Field

from schemas.documents.base import Document


class FileRef(Document):
    """`{"$ref": "prompts/scene.jinja", "type": "jinja2"}`: the content of a file.

    The path is relative to the step's own folder, then to the workflow folder, and never
    leaves it. `type` defaults by the file's ending: `.json` and `.yaml` are `json`,
    `.jinja` and `.j2` are `jinja2`, everything else is `text`.
    """

    ref: str = Field(alias="$ref", min_length=1)
    type: Literal["jinja2", "text", "json"] | None = None


class InlineText(Document):
    """`{"text": "…", "type": "jinja2"}`: a template or plain text written in place."""

    text: str
    type: Literal["jinja2", "text"] = "jinja2"


TextPart = str | FileRef | InlineText
"""A template or text: a string (a Jinja2 template), a file, or a typed inline text."""
