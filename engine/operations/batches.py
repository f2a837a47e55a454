"""Operations on batches."""

from engine.access.needs import reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.batches import (
    BatchList,
    BatchView,
    CancelBatch,
    GetBatch,
    ListBatches,
    PauseBatch,
    ResumeBatch,
    RetryBatch,
    StartBatch,
)


async def start_batch(services: Services, request: StartBatch) -> BatchView:
    """Run a script step over records of a document."""
    return await services.for_records.batches.start(request)


async def get_batch(services: Services, request: GetBatch) -> BatchView:
    """A batch as it stands."""
    return await services.for_records.batches.view(request.batch_id)


async def list_batches(services: Services, request: ListBatches) -> BatchList:
    """Batches, the newest first."""
    return await services.for_records.batches.list(request)


async def pause_batch(services: Services, request: PauseBatch) -> BatchView:
    """Begin no more records."""
    return await services.for_records.batches.pause(request.batch_id)


async def resume_batch(services: Services, request: ResumeBatch) -> BatchView:
    """Go on with a paused batch."""
    return await services.for_records.batches.resume(request.batch_id)


async def cancel_batch(services: Services, request: CancelBatch) -> BatchView:
    """Cancel what of a batch runs and waits."""
    return await services.for_records.batches.cancel(request.batch_id)


async def retry_batch(services: Services, request: RetryBatch) -> BatchView:
    """Run again what failed."""
    return await services.for_records.batches.retry(request.batch_id, missing=request.only == "missing")


OPERATIONS = (
    Operation(
        "batches.start",
        StartBatch,
        start_batch,
        ("bad_request", "unprocessable", "not_found"),
        need=writes("session_id"),
    ),
    Operation("batches.get", GetBatch, get_batch, need=reads("batch_id")),
    Operation("batches.list", ListBatches, list_batches, need=reads("session_id")),
    Operation("batches.pause", PauseBatch, pause_batch, need=writes("batch_id")),
    Operation("batches.resume", ResumeBatch, resume_batch, need=writes("batch_id")),
    Operation("batches.cancel", CancelBatch, cancel_batch, ("conflict",), need=writes("batch_id")),
    Operation("batches.retry", RetryBatch, retry_batch, need=writes("batch_id")),
)
