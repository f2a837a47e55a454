"""`reroll records import` and `export`."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from engine.cli.output import FAILED, OK, say, say_json, say_table
from engine.cli.record_commands.reading import counted, shortened
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from engine.records.importing.imports import row_error_text
from engine.records.importing.sqlite_rows import MAGIC
from schemas.clean_text import clean
from schemas.messages.given import made
from schemas.messages.record_transfer import ExportRecords, ImportRecords, ImportReport, PreviewImport

_MOST_ERRORS = 20
_BY_ENDING = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}


async def import_records(services: Services, given: argparse.Namespace) -> int:
    """Import a file or say what that would do. 1 if a row of it cannot be imported."""
    asked = _asked(given)
    report = await dispatch(
        services,
        made(PreviewImport, **asked)
        if given.preview
        else made(ImportRecords, **asked, all_or_nothing=given.all_or_nothing),
    )
    if given.json:
        say_json(report.model_dump(mode="json"))
    else:
        _say_report(report)
    return FAILED if report.refused else OK


async def export_records(services: Services, given: argparse.Namespace) -> int:
    """Export into a file, or onto standard output."""
    ending = Path(given.output).suffix.lower()
    request = made(
        ExportRecords,
        collection=given.collection,
        record_ids=given.ids,
        format=given.format or _BY_ENDING.get(ending, "json"),
        path=str(Path(given.output).expanduser().absolute()) if given.output else "",
        overwrite=given.overwrite,
        versions=given.versions,
        safe_for_spreadsheets=given.safe_for_spreadsheets,
    )
    if not request.path:
        return await _onto_output(services, request)
    done = await dispatch(services, request)
    if given.json:
        say_json(done.model_dump(mode="json", exclude={"text"}))
    else:
        say(f"{done.path}: {counted(done.documents, 'document')}, {counted(done.sections, 'section')}")
    return OK


async def _onto_output(services: Services, request: ExportRecords) -> int:
    """Piece by piece, of any length. Values were cleaned when they were stored."""
    try:
        await services.for_records.exports.write(request, sys.stdout.write)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read it has seen enough; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return OK


def _asked(given: argparse.Namespace) -> dict[str, Any]:
    file = Path(given.file).expanduser().absolute()
    sections = {"sections_table" if _is_sqlite(file, given) else "sections": given.sections}
    return {
        "path": str(file),
        "collection": given.into,
        "format": given.format,
        "encoding": given.encoding,
        "delimiter": given.delimiter.replace("\\t", "\t"),
        "sections_of": given.sections_of,
        "table": given.table,
        "parent_column": given.parent,
        "update": given.update,
        "new_ids": given.new_ids,
        **(sections if given.sections else {}),
    }


def _is_sqlite(file: Path, given: argparse.Namespace) -> bool:
    """Whether `--sections` names a table."""
    if given.format or given.table:
        return given.format == "sqlite" or bool(given.table)
    try:
        with file.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def _say_report(report: ImportReport) -> None:
    did = "Imported" if report.imported else "Would import"
    counts = [counted(report.documents, "document"), counted(report.sections, "section")]
    counts += [f"{report.updated} updated"] if report.updated else []
    how = ", ".join(filter(None, (report.format, report.encoding, _named(report.delimiter))))
    say(f"{did} into {report.collection}: {', '.join(counts)} ({counted(report.rows, 'row')} of {how})")
    if report.records:
        say("fields: " + ", ".join(report.columns[:30]) + (" …" if len(report.columns) > 30 else ""))
        say_table(
            [
                (
                    f"row {each.row}",
                    str(each.id or "new") + (" (update)" if each.update else ""),
                    "  section" if each.section else "document",
                    ", ".join(f"{name}={shortened(value)}" for name, value in list(each.fields.items())[:4]),
                )
                for each in report.records
            ]
        )
    if not report.refused:
        return
    lines = [f"{counted(report.refused, 'row')} cannot be imported:"]
    lines += [f"  {row_error_text(each)}" for each in report.errors[:_MOST_ERRORS]]
    more = report.refused - _MOST_ERRORS
    lines += [f"  … and {more} more; --json lists the first 1,000"] if more > 0 else []
    sys.stderr.write(clean("\n".join(lines)) + "\n")


def _named(delimiter: str) -> str:
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    return names.get(delimiter, delimiter)
