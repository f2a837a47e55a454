"""Asks where results are to go, and takes them there."""

from typing import Any

from textual.content import Content
from textual.screen import Screen

from schemas.clean_text import clean_line
from schemas.messages.exports import ExportResults
from tui.downloads import download_folder
from tui.in_browser import in_browser
from tui.interaction.open_page import OpenPage
from tui.session.ask import AskLine

_SHEETS = {"sheet_png": "png", "sheet_html": "html"}


async def exported(screen: Screen[Any], page: OpenPage, name: str, ids: list[str]) -> str:
    """What to tell the person then; "" if they changed their mind. Raises `OperationError`."""
    if not ids:
        return "There is nothing to export."
    what = "1 result" if len(ids) == 1 else f"{len(ids)} results"
    question = Content(f"Export {what} with manifest.json into which folder?")
    hint = "Empty is a new folder in Reroll's own exports. Enter exports, Escape goes back."
    # In a browser there is nothing to choose: it comes as a download.
    folder = "" if in_browser() else await screen.app.push_screen_wait(AskLine(question, hint=hint))
    if folder is None:
        return ""
    request = ExportResults.model_validate(
        {**page.ids, "content_ids": ids, "folder": folder, "contact_sheet": _SHEETS.get(name, "none")}
    )
    done = await page.engine.call(request)
    where = f"in {clean_line(done.folder)}"
    if in_browser() and await download_folder(screen.app, done.folder):
        where = "for you to save"
    said = f"{len(done.files)} of {what} {where}" if done.problems else f"{what[0].upper()}{what[1:]} {where}"
    sheet = ", with a contact sheet" if done.contact_sheet else ""
    return "\n".join([said + sheet, *(clean_line(each) for each in done.problems[:3])])
