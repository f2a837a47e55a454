"""`script_step`: opens a page of records, over which the person runs the step's script."""

from collections.abc import AsyncGenerator

from pydantic import ConfigDict

from engine.actions.action import ActionEvent, ActionInput
from engine.actions.errors import ActionError
from schemas.documents.base import Document
from schemas.documents.sub_action import ExecutionMode


class RecordsConfig(Document):
    """What the page shows besides its records."""

    model_config = ConfigDict(extra="allow")


class OpenRecords:
    """Interactive: the session opens it; the module's `script` says what runs over the records."""

    id = "script_step"
    title = "Run over records"
    patterns = ("script_step",)
    modes: tuple[ExecutionMode, ...] = ("sync",)
    config_model = RecordsConfig
    interactive = True

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Raises `ActionError`: a page of records cannot be a sub-action."""
        raise ActionError("not_executable", f"{given.name} opens a page; it cannot run inside one.")
        yield  # pragma: no cover - makes this a generator
