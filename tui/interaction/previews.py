"""How pictures look that are being made: from a run's events to cards at the end of the page's results."""

import asyncio
from binascii import Error as NotBase64
from binascii import a2b_base64
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.message import Message

from schemas import messages
from tui.results.image_cache import ImageLoader
from tui.results.result_item import ResultItem
from tui.results.thumbnail import BrokenImage, Thumbnail, load_thumbnail

if TYPE_CHECKING:
    from schemas.messages.events import ExecutionEvent

MAKING = "⟳ being made"
_MOST_CHARACTERS = 128 * 1024
_MOST_AT_ONCE = 64


class Previewed(Message):
    """Something happened in a run that has shown previews."""

    def __init__(self, event: "ExecutionEvent") -> None:
        super().__init__()
        self.event = event


class Previews:
    """The newest preview of each item that runs make at this moment, in memory alone."""

    def __init__(self) -> None:
        self._items: dict[str, dict[int, ResultItem]] = {}
        self._pictures: dict[str, bytes] = {}

    @property
    def items(self) -> list[ResultItem]:
        """A card for each, the first item of a run first. Its image is its id."""
        return [items[index] for items in self._items.values() for index in sorted(items)]

    def loader(self, others: ImageLoader) -> ImageLoader:
        """Loads previews by the image of their card, and any other picture by `others`."""

        async def load(reference: str, size: tuple[int, int]) -> Thumbnail | BrokenImage:
            preview = self._pictures.get(reference)
            if preview is None:
                return await others(reference, size)
            return await asyncio.to_thread(load_thumbnail, preview, size)

        return load

    def take(self, event: "ExecutionEvent") -> tuple[set[str], set[str]]:
        """Take what a run tells of: a preview, how far it is, that an item is finished, that it has ended.

        Return the images that are of no more use, and those that are other pictures now.
        """
        before = dict(self._pictures)
        self._take(event)
        now = self._pictures
        return before.keys() - now, {name for name in before.keys() & now if before[name] is not now[name]}

    def _take(self, event: "ExecutionEvent") -> None:
        items = self._items.get(event.execution_id, {})
        if event.kind == "preview":
            self._preview(event.execution_id, event.data)
        elif event.kind == "result" and items:
            # Nobody says which one it was: nearly always the first.
            del self._pictures[items.pop(min(items)).id]
        elif event.kind == "progress" and len(items) == 1:
            fraction, message = event.data.get("fraction"), str(event.data.get("message") or "")
            for index, item in items.items():
                items[index] = replace(item, progress=fraction, message=message)
        elif event.kind in messages.TERMINAL_KINDS:
            for item in self._items.pop(event.execution_id, {}).values():
                del self._pictures[item.id]

    def _preview(self, execution_id: str, data: Mapping[str, Any]) -> None:
        read = _read(data)
        if read is None:
            return
        index, picture = read
        name = f"preview-{execution_id}-{index}"
        if len(self._pictures) >= _MOST_AT_ONCE and name not in self._pictures:
            return
        self._pictures[name] = picture
        items = self._items.setdefault(execution_id, {})
        if index not in items:
            items[index] = ResultItem(name, MAKING, "image", image=name, state="running")


def _read(data: Mapping[str, Any]) -> tuple[int, bytes] | None:
    """Which item, and its picture."""
    index, text = data.get("index"), data.get("data")
    if not isinstance(index, int) or not isinstance(text, str) or len(text) > _MOST_CHARACTERS:
        return None
    try:
        return index, a2b_base64(text)
    except NotBase64:
        return None
