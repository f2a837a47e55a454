"""Brings a grid from what it shows to what it is to show, with as little drawn anew as possible."""

from collections.abc import Sequence
from operator import is_

from tui.results.grid import ResultGrid
from tui.results.result_item import ResultItem
from tui.results.result_list import Group


def put_into(grid: ResultGrid, items: Sequence[ResultItem], groups: Sequence[Group]) -> None:
    """Results that changed are drawn anew, those that came at the end are added; else all are replaced."""
    known = _without_unfinished(grid, items)
    same_groups = list(groups) == list(grid.groups)
    if len(items) == len(known) and same_groups:
        if all(map(is_, known, items)):
            return
        changed = [pair for pair in zip(known, items, strict=True) if pair[0] is not pair[1]]
        if all(before.id == after.id for before, after in changed):
            for _, item in changed:
                grid.update_item(item)
            return
    elif 0 < len(known) < len(items) and not groups and same_groups and list(known) == items[: len(known)]:
        for item in items[len(known) :]:
            grid.append(item)
        return
    grid.set_items(items, groups)


def _without_unfinished(grid: ResultGrid, items: Sequence[ResultItem]) -> Sequence[ResultItem]:
    """Take cards at the end away of which something else came: what comes then is added as ever."""
    known = grid.items
    ready = len(known)
    while ready and known[ready - 1].state == "running":
        ready -= 1
    if grid.groups or ready in (0, len(known)) or len(items) < ready:
        return known
    same_ids = len(items) == len(known) and all(a.id == b.id for a, b in zip(known, items, strict=True))
    if same_ids or not all(map(is_, known[:ready], items)):
        return known
    grid.set_items(known[:ready])
    return grid.items
