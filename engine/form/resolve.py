"""Follows what a schema says in several places to one place: `$ref`, `allOf`, nullable unions."""

from collections.abc import Mapping
from typing import Any

from schemas.json_value import is_list, is_object

_DEEPEST = 32


def resolve(schema: Mapping[str, Any], root: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """Return the schema with references followed, and whether null is allowed.

    Local references (`#/…`) and `allOf` are merged, with what stands nearer to the field
    winning. A union of one schema and null becomes that schema. What cannot be followed (a
    reference to another document, to nothing, or to itself) is left as it is: the field is
    then edited as JSON, and validation still sees the original.
    """
    return _resolve(schema, root, _DEEPEST)


def _resolve(schema: Mapping[str, Any], root: Mapping[str, Any], depth: int) -> tuple[dict[str, Any], bool]:
    merged = dict(schema)
    nullable = merged.get("nullable") is True
    if not depth:
        return merged, nullable
    target = _target(merged.get("$ref"), root)
    if target is not None:
        del merged["$ref"]
        base, base_nullable = _resolve(target, root, depth - 1)
        merged = base | merged
        nullable = nullable or base_nullable
    parts = merged.get("allOf")
    if is_list(parts) and parts and all(is_object(part) for part in parts):
        del merged["allOf"]
        for part in parts:
            base, base_nullable = _resolve(part, root, depth - 1)
            merged = base | merged
            nullable = nullable or base_nullable
    for union in ("anyOf", "oneOf"):
        variants = merged.get(union)
        if not is_list(variants):
            continue
        kept = [variant for variant in variants if not _is_null(variant)]
        if len(kept) == len(variants):
            continue
        nullable = True
        del merged[union]
        if len(kept) == 1 and is_object(kept[0]):
            base, _ = _resolve(kept[0], root, depth - 1)
            merged = base | merged
        elif kept:
            merged[union] = kept
    kinds = merged.get("type")
    if is_list(kinds):
        rest = [kind for kind in kinds if kind != "null"]
        nullable = nullable or len(rest) < len(kinds)
        merged["type"] = rest[0] if len(rest) == 1 else rest
    return merged, nullable


def _target(reference: Any, root: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    node: Any = root
    for part in reference[1:].split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if is_object(node) and key in node:
            node = node[key]
        elif is_list(node) and key.isdecimal() and int(key) < len(node):
            node = node[int(key)]
        else:
            return None
    return node if is_object(node) else None


def _is_null(schema: Any) -> bool:
    return is_object(schema) and (
        schema.get("type") == "null" or ("const" in schema and schema["const"] is None)
    )
