"""Reads the records of a step's page, and asks which of them a filter means."""

from collections.abc import AsyncGenerator, Mapping

from engine.client.engine import Engine
from engine.records.record_title import TITLES
from schemas.documents.script_step import ScriptField
from schemas.messages.records import GetRecord, ListRecords, RecordView
from schemas.messages.script_steps import ScriptStepView
from tui.script_steps.sought import Sought

FIRST_PAGE = 100
"""Records that are read before the list is drawn for the first time."""

PAGE = 1000


class Reading:
    """Raises `OperationError`. What a step runs over is the document itself, or its sections."""

    def __init__(self, engine: Engine, step: ScriptStepView, document_id: int) -> None:
        self._engine = engine
        self._step = step
        self._document_id = document_id

    async def pages(self) -> AsyncGenerator[list[RecordView]]:
        """All records in their order, page by page, each with what the list shows of it."""
        if self._step.over == "document":
            yield [await self.record(self._document_id)]
            return
        after: int | None = None
        limit = FIRST_PAGE
        fields = list(dict.fromkeys([*TITLES, *_fields(self._step.inputs), *_fields(self._step.outputs)]))
        while True:
            asked = ListRecords(document_id=self._document_id, fields=fields, limit=limit, after=after)
            found = await self._engine.call(asked)
            yield found.records
            after, limit = found.after, PAGE
            if after is None:
                return

    async def record(self, record_id: int) -> RecordView:
        """One record, whole."""
        return await self._engine.call(GetRecord(record_id=record_id))

    async def meant(self, sought: Sought) -> list[int] | None:
        """The ids of the records that a filter's words and expression mean; None is all of them."""
        if not sought.asks_engine or self._step.over == "document":
            return None
        ids: list[int] = []
        after: int | None = None
        while True:
            asked = ListRecords(
                document_id=self._document_id,
                search=sought.search,
                where=sought.where,
                fields=[],
                limit=PAGE,
                after=after,
            )
            found = await self._engine.call(asked)
            ids += [each.id for each in found.records]
            after = found.after
            if after is None:
                return ids


def _fields(fields: Mapping[str, ScriptField]) -> list[str]:
    return [field.db_field for field in fields.values()]
