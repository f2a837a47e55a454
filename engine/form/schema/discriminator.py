"""What OpenAPI's `discriminator` says about the branches of a union: the value that tells each of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.form.schema.flat import Flat
from schemas.json_value import is_list, is_object


def telling(discriminator: Any, branch: Any, flat: Flat) -> Flat | None:
    """Return what a branch says with its discriminator, or None where that adds nothing.

    A branch is told by the keys under which `mapping` has it, else by the name of its schema;
    where it says itself what it is, by that.
    """
    if not is_object(discriminator) or not isinstance(name := discriminator.get("propertyName"), str):
        return None
    reference = branch.get("$ref") if is_object(branch) else None
    if not isinstance(reference, str) or _is_said(flat, name):
        return None
    mapping = discriminator.get("mapping")
    own = reference.rpartition("/")[2]
    keys = _keys_of(mapping, reference, own) if is_object(mapping) else []
    told: dict[str, Any] = {"enum": keys} if len(keys) > 1 else {"const": keys[0] if keys else own}
    properties: Any = flat.get("properties") if is_object(flat.get("properties")) else {}
    written = properties.get(name)
    told = {**written, **told} if is_object(written) else told
    required: Any = flat.get("required") if is_list(flat.get("required")) else []
    keywords = {"properties": {**properties, name: told}, "required": [*required, name]}
    return replace(flat, keywords={**flat.keywords, **keywords})


def _keys_of(mapping: Mapping[str, Any], reference: str, own: str) -> list[str]:
    """The keys that stand for a schema, which a mapping may call by its name alone."""
    return [key for key, target in mapping.items() if target in (reference, own)]


def _is_said(flat: Flat, name: str) -> bool:
    properties = flat.get("properties")
    schema = properties.get(name) if is_object(properties) else None
    return is_object(schema) and ("const" in schema or is_list(schema.get("enum")) or "allOf" in schema)
