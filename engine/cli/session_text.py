"""A session, and a family of sessions, as lines of text."""

from collections.abc import Iterable, Sequence

from engine.cli.output import age
from schemas.clean_text import clean_line
from schemas.messages.family import SessionTree
from schemas.messages.references import ReferenceView
from schemas.messages.session import SessionView
from schemas.messages.turns import TurnView

MOST_OF_A_TURN = 60
"""Characters of a question or an answer."""


def session_text(
    view: SessionView, references: Sequence[ReferenceView] = (), turns: Sequence[TurnView] = ()
) -> str:
    """Everything worth knowing about a session, one thing a line."""
    summary = view.summary
    lines = [
        f"{summary.title}",
        f"  id:        {view.id}",
        f"  workflow:  {summary.workflow_title} ({summary.workflow_id})",
        f"  status:    {summary.status}, last changed {age(summary.updated_at)} ago",
        f"  results:   {summary.results}",
    ]
    if view.meta.purpose:
        lines.append(f"  purpose:   {_short(view.meta.purpose)}")
    marks = {"done": "x", "current": ">", "ahead": " "}
    lines += [f"  [{marks[step.status]}] {step.title}" for step in view.steps]
    for each in view.executions:
        error = f": {each.error.get('message', '')}" if each.error else ""
        lines.append(f"  {each.id}  {each.status:<11}  {each.label}{error}")
    if view.failure:
        lines.append(f"  stopped: {view.failure.get('message', '')}")
    lines += [f"  exported to {folder}" for folder in view.exports]
    lines += _titled("references", map(_reference, references))
    lines += _titled("turns", map(_turn, turns))
    return "\n".join(lines)


def tree_text(tree: SessionTree, session_id: str) -> str:
    """A family, each fork below and to the right of where it comes from; `*` marks the session asked for."""
    lines: list[str] = []
    for each in tree.sessions:
        mark = "*" if each.id == session_id else " "
        where = f", after {each.turn_label}" if each.turn_label else ""
        origin = f"  (at {each.forked_at}{where})" if each.forked_at is not None else ""
        title = clean_line(each.title)
        lines.append(f"{mark} {'  ' * each.depth}{each.id}  {each.status:<9}  {title}{clean_line(origin)}")
    return "\n".join(lines)


def _titled(title: str, lines: Iterable[str]) -> list[str]:
    listed = [f"    {line}" for line in lines]
    return [f"  {title}:", *listed] if listed else []


def _reference(each: ReferenceView) -> str:
    facts = ["in use" if each.in_use else "not in use"]
    if each.ttl is not None:
        facts.append(f"{each.ttl} turns left")
    if each.persist:
        facts.append("persists")
    return f"{each.index}  {_short(each.name)}  ({', '.join(facts)})" + (
        f"  {each.path}" if each.path else ""
    )


def _turn(each: TurnView) -> str:
    edited = " (edited)" if each.edited else ""
    return f"{each.id}  {clean_line(each.label)}{edited}: {_short(each.asked)} -> {_short(each.reply)}"


def _short(text: str) -> str:
    line = " ".join(clean_line(text).split())
    return line if len(line) <= MOST_OF_A_TURN else line[: MOST_OF_A_TURN - 1] + "…"
