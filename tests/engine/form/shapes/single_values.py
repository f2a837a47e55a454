"""Pieces for one value: texts, numbers, choices, formats."""

from random import Random
from typing import Any

from tests.engine.form.shapes.piece import Make, Piece, one, ref

PLAIN: dict[str, tuple[tuple[str, dict[str, Any], Any], ...]] = {
    "generation": (
        ("prompt", {"type": "string"}, "a lighthouse in fog, seen from the sea"),
        ("negative_prompt", {"type": "string"}, "blurred\nhands"),
        ("seed", {"type": "integer"}, 90125),
        ("tile", {"type": "boolean"}, True),
        ("temperature", {"type": "number"}, 0.7),
        ("voice", {"type": "string"}, "alto"),
        ("upscale", {"type": "boolean"}, False),
        ("clip_length", {"type": "number"}, 4.5),
    ),
    "tool": (
        ("query", {"type": "string"}, "tide tables"),
        ("limit", {"type": "integer"}, 20),
        ("recursive", {"type": "boolean"}, False),
        ("path", {"type": "string"}, "notes/today.md"),
        ("reason", {"type": "string"}, "the numbers do not add up"),
    ),
    "config": (
        ("host", {"type": "string"}, "localhost"),
        ("port", {"type": "integer"}, 8080),
        ("verbose", {"type": "boolean"}, True),
        ("cacheDir", {"type": "string"}, ".cache/build"),
        ("timeout", {"type": "number"}, 2.5),
        ("strict", {"type": "boolean"}, False),
        ("outFile", {"type": "string"}, "dist/app.js"),
        ("retries", {"type": "integer"}, 3),
    ),
    "form": (
        ("firstName", {"type": "string"}, "Ada"),
        ("lastName", {"type": "string"}, "Lovelace"),
        ("age", {"type": "integer"}, 36),
        ("newsletter", {"type": "boolean"}, False),
        ("notes", {"type": "string"}, "vegetarian\nno nuts"),
        ("weight", {"type": "number"}, 61.5),
    ),
}
"""Fields of each kind of schema, with a value."""


def enum(dice: Random) -> Piece:
    name, values = dice.choice(
        (
            ("mode", ["fast", "exact"]),
            ("size", ["s", "m", "l"]),
            ("unit", ["celsius", "fahrenheit", "kelvin"]),
            ("country", [f"{a}{b}" for a in "ABCDEFG" for b in "ABCDEFGHIJ"]),
        )
    )
    return one(name, {"type": "string", "enum": values}, dice.choice(values))


def enum_of_others(dice: Random) -> Piece:
    values: list[Any] = dice.choice(([None, "low", "high"], [True, False, "auto"], [1, 2, 4], [0.5, "half"]))
    return one("precision", {"enum": values}, values[-1])


def labelled(_dice: Random) -> Piece:
    options = [{"const": "de", "title": "German"}, {"const": "el", "title": "Greek"}]
    return one("language", {"type": "string", "oneOf": options}, "el")


def enum_names(dice: Random) -> Piece:
    keyword = dice.choice(("enumNames", "x-enum-labels", "x-enumNames"))
    schema = {"type": "integer", "enum": [1, 2, 3], keyword: ["low", "middle", "high"]}
    return one("urgency", schema, dice.choice((1, 3)))


def const(dice: Random) -> Piece:
    value = dice.choice(("v1", "2024-11", 3))
    return one("apiVersion", {"const": value}, value, needed=("apiVersion",))


def slider(dice: Random) -> Piece:
    if dice.random() < 0.5:
        return one("steps", {"type": "integer", "minimum": 1, "maximum": 100}, dice.randint(1, 100))
    return one("strength", {"type": "number", "minimum": 0, "maximum": 1}, dice.randint(0, 20) / 20)


def minimum(_dice: Random) -> Piece:
    return one("copies", {"type": "integer", "minimum": 0}, 2)


def exclusive(_dice: Random) -> Piece:
    return one("rate", {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 10}, 0.25)


def steps(_dice: Random) -> Piece:
    return one("width", {"type": "integer", "minimum": 64, "maximum": 2048, "multipleOf": 64}, 768)


def min_length(_dice: Random) -> Piece:
    return one("summary", {"type": "string", "minLength": 1}, "x")


def max_length(dice: Random) -> Piece:
    return one("caption", {"type": "string", "minLength": 1, "maxLength": dice.choice((40, 4000))}, "At sea")


def pattern(dice: Random) -> Piece:
    pattern, value = dice.choice((("^[a-z][a-z0-9-]*$", "node-7"), (r"^\d{5}$", "10115")))
    return one("code", {"type": "string", "pattern": pattern}, value)


def _format(name: str, format_: str, *values: str) -> Make:
    return lambda dice: one(name, {"type": "string", "format": format_}, dice.choice(values))


uri = _format("image", "uri", "https://files.example/a.png", "data:image/png;base64,iVBORw0KGgo=")
email = _format("email", "email", "ada@example.org")
date = _format("birthday", "date", "1815-12-10", "2024-02-29")
date_time = _format("startsAt", "date-time", "2024-05-01T09:30:00Z", "2024-05-01T09:30:00+02:00")


def rare_format(dice: Random) -> Piece:
    format_, value = dice.choice(
        (
            ("time", "09:30:00Z"),
            ("uuid", "12345678-1234-5678-1234-567812345678"),
            ("color", "#aabbcc"),
            ("password", "hunter2"),
            ("ipv4", "127.0.0.1"),
            ("regex", "^a+$"),
            ("int32", "7"),
            ("made-up", "whatever"),
        )
    )
    return one("special", {"type": "string", "format": format_}, value)


def examples(_dice: Random) -> Piece:
    return one("city", {"type": "string", "examples": ["Athens", "Oslo"]}, "Bergen")


def read_only(_dice: Random) -> Piece:
    return one("id", {"type": "string", "readOnly": True}, "r-17")


def write_only(_dice: Random) -> Piece:
    return one("token", {"type": "string", "writeOnly": True}, "not a real one")


def null_type(_dice: Random) -> Piece:
    return one("nothing", {"type": "null"}, None)


def nullable_any_of(dice: Random) -> Piece:
    inner, value = dice.choice(
        (
            ({"type": "integer"}, 7),
            ({"type": "string"}, None),
            ({"type": "string", "format": "uri"}, "urn:a:b"),
        )
    )
    return one("resume", {"anyOf": [inner, {"type": "null"}], "default": None}, value)


def nullable_type(dice: Random) -> Piece:
    return one("proxy", {"type": ["string", "null"]}, dice.choice(("direct", None)))


def type_list(dice: Random) -> Piece:
    return one("level", {"type": ["string", "integer"]}, dice.choice(("debug", 10)))


def no_type(dice: Random) -> Piece:
    if dice.random() < 0.5:
        return one("extra", {"description": "Anything at all"}, [1, {"a": None}], json=("/extra",))
    return one("label", {"default": "none"}, "some")


def free(dice: Random) -> Piece:
    value = {"a": [1, 2.5], "b": {"c": None}}
    if dice.random() < 0.3:
        more = ("/metadata/a", "/metadata/b")
        return one("metadata", {"type": "object", "additionalProperties": True}, value, json=more)
    return one("metadata", {"type": "object"}, value, json=("/metadata",))


def not_this(_dice: Random) -> Piece:
    return one("user", {"type": "string", "not": {"enum": ["root", "admin"]}}, "guest")


def wrapped_enum(dice: Random) -> Piece:
    values = ["square", "wide", "tall"]
    around = {"allOf": [ref("Aspect")], "default": "wide"}
    definition = {"type": "string", "title": "aspect", "description": "An enumeration.", "enum": values}
    return one("aspect", around, dice.choice(values), defs={"Aspect": definition})


SINGLE: dict[str, Make] = {
    make.__name__: make
    for make in (
        *(enum, enum_of_others, labelled, enum_names, const, slider, minimum, exclusive, steps, min_length),
        *(max_length, pattern, rare_format, examples, read_only, write_only, null_type, nullable_any_of),
        *(nullable_type, type_list, no_type, free, not_this, wrapped_enum),
    )
} | {"uri": uri, "email": email, "date": date, "date_time": date_time}
