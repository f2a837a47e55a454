"""`form`: opens an interaction and waits for the person, for days if need be."""

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict

from engine.actions.errors import ActionError
from schemas.documents.base import Document
from schemas.documents.sub_action import ExecutionMode

if TYPE_CHECKING:
    from engine.actions.action import ActionEvent, ActionInput


class FormConfig(Document):
    """What seeds the interaction's display data: `current_values`, `context`, the results list."""

    model_config = ConfigDict(extra="allow")

    current_values: dict[str, Any] | str | None = None
    context: Any = None


class OpenForm:
    """Interactive: the session opens it; it has nothing to execute by itself."""

    id = "form"
    title = "Ask the person"
    patterns = ("form",)
    modes: tuple[ExecutionMode, ...] = ("sync",)
    config_model = FormConfig
    interactive = True

    async def execute(self, given: "ActionInput") -> "AsyncGenerator[ActionEvent]":
        """Raises `ActionError`: a form cannot be a sub-action."""
        raise ActionError("not_executable", f"{given.name} opens a page; it cannot run inside one.")
        yield  # pragma: no cover - makes this a generator
