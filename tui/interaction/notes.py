"""What is said when the results of a page changed under the person's eyes."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.templates.target_path import read
from schemas.clean_text import clean_line
from schemas.json_value import is_list
from tui.interaction.result_display import display_of

if TYPE_CHECKING:
    from schemas.messages.session import InteractionView


def refreshed_note(data: Mapping[str, Any], view: "InteractionView", titles: Mapping[str, str]) -> str:
    """What a new generation brought, what of the person's work stays, and what is not selected now.

    `data` is that of the event `interaction_refreshed`.
    """
    what = _results(view)
    parts = ["The page follows the new documents." if data.get("request") else f"New {what}."]
    if kept := data.get("kept"):
        names = _and([clean_line(titles.get(name, str(name))) for name in kept])
        parts.append(f"Your edit{_s(kept)} of {names} {'stays' if len(kept) == 1 else 'stay'}.")
    if lost := data.get("unselected"):
        are = "is" if len(lost) == 1 else "are"
        parts.append(
            f"{len(lost)} selected result{_s(lost)} {are} not among them: press [ for the earlier ones."
        )
    return " ".join(parts)


def gone_note(before: "InteractionView", after: "InteractionView") -> str:
    """What is to be said of items that were arriving and went because their run failed; "" if nothing."""
    if not before.arriving or after.arriving:
        return ""
    if after.generation != before.generation or len(after.generations) != len(before.generations):
        return ""
    arrived = {str(item.get("content_id")) for item in before.arriving}
    if arrived & set(ids_of(after)):
        return ""
    running = {each.id for each in before.executions if each.ended_at is None}
    ended = [each for each in after.executions if each.id in running and each.ended_at is not None]
    if not ended or ended[-1].status == "completed":
        return ""
    count = len(before.arriving)
    them = "The result that was" if count == 1 else f"The {count} results that were"
    how = "was cancelled" if ended[-1].status == "cancelled" else "failed"
    label = clean_line(ended[-1].label)
    went = "is" if count == 1 else "are"
    return f"{label} {how}. {them} arriving {went} gone; what was there before stays."


def ids_of(view: "InteractionView") -> list[str]:
    """The ids of the results on the page."""
    found = read(view.request.display_data, display_of(view.request).source, [])
    if not is_list(found):
        return []
    return [str(item["content_id"]) for item in found if isinstance(item, Mapping) and item.get("content_id")]


def _results(view: "InteractionView") -> str:
    return clean_line(display_of(view.request).title or "results").lower()


def _s(items: Sequence[Any]) -> str:
    return "" if len(items) == 1 else "s"


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
