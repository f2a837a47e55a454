import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from engine.actions.action import ActionEvent, ActionInput, Outputs
from engine.actions.open_form import FormConfig
from engine.actions.registry import Registry
from schemas.documents.action_config import ExportConfig, LlmConfig, MediaConfig, RerunConfig
from schemas.documents.sub_action import ExecutionMode


@dataclass
class FakeAction:
    """An action that says what a real one says of itself, and does nothing."""

    id: str
    patterns: tuple[str, ...]
    config_model: type[BaseModel]
    modes: tuple[ExecutionMode, ...] = ("sync",)
    interactive: bool = False
    title: str = ""

    async def execute(self, given: ActionInput) -> AsyncIterator[ActionEvent]:
        yield Outputs(None)


@pytest.fixture
def registry() -> Registry:
    return Registry(
        [
            FakeAction("form", ("form",), FormConfig, interactive=True),
            FakeAction("llm.generate", ("llm.generate", "llm_generate"), LlmConfig, ("streaming", "sync")),
            FakeAction("media.*.txt2img", ("media.*.txt2img",), MediaConfig, ("async", "sync")),
            FakeAction("rerun", ("rerun",), RerunConfig, ("streaming", "sync")),
            FakeAction("export", ("export",), ExportConfig),
        ]
    )


Write = Callable[[dict[str, Any]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files below a new workflow folder: texts as they are, everything else as JSON."""

    def write(files: dict[str, Any]) -> Path:
        for name, content in files.items():
            file = tmp_path / "flow" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                file.write_bytes(content)
            else:
                file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return tmp_path / "flow"

    return write


WORKFLOW = {"id": "flow", "title": "Flow"}


def flow(*modules: dict[str, Any], **files: Any) -> dict[str, Any]:
    """A workflow with one step of these modules."""
    return {"workflow.json": WORKFLOW, "steps/1_a/step.json": {"modules": list(modules)}, **files}


def form(**keys: Any) -> dict[str, Any]:
    """A form module with an empty schema."""
    return {"id": "m", "uses": "form", "input_schema": {"type": "object", "properties": {}}, **keys}


def generate(**keys: Any) -> dict[str, Any]:
    """A sub-action that calls a model."""
    return {
        "id": "go",
        "label": "Go",
        "action_type": "llm.generate",
        "config": {"input": "Say {{ values.a }}"},
        **keys,
    }
