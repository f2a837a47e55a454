"""Files of records: rows in the store, and links under `records/` that other programs can open (row C10)."""

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from engine.records.errors import unknown_records
from engine.records.file_names import free_name, safe_name
from engine.records.placed_files import DOCUMENT, FORMAT, PlacedFile, is_placed, place, placed_below, remove
from engine.session.errors import SessionError
from engine.store.blobs import Blobs, extension_of
from engine.store.database import Database, Row, Rows, Transaction
from engine.store.errors import StorageError, from_os
from schemas.clean_text import clean_line
from schemas.messages.record_files import FileView
from schemas.messages.results import Result

LOOKED_AT = 500
"""How many of the newest files are looked after when a program starts; older ones when they are listed."""


class RecordFiles:
    """Services of files of records. Raise `SessionError` and `StorageError`.

    The row is what counts. The file follows the commit, and is made again at the next look if
    the program was killed between the two.
    """

    def __init__(self, database: Database, blobs: Blobs, home: Path) -> None:
        self._database = database
        self._blobs = blobs
        self.folder = home / "records"
        self._tasks: set[asyncio.Task[None]] = set()

    async def add(
        self,
        transaction: Transaction,
        record_id: int,
        field: str,
        result: Result,
        *,
        url: str = "",
        name: str = "",
    ) -> FileView:
        """Give a record the file of a result, or the one at `url`, in the caller's transaction.

        `name` is made safe and unique in the record; without it the field's name counts.
        """
        url = url or str(result.value["url"])
        kept = await transaction.one("SELECT media_type, size FROM blobs WHERE hash = ?", (url,))
        media_type, size = kept or (str(result.value.get("media_type", "")), 0)
        home_of = await self._home_of(transaction, record_id)
        wanted = safe_name(name or field or "file")
        if not Path(wanted).suffix:
            wanted += extension_of(media_type)
        rows = await transaction.all("SELECT name FROM record_files WHERE record_id = ?", (record_id,))
        on_disk = await asyncio.to_thread(_names_in, home_of)
        made = {"result": result.id, **result.provenance.model_dump(mode="json", exclude_defaults=True)}
        identity = secrets.token_hex(8)
        await transaction.execute(
            "INSERT INTO record_files"
            " (id, record_id, field, name, blob, media_type, size, execution_id, provenance, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                identity,
                record_id,
                field,
                free_name(wanted, [*(row[0] for row in rows), *on_disk]),
                url,
                media_type,
                size,
                result.execution_id,
                json.dumps(made, ensure_ascii=False),
                time.time(),
            ),
        )
        view = await self._one(transaction, identity)
        transaction.after_commit(lambda: self._later(self._place([view])))
        return view

    async def list(self, record_id: int, *, sections: bool = True) -> list[FileView]:
        """The files of a record, and of a document's sections; what is missing on disk is put there again."""
        home_of = await self._home_of(self._database, record_id)
        rows = await self._database.all(_OF_RECORD, (record_id, record_id if sections else None))
        found = [self._view(row) for row in rows]
        await self._place(found)
        await self._tidy(home_of.parent if sections and home_of.name == DOCUMENT else home_of)
        return found

    async def made_by(self, execution_ids: Sequence[str]) -> Sequence[FileView]:
        """The files that these executions made, which are at their paths then."""
        rows = await self._database.all(_OF_EXECUTIONS, (json.dumps(list(execution_ids)),))
        found = [self._view(row) for row in rows]
        await self._place(found)
        return found

    async def get(self, file_id: str) -> FileView:
        """One file, which is at its path then."""
        view = await self._one(self._database, file_id)
        try:
            await self._put(view)
        except OSError as error:
            raise from_os(error, Path(view.path)) from None
        return view

    async def delete(self, file_id: str) -> None:
        """Take a file from its record. Its content stays with the results that show it."""
        async with self._database.transaction() as transaction:
            view = await self._one(transaction, file_id)
            await transaction.execute("DELETE FROM record_files WHERE id = ?", (file_id,))
        await asyncio.to_thread(_remove, [Path(view.path)])

    async def forget(self, transaction: Transaction, record_ids: Sequence[int]) -> None:
        """Take the files of records, and of their sections, away once these records are deleted.

        For the transaction that deletes them, before it does.
        """
        ids = json.dumps(list(record_ids))
        paths = [Path(self._view(row).path) for row in await transaction.all(_OF_RECORDS, (ids, ids))]
        if paths:
            transaction.after_commit(lambda: self._later(asyncio.to_thread(_remove, paths)))

    def start(self) -> None:
        """Look after files that a program which was killed has left behind: in the background."""
        task = asyncio.get_running_loop().create_task(self._look_after(), name="record files")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Wait for files that are being put in their places."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _look_after(self) -> None:
        with contextlib.suppress(StorageError):
            rows = await self._database.all(_NEWEST, (LOOKED_AT,))
            await self._place([self._view(row) for row in rows], fetch=False)
            folders = await asyncio.to_thread(_documents_in, self.folder)
            for document_id, folder in folders.items():
                if await self._database.one("SELECT 1 FROM records WHERE id = ?", (document_id,)) is None:
                    await self._tidy(folder)

    async def _tidy(self, folder: Path) -> None:
        """Remove what we put below a folder and what no record has: its program was killed at a deletion.

        The store is asked after the disk: a file is there only once its row is.
        """
        with contextlib.suppress(OSError):
            found = await asyncio.to_thread(placed_below, folder)
            rows = await self._database.all(_KNOWN, (json.dumps(list(found)),))
            known = {row[0] for row in rows}
            gone = [path for identity, path in found.items() if identity not in known]
            if gone:
                await asyncio.to_thread(_remove, gone)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work, name="record files")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _place(self, views: Sequence[FileView], *, fetch: bool = True) -> None:
        """Put files in their places; one that cannot be there now is tried again at the next look.

        Without `fetch` only those whose content is on this machine.
        """
        for view in await asyncio.to_thread(_not_placed, views):
            with contextlib.suppress(OSError, StorageError):
                if fetch or await asyncio.to_thread(self._blobs.near, view.url):
                    await self._put(view)

    async def _put(self, view: FileView) -> None:
        metadata: dict[str, Any] = {"format": FORMAT, **view.model_dump(mode="json", exclude={"path"})}
        metadata["made_at"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(view.at))
        content = await self._blobs.path(view.url)
        await asyncio.to_thread(place, PlacedFile(Path(view.path), content, metadata))

    async def _one(self, source: Rows, file_id: str) -> FileView:
        row = await source.one(f"{_COLUMNS} WHERE file.id = ?", (file_id,))
        if row is None:
            raise SessionError("not_found", f"There is no file {file_id!r}.")
        return self._view(row)

    async def _home_of(self, source: Rows, record_id: int) -> Path:
        row = await source.one("SELECT collection, parent_id FROM records WHERE id = ?", (record_id,))
        if row is None:
            raise unknown_records([record_id])
        return self._path(row[0], row[1], record_id)

    def _path(self, collection: str, parent_id: int | None, record_id: int) -> Path:
        document, section = (record_id, DOCUMENT) if parent_id is None else (parent_id, str(record_id))
        return self.folder / safe_name(collection) / str(document) / section

    def _view(self, row: Row) -> FileView:
        made: dict[str, Any] = json.loads(row[9])
        result_id = made.pop("result", "")
        return FileView(
            id=row[0],
            record_id=row[1],
            document_id=row[3] or row[1],
            field=row[4],
            name=row[5],
            path=str(self._path(row[2], row[3], row[1]) / row[5]),
            url=row[6],
            media_type=row[7],
            size=row[8],
            execution_id=row[10],
            result_id=result_id,
            model=clean_line(str(made.get("model", ""))),
            at=row[11],
            provenance=made,
        )


_COLUMNS = """
SELECT file.id, file.record_id, record.collection, record.parent_id, file.field, file.name, file.blob,
       file.media_type, file.size, file.provenance, file.execution_id, file.at
FROM record_files AS file JOIN records AS record ON record.id = file.record_id
"""
_OF_RECORD = f"""{_COLUMNS} WHERE record.id = ? OR record.parent_id = ?
ORDER BY record.parent_id IS NOT NULL, record.place, record.id, file.at, file.rowid
"""
_OF_RECORDS = (
    f"{_COLUMNS} WHERE record.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"  # noqa: S608 - constants
    " OR record.parent_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
)
_OF_EXECUTIONS = (
    f"{_COLUMNS} WHERE file.execution_id IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
    " ORDER BY file.at, file.rowid"
)
_KNOWN = "SELECT id FROM record_files WHERE id IN (SELECT value FROM json_each(?))"
_NEWEST = f"{_COLUMNS} ORDER BY file.rowid DESC LIMIT ?"


def _not_placed(views: Sequence[FileView]) -> list[FileView]:
    return [view for view in views if not is_placed(Path(view.path))]


def _names_in(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except OSError:
        return []


def _documents_in(folder: Path) -> dict[int, Path]:
    """The folders of documents by the documents' ids."""
    with contextlib.suppress(OSError):
        return {int(each.name): each for each in folder.glob("*/*") if each.name.isdecimal()}
    return {}


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            remove(path)
