"""Edits the value of a record's field; nothing is overwritten that the person has not seen."""

import json

from textual.content import Content

from engine.operations.errors import OperationError
from schemas.clean_text import clean_line
from schemas.messages.records import EditRecord, GetRecord, RecordView
from tui.records.value_text import text_of, value_of
from tui.session.ask import AskText
from tui.session.screen import SessionScreen

_MOST_SAID = 300


async def edit_field(screen: SessionScreen, record: RecordView, field: str) -> bool:
    """Ask for another value until one is saved as a new version, or the person goes back.

    Returns whether it was saved. If somebody changes the field meanwhile, what they made of it is
    shown, and what was typed can go on top.
    """
    before = record.fields[field]
    text = shown = text_of(before)
    kind = "" if before is None or isinstance(before, str) else ", in JSON"
    question = Content(f"{clean_line(field)}, as a new version{kind}")
    while True:
        edited = await screen.app.push_screen_wait(AskText(question, text))
        if edited is None or edited == shown:
            return False
        text = edited
        try:
            value = value_of(text, before)
        except json.JSONDecodeError as error:
            question = Content(f"No JSON yet: {clean_line(error.msg)} in line {error.lineno}.")
            continue
        except RecursionError:
            question = Content("This is nested too deeply.")
            continue
        seen = {field: record.versions.get(field, 0)}
        try:
            await screen.engine.call(EditRecord(record_id=record.id, values={field: value}, versions=seen))
        except OperationError as error:
            screen.complain(error)
            if error.body.code == "conflict":
                record = await screen.ask(GetRecord(record_id=record.id)) or record
                now = clean_line(text_of(record.fields.get(field)))[:_MOST_SAID]
                question = Content(f"It was changed meanwhile; now it says: {now}\nSave this over it?")
            continue
        return True
