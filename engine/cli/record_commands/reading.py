"""`reroll records` that only looks."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from engine.cli.output import OK, age, say, say_json, say_table
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from engine.records.record_title import title_in
from schemas.clean_text import clean_line
from schemas.messages.given import made
from schemas.messages.records import (
    FieldVersion,
    GetRecord,
    ListCollections,
    ListRecords,
    ListVersions,
    RecordView,
)

MOST_OF_A_VALUE = 60
"""Characters of a value in a table."""
MOST_AT_ONCE = 1000


async def collections(services: Services, given: argparse.Namespace) -> int:
    """Print the collections."""
    found = await dispatch(services, ListCollections())
    if given.json:
        say_json(found.model_dump(mode="json"))
    elif not found.collections:
        say("There are no records. `reroll records import FILE` takes some in.")
    else:
        rows = [
            (
                each.name,
                counted(each.documents, "document"),
                counted(each.sections, "section"),
                age(each.updated_at),
                ", ".join(each.fields[:10]) + (" …" if len(each.fields) > 10 else ""),
            )
            for each in found.collections
        ]
        say_table(rows)
    return OK


async def list_records(services: Services, given: argparse.Namespace) -> int:
    """Print records, one a line."""
    order = given.order if given.order in ("place", "id") else f"field:{given.order}"
    records: list[RecordView] = []
    after: int | None = None
    total = 0
    while True:
        left = given.limit - len(records) if given.limit > 0 else MOST_AT_ONCE
        request = made(
            ListRecords,
            collection=None if given.of.isdecimal() else given.of,
            document_id=int(given.of) if given.of.isdecimal() else None,
            search=given.search,
            where=given.where,
            order=order,
            descending=given.descending,
            limit=min(left, MOST_AT_ONCE),
            after=after,
        )
        page = await dispatch(services, request)
        records += page.records
        after, total = page.after, page.total
        if after is None or 0 < given.limit <= len(records):
            break
    if given.json:
        listed = [each.model_dump(mode="json") for each in records]
        say_json({"records": listed, "total": total, "after": after})
        return OK
    if records:
        say_table([_line(each) for each in records])
    if after is not None:
        sys.stderr.write(f"There are more (of {total}): --limit 0 shows them all.\n")
    return OK


async def show(services: Services, given: argparse.Namespace) -> int:
    """Print a record with its fields, and a document's sections."""
    view = await dispatch(services, made(GetRecord, record_id=given.id))
    if given.json:
        say_json(view.model_dump(mode="json"))
        return OK
    of = f"section {view.place} of document {view.parent_id}" if view.parent_id else f"document {view.place}"
    lines = [f"{title_of(view)}", f"  id:       {view.id} ({of} in {view.collection})"]
    lines += [f"  changed:  {age(view.updated_at)}"]
    lines += [f"  files:    {view.files}"] if view.files else []
    for name, value in view.fields.items():
        version = f" (version {number})" if (number := view.versions.get(name, 1)) > 1 else ""
        lines += ["", f"{clean_line(name)}{version}:"]
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
        lines += [f"  {line}" for line in text.split("\n")]
    say("\n".join(lines))
    if view.sections:
        sections = await dispatch(services, made(ListRecords, document_id=view.id, limit=MOST_AT_ONCE))
        say("\nsections:")
        say_table([("  " + line[0], *line[1:]) for line in map(_line, sections.records)])
    return OK


async def versions(services: Services, given: argparse.Namespace) -> int:
    """Print the versions of a field."""
    found: list[FieldVersion] = []
    before: int | None = None
    while True:
        page = await dispatch(
            services,
            made(ListVersions, record_id=given.id, field=given.field, limit=MOST_AT_ONCE, before=before),
        )
        found += page.versions
        before = page.before
        if before is None:
            break
    if given.json:
        say_json([each.model_dump(mode="json") for each in found])
    else:
        say_table(
            [
                (str(each.version), age(each.at), each.execution_id or each.note, shortened(each.value))
                for each in found
            ]
        )
    return OK


def title_of(view: RecordView) -> str:
    """What a person would call a record: its title, or else its first text."""
    return shortened(title_in(view.fields) or "(empty)")


def counted(number: int, what: str) -> str:
    """`1 document`, `2 documents`."""
    return f"{number} {what}{'s' * (number != 1)}"


def shortened(value: Any) -> str:
    """A value in one short line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    line = " ".join(text[: MOST_OF_A_VALUE * 4].split())
    return line if len(line) <= MOST_OF_A_VALUE else line[: MOST_OF_A_VALUE - 1] + "…"


def _line(view: RecordView) -> Sequence[str]:
    sections = counted(view.sections, "section") if view.parent_id is None else ""
    return str(view.id), *([sections] if sections else []), age(view.updated_at), title_of(view)
