"""Operations on script steps: what there is, and one run with the reply of row C4."""

import secrets

from engine.access.needs import reads, writes
from engine.batches.reply import step_reply
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.batches import StartBatch
from schemas.messages.script_steps import ExecuteScriptStep, ListScriptSteps, ScriptStepList, StepReply


async def list_script_steps(services: Services, request: ListScriptSteps) -> ScriptStepList:
    """The script steps of a session, a workflow, or all that are known."""
    return ScriptStepList(
        steps=await services.for_records.script_steps.views(request.session_id, request.workflow)
    )


async def execute_script_step(services: Services, request: ExecuteScriptStep) -> StepReply:
    """Run a step over sections of a document, and wait for the end of all."""
    workflow, step_id = await services.for_records.script_steps.find(request.step_id, request.workflow)
    context = request.context
    begun = await services.for_records.batches.start(
        StartBatch(
            workflow=workflow,
            document_id=request.post_id,
            step_id=step_id,
            record_ids=context.section_ids,
            inputs=context.inputs,
            settings=context.llm_settings,
            idempotency_key=secrets.token_hex(8),
        )
    )
    ended = await services.for_records.batches.ended(begun.id)
    made = services.for_records
    return await step_reply(services.database, made.records, made.files, ended)


OPERATIONS = (
    Operation("script-steps.list", ListScriptSteps, list_script_steps, need=reads("session_id")),
    Operation(
        "script-steps.execute",
        ExecuteScriptStep,
        execute_script_step,
        ("bad_request", "not_found", "unprocessable"),
        need=writes(),
    ),
)
