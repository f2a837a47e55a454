"""Reads `_ux`: what an author says about how a schema is drawn."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from engine.form.hints import FieldHints, FormHints
from engine.form.nodes.hint_checks import FIELD, FORM, right
from schemas.documents.layout_words import Language
from schemas.json_value import is_object

_TEMPLATES = ("template", "jinja", "jinja2")
_NO_FIELD_HINTS, _NO_FORM_HINTS = FieldHints(), FormHints()


def field_hints(value: Any) -> FieldHints:
    """Read a field's hints; wrong ones are left out, so that a form from elsewhere still opens."""
    if not is_object(value) or not value:
        return _NO_FIELD_HINTS
    return replace(_NO_FIELD_HINTS, **right(FIELD, value))


def form_hints(value: Any) -> FormHints:
    """Read a form's hints, as `field_hints` does."""
    return _NO_FORM_HINTS if not is_object(value) or not value else layout_of(_NO_FORM_HINTS, value)


def layout_of(around: FormHints, value: Mapping[str, Any]) -> FormHints:
    """Return the hints with what `value` says in place of what was there."""
    return replace(around, **right(FORM, value))


def layout_within(around: FormHints, schema: Mapping[str, Any]) -> FormHints:
    """Return how an object inside a form is laid out: as it says, else as what is around it."""
    hints = schema.get("_ux")
    if not is_object(hints) or not any(each.name in hints for each in fields(FormHints)):
        return around
    return layout_of(around, hints)


def language_of(schema: Mapping[str, Any]) -> Language | None:
    """Return the language of a text, as `_ux` or the `format` says."""
    hints = schema.get("_ux")
    asked = is_object(hints) and hints.get("language") == "jinja"
    return "jinja" if asked or schema.get("format") in _TEMPLATES else None
