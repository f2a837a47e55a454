"""The records as actions of a workflow bring and read them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from engine.actions.errors import ActionError
from engine.records.collections import last_place, make_collection
from engine.records.field_values import json_text
from engine.records.files import RecordFiles
from engine.records.record import Record
from engine.records.records import Records, insert
from engine.records.writing import checked, write_fields
from engine.session.errors import SessionError
from engine.store.database import Database
from schemas.messages.record_files import FileView

Fields = Mapping[str, Any]
NOTE = "from the workflow"


class RecordsForActions:
    """Implements `engine.actions.record_actions.RecordStore`."""

    def __init__(self, database: Database, records: Records, files: RecordFiles) -> None:
        self._database = database
        self._records = records
        self._files = files

    async def bring(
        self, collection: str, document: Fields, sections: Sequence[Fields], known_by: str
    ) -> tuple[int, bool]:
        """See `RecordStore`."""
        try:
            wanted = [checked(each) for each in (document, *sections)]
        except SessionError as error:
            raise ActionError("bad_input", error.message) from None
        async with self._database.transaction() as transaction:
            value = document[known_by]
            text = value if isinstance(value, str) else ""
            for known_id, fields in await transaction.all(_KNOWN, (collection, known_by, text)):
                if json_text(json.loads(fields)[known_by]) == json_text(value):
                    return int(known_id), False
            await make_collection(transaction, collection)
            place = await last_place(transaction, collection, None) + 1
            document_id = await insert(transaction, collection, None, place)
            await write_fields(transaction, document_id, wanted[0], note=NOTE)
            for number, fields in enumerate(wanted[1:], start=1):
                section_id = await insert(transaction, collection, document_id, number)
                await write_fields(transaction, section_id, fields, note=NOTE)
        return document_id, True

    async def read(self, document_id: int) -> tuple[Fields, list[Fields]]:
        """See `RecordStore`."""
        try:
            document = await self._records.document(document_id)
            sections = await self._records.sections(document_id)
            files = await self._files.list(document_id)
        except SessionError as error:
            raise ActionError("not_found", error.message, hint=error.hint) from None
        return _shown(document, files), [_shown(each, files) for each in sections]


def _shown(record: Record, files: Sequence[FileView]) -> Fields:
    """The fields, and under `files` the name of each file that a field stands for now."""
    current = {
        file.field: {"name": file.name, "url": file.url, "media_type": file.media_type}
        for file in files
        if file.record_id == record.id and file.url == record.fields.get(file.field)
    }
    return {**record.fields, "id": record.id, "place": record.place, "files": current}


_KNOWN = """
SELECT record.id, record.fields FROM records AS record, json_each(record.fields) AS field
WHERE record.collection = ? AND record.parent_id IS NULL
AND field.key = ? AND (field.type <> 'text' OR CAST(field.value AS TEXT) = ?) ORDER BY record.place
"""
