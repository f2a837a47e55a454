"""Stars, rates, tags and notes results of the open page: shown at once, then told to the engine."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget

from engine.operations.errors import OperationError
from schemas import messages
from schemas.clean_text import clean, clean_line
from tui.interaction.open_page import OpenPage

if TYPE_CHECKING:
    from schemas.messages.marks import MarkResults
    from schemas.messages.session import ResultMarks

MOST_TAGS, MOST_TAG = 30, 60
_BEST = 5


class Marking:
    """One per pane. `shown` is told that marks are others, `complain` what the engine refused."""

    def __init__(
        self,
        widget: Widget,
        page: OpenPage,
        *,
        shown: Callable[[], object],
        complain: Callable[[OperationError], object],
    ) -> None:
        self._widget = widget
        self._page = page
        self._shown = shown
        self._complain = complain
        self._lock = asyncio.Lock()

    async def do(self, name: str, ids: Sequence[str]) -> None:
        """Change the marks of these results, the first of which says what they are now."""
        if not ids:
            return
        try:
            await self._page.engine.ready()
        except OperationError as error:
            self._complain(error)
            return
        change = await self._change(name, self._page.view.marks.get(ids[0], messages.ResultMarks()))
        if change:
            await self._mark(ids, change)

    async def _change(self, name: str, now: "ResultMarks") -> dict[str, Any]:
        match name:
            case "star":
                return {"starred": not now.starred}
            case "better":
                return {"rating": min(_BEST, now.rating + 1)}
            case "worse":
                return {"rating": max(0, now.rating - 1)}
            case "tags":
                return await self._asked_tags(now)
            case _:
                return await self._asked_note(now)

    async def _asked_tags(self, now: "ResultMarks") -> dict[str, Any]:
        from tui.session.ask import AskLine  # noqa: PLC0415 - not before somebody tags

        known = sorted({tag for marks in self._page.view.marks.values() for tag in marks.tags})
        in_use = f" In use: {clean_line(', '.join(known))[:200]}." if known else ""
        question = Content(f"Tags, with commas between them.{in_use}")
        said = await self._widget.app.push_screen_wait(AskLine(question, ", ".join(now.tags)))
        return {} if said is None else {"tags": tags_in(said)}

    async def _asked_note(self, now: "ResultMarks") -> dict[str, Any]:
        from tui.session.ask import AskText  # noqa: PLC0415 - as above

        said = await self._widget.app.push_screen_wait(AskText(Content("A note on this result"), now.note))
        return {} if said is None else {"note": clean(said).strip()}

    async def _mark(self, ids: Sequence[str], change: dict[str, Any]) -> None:
        marks = self._page.view.marks
        for each in ids:
            marks[each] = marks.get(each, messages.ResultMarks()).model_copy(update=change)
        self._shown()
        async with self._lock:
            try:
                await self._page.engine.call(self._request(ids, change))
            except OperationError as error:
                self._complain(error)

    def _request(self, ids: Sequence[str], change: dict[str, Any]) -> "MarkResults":
        return messages.MarkResults(**self._page.ids, content_ids=list(ids), **change)


def tags_in(text: str) -> list[str]:
    """The tags in a line: what stands between commas, once each, with or without `#`."""
    tags = (clean_line(part).strip().lstrip("#").strip()[:MOST_TAG].strip() for part in text.split(","))
    return list(dict.fromkeys(tag for tag in tags if tag))[:MOST_TAGS]
