"""Records as lines of the browser, read page by page."""

from collections.abc import AsyncGenerator

from engine.client.engine import Engine
from engine.records.record_title import TITLES, record_title
from schemas.frozen import frozen
from schemas.messages.records import ListRecords, RecordView

PAGE = 1000


@frozen
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


@frozen
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
        yield [row_of(each) for each in page.records], page.total
        after = page.after
        if after is None:
            return


def row_of(record: RecordView) -> Row:
    """A record as a row."""
    return Row(record.id, record.place, record_title(record), record.sections, record.files)


def counted(count: int, word: str) -> str:
    """`1 section`, `2 sections`."""
    return f"{count} {word}{'s' if count != 1 else ''}"
