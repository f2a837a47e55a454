"""Pieces that consist of others: objects, lists, maps, unions, references."""

from random import Random
from typing import Any

from tests.engine.form.shapes.piece import Make, Piece, one, ref

_POINT = {
    "type": "object",
    "properties": {"x": {"type": "number"}, "y": {"type": "number"}, "name": {"type": "string"}},
    "required": ["x", "y"],
}


def nested(_dice: Random) -> Piece:
    return one("origin", _POINT, {"x": 1, "y": -0.5})


def local_ref(dice: Random) -> Piece:
    return one("target", ref("Point"), {"x": dice.randint(0, 9), "y": 2, "name": "p"}, defs={"Point": _POINT})


def ref_beside(_dice: Random) -> Piece:
    address = {"type": "object", "properties": {"street": {"type": "string"}, "zip": {"type": "string"}}}
    near = {**ref("Address"), "description": "Where it is sent"}
    return one("delivery", near, {"street": "Quay 1", "zip": "0150"}, defs={"Address": address})


def scalars(dice: Random) -> Piece:
    name, item, values = dice.choice(
        (("tags", "string", ["a", "b", ""]), ("weights", "number", [0.5, 1, 2]), ("ids", "integer", [3, 1]))
    )
    return one(name, {"type": "array", "items": {"type": item}}, values)


def min_items(_dice: Random) -> Piece:
    return one("stops", {"type": "array", "items": {"type": "string"}, "minItems": 1}, ["Athens", "Sparta"])


def max_items(_dice: Random) -> Piece:
    schema = {"type": "array", "items": {"type": "string", "format": "uri"}, "minItems": 1, "maxItems": 4}
    return one("images", schema, ["https://files.example/1.png", "https://files.example/2.png"])


def unique_items(_dice: Random) -> Piece:
    return one("aliases", {"type": "array", "items": {"type": "string"}, "uniqueItems": True}, ["b", "a"])


def records(dice: Random) -> Piece:
    value = [{"role": "user", "content": "hello"}, {"role": "model", "content": "", "weight": 0.5}]
    item = {
        "type": "object",
        "properties": {
            "role": {"type": "string", "enum": ["user", "model"]},
            "content": {"type": "string"},
            "weight": {"type": "number", "default": 1},
        },
        "required": ["role", "content"],
    }
    if dice.random() < 0.5:
        return one("messages", {"type": "array", "items": ref("Message")}, value, defs={"Message": item})
    return one("messages", {"type": "array", "items": item}, value)


def loose_list(_dice: Random) -> Piece:
    return one("args", {"type": "array"}, ["-v", 3], json=("/args/0", "/args/1"))


def lists_of_lists(_dice: Random) -> Piece:
    row = {"type": "array", "items": {"type": "number"}}
    return one("matrix", {"type": "array", "items": row}, [[1, 0], [], [0.5]])


def multi_select(dice: Random) -> Piece:
    item: Any = {"type": "string", "enum": ["mon", "tue", "wed"]}
    if dice.random() < 0.3:
        item = {"anyOf": [{"const": "mon", "title": "Monday"}, {"const": "wed", "title": "Wednesday"}]}
    return one("days", {"type": "array", "items": item, "uniqueItems": True}, ["wed", "mon"])


def map_of_texts(dice: Random) -> Piece:
    if dice.random() < 0.6:
        schema: Any = {"type": "object", "additionalProperties": {"type": "string"}}
        return one("env", schema, {"HOME": "/home/ada", "a/b": "", "": "x"})
    schema = {"type": "object", "additionalProperties": ref("Service")}
    service = {"type": "object", "properties": {"image": {"type": "string"}, "scale": {"type": "integer"}}}
    return one("services", schema, {"web": {"image": "w:1", "scale": 2}, "db": {}}, defs={"Service": service})


def pattern_properties(_dice: Random) -> Piece:
    schema = {
        "type": "object",
        "patternProperties": {"^x-": {"type": "integer"}, "^on": {"type": "string"}},
        "additionalProperties": False,
    }
    return one("hooks", schema, {"x-order": 3, "onLoad": "start()"})


def one_of(dice: Random) -> Piece:
    card = _tagged("card", {"number": {"type": "string"}})
    transfer = _tagged("transfer", {"iban": {"type": "string"}, "instant": {"type": "boolean"}})
    value = dice.choice(
        ({"kind": "card", "number": "4"}, {"kind": "transfer", "iban": "DE0", "instant": True})
    )
    if dice.random() < 0.5:
        schema = {"oneOf": [ref("Card"), ref("Transfer")], "discriminator": {"propertyName": "kind"}}
        return one("payment", schema, value, defs={"Card": card, "Transfer": transfer})
    return one("payment", {"oneOf": [card, transfer]}, value)


def any_of(dice: Random) -> Piece:
    options: list[Any] = [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
    if dice.random() < 0.4:
        options = [{"type": "boolean"}, {"type": "object", "properties": {"level": {"type": "integer"}}}]
        return one("optimize", {"anyOf": options}, dice.choice((False, {"level": 2}, {})))
    return one("include", {"anyOf": options}, dice.choice(("src", ["src", "lib"], [])))


def recursive(_dice: Random) -> Piece:
    node = {
        "type": "object",
        "properties": {"label": {"type": "string"}, "children": {"type": "array", "items": ref("Node")}},
        "required": ["label"],
    }
    tree = {"label": "a", "children": [{"label": "b", "children": []}, {"label": "c"}]}
    return one("tree", ref("Node"), tree, defs={"Node": node})


def foreign_ref(_dice: Random) -> Piece:
    elsewhere = {"$ref": "https://schemas.example/plugin.json"}
    return Piece({"plugin": elsewhere}, {}, fallback=("/plugin",))


def tuples(dice: Random) -> Piece:
    places = [{"type": "number"}, {"type": "number"}, {"type": "string"}]
    spelling = dice.choice(({"prefixItems": places}, {"prefixItems": places, "items": False}))
    return one("place", {"type": "array", **spelling}, [1.5, -2, "home"])


def _tagged(tag: str, properties: dict[str, Any]) -> dict[str, Any]:
    own = {"kind": {"const": tag}, **properties}
    return {"type": "object", "title": tag.title(), "properties": own, "required": ["kind"]}


PARTS: dict[str, Make] = {
    make.__name__: make
    for make in (
        *(nested, local_ref, ref_beside, scalars, min_items, max_items, unique_items, records, loose_list),
        *(lists_of_lists, multi_select, map_of_texts, pattern_properties, one_of, any_of, recursive),
        *(foreign_ref, tuples),
    )
}
