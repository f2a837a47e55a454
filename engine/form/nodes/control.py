"""Chooses the control for what a schema says."""

from typing import Any

from engine.form.field import Choice, Field, Kind
from engine.form.hints import FieldHints
from engine.form.nodes.hints import language_of
from engine.form.nodes.numbers import Number
from engine.form.schema.flat import Flat
from engine.form.schema.value_type import JsonType
from schemas.documents.layout_words import InputType
from schemas.json_value import is_list, is_object

LONG_TEXT = 200
"""Characters a text may have before it gets a text area instead of one line."""

_LONG_DEFAULT = 60
_BY_FORMAT: dict[str, Kind] = {
    "password": "secret",
    "secret": "secret",
    "date": "date",
    "full-date": "date",
    "time": "time",
    "date-time": "datetime",
    "datetime": "datetime",
    "color": "color",
    "colour": "color",
    "color-hex": "color",
    "file": "file",
    "file-path": "file",
    "filepath": "file",
    "path": "file",
    "data-url": "file",
    "data-uri": "file",
    "binary": "file",
    "byte": "file",
    "textarea": "textarea",
    "multiline": "textarea",
    "multi-line": "textarea",
    "markdown": "textarea",
    "json": "textarea",
}
_TEXTS: tuple[InputType, ...] = ("text", "textarea", "secret", "date", "time", "datetime", "color", "file")
_MEDIA_FIELDS = ("image", "audio", "video", "file")


def control_for(
    flat: Flat,
    ux: FieldHints,
    value_type: JsonType,
    choices: tuple[Choice, ...],
    bounds: tuple[Number | None, Number | None],
    *,
    nullable: bool = False,
) -> Kind:
    """Take the author's choice where it can hold the value, else what the schema suggests.

    `nullable` says that null can be chosen beside `choices`.
    """
    hint = ux.input_type
    if hint == "json" or flat.refused or not flat.fixed:
        return "json"
    if choices:
        if hint in ("radio", "select"):
            return hint
        return "constant" if len(choices) == 1 and not nullable else "select"
    if value_type == "boolean":
        return "checkbox"
    if value_type in ("number", "integer"):
        # An unbounded slider has no ends to stand between.
        low, high = bounds
        bounded = low is not None and high is not None and low <= high
        return "slider" if bounded and hint in (None, "slider") else _typed(value_type)
    if value_type == "string":
        return hint if hint is not None and hint in _TEXTS else _text_kind(flat)
    if value_type == "array":
        return _list_kind(flat)
    if value_type == "object":
        return _object_kind(flat)
    return "null" if value_type == "null" else "json"


def input_types(field: Field) -> tuple[InputType, ...]:
    """Return the controls that an author may ask for at a field, besides `json`."""
    if field.kind == "multiselect":
        return ("multiselect",)
    if field.choices:
        return ("select", "radio")
    match field.value_type:
        case "string":
            return _TEXTS
        case "boolean":
            return ("checkbox",)
        case "number" | "integer":
            # An unbounded slider has no ends to stand between.
            low, high = field.minimum, field.maximum
            return (
                ("number", "slider") if low is not None and high is not None and low <= high else ("number",)
            )
        case _:
            return ()


def is_tuple(flat: Flat) -> bool:
    """Whether the schema says what stands at each place of a list."""
    return is_list(flat.get("prefixItems")) or is_list(flat.get("items"))


def rest_of_object(flat: Flat) -> Any:
    """Return the schema of the properties that have none of their own; None where nothing is said."""
    return flat.get("additionalProperties", flat.get("unevaluatedProperties"))


def _typed(value_type: JsonType) -> Kind:
    return "integer" if value_type == "integer" else "number"


def _text_kind(flat: Flat) -> Kind:
    name, length, default = flat.get("format"), flat.get("maxLength"), flat.get("default")
    if flat.get("writeOnly") is True or flat.get("x-cog-secret") is True:
        return "secret"
    if language_of(flat.keywords):
        return "textarea"
    if isinstance(name, str) and name in _BY_FORMAT:
        return _BY_FORMAT[name]
    if _is_file(flat):
        return "file"
    media = flat.get("contentMediaType")
    if isinstance(media, str) and media.startswith(("text/", "application/")):
        return "textarea"
    long = isinstance(length, int) and length > LONG_TEXT
    long_default = isinstance(default, str) and (len(default) > _LONG_DEFAULT or "\n" in default)
    return "textarea" if long or long_default else "text"


def _is_file(flat: Flat) -> bool:
    """Whether the text is the content of a file, or where one is."""
    ui: Any = flat.get("ui")
    if is_object(ui) and ui.get("field") in _MEDIA_FIELDS:
        return True
    media = flat.get("contentMediaType")
    if flat.get("contentEncoding") == "base64":
        return True
    return isinstance(media, str) and media.startswith(("image/", "audio/", "video/"))


def _list_kind(flat: Flat) -> Kind:
    return "tuple" if is_tuple(flat) else "list"


def _object_kind(flat: Flat) -> Kind:
    if is_object(flat.get("properties")) and flat.get("properties"):
        return "object"
    more = rest_of_object(flat)
    if is_object(more) or more is True or flat.get("patternProperties"):
        return "map"
    return "object" if more is False or "properties" in flat.keywords else "json"
