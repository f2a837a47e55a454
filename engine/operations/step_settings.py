"""Operations on the settings of steps that run over records."""

from engine.access.needs import reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.step_settings import (
    GetStepSettings,
    ResetStepSettings,
    SetStepSettings,
    StepSettingsView,
)


async def get_settings(services: Services, request: GetStepSettings) -> StepSettingsView:
    """Every setting of a step, and where its value comes from."""
    workflow = await services.for_records.step_settings.workflow(request.session_id, request.workflow)
    return await services.for_records.step_settings.view(
        workflow, request.step_id, request.document_id, request.run
    )


async def set_settings(services: Services, request: SetStepSettings) -> StepSettingsView:
    """Give a document settings of its own for a step."""
    workflow = await services.for_records.step_settings.workflow(request.session_id, request.workflow)
    return await services.for_records.step_settings.set(
        workflow, request.step_id, request.document_id, request.settings
    )


async def reset_settings(services: Services, request: ResetStepSettings) -> StepSettingsView:
    """Take a document's own settings for a step away."""
    workflow = await services.for_records.step_settings.workflow(request.session_id, request.workflow)
    return await services.for_records.step_settings.reset(
        workflow, request.step_id, request.document_id, request.names
    )


OPERATIONS = (
    Operation(
        "step-settings.get", GetStepSettings, get_settings, errors=("bad_request",), need=reads("session_id")
    ),
    Operation(
        "step-settings.set", SetStepSettings, set_settings, errors=("bad_request",), need=writes("session_id")
    ),
    Operation(
        "step-settings.reset",
        ResetStepSettings,
        reset_settings,
        errors=("bad_request",),
        need=writes("session_id"),
    ),
)
