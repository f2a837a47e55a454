"""A family of sessions as indented lines."""

from collections.abc import Sequence

from textual.content import Content

from schemas.clean_text import clean_line
from schemas.messages.family import FamilyMember
from tui.home.age import age

_MARKS = {"open": "○", "completed": "✓", "failed": "✗"}
DEEPEST = 12
"""Levels that are still indented further; deeper ones stand at the same column."""


def branches(depths: Sequence[int]) -> list[str]:
    """What stands before each member: `│  ├─ ` and so on, from their depths in tree order.

    Depths begin at 0 and grow by one at most from line to line.
    """
    lines: list[str] = []
    open_below: set[int] = set()  # levels at which a later line goes on
    for depth in reversed(depths):
        open_below = {level for level in open_below if level < depth} | (
            {depth} if depth in open_below else set()
        )
        if depth:
            shown = range(max(1, depth - DEEPEST), depth)
            stem = "".join("│  " if level in open_below else "   " for level in shown)
            lines.append(stem + ("├─ " if depth in open_below else "└─ "))
        else:
            lines.append("")
        open_below.add(depth)
    return lines[::-1]


def member_line(member: FamilyMember, branch: str, here: str, now: float) -> Content:
    """One session: where it hangs, its title, where it was forked, how old it is. `here` is marked."""
    facts: list[str] = []
    if member.forked_at is not None:
        facts.append(f"forked after {clean_line(member.turn_label)}" if member.turn_label else "forked")
    facts.append(age(member.updated_at, now))
    own = member.id == here
    return Content.assemble(
        (branch, "dim"),
        (f"{_MARKS[member.status]} ", "$accent" if own else ""),
        (clean_line(member.title), "bold $accent" if own else "bold"),
        ("  you are here" if own else "", "$accent"),
        (f"  {' · '.join(facts)}", "dim"),
    )
