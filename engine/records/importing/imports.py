"""Imports a file, or says what that would do."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing

from engine.finish import finish
from engine.records.collections import last_place, make_collection
from engine.records.field_values import json_text
from engine.records.importing.draft import Draft, FileRefused, Refusal
from engine.records.importing.plan import Held, Plan, Step
from engine.records.importing.source import Source
from engine.records.writing import INSERT_VALUE, write_many
from engine.session.errors import SessionError
from engine.store.database import Database, Rows, Transaction
from schemas.clean_text import clean_line
from schemas.messages.record_transfer import ImportReport, ImportSource, RowError

_ROWS = 500
_CHARACTERS = 8 * 1024 * 1024
"""Of rows that are in memory at once, about."""


class Imports:
    """Raises `SessionError` for a file that cannot be imported; then nothing was changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def preview(self, asked: ImportSource) -> ImportReport:
        """What an import would do."""
        return await self._report(asked, self._database, None)

    async def run(self, asked: ImportSource, *, all_or_nothing: bool) -> ImportReport:
        """Import the good rows in one transaction; with `all_or_nothing` not if there is another."""
        async with self._database.transaction() as transaction:
            report = await self._report(asked, transaction, transaction)
            if all_or_nothing and report.refused:
                count = f"{report.refused} row{'s' if report.refused > 1 else ''}"
                raise SessionError(
                    "unprocessable",
                    f"Nothing was imported: {count} cannot be.",
                    details=[row_error_text(each) for each in report.errors],
                )
        return report

    async def _report(self, asked: ImportSource, rows: Rows, transaction: Transaction | None) -> ImportReport:
        try:
            with await asyncio.to_thread(Source, asked) as source:
                plan = await _plan(rows, source, asked)
                async with aclosing(_read(source)) as read:
                    async for drafts in read:
                        step = plan.take(drafts, await _there(rows, plan.ids_asked(drafts)))
                        if transaction is not None:
                            await _write(transaction, source, step)
        except FileRefused as refused:
            # They name what is in the file.
            message, hint = clean_line(refused.message), clean_line(refused.hint)
            raise SessionError("unprocessable", message, hint=hint) from None
        except OSError as error:
            raise SessionError("unprocessable", f"The file cannot be read: {error.strerror}.") from None
        return ImportReport(
            collection=source.collection,
            format=source.format,
            encoding=source.encoding,
            delimiter=source.delimiter,
            columns=source.columns or list(plan.columns),
            rows=plan.rows,
            refused=plan.refused,
            documents=plan.documents,
            sections=plan.sections,
            updated=plan.updated,
            records=plan.shown if transaction is None else [],
            errors=plan.errors,
            imported=transaction is not None,
        )


def row_error_text(error: RowError) -> str:
    """A row's error in one line."""
    line = f" (line {error.line})" if error.line else ""
    column = f"{error.column}: " if error.column else ""
    return f"row {error.row}{line}: {column}{error.message}"


async def _plan(rows: Rows, source: Source, asked: ImportSource) -> Plan:
    used = await rows.one("SELECT seq FROM sqlite_sequence WHERE name = 'records'")
    return Plan(
        source.collection,
        update=asked.update,
        new_ids=asked.new_ids,
        ties=bool(asked.sections_table),
        next_id=(used[0] if used else 0) + 1,
        place=await last_place(rows, source.collection, None),
    )


async def _read(source: Source) -> AsyncGenerator[list[Draft | Refusal]]:
    """The rows of a file, some at a time, read in a thread."""
    rows = source.rows()
    while True:
        # The file must not be closed while the thread reads it.
        some = await finish(asyncio.to_thread(_some, rows))
        if not some:
            return
        yield some


def _some(rows: Iterator[Draft | Refusal]) -> list[Draft | Refusal]:
    some: list[Draft | Refusal] = []
    count = characters = 0
    for row in rows:
        some.append(row)
        count += row.count if isinstance(row, Draft) else 1
        characters += row.size if isinstance(row, Draft) else 0
        if count >= _ROWS or characters >= _CHARACTERS:
            break
    return some


async def _there(rows: Rows, ids: list[int]) -> Mapping[int, Held]:
    if not ids:
        return {}
    return {row[0]: Held(row[1], row[2], row[3]) for row in await rows.all(_HELD, (json_text(ids),))}


async def _write(transaction: Transaction, source: Source, step: Step) -> None:
    if step.records:
        await make_collection(transaction, source.collection)
        await transaction.execute_many(_INSERT, step.records)
        await transaction.execute_many(INSERT_VALUE, step.values)
    if step.updates:
        await write_many(transaction, step.updates, note="imported", cells=source.format == "csv")


_INSERT = """
INSERT INTO records (id, collection, parent_id, place, fields, created_at, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_HELD = """
SELECT id, collection, parent_id,
       COALESCE((SELECT MAX(place) FROM records AS section WHERE section.parent_id = held.id), 0)
FROM records AS held WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
"""
