"""Exports collections: into a file, or as text."""

import asyncio
import os
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from pathlib import Path
from typing import TextIO

from engine.finish import finish
from engine.records.collections import Collections
from engine.records.exporting.documents import exported
from engine.records.exporting.formats import Csv, Format, Json, JsonLines
from engine.records.field_values import json_text
from engine.records.records import Records
from engine.session.errors import SessionError
from engine.store.database import Database
from engine.store.errors import from_os
from schemas.messages.record_transfer import ExportRecords, RecordsExport

MOST_TEXT = 64 * 1024 * 1024
"""Characters of a reply."""


class Exports:
    """Raises `SessionError`, and `StorageError` if a file cannot be written."""

    def __init__(self, database: Database, collections: Collections, records: Records) -> None:
        self._database = database
        self._collections = collections
        self._records = records

    async def run(self, asked: ExportRecords) -> RecordsExport:
        """Export into the file that was asked for, or into the reply."""
        if asked.path:
            return await self._into_file(asked, Path(asked.path).expanduser())
        pieces: list[str] = []
        size = 0

        def keep(piece: str) -> None:
            nonlocal size
            size += len(piece)
            if size > MOST_TEXT:
                message = f"The text is longer than {MOST_TEXT // 1024 // 1024} MiB."
                raise SessionError("unprocessable", message, hint="Export into a file: give a path.")
            pieces.append(piece)

        counts = await self.write(asked, keep)
        return RecordsExport(text="".join(pieces), documents=counts[0], sections=counts[1])

    async def write(self, asked: ExportRecords, take: Callable[[str], object]) -> tuple[int, int]:
        """Hand the text on, piece by piece; return how many documents and sections it holds."""
        documents = sections = 0
        async with aclosing(self._pieces(asked)) as pieces:
            async for piece, more_documents, more_sections in pieces:
                # In a thread: who takes it may be a file or a pipe.
                await finish(asyncio.to_thread(take, piece))
                documents += more_documents
                sections += more_sections
        return documents, sections

    async def _pieces(self, asked: ExportRecords) -> AsyncGenerator[tuple[str, int, int]]:
        ids = await self._ids(asked)
        form = await self._format(asked, ids)
        yield form.begin(), 0, 0
        async with aclosing(exported(self._database, ids, versions=asked.versions)) as read:
            async for some in read:
                text = await asyncio.to_thread(form.documents, some)
                yield text, len(some), sum(len(each.sections) for each in some)
        yield form.end(), 0, 0

    async def _ids(self, asked: ExportRecords) -> list[int]:
        await self._collections.need(asked.collection)
        rows = await self._database.all(_DOCUMENTS, (asked.collection,))
        ids = [row[0] for row in rows]
        if not asked.record_ids:
            return ids
        strange = set(asked.record_ids).difference(ids)
        if strange:
            others = await self._records.of([each for each in asked.record_ids if each in strange])
            listed = ", ".join(str(each.id) for each in others[:20])
            raise SessionError("unprocessable", f"Not documents of {asked.collection}: {listed}.")
        return list(dict.fromkeys(asked.record_ids))

    async def _format(self, asked: ExportRecords, ids: list[int]) -> Format:
        if asked.format == "json":
            return Json(asked.collection)
        if asked.format == "jsonl":
            return JsonLines()
        if asked.versions:
            raise SessionError("bad_request", "CSV holds no versions.", hint="Export JSON.")
        among = (json_text(ids),)
        fields = [row[0] for row in await self._database.all(_FIELDS, among)]
        section_fields = [row[0] for row in await self._database.all(_SECTION_FIELDS, among)]
        divided = await self._database.one(_HAS_SECTIONS, among)
        return Csv(fields, section_fields if divided else None, safe=asked.safe_for_spreadsheets)

    async def _into_file(self, asked: ExportRecords, file: Path) -> RecordsExport:
        if file.exists() and not asked.overwrite:
            raise SessionError("conflict", f"{file} is there already.", hint="Name another, or overwrite it.")
        try:
            stream, temporary = await asyncio.to_thread(_new_file, file)
        except OSError as error:
            raise from_os(error, file) from None
        try:
            counts = await self.write(asked, stream.write)
            await finish(asyncio.to_thread(_put_in_place, stream, temporary, file))
        except BaseException as error:
            await finish(asyncio.to_thread(_give_up, stream, temporary))
            if isinstance(error, OSError):
                raise from_os(error, file) from None
            raise
        return RecordsExport(path=str(file.absolute()), documents=counts[0], sections=counts[1])


def _new_file(target: Path) -> tuple[TextIO, Path]:
    # Not by `tempfile`, whose files are for their owner alone: what is exported is to be handed on.
    temporary = target.with_name(f".new-{secrets.token_hex(8)}")
    return temporary.open("x", encoding="utf-8", newline=""), temporary


def _put_in_place(stream: TextIO, temporary: Path, target: Path) -> None:
    stream.flush()
    os.fsync(stream.fileno())
    stream.close()
    temporary.replace(target)


def _give_up(stream: TextIO, temporary: Path) -> None:
    with suppress(OSError):
        stream.close()
    with suppress(OSError):
        temporary.unlink()


_DOCUMENTS = "SELECT id FROM records WHERE collection = ? AND parent_id IS NULL ORDER BY place, id"
_FIELDS = """
SELECT field.key FROM records, json_each(records.fields) AS field
WHERE records.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) GROUP BY field.key
ORDER BY MIN(field.id), field.key
"""
_SECTION_FIELDS = """
SELECT field.key FROM records, json_each(records.fields) AS field
WHERE records.parent_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) GROUP BY field.key
ORDER BY MIN(field.id), field.key
"""
_HAS_SECTIONS = (
    "SELECT 1 FROM records WHERE parent_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) LIMIT 1"
)
