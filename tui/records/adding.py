"""Makes new records and new fields, and gives records other places."""

from collections.abc import Mapping
from typing import Any

from textual.content import Content

from engine.records.record_title import TITLES
from schemas.clean_text import clean_line
from schemas.messages.records import AddRecord, EditRecord, MoveRecord, RecordView
from tui.records.row import Row
from tui.session.ask import AskLine, AskText
from tui.session.screen import SessionScreen


async def add_record(
    screen: SessionScreen,
    what: str,
    like: Mapping[str, Any],
    *,
    collection: str | None = None,
    parent_id: int | None = None,
    place: int | None = None,
) -> RecordView | None:
    """Ask for the title of a new record and add it; None if the person goes back, or it is refused.

    `like` are the fields of one it will stand with: the title goes where that one has its own.
    """
    name = title_field(like)
    asked = Content(f"New {what}: its {clean_line(name)}")
    title = await screen.app.push_screen_wait(AskLine(asked))
    if not title:
        return None
    return await screen.ask(
        AddRecord(collection=collection, parent_id=parent_id, place=place, fields={name: title})
    )


async def add_field(screen: SessionScreen, record: RecordView) -> bool:
    """Ask for the name and the value of a field that the record does not have. Whether it was added."""
    hint = "A name that sections and documents share makes a column of exports. Escape goes back."
    name = await screen.app.push_screen_wait(
        AskLine(Content("New field: its name"), hint=hint, max_length=100)
    )
    if not name:
        return False
    if name in record.fields:
        screen.notify(f"It has a field {name} already; e edits it.", severity="warning", markup=False)
        return False
    text = await screen.app.push_screen_wait(AskText(Content(f"{clean_line(name)}: its value")))
    if text is None:
        return False
    edited = EditRecord(record_id=record.id, values={name: text}, versions={name: 0}, note="added")
    return await screen.ask(edited) is not None


async def move(screen: SessionScreen, row: Row, by: int) -> bool:
    """Give a record the place before or after its own. Whether it has another one now."""
    place = row.place + by
    return place >= 1 and await screen.ask(MoveRecord(record_id=row.id, place=place)) is not None


def title_field(like: Mapping[str, Any]) -> str:
    """Which field of a record is its title."""
    known = (name for name in TITLES if name in like)
    return next(known, None) or next(iter(like), TITLES[0])
