"""How a thing in one store stands to the same thing in another one."""

from typing import Literal

from engine.moving.scanning import Found
from engine.moving.tables import Kind, Part
from schemas.frozen import frozen

Standing = Literal["new", "same", "further", "behind", "differs"]
"""Of the source to the target: only here; equal; here it went on; it went on there; each went its own way."""


@frozen
class Comparison:
    """`where` names the part in which they differ first."""

    standing: Standing
    where: str = ""


def compare(kind: Kind, source: Found, target: Found) -> Comparison:
    """Compare a thing that is in the source with what the target has under its id.

    What goes on never changes what was: it has all rows of the other's logs, and more. Where the
    logs are equal, so that nobody can say who was last, the rest must be equal too, or only more.
    """
    if not target:
        return Comparison("new")
    if source.identity != target.identity:
        return Comparison("differs", kind.parts[0].name)
    logs = [part for part in kind.parts if part.log]
    ours, theirs = _more(logs, source, target), _more(logs, target, source)
    if ours and theirs:
        return Comparison("differs", ours)
    if changed := _changed(logs, source, target):
        return Comparison("differs", changed)
    if ours:
        return Comparison("further")
    if theirs:
        return Comparison("behind")
    rest = [part for part in kind.parts if not part.log]
    if changed := _changed(rest, source, target):
        return Comparison("differs", changed)
    ours, theirs = _more(rest, source, target), _more(rest, target, source)
    if ours and theirs:
        return Comparison("differs", ours)
    return Comparison("further" if ours else "behind" if theirs else "same")


def _more(parts: list[Part], one: Found, other: Found) -> str:
    """The first part in which `one` has rows that `other` has not, or ""."""
    for part in parts:
        if one.parts[part.name].keys() - other.parts[part.name].keys():
            return part.name
    return ""


def _changed(parts: list[Part], one: Found, other: Found) -> str:
    """The first part in which a row of both is not the same, or ""."""
    for part in parts:
        here, there = one.parts[part.name], other.parts[part.name]
        if any(here[key] != there[key] for key in here.keys() & there.keys()):
            return part.name
    return ""
