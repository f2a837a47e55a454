"""Taking results home."""

from engine.access.needs import copies
from engine.operations.operation import Operation
from engine.operations.services import Services
from engine.session.exports.results_export import ResultsExport
from schemas.messages.exports import ExportedResults, ExportResults


async def export_results(services: Services, request: ExportResults) -> ExportedResults:
    """Write results as files with a manifest, and a contact sheet if one is asked for."""
    export = ResultsExport(services.log, services.database, services.blobs, services.home)
    return await export.export(
        request.session_id,
        request.interaction_id,
        request.content_ids,
        request.folder,
        request.contact_sheet,
    )


OPERATIONS = (
    Operation(
        "results.export",
        ExportResults,
        export_results,
        ("bad_request", "conflict"),
        need=copies("session_id"),
    ),
)
