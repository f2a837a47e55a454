"""The states of a conversation, drawn: where it stands, where it was, and which ways are open."""

from collections.abc import Iterator, Mapping, Sequence

from schemas.clean_text import clean_line
from schemas.messages.conversation import MachineStateView, TransitionView
from tui.conversation.rows import Piece, Row, wrapped

_MOST_CONDITION = 120


def states_diagram(states: Sequence[MachineStateView], width: int) -> list[Row]:
    """A line for each state, in the document's order, with the ways out of it below.

    `●` is where the conversation stands, `✓` where it was, `○` where it was not yet. `═▶` is a way that is
    open now, `┄▷` one that is not, with its condition.
    """
    titles = {state.id: clean_line(state.title) for state in states}
    rows: list[Row] = []
    for at, state in enumerate(states):
        margin = Piece(" " if at == len(states) - 1 else "│", "faint")
        rows += wrapped(_head(state), width, (), ())
        for way in state.transitions:
            rows += _way(state, way, titles, margin, width)
        if not state.transitions and at < len(states) - 1:
            rows.append((margin,))
    return rows


def _head(state: MachineStateView) -> list[Piece]:
    title = clean_line(state.title)
    if state.current:
        return [Piece(f"● {title}", "key"), Piece("  now", "accent")]
    if state.visited:
        return [Piece("✓ ", "success"), Piece(title)]
    return [Piece(f"○ {title}", "faint")]


def _way(
    state: MachineStateView, way: TransitionView, titles: Mapping[str, str], margin: Piece, width: int
) -> Iterator[Row]:
    to = titles.get(way.to, clean_line(way.to))
    rest = (margin, Piece("     "))
    if not state.current:
        yield from wrapped([Piece(to, "faint")], width, (margin, Piece("  →  ", "faint")), rest)
    elif way.open:
        said = "open, by itself" if way.automatic else "open"
        first = (margin, Piece("  ═▶ ", "success"))
        yield from wrapped([Piece(to), Piece(f"  {said}", "muted")], width, first, rest)
    else:
        yield from wrapped([Piece(to, "muted")], width, (margin, Piece("  ┄▷ ", "faint")), rest)
        yield from wrapped([Piece(_condition(way), "faint")], width, rest, rest)


def _condition(way: TransitionView) -> str:
    condition = clean_line(way.when)
    short = condition if len(condition) <= _MOST_CONDITION else condition[: _MOST_CONDITION - 1] + "…"
    return f"when {short}" if short else "closed"
