"""Outputs that hold the items an action yielded, as they were stored."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.actions.action import Outputs
from engine.templates.target_path import apply


def with_items(outputs: Outputs, items: Sequence[Mapping[str, Any]]) -> Outputs:
    """The outputs with stored items, and so their ids, where `of_items` or `items_at` says."""
    stored = [dict(item) for item in items]
    if outputs.of_items or outputs.items_at == "":
        return replace(outputs, value=stored)
    if outputs.items_at is not None:
        value = apply(outputs.value, outputs.items_at, "replace", stored)
        return replace(outputs, value=value)
    return outputs
