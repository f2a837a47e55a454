"""The line over the results: which generation they are, how many, which are selected."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from schemas.clean_text import clean_line
from tui.interaction.result_display import Display
from tui.results.result_item import ResultItem

if TYPE_CHECKING:
    from schemas.messages.session import InteractionView

MOST_LABEL = 40
MOST_NUMBERS = 12


def results_title(
    view: "InteractionView",
    display: Display,
    items: Sequence[ResultItem],
    shown: Sequence[ResultItem],
    selected: Sequence[str],
    arranged: str = "",
    *,
    making: int = 0,
) -> Content:
    """`items` are all there are, the arriving ones too; `shown` those that a filter leaves, as they stand.

    `arranged` says how they stand, if that is not as ever. `making` are those of which there are previews.
    """
    arriving = len(items) - _on_page(view, items)
    parts = [display.title or "Results"]
    if len(view.generations) > 1:
        parts.append(f"{view.generation}/{len(view.generations)}")
        label = clean_line(view.generations[view.generation - 1].label)
        if label:
            parts.append(label if len(label) <= MOST_LABEL else f"{label[: MOST_LABEL - 1]}…")
    if making:
        parts.append(f"⟳ {making} being made")
    if arriving:
        parts.append(f"⟳ {arriving} arriving")
    if len(shown) != len(items):
        parts.append(f"{len(shown)} of {len(items)}")
    elif len(items) - arriving:
        parts.append(str(len(items) - arriving))
    if arranged:
        parts.append(arranged)
    if selected:
        parts.append(_selected(shown, set(selected)))
    elif items and display.selectable:
        parts.append("space selects")
    return Content(" · ".join(parts))


def _selected(shown: Sequence[ResultItem], chosen: set[str]) -> str:
    numbers = [str(at) for at, item in enumerate(shown, start=1) if item.id in chosen]
    hidden = len(chosen) - len(numbers)
    if len(numbers) > MOST_NUMBERS:
        numbers = [*numbers[:MOST_NUMBERS], "…"]
    said = f"✓ {', '.join(numbers)} selected" if numbers else "✓"
    return f"{said} {hidden} hidden" if hidden else said


def _on_page(view: "InteractionView", items: Sequence[ResultItem]) -> int:
    if not view.arriving:
        return len(items)
    arriving = {str(value.get("content_id")) for value in view.arriving}
    return sum(item.id not in arriving for item in items)
