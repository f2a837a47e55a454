"""The panel of a text step: which prompt writes, and what it made of what was there."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from engine.operations.errors import NotFound, OperationError
from schemas.clean_text import clean_line
from schemas.messages.batches import BatchRecord
from schemas.messages.llm_actions import GetLlmAction, LlmActionView
from schemas.messages.records import FieldVersion, ListVersions, RecordView
from schemas.messages.step_settings import GetStepSettings
from tui.script_steps.panel import Compared, Panel


class TextPanel(Panel):
    """The stored prompt by name and version; before and after are the first input and the first output.

    Where a step writes over what it reads, before is the version that stood there.
    """

    _before: FieldVersion | None = None

    def compose(self) -> ComposeResult:
        yield Static(classes="facts")

    async def show(self, record: RecordView, run: BatchRecord | None) -> None:
        facts = [await self._prompt()]
        reads, writes = self._fields
        self._before = None
        if writes and writes == reads and record.versions.get(writes, 0) > 1:
            asked = ListVersions(record_id=record.id, field=writes, limit=2)
            self._before = (await self.context.engine.call(asked)).versions[-1]
        if run is not None and run.attempt > 1:
            facts.append(f"attempt {run.attempt}")
        if self.compared(record) is not None:
            facts.append("d shows before and after")
        self.query_one(".facts", Static).update(Content(" · ".join(facts)))

    async def _prompt(self) -> str:
        action_id = self.context.step.action_id
        if action_id is None:
            return "Prompt: the step's own"
        try:
            action = await self._action(action_id)
        except OperationError as error:
            return f"✗ Prompt {clean_line(str(action_id))}: {clean_line(error.body.message)}"
        return f"Prompt {clean_line(action.name)}, version {action.version}"

    async def _action(self, action_id: int | str) -> LlmActionView:
        """The stored action; what a workflow brings along is stored when its settings are looked at."""
        asked = GetLlmAction(action=action_id)
        try:
            return await self.context.engine.call(asked)
        except NotFound:
            step = self.context.step
            settings = GetStepSettings(session_id=self.context.session_id, step_id=step.step_id)
            await self.context.engine.call(settings)
            return await self.context.engine.call(asked)

    @property
    def _fields(self) -> tuple[str, str]:
        """The record's fields that are compared; "" where the step has none."""
        step = self.context.step
        reads = next((each.db_field for each in step.inputs.values() if each.type == "textarea"), "")
        reads = reads or next((each.db_field for each in step.inputs.values()), "")
        writes = next((each.db_field for each in step.outputs.values()), "")
        return (
            (writes, writes) if any(f.db_field == writes for f in step.inputs.values()) else (reads, writes)
        )

    def compared(self, record: RecordView) -> Compared | None:
        reads, writes = self._fields
        if not any(each.type == "textarea" for each in self.context.step.outputs.values()):
            return None  # a line beside another line tells nobody anything
        after = record.fields.get(writes)
        before = self._before.value if self._before else record.fields.get(reads) if reads != writes else None
        if not isinstance(before, str) or not isinstance(after, str) or not after:
            return None
        title = clean_line(next(iter(self.context.step.outputs.values())).label)
        return Compared(title, before, after, ("before", "after"))
