"""The states of a conversation, drawn: where it stands, where it was, and which ways are open."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from schemas.clean_text import clean_line
from schemas.messages.conversation import MachineStateView, TransitionView

_MOST_CONDITION = 60


def states_diagram(states: Sequence[MachineStateView]) -> Content:
    """A line for each state, in the document's order, with the ways out of it below.

    `●` is where the conversation stands, `✓` where it was, `○` where it was not yet. `═▶` is a way that is
    open now, `┄▷` one that is not; its condition stands behind it.
    """
    titles = {state.id: clean_line(state.title) for state in states}
    lines: list[Content] = []
    for at, state in enumerate(states):
        lines.append(_head(state))
        ways = list(_ways(state, titles))
        last = at == len(states) - 1
        lines += [Content.assemble(("   " if last else "│  ", "dim"), way) for way in ways]
        if not ways and not last:
            lines.append(Content.styled("│", "dim"))
    return Content("\n").join(lines)


def _head(state: MachineStateView) -> Content:
    title = clean_line(state.title)
    if state.current:
        return Content.assemble(("● ", "bold $accent"), (title, "bold $accent"), ("  now", "$accent"))
    if state.visited:
        return Content.assemble(("✓ ", "$text-success"), title)
    return Content.assemble(("○ ", "dim"), (title, "dim"))


def _ways(state: MachineStateView, titles: dict[str, str]) -> Iterator[Content]:
    for way in state.transitions:
        to = titles.get(way.to, clean_line(way.to))
        if not state.current:
            yield Content.styled(f"→ {to}", "dim")
        elif way.open:
            yield Content.assemble(("═▶ ", "$text-success"), to, (_how(way), "dim"))
        else:
            yield Content.assemble(("┄▷ ", "dim"), (to, "dim"), (_how(way), "dim"))


def _how(way: TransitionView) -> str:
    """What is to be known of a way beside where it leads."""
    if way.open:
        return "  open, by itself" if way.automatic else "  open"
    condition = clean_line(way.when)
    short = condition if len(condition) <= _MOST_CONDITION else condition[: _MOST_CONDITION - 1] + "…"
    return f"  when {short}" if short else "  closed"
