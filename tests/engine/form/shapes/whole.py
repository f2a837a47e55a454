"""Pieces that say something about the whole object: conditions, dependents, merges."""

from random import Random

from tests.engine.form.shapes.piece import Make, Piece


def condition(dice: Random) -> Piece:
    business = dice.random() < 0.5
    shown = {"vatId": {"type": "string"}} if business else {"nickname": {"type": "string"}}
    properties = {"account": {"type": "string", "enum": ["business", "private"]}}
    root = {
        "if": {"properties": {"account": {"const": "business"}}, "required": ["account"]},
        "then": {"properties": {"vatId": {"type": "string"}}, "required": ["vatId"]},
        "else": {"properties": {"nickname": {"type": "string"}}},
    }
    values = {"account": "business" if business else "private", next(iter(shown)): "x1"}
    return Piece(properties, values, root=root, needed=tuple(values))


def conditions(_dice: Random) -> Piece:
    rules = [
        {
            "if": {"properties": {"driver": {"const": name}}, "required": ["driver"]},
            "then": {"properties": {field: {"type": "string"}}, "required": [field]},
        }
        for name, field in (("file", "file"), ("s3", "bucket"))
    ]
    properties = {"driver": {"type": "string", "enum": ["file", "s3", "none"]}}
    return Piece(
        properties, {"driver": "s3", "bucket": "b-1"}, root={"allOf": rules}, needed=("driver", "bucket")
    )


def dependent_required(_dice: Random) -> Piece:
    properties = {"cardNumber": {"type": "string"}, "cardName": {"type": "string"}}
    values = {"cardNumber": "4111", "cardName": "A L"}
    return Piece(properties, values, root={"dependentRequired": {"cardNumber": ["cardName"]}})


def dependent_schemas(_dice: Random) -> Piece:
    more = {"properties": {"guestName": {"type": "string"}}, "required": ["guestName"]}
    values = {"guest": True, "guestName": "Grace"}
    return Piece({"guest": {"type": "boolean"}}, values, root={"dependentSchemas": {"guest": more}})


def all_of_merge(_dice: Random) -> Piece:
    base = {"type": "object", "properties": {"created": {"type": "string"}}, "required": ["created"]}
    root = {"allOf": [{"$ref": "#/$defs/Base"}, {"properties": {"owner": {"type": "string"}}}]}
    values = {"created": "today", "owner": "ada"}
    return Piece({}, values, root=root, defs={"Base": base}, needed=("created",))


def required_sets(dice: Random) -> Piece:
    properties = {"file_url": {"type": "string"}, "file_id": {"type": "string"}}
    name = dice.choice(tuple(properties))
    root = {"anyOf": [{"required": ["file_url"]}, {"required": ["file_id"]}]}
    return Piece(properties, {name: "f-1"}, root=root, needed=(name,))


WHOLE: dict[str, Make] = {
    make.__name__: make
    for make in (
        *(condition, conditions, dependent_required, dependent_schemas, all_of_merge, required_sets),
    )
}
