"""From the display data and its result display to the items the grid draws."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.templates.target_path import read
from schemas.json_value import is_list, is_object
from tui.interaction.result_display import PLAIN, Display, Property, display_of
from tui.results.result_item import ItemMarks, ResultItem, ResultKind

if TYPE_CHECKING:
    from schemas.documents.interaction import InteractionRequest
    from schemas.messages.session import InteractionView, ResultMarks


class ItemMaker:
    """Makes items of a page's results, and only of those that are others than before.

    A page with thousands of results is shown anew each time something happens on it. The engine
    gives the same objects for what did not change.
    """

    def __init__(self) -> None:
        self._display: Display = PLAIN
        self._found: Any = None
        self._marks: Mapping[str, ResultMarks] = {}
        self._made: dict[str, tuple[Mapping[str, Any], ResultItem]] = {}
        self._items: list[ResultItem] = []
        self._at: dict[str, int] = {}

    def items(self, view: "InteractionView") -> list[ResultItem]:
        """The results on the page, in order; those that have no `content_id` are called by their number."""
        display = display_of(view.request)
        found = read(view.request.display_data, display.source, [])
        if found is not self._found or display != self._display:
            known = self._made if display == self._display else {}
            values = [value for value in found if is_object(value)] if is_list(found) else []
            self._display, self._found, self._marks, self._made = display, found, {}, {}
            self._items = [self._item(number, value, known) for number, value in enumerate(values, start=1)]
            self._at = {item.id: at for at, item in enumerate(self._items)}
        if view.marks != self._marks:
            self._mark(view.marks)
        return self._items

    def _item(
        self, number: int, value: Mapping[str, Any], known: Mapping[str, tuple[Mapping[str, Any], ResultItem]]
    ) -> ResultItem:
        name = _id_of(number, value)
        before = known.get(name)
        if before is None or before[0] is not value:
            before = (value, _item(number, value, self._display))
        self._made[name] = before
        return before[1]

    def _mark(self, marks: Mapping[str, "ResultMarks"]) -> None:
        self._items = list(self._items)
        for name in {**self._marks, **marks}:
            at, now = self._at.get(name), marks.get(name)
            if at is not None and now != self._marks.get(name):
                plain = self._made[name][1]
                self._items[at] = replace(plain, marks=item_marks(now)) if now else plain
        # A copy: marks that the person makes are put into the view before the engine has them.
        self._marks = dict(marks)


def item_marks(marks: "ResultMarks") -> ItemMarks:
    """Marks as the grid draws them."""
    return ItemMarks(marks.starred, marks.rating, tuple(marks.tags), marks.note)


def result_items(request: "InteractionRequest") -> list[ResultItem]:
    """The results of a request, in order, without marks."""
    return items_of(display_of(request), result_values(request))


def arriving_items(display: Display, values: Sequence[Mapping[str, Any]]) -> list[ResultItem]:
    """Results of a run that still goes on, marked as such, in the order in which they came."""
    return [replace(item, title=ARRIVING) for item in items_of(display, values)]


def items_of(display: Display, values: Sequence[Mapping[str, Any]]) -> list[ResultItem]:
    """These values as a page with this display shows its results."""
    return [_item(number, value, display) for number, value in enumerate(values, start=1)]


def result_values(request: "InteractionRequest") -> list[dict[str, Any]]:
    """The results on the page as JSON, in the order of `result_items`."""
    found = read(request.display_data, display_of(request).source, [])
    return [dict(value) for value in found if is_object(value)] if is_list(found) else []


ARRIVING = "⟳ arriving"
"""What stands on a result that is there before its run has ended."""

OWN = frozenset({"content_id", "media_type", "label"})
"""What the engine adds to a result for itself."""


def _declared(value: Mapping[str, Any], display: Display) -> Display:
    """The display, or for one that declares no properties: everything the result has."""
    if display.properties:
        return display
    properties = {
        name: Property(render_as="image" if is_blob(item) else "text")
        for name, item in value.items()
        if name not in OWN
    }
    return replace(display, properties=properties)


def is_blob(value: Any) -> bool:
    """Say whether a value of a result is a reference to a file of the engine."""
    return isinstance(value, str) and value.startswith("blob:")


def _item(number: int, value: Mapping[str, Any], display: Display) -> ResultItem:
    display = _declared(value, display)
    image_name = display.image
    image = value.get(image_name) if image_name else None
    texts = [(name, prop, value[name]) for name, prop in display.texts if value.get(name) is not None]
    media_type = str(value.get("media_type") or "")
    if not is_blob(image):
        image = None
    file = next((each for each in (image, value.get("url")) if is_blob(each)), None)
    is_file = file is not None and bool(media_type) and not media_type.startswith("image/")
    if is_file:
        texts = [each for each in texts if not is_blob(each[2])]
    is_image = image is not None and not is_file
    kind: ResultKind = "image" if is_image else "file" if is_file else _kind_of(texts)
    caption = " · ".join(_short(name, prop, item) for name, prop, item in texts) if is_image else ""
    return ResultItem(
        id=_id_of(number, value),
        title="",
        kind=kind,
        text=_text(texts),
        image=str(image) if is_image else None,
        caption=caption,
        label=str(value.get("label") or ""),
        file=str(file) if is_file else None,
        media_type=media_type,
        values=value,
    )


def _id_of(number: int, value: Mapping[str, Any]) -> str:
    return str(value.get("content_id") or f"item-{number}")


def _kind_of(texts: list[tuple[str, Property, Any]]) -> ResultKind:
    if len(texts) != 1:
        return "fields" if texts else "text"
    _, prop, value = texts[0]
    if prop.render_as == "markdown" and isinstance(value, str):
        return "markdown"
    return "json" if prop.render_as == "json" or not isinstance(value, str | int | float) else "text"


def _text(texts: list[tuple[str, Property, Any]]) -> str:
    if len(texts) == 1:
        return _laid_out(texts[0][2])
    return "\n".join(f"{prop.title or name}: {_laid_out(item)}" for name, prop, item in texts)


def _short(name: str, prop: Property, item: Any) -> str:
    """Numbers carry their name, texts speak for themselves."""
    text = _plain(item)
    return text if isinstance(item, str) else f"{(prop.title or name).lower()} {text}"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _laid_out(value: Any) -> str:
    """JSON over several lines; a text that is JSON itself stays as it came."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
