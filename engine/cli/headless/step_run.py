"""Runs one step over records and says what became of each."""

import asyncio
import contextlib
import secrets
import sys

from engine.batches.reply import step_reply
from engine.cli.headless.conduct import as_fault, terminating
from engine.cli.headless.fault import INTERRUPTED, TERMINATED, TIMED_OUT, Fault
from engine.cli.headless.step_arguments import StepArguments
from engine.cli.output import FAILED, OK, complain, say_json, say_table
from engine.home import home_folder
from engine.operations.dispatcher import dispatch
from engine.operations.errors import OperationError
from engine.operations.services import Services
from schemas.clean_text import clean_line
from schemas.messages.batches import BatchView, CancelBatch, GetBatch, StartBatch
from schemas.messages.script_steps import StepReply

LOOK_SECONDS = 0.2
"""How often to look how far it is: a batch may have thousands of records."""
STOP_SECONDS = 10.0
"""How long the end of what was cancelled is waited for."""


class StepRun:
    """One run. `run` gives the exit code and says everything there is to say."""

    def __init__(self, arguments: StepArguments) -> None:
        self._arguments = arguments
        self._batch_id = ""
        self._terminated = False

    async def run(self) -> int:
        """Run the step in an engine of its own. Raises BrokenPipeError."""
        try:
            services = await Services.open(home_folder(), stand_ins=self._arguments.providers)
        except Exception as error:  # noqa: BLE001 - everything becomes words and an exit code
            return _complained(as_fault(error))
        try:
            with terminating(self):
                return await self._in(services)
        finally:
            await services.close()

    def terminate(self) -> None:
        """The program is asked to end."""
        self._terminated = True

    async def _in(self, services: Services) -> int:
        limit = asyncio.timeout(self._arguments.timeout)
        try:
            async with limit:
                return self._told(await self._reply(services))
        except asyncio.CancelledError:
            task = asyncio.current_task()
            while task and task.uncancel():
                pass
            fault = Fault(INTERRUPTED, "stopped: interrupted")
            if self._terminated:
                fault = Fault(TERMINATED, "stopped: terminated")
        except Exception as error:
            if isinstance(error, BrokenPipeError):
                raise
            fault = as_fault(error)
            if isinstance(error, TimeoutError) and limit.expired():
                fault = Fault(TIMED_OUT, f"stopped: not done after {self._arguments.timeout:g} seconds")
        await self._stop(services)
        return _complained(fault)

    async def _reply(self, services: Services) -> StepReply:
        asked = self._arguments
        batch = await dispatch(
            services,
            StartBatch(
                workflow=asked.workflow,
                document_id=asked.document,
                step_id=asked.step,
                record_ids=asked.sections,
                settings=asked.settings,
                inputs=asked.inputs,
                only=asked.only,
                idempotency_key=secrets.token_hex(8),
            ),
        )
        self._batch_id = batch.id
        told: set[int] = set()
        while True:
            self._tell(batch, told)
            if batch.done == batch.total:
                made = services.for_records
                return await step_reply(services.database, made.records, made.files, batch)
            await asyncio.sleep(LOOK_SECONDS)
            batch = await dispatch(services, GetBatch(batch_id=batch.id))

    def _tell(self, batch: BatchView, told: set[int]) -> None:
        """A line on standard error for each record that has ended since the last time."""
        for record in batch.records:
            if record.record_id in told or record.status in ("waiting", "running"):
                continue
            told.add(record.record_id)
            took = f" in {record.seconds:.1f} s" if record.seconds is not None else ""
            why = f": {record.message}" if record.message and record.status != "success" else ""
            self._say(f"[{len(told)}/{batch.total}] {record.title}: {record.status}{took}{why}")

    def _say(self, text: str) -> None:
        if not self._arguments.quiet:
            sys.stderr.write(clean_line(text) + "\n")
            sys.stderr.flush()

    def _told(self, reply: StepReply) -> int:
        if self._arguments.as_json:
            say_json(reply.model_dump(mode="json"))
        else:
            say_table([_row(result) for result in reply.results])
        return OK if reply.success else FAILED

    async def _stop(self, services: Services) -> None:
        if not self._batch_id:
            return
        with contextlib.suppress(OperationError, TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await dispatch(services, CancelBatch(batch_id=self._batch_id))


def _row(result: dict[str, object]) -> list[str]:
    values = [str(value) for key, value in result.items() if key not in ("section_id", "status", "metadata")]
    shown = clean_line("  ".join(values)[:400])
    return [
        str(result["section_id"]),
        str(result["status"]),
        shown if len(shown) <= 100 else f"{shown[:99]}…",
    ]


def _complained(fault: Fault) -> int:
    complain(fault.message, fault.hint, fault.details)
    return fault.exit_code
