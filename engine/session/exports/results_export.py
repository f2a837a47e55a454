"""Writes results of a page into a folder, with a manifest that says where each one came from."""

import asyncio
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from engine.session.errors import SessionError
from engine.session.exports.exported import Exported, file_name, text_of
from engine.session.exports.sheet_page import sheet_page
from engine.session.exports.sheet_picture import MOST_TILES, sheet_picture
from engine.session.log import SessionLog
from engine.session.page import Interaction, Marks
from engine.session.state import SessionState
from engine.store.blobs import Blobs
from engine.store.database import Database
from engine.store.errors import StorageError, from_os
from engine.store.results import get_blob, get_result
from engine.store.whole_file import write_whole
from engine.version import program
from schemas.messages.exports import ExportedResults
from schemas.messages.session import ResultMarks

Sheet = Literal["none", "png", "html"]
FORMAT = 1
_MOST_PROBLEMS = 50
MOST_TEXT = 20_000
"""Bytes of a text that a contact sheet may show."""


class ResultsExport:
    """One export is one call; it changes nothing in the session."""

    def __init__(self, log: SessionLog, database: Database, blobs: Blobs, home: Path) -> None:
        self._log = log
        self._database = database
        self._blobs = blobs
        self._home = home

    async def export(
        self, session_id: str, interaction_id: str, content_ids: Sequence[str], folder: str, sheet: Sheet
    ) -> ExportedResults:
        """Write them. Raises `SessionError` for unknown results and bad folders, `StorageError`."""
        state = await self._log.state(session_id)
        page = state.interactions.get(interaction_id)
        if page is None:
            raise SessionError("not_found", f"There is no interaction {interaction_id!r}.")
        values = _chosen(page, content_ids)
        target = await asyncio.to_thread(free_folder, self._folder(state, folder))
        problems: list[str] = []
        written: list[Exported] = []
        for number, value in enumerate(values, start=1):
            try:
                written.append(await self._write(number, value, page.marks, target))
            except StorageError as error:
                problems.append(f"{number}: {error.message}")
        name = await self._sheet(sheet, written, target, state.title or state.workflow_title, problems)
        manifest = target / "manifest.json"
        said = _manifest(state, page, written, problems, name)
        await asyncio.to_thread(write_whole, manifest, said)
        return ExportedResults(
            folder=str(target),
            files=[str(each.path) for each in written],
            manifest=str(manifest),
            contact_sheet=str(target / name) if name else None,
            problems=problems[:_MOST_PROBLEMS],
        )

    def _folder(self, state: SessionState, folder: str) -> Path:
        if not folder:
            stamp = time.strftime("%Y-%m-%d", time.localtime(state.created_at))
            return self._home / "exports" / f"{stamp}-{state.workflow_id}-{state.id}" / "results"
        try:
            path = Path(folder).expanduser()
        except RuntimeError:
            path = Path(folder)
        if not path.is_absolute() or "\0" in folder:
            hint = "Give a path from the root, or one that begins with ~."
            raise SessionError("bad_request", f"{folder!r} is no absolute path.", hint=hint)
        return path

    async def _write(
        self, number: int, value: Mapping[str, Any], marks: Mapping[str, Marks], folder: Path
    ) -> Exported:
        content_id = str(value.get("content_id", ""))
        made = await get_result(self._database, content_id) if content_id else None
        url = value.get("url")
        if isinstance(url, str) and url.startswith("blob:"):
            known = await get_blob(self._database, url)
            media_type = known[0] if known else str(value.get("media_type", ""))
            content = await self._blobs.read(url)
        else:
            media_type, content = text_of(value)
        path = folder / file_name(number, value, media_type)
        await asyncio.to_thread(_written, path, content)
        own = marks.get(content_id, Marks())
        is_text = media_type.startswith("text/") or media_type == "application/json"
        return Exported(
            number=number,
            value=value,
            made=made,
            marks=ResultMarks(starred=own.starred, rating=own.rating, tags=list(own.tags), note=own.note),
            path=path,
            media_type=media_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            text=content[:MOST_TEXT].decode(errors="replace") if is_text else "",
        )

    async def _sheet(
        self, sheet: Sheet, written: Sequence[Exported], folder: Path, title: str, problems: list[str]
    ) -> str | None:
        if sheet == "none" or not written:
            return None
        if sheet == "html":
            name, content = "contact-sheet.html", await asyncio.to_thread(sheet_page, written, title)
        else:
            name, content = "contact-sheet.png", await asyncio.to_thread(sheet_picture, written)
            if len(written) > MOST_TILES:
                problems.append(f"The contact sheet shows the first {MOST_TILES} of {len(written)}.")
        await asyncio.to_thread(write_whole, folder / name, content)
        return name


def _written(path: Path, content: bytes) -> None:
    """Not one by one to the disk: the manifest, which comes last, says that all of them are there."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise from_os(error, path) from None


def _chosen(page: Interaction, content_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The results asked for in the order of the page, of whichever generation."""
    every = {str(each.get("content_id")): each for each in page.results() if each.get("content_id")}
    if not content_ids:
        found = page.results()
    else:
        for generation in page.generations:
            for each in page.results_in(generation.data):
                every.setdefault(str(each.get("content_id")), each)
        for arriving in page.arriving.values():
            for each in arriving:
                every.setdefault(str(each.get("content_id")), each)
        unknown = [each for each in content_ids if each not in every]
        if unknown:
            raise SessionError("bad_request", f"This page has no result {unknown[0]!r}.")
        found = [every[each] for each in dict.fromkeys(content_ids)]
    if not found:
        raise SessionError("conflict", "There is nothing to export.")
    return found


def free_folder(wanted: Path) -> Path:
    """Make the folder, or one beside it with a number where it holds something already."""
    folder, number = wanted, 1
    try:
        while folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            number += 1
            folder = wanted.with_name(f"{wanted.name}-{number}")
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise from_os(error if isinstance(error, OSError) else OSError(str(error)), wanted) from None
    return folder


def _manifest(
    state: SessionState,
    page: Interaction,
    written: Sequence[Exported],
    problems: Sequence[str],
    sheet: str | None,
) -> bytes:
    said = {
        "format": FORMAT,
        "program": program(),
        "workflow": {"id": state.workflow_id, "title": state.workflow_title, "hash": state.content_hash},
        "session": state.id,
        "step": page.step_id,
        "module": page.module_id,
        "interaction": page.id,
        "contact_sheet": sheet,
        "problems": list(problems),
        "results": [each.entry(page.request.input_schema) for each in written],
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
