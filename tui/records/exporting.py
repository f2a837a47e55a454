"""Asks how and where records are to be exported, and exports them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.content import Content
from textual.screen import Screen

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean_line
from schemas.messages.record_transfer import ExportRecords
from tui.confirm import Confirm
from tui.downloads import download_text
from tui.in_browser import in_browser
from tui.letter_menu import LetterMenu, Line
from tui.records.row import counted
from tui.session.ask import AskLine
from tui.widgets.path_suggester import PathSuggester

_FORMATS = (
    Line("json", "j", "JSON", about="An import reads it as it is"),
    Line("versions", "v", "JSON with versions", about="Every version of every field goes along"),
    Line("jsonl", "l", "JSON lines", about="One document on each line"),
    Line("csv", "c", "CSV", about="Sections are rows, with their document's fields"),
    Line("safe", "s", "CSV for spreadsheets", about="Cells that would be run get an apostrophe"),
)
_SAID: dict[str, dict[str, Any]] = {
    "json": {"format": "json"},
    "versions": {"format": "json", "versions": True},
    "jsonl": {"format": "jsonl"},
    "csv": {"format": "csv"},
    "safe": {"format": "csv", "safe_for_spreadsheets": True},
}


async def export(screen: Screen[Any], engine: Engine, collection: str, document_ids: Sequence[int]) -> str:
    """What to tell the person then; "" if they changed their mind. All documents without ids.

    Raises `OperationError`.
    """
    count = len(document_ids)
    what = f"{counted(count, 'document')} of {collection}" if count else f"all of {collection}"
    chosen = await screen.app.push_screen_wait(LetterMenu(_FORMATS, f" Export {what} "))
    if chosen is None:
        return ""
    said = _SAID[chosen]
    if in_browser():
        request = ExportRecords(collection=collection, record_ids=list(document_ids), **said)
        done = await engine.call(request)
        download_text(screen.app, done.text, f"{clean_line(collection)}.{said['format']}")
        return f"{counted(done.documents, 'document')} of {clean_line(collection)} for you to save."
    path = await screen.app.push_screen_wait(
        AskLine(
            Content(f"Export {what} into which file?"),
            f"{collection}.{said['format']}",
            hint=f"From {clean_line(str(Path.cwd()))}. Enter exports, Escape goes back.",
            suggester=PathSuggester(),
        )
    )
    if not path:
        return ""
    file = str(Path(path).expanduser().absolute())
    request = ExportRecords(collection=collection, record_ids=list(document_ids), path=file, **said)
    try:
        done = await engine.call(request)
    except OperationError as error:
        if error.body.code != "conflict":
            raise
        question = Content(f"{clean_line(file)} is there already. Write over it?")
        if not await screen.app.push_screen_wait(Confirm(question, "Write over it")):
            return ""
        done = await engine.call(request.model_copy(update={"overwrite": True}))
    sections = f" with {counted(done.sections, 'section')}" if done.sections else ""
    return f"Exported {counted(done.documents, 'document')}{sections} into {clean_line(done.path)}"
