"""Strategies for JSON values, schemas of every keyword, and edits of a form."""

from typing import Any

from hypothesis import strategies as st

KEYS = st.sampled_from(["a", "b", "c", "", "a/b", "~", "0", "type"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(-9, 9, allow_nan=False)
    | st.text("ab\x1b\né/~", max_size=4)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
TYPES = st.sampled_from(["string", "number", "integer", "boolean", "null", "array", "object"])


def _keywords(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    named = st.dictionaries(KEYS, inner, max_size=3)
    names = st.lists(KEYS, max_size=2, unique=True)
    several = st.lists(inner, min_size=1, max_size=3)
    small = st.integers(0, 3)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
            "properties": named,
            "required": names,
            "additionalProperties": inner,
            "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$", "(a+)+c"]), inner, max_size=2),
            "propertyNames": st.just({"maxLength": 2}),
            "items": inner,
            "prefixItems": several,
            "contains": inner,
            "minItems": small,
            "maxItems": small,
            "uniqueItems": st.booleans(),
            "enum": st.lists(VALUES, min_size=1, max_size=3),
            "const": VALUES,
            "default": VALUES,
            "examples": st.lists(VALUES, max_size=2),
            "minimum": st.integers(-3, 3),
            "maximum": st.integers(-3, 3),
            "multipleOf": st.sampled_from([1, 2, 0.5]),
            "minLength": small,
            "maxLength": small,
            "pattern": st.sampled_from(["^a", "b+$", "[a-z]"]),
            "format": st.sampled_from(["date", "email", "uri", "password", "color", "date-time", "x"]),
            "title": st.text("ab\x1b", max_size=3),
            "readOnly": st.booleans(),
            "nullable": st.booleans(),
            "oneOf": several,
            "anyOf": several,
            "allOf": several,
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
            "dependentRequired": st.dictionaries(KEYS, names, max_size=2),
            "dependentSchemas": named,
            "$ref": st.sampled_from(
                ["#", "#/$defs/one", "#/$defs/two", "#/nowhere", "http://other.invalid/x"]
            ),
            "_ux": st.fixed_dictionaries(
                {}, optional={"visible_when": st.sampled_from(["a", "b == 1", "values.a", "c and not a"])}
            ),
        },
    )


PARTS = st.recursive(st.booleans() | st.just({}), lambda inner: _keywords(inner) | inner, max_leaves=6)
SCHEMAS = st.builds(
    lambda schema, one, two: {
        **(schema if isinstance(schema, dict) else {}),
        "$defs": {"one": one, "two": two},
    },
    PARTS,
    PARTS,
    PARTS,
)
"""Schemas that need not make sense."""

PLAIN_SCHEMAS = SCHEMAS.filter(lambda schema: "#" not in str(schema.get("$ref", "")))

EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "text",
                "value",
                "clear",
                "begin",
                "choose",
                "add",
                "remove",
                "move",
                "duplicate",
                "key",
                "rename",
                "reset",
                "undo",
                "redo",
                "apply",
            ]
        ),
        st.integers(0, 30),
        VALUES,
    ),
    max_size=8,
)
