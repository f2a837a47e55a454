"""Marks of results: what a change of them does, and what it is called.

A change is JSON with what it changes: `starred`, `rating` (0 for none), `tags` (all of them), `note`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.session.page import Marks

_NONE = Marks()


def marked(
    marks: Mapping[str, Marks], content_ids: Sequence[str], change: Mapping[str, Any]
) -> dict[str, Marks]:
    """The marks of a page after a change of these results. Results without any are left out."""
    after = dict(marks)
    for content_id in content_ids:
        now = replace(after.get(content_id, _NONE), **_known(change))
        if now == _NONE:
            after.pop(content_id, None)
        else:
            after[content_id] = now
    return after


def name_of(change: Mapping[str, Any]) -> str:
    """What a person calls it, for undo."""
    match change:
        case {"starred": starred}:
            return "star" if starred else "no star"
        case {"rating": rating}:
            return f"rating {rating}" if rating else "no rating"
        case {"tags": _}:
            return "tags"
        case _:
            return "note"


def _known(change: Mapping[str, Any]) -> dict[str, Any]:
    """A newer program may have written more."""
    return {name: change[name] for name in ("starred", "rating", "tags", "note") if name in change}
