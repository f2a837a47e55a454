"""`records.bring` and `records.read`: a document with its sections, into the store and out of it."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from engine.actions.action import ActionEvent, ActionInput, Outputs
from engine.actions.errors import ActionError
from schemas.documents.records_config import BringRecordsConfig, ReadRecordsConfig
from schemas.documents.sub_action import ExecutionMode
from schemas.json_value import is_list, is_object

Fields = Mapping[str, Any]


class RecordStore(Protocol):
    """What these actions ask of the records. Raises `ActionError`."""

    async def bring(
        self, collection: str, document: Fields, sections: Sequence[Fields], known_by: str
    ) -> tuple[int, bool]:
        """The id of the document of that kind, and whether it was added now. All of it or nothing."""
        ...

    async def read(self, document_id: int) -> tuple[Fields, list[Fields]]:
        """A document and its sections: their fields with `id`, `place` and `files` by field."""
        ...


@dataclass
class RecordAccess:
    """The way to the records; outside an engine there is none."""

    open: Callable[[], RecordStore] | None = None

    def opened(self) -> RecordStore:
        """Raises `ActionError` outside an engine."""
        if self.open is None:
            raise ActionError("no_records", "There are no records here.")
        return self.open()


class BringRecords:
    """The output is `{document_id, sections, added}`: the document's id and how many sections it brings."""

    id = "records.bring"
    title = "Bring records"
    patterns = ("records.bring",)
    modes: tuple[ExecutionMode, ...] = ("sync",)
    config_model = BringRecordsConfig
    interactive = False

    def __init__(self, access: RecordAccess) -> None:
        self._access = access

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Add the document unless it is there. Raises `ActionError`."""
        config = given.config
        assert isinstance(config, BringRecordsConfig)
        fields = {name: value for name, value in config.document.items() if name != config.sections}
        sections = config.document.get(config.sections, [])
        if not is_list(sections) or not all(is_object(each) for each in sections):
            raise ActionError("bad_input", f"{config.sections} must be a list of objects.")
        if config.known_by not in fields:
            raise ActionError("bad_input", f"The document has no {config.known_by} to be known by.")
        document_id, added = await self._access.opened().bring(
            config.collection, fields, sections, config.known_by
        )
        value = {"document_id": document_id, "sections": len(sections), "added": added}
        yield Outputs(value, message="Imported." if added else "It was there already.")


class ReadRecords:
    """The output is `{document, sections}`: their fields, each with `id`, `place` and `files`.

    `files` has the name, url and media type of the file that a field stands for, by field.
    """

    id = "records.read"
    title = "Read records"
    patterns = ("records.read",)
    modes: tuple[ExecutionMode, ...] = ("sync",)
    config_model = ReadRecordsConfig
    interactive = False

    def __init__(self, access: RecordAccess) -> None:
        self._access = access

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Read them. Raises `ActionError`."""
        config = given.config
        assert isinstance(config, ReadRecordsConfig)
        document, sections = await self._access.opened().read(config.document_id)
        yield Outputs({"document": document, "sections": sections})
