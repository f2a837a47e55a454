"""The line over the results: which generation they are, how many, which are selected."""

from collections.abc import Sequence

from textual.content import Content

from schemas.clean_text import clean_line
from schemas.documents.result_display import ResultsUx
from schemas.messages.session import InteractionView
from tui.results.result_item import ResultItem

MOST_LABEL = 40


def results_title(
    view: InteractionView,
    ux: ResultsUx,
    items: Sequence[ResultItem],
    selected: Sequence[str],
    arranged: str = "",
    shown: int | None = None,
) -> Content:
    """`items` are all there are, the arriving ones too; `shown` is how many a filter leaves.

    `arranged` says how they stand, if that is not as ever.
    """
    arriving = len(items) - _on_page(view, items)
    parts = [ux.title or "Results"]
    if len(view.generations) > 1:
        parts.append(f"{view.generation}/{len(view.generations)}")
        label = clean_line(view.generations[view.generation - 1].label)
        if label:
            parts.append(label if len(label) <= MOST_LABEL else f"{label[: MOST_LABEL - 1]}…")
    if arriving:
        parts.append(f"⟳ {arriving} arriving")
    if len(items) - arriving:
        count = str(len(items) - arriving)
        parts.append(count if shown is None else f"{shown} of {count}")
    if arranged:
        parts.append(arranged)
    if selected:
        chosen = set(selected)
        numbers = [str(at) for at, item in enumerate(items, start=1) if item.id in chosen]
        parts.append(f"✓ {', '.join(numbers)} selected")
    elif items and ux.selectable:
        parts.append("space selects")
    return Content(" · ".join(parts))


def _on_page(view: InteractionView, items: Sequence[ResultItem]) -> int:
    arriving = {str(value.get("content_id")) for value in view.arriving}
    return sum(item.id not in arriving for item in items)
