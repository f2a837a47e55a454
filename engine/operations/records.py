"""Operations on records: documents, their sections, and the versions of their fields."""

from engine.access.needs import ADMIN, reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from engine.records.views import record_views
from schemas.messages.record_transfer import (
    ExportRecords,
    ImportRecords,
    ImportReport,
    PreviewImport,
    RecordsExport,
)
from schemas.messages.records import (
    AddRecord,
    CollectionList,
    DeletedRecords,
    DeleteRecords,
    EditRecord,
    FieldVersions,
    GetRecord,
    ListCollections,
    ListRecords,
    ListVersions,
    MoveRecord,
    RecordList,
    RecordView,
    RestoreVersion,
)


async def list_collections(services: Services, _request: ListCollections) -> CollectionList:
    """The collections."""
    return await services.for_records.collections.view()


async def list_records(services: Services, request: ListRecords) -> RecordList:
    """Documents of a collection, or sections of a document."""
    return await services.for_records.listing.page(request)


async def get_record(services: Services, request: GetRecord) -> RecordView:
    """One record."""
    return await _view(services, request.record_id)


async def add_record(services: Services, request: AddRecord) -> RecordView:
    """Add a document or a section."""
    record_id = await services.for_records.records.add(
        request.collection, request.parent_id, request.place, request.fields
    )
    return await _view(services, record_id)


async def edit_record(services: Services, request: EditRecord) -> RecordView:
    """Give fields new versions."""
    await services.for_records.records.edit(request.record_id, request.values, request.versions, request.note)
    return await _view(services, request.record_id)


async def delete_records(services: Services, request: DeleteRecords) -> DeletedRecords:
    """Delete records with all that belongs to them."""
    documents, sections = await services.for_records.records.delete(request.record_ids)
    return DeletedRecords(documents=documents, sections=sections)


async def move_record(services: Services, request: MoveRecord) -> RecordView:
    """Give a record another place."""
    await services.for_records.records.move(request.record_id, request.place)
    return await _view(services, request.record_id)


async def list_versions(services: Services, request: ListVersions) -> FieldVersions:
    """The versions of a field."""
    return await services.for_records.versions.view(
        request.record_id, request.field, request.limit, request.before
    )


async def restore_version(services: Services, request: RestoreVersion) -> RecordView:
    """Make an earlier version the newest."""
    await services.for_records.versions.restore(request.record_id, request.field, request.version)
    return await _view(services, request.record_id)


async def preview_import(services: Services, request: PreviewImport) -> ImportReport:
    """Say what an import would do."""
    return await services.for_records.imports.preview(request)


async def import_records(services: Services, request: ImportRecords) -> ImportReport:
    """Import a file."""
    return await services.for_records.imports.run(request, all_or_nothing=request.all_or_nothing)


async def export_records(services: Services, request: ExportRecords) -> RecordsExport:
    """Export a collection."""
    return await services.for_records.exports.run(request)


async def _view(services: Services, record_id: int) -> RecordView:
    (view,) = await record_views(services.database, [await services.for_records.records.get(record_id)])
    return view


OPERATIONS = (
    Operation("records.collections", ListCollections, list_collections, need=reads()),
    Operation(
        "records.list", ListRecords, list_records, ("bad_request", "not_found", "unprocessable"), need=reads()
    ),
    Operation("records.get", GetRecord, get_record, need=reads()),
    Operation("records.add", AddRecord, add_record, ("bad_request", "unprocessable"), need=writes()),
    Operation("records.edit", EditRecord, edit_record, ("conflict", "unprocessable"), need=writes()),
    Operation("records.delete", DeleteRecords, delete_records, ("not_found",), need=ADMIN),
    Operation("records.move", MoveRecord, move_record, need=writes()),
    Operation("records.versions", ListVersions, list_versions, need=reads()),
    Operation("records.restore", RestoreVersion, restore_version, need=writes()),
    Operation("records.preview-import", PreviewImport, preview_import, ("unprocessable",), need=writes()),
    Operation("records.import", ImportRecords, import_records, ("unprocessable",), need=writes()),
    Operation(
        "records.export",
        ExportRecords,
        export_records,
        ("bad_request", "not_found", "conflict", "unprocessable"),
        need=writes(),
    ),
)
