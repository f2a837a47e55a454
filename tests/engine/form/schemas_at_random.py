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


@st.composite
def sensible(draw: st.DrawFn, depth: int = 3) -> tuple[dict[str, Any], Any]:
    """A schema that an author might write, with data that is valid by it (references lead to `$defs`)."""
    kinds = ["string", "choice", "number", "boolean", "nullable", "date"]
    if depth:
        kinds += [
            "object",
            "object",
            "list",
            "map",
            "tuple",
            "union",
            "shapes",
            "many",
            "condition",
            "merged",
            "tree",
        ]
    return draw(_MAKERS[draw(st.sampled_from(kinds))](max(depth - 1, 0)))


def _text(_: int) -> st.SearchStrategy[Any]:
    return st.tuples(
        st.sampled_from([{"type": "string"}, {"type": "string", "default": "d"}, {"minLength": 0}]),
        st.text("ab é", max_size=3),
    )


def _choice(_: int) -> st.SearchStrategy[Any]:
    labelled = {"oneOf": [{"const": 1, "title": "One"}, {"const": "b", "title": "Two"}]}
    return st.tuples(st.sampled_from([{"enum": [1, "b", None]}, labelled]), st.sampled_from([1, "b"]))


def _number(_: int) -> st.SearchStrategy[Any]:
    schemas = [
        {"type": "integer"},
        {"type": "integer", "minimum": -9, "maximum": 9},
        {"type": "number", "default": 1},
    ]
    return st.tuples(st.sampled_from(schemas), st.integers(-9, 9))


def _boolean(_: int) -> st.SearchStrategy[Any]:
    return st.tuples(st.just({"type": "boolean"}), st.booleans())


def _date(_: int) -> st.SearchStrategy[Any]:
    return st.tuples(st.just({"type": "string", "format": "date"}), st.just("2026-02-28"))


def _nullable(depth: int) -> st.SearchStrategy[Any]:
    def made(pair: tuple[Any, Any], null: bool) -> tuple[Any, Any]:
        return {"anyOf": [pair[0], {"type": "null"}]}, None if null else pair[1]

    return st.builds(made, sensible(depth), st.booleans())


def _object(depth: int) -> st.SearchStrategy[Any]:
    def made(parts: dict[str, tuple[Any, Any]], absent: set[str], extra: bool) -> tuple[Any, Any]:
        properties = {key: dict(schema) for key, (schema, _) in parts.items()}
        data = {key: value for key, (_, value) in parts.items() if key not in absent}
        schema = {"type": "object", "properties": properties, "required": sorted(data)[:1]}
        return schema, {**data, "unknown": {"x": [1]}} if extra else data

    parts = st.dictionaries(KEYS, sensible(depth), max_size=3)
    return st.builds(made, parts, st.sets(KEYS, max_size=2), st.booleans())


def _list(depth: int) -> st.SearchStrategy[Any]:
    def made(pair: tuple[Any, Any], count: int) -> tuple[Any, Any]:
        return {"type": "array", "items": pair[0], "maxItems": 3}, [pair[1]] * count

    return st.builds(made, sensible(depth), st.integers(0, 3))


def _map(depth: int) -> st.SearchStrategy[Any]:
    def made(pair: tuple[Any, Any], keys: set[str]) -> tuple[Any, Any]:
        return {"type": "object", "additionalProperties": pair[0]}, dict.fromkeys(sorted(keys), pair[1])

    return st.builds(made, sensible(depth), st.sets(KEYS, max_size=3))


def _tuple(depth: int) -> st.SearchStrategy[Any]:
    def made(pairs: list[tuple[Any, Any]], count: int) -> tuple[Any, Any]:
        return {"prefixItems": [schema for schema, _ in pairs]}, [value for _, value in pairs][:count]

    return st.builds(made, st.lists(sensible(depth), min_size=1, max_size=3), st.integers(0, 3))


def _union(depth: int) -> st.SearchStrategy[Any]:
    def made(pairs: list[tuple[Any, Any]], at: int) -> tuple[Any, Any]:
        return {"anyOf": [schema for schema, _ in pairs]}, pairs[at % len(pairs)][1]

    return st.builds(made, st.lists(sensible(depth), min_size=2, max_size=3), st.integers(0, 2))


def _shapes(depth: int) -> st.SearchStrategy[Any]:
    def made(pairs: list[tuple[Any, Any]], at: int, name: tuple[Any, Any]) -> tuple[Any, Any]:
        at %= len(pairs)
        branches = [
            {
                "properties": {"kind": {"const": f"k{n}"}, f"p{n % 2}": schema},
                "required": ["kind", f"p{n % 2}"],
            }
            for n, (schema, _) in enumerate(pairs)
        ]
        data = {"kind": f"k{at}", f"p{at % 2}": pairs[at][1], "name": name[1]}
        return {"type": "object", "properties": {"name": name[0]}, "oneOf": branches}, data

    return st.builds(made, st.lists(sensible(depth), min_size=2, max_size=3), st.integers(0, 2), sensible(0))


def _many(_: int) -> st.SearchStrategy[Any]:
    schema = {"type": "array", "items": {"enum": ["a", "b", "c"]}, "uniqueItems": True}
    return st.tuples(st.just(schema), st.lists(st.sampled_from(["a", "b", "c"]), max_size=3, unique=True))


def _condition(depth: int) -> st.SearchStrategy[Any]:
    def made(pair: tuple[Any, Any], flag: bool, stray: bool) -> tuple[Any, Any]:
        schema = {
            "type": "object",
            "properties": {"flag": {"type": "boolean"}},
            "if": {"properties": {"flag": {"const": True}}, "required": ["flag"]},
            "then": {"properties": {"more": pair[0]}, "required": ["more"]},
            "dependentRequired": {"never": ["flag"]},
        }
        return schema, {"flag": flag, **({"more": pair[1]} if flag or stray else {})}

    return st.builds(made, sensible(depth), st.booleans(), st.booleans())


def _merged(depth: int) -> st.SearchStrategy[Any]:
    def made(pair: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[Any, Any]:
        schema = {
            "allOf": [{"properties": {"a": pair[0]}}, {"$ref": "#/$defs/noted"}],
            "properties": {"c": other[0]},
        }
        return schema, {"a": pair[1], "note": "n", "c": other[1]}

    return st.builds(made, sensible(depth), sensible(0))


def _tree(_: int) -> st.SearchStrategy[Any]:
    nodes = st.recursive(
        st.just({"v": 1}),
        lambda inner: st.builds(lambda kids: {"kids": kids}, st.lists(inner, max_size=2)),
        max_leaves=4,
    )
    return st.tuples(st.just({"$ref": "#/$defs/node"}), nodes)


_MAKERS = {
    "string": _text,
    "choice": _choice,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "nullable": _nullable,
    "object": _object,
    "list": _list,
    "map": _map,
    "tuple": _tuple,
    "union": _union,
    "shapes": _shapes,
    "many": _many,
    "condition": _condition,
    "merged": _merged,
    "tree": _tree,
}
_DEFS = {
    "noted": {"properties": {"note": {"type": "string"}}},
    "node": {
        "type": "object",
        "properties": {
            "v": {"type": "integer"},
            "kids": {"type": "array", "items": {"$ref": "#/$defs/node"}},
        },
    },
}
SENSIBLE = sensible(3).map(lambda pair: ({**pair[0], "$defs": _DEFS}, pair[1]))
"""Pairs of a schema and data that is valid by it."""
