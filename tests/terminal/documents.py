"""Small workflows for the terminal tests."""

import json
from pathlib import Path
from typing import Any


def write_workflow(
    folder: Path, module: dict[str, Any], *, title: str = "Test workflow", step_title: str = "Only"
) -> Path:
    """Write a workflow with one step that holds `module`; return its folder."""
    step = folder / "steps" / "only" / "step.json"
    step.parent.mkdir(parents=True)
    step.write_text(json.dumps({"id": "only", "title": step_title, "modules": [module]}))
    (folder / "workflow.json").write_text(
        json.dumps({"id": folder.name, "title": title, "version": "1", "steps": ["only"]})
    )
    return folder


def text_module(**changes: Any) -> dict[str, Any]:
    """A form with one field and one streaming action on `g`, F5 and ctrl+j."""
    ux = {"input_type": "textarea", "placeholder": "form ready"}
    field = {"type": "string", "title": "Topic", "_ux": ux}
    return {
        "id": "write",
        "uses": "form",
        "title": "Write",
        "input_schema": {"type": "object", "properties": {"topic": field}},
        "sub_actions": [
            {
                "id": "write",
                "label": "Write",
                "shortcut": "g",
                "primary": True,
                "action_type": "llm.generate",
                "execution_mode": "streaming",
                "config": {"input": "Write about {{ values.topic | default('the sea') }}."},
                "result_mapping": {"target_path": "generations", "merge_mode": "append"},
            }
        ],
        **changes,
    }
