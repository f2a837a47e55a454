"""Renders the text parts of a config: templates and plain texts, already read from their files."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.actions.errors import ActionError
from engine.templates.sandbox import compile_template, names_used
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
    rendered = (render_part(part, variables).strip() for part in listed(parts))
    return "\n\n".join(text for text in rendered if text)


def listed(parts: list[TextPart] | TextPart) -> list[TextPart]:
    """The parts, also where there is just one."""
    return parts if isinstance(parts, list) else [parts]


def uses(parts: Iterable[TextPart], name: str) -> bool:
    """Whether a template among the parts reads the variable `name`."""
    return any(name in source and name in names_used(source) for source in map(_template, parts))


def _template(part: TextPart) -> str:
    match part:
        case str():
            return part
        case InlineText(text=text, type="jinja2"):
            return text
        case _:
            return ""
