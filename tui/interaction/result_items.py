"""From the display data and its result display to the items the grid draws."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.templates.target_path import read
from schemas.documents.interaction import InteractionRequest
from schemas.documents.result_display import ResultDisplay, ResultProperty
from schemas.json_value import is_list, is_object
from tui.results.result_item import ResultItem, ResultKind


def result_items(request: InteractionRequest) -> list[ResultItem]:
    """The results on the page, in order. Items without `content_id` are shown but have no identity."""
    display = request.result_display_schema or ResultDisplay()
    found = read(request.display_data, display.ux.source, [])
    if not is_list(found):
        return []
    return [_item(number, value, display) for number, value in enumerate(found, start=1) if is_object(value)]


def arriving_items(request: InteractionRequest, values: Sequence[Mapping[str, Any]]) -> list[ResultItem]:
    """Results of a run that still goes on, marked as such, in the order in which they came."""
    return [replace(item, title=ARRIVING) for item in items_of(request, values)]


def items_of(request: InteractionRequest, values: Sequence[Mapping[str, Any]]) -> list[ResultItem]:
    """These values as the page shows its results."""
    display = request.result_display_schema or ResultDisplay()
    return [_item(number, value, display) for number, value in enumerate(values, start=1)]


def result_values(request: InteractionRequest) -> list[dict[str, Any]]:
    """The results on the page as JSON, in the order of `result_items`."""
    display = request.result_display_schema or ResultDisplay()
    found = read(request.display_data, display.ux.source, [])
    return [dict(value) for value in found if is_object(value)] if is_list(found) else []


ARRIVING = "⟳ arriving"
"""What stands on a result that is there before its run has ended."""

_OWN = frozenset({"content_id", "media_type", "label"})
"""What the engine adds to a result for itself."""


def _declared(value: Mapping[str, Any], display: ResultDisplay) -> ResultDisplay:
    """The display, or for one that declares no properties: everything the result has."""
    if display.items.properties:
        return display
    properties = {
        name: ResultProperty.model_validate({"_ux": {"render_as": "image"}} if _is_blob(item) else {})
        for name, item in value.items()
        if name not in _OWN
    }
    return display.model_copy(update={"items": display.items.model_copy(update={"properties": properties})})


def _is_blob(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("blob:")


def _item(number: int, value: Mapping[str, Any], display: ResultDisplay) -> ResultItem:
    display = _declared(value, display)
    image_name = display.image_property()
    image = value.get(image_name) if image_name else None
    texts = [
        (name, prop, value[name]) for name, prop in display.text_properties() if value.get(name) is not None
    ]
    is_image = _is_blob(image)
    kind: ResultKind = "image" if is_image else "text"
    if not is_image and len(texts) == 1 and texts[0][1].ux.render_as == "markdown":
        kind = "markdown"
    caption = " · ".join(_short(name, prop, item) for name, prop, item in texts) if is_image else ""
    return ResultItem(
        id=str(value.get("content_id") or f"item-{number}"),
        title="",
        kind=kind,
        text=_text(texts),
        image=str(image) if is_image else None,
        caption=caption,
        label=str(value.get("label") or ""),
    )


def _text(texts: list[tuple[str, ResultProperty, Any]]) -> str:
    if len(texts) == 1:
        return _plain(texts[0][2])
    return "\n".join(f"{prop.title or name}: {_plain(item)}" for name, prop, item in texts)


def _short(name: str, prop: ResultProperty, item: Any) -> str:
    """Numbers carry their name, texts speak for themselves."""
    text = _plain(item)
    return text if isinstance(item, str) else f"{(prop.title or name).lower()} {text}"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
