"""Operations on the files of records."""

from engine.access.needs import ADMIN, reads
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.base import Nothing
from schemas.messages.record_files import (
    DeleteRecordFile,
    FileList,
    FileView,
    GetRecordFile,
    ListRecordFiles,
)


async def list_files(services: Services, request: ListRecordFiles) -> FileList:
    """The files that steps made for a record, and for a document's sections."""
    return FileList(files=await services.for_records.files.list(request.record_id, sections=request.sections))


async def get_file(services: Services, request: GetRecordFile) -> FileView:
    """One file of a record, with the path at which other programs find it."""
    return await services.for_records.files.get(request.file_id)


async def delete_file(services: Services, request: DeleteRecordFile) -> Nothing:
    """Take a file from its record."""
    await services.for_records.files.delete(request.file_id)
    return Nothing()


OPERATIONS = (
    Operation("record-files.list", ListRecordFiles, list_files, need=reads()),
    Operation("record-files.get", GetRecordFile, get_file, need=reads()),
    Operation("record-files.delete", DeleteRecordFile, delete_file, need=ADMIN),
)
