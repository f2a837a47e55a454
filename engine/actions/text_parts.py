"""Renders the text parts of a config: templates and plain texts, already read from their files."""

from collections.abc import Mapping
from typing import Any

from engine.actions.action import ActionError
from engine.templates.sandbox import compile_template
from schemas.documents.refs import FileRef, InlineText, TextPart


def render_part(part: TextPart, variables: Mapping[str, Any]) -> str:
    """The text of one part. Raises `MissingName`, ValueError, or `ActionError` for an unread file."""
    match part:
        case str():
            return compile_template(part)(variables)
        case InlineText(text=text, type="text"):
            return text
        case InlineText(text=text):
            return compile_template(text)(variables)
        case FileRef(ref=ref):
            raise ActionError("missing_template", f"The template {ref} was not loaded.")


def render_parts(parts: list[TextPart] | TextPart, variables: Mapping[str, Any]) -> str:
    """Several parts as one text, with an empty line between them; empty parts are left out."""
    listed = parts if isinstance(parts, list) else [parts]
    rendered = (render_part(part, variables).strip() for part in listed)
    return "\n\n".join(text for text in rendered if text)
