"""Records as lines of the browser, read page by page."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.client.engine import Engine
from schemas.clean_text import clean_line
from schemas.messages.records import ListRecords, RecordView

TITLES = ("title", "heading", "headline", "name", "label", "subject")
"""Fields that name a record, the best first."""

PAGE = 1000
_MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents of a collection, or the sections of the document `document_id`.

    `fields` are the names that records of the collection have, the most used first.
    """

    collection: str
    fields: tuple[str, ...] = ()
    document_id: int | None = None

    @property
    def naming(self) -> list[str]:
        """The fields that are read to have a title for each record."""
        known = [name for name in TITLES if name in self.fields]
        return list(dict.fromkeys([*known, *self.fields[:2]]))


@dataclass(frozen=True, slots=True)
class Row:
    """One record; `title` is clean, and one line."""

    id: int
    place: int
    title: str
    sections: int
    files: int


async def read_rows(
    engine: Engine, scope: Scope, search: str = "", where: str = ""
) -> AsyncGenerator[tuple[list[Row], int]]:
    """Pages of rows, each with how many records there are without a filter. Raises `OperationError`."""
    after: int | None = None
    document = scope.document_id
    while True:
        page = await engine.call(
            ListRecords(
                collection=scope.collection if document is None else None,
                document_id=document,
                search=search,
                where=where,
                limit=PAGE,
                after=after,
                fields=scope.naming,
            )
        )
        yield [row_of(each, scope) for each in page.records], page.total
        after = page.after
        if after is None:
            return


def row_of(record: RecordView, scope: Scope) -> Row:
    """A record as a row."""
    title = title_of(record.fields, scope.naming) or (
        f"{'Section' if record.parent_id else 'Document'} {record.place}"
    )
    return Row(record.id, record.place, title, record.sections, record.files)


def counted(count: int, word: str) -> str:
    """`1 section`, `2 sections`."""
    return f"{count} {word}{'s' if count != 1 else ''}"


def title_of(fields: Mapping[str, Any], names: Sequence[str] = TITLES) -> str:
    """The first of these fields that is a text with something in it, as one clean line; "" if none is."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and (line := clean_line(value[:_MOST_CHARACTERS]).strip()):
            return line
    return ""
