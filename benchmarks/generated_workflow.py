"""Writes workflows of any size for the benchmarks."""

import json
from pathlib import Path
from typing import Any


def write_workflow(folder: Path, *, fields: int = 1, results: int = 0, pictures: bool = False) -> Path:
    """Write a workflow with one form of `fields` text fields and `results` text results; return `folder`.

    The first field is empty and its placeholder reads "form ready". Result N begins with "result N ".
    With `pictures` a result's `url` is shown as one.
    """
    properties: dict[str, Any] = {"text": {"type": "string", "title": "Text"}}
    if pictures:
        properties["url"] = {"type": "string", "_ux": {"render_as": "image"}}
    form = {"type": "object", "properties": {f"field_{n}": _field(n) for n in range(fields)}}
    module: dict[str, Any] = {
        "id": "fill",
        "uses": "form",
        "title": "Fill in",
        "inputs": {"generations": [_result(number) for number in range(results)]},
        "input_schema": form,
        "result_display_schema": {
            "type": "array",
            "_ux": {"render_as": "grid", "selectable": True, "source": "generations", "title": "Results"},
            "items": {"type": "object", "properties": properties},
        },
    }
    workflow = {"id": "generated", "title": "Generated", "version": "1", "steps": ["fill"]}
    step = {"id": "fill", "title": "Fill in", "modules": [module]}
    step_file = folder / "steps" / "fill" / "step.json"
    step_file.parent.mkdir(parents=True)
    step_file.write_text(json.dumps(step))
    (folder / "workflow.json").write_text(json.dumps(workflow))
    return folder


def _field(number: int) -> dict[str, Any]:
    """A field; half are text areas, the rest are lines, two to a row."""
    ux = {"input_type": "textarea", "rows": 2} if number % 2 == 0 else {"input_type": "text"}
    if number == 0:
        ux["placeholder"] = "form ready"
    return {"type": "string", "title": f"Field {number}", "_ux": {**ux, "width": "half"}}


def _result(number: int) -> dict[str, Any]:
    text = f"result {number} " + "words of a reply of some length " * 8
    return {"text": text, "content_id": f"generated-{number}"}
