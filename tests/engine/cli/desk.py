"""A small workflow without a model: two pages, every kind of field, actions that transform."""

import json
from pathlib import Path
from typing import Any


def transform(name: str, output: Any, **keys: Any) -> dict[str, Any]:
    """A sub-action that makes `output` of its templates."""
    config = {"pipeline": [{"template": output}]}
    return {"id": name, "label": name.title(), "action_type": "transform", "config": config, **keys}


APPEND = {"target_path": "notes", "merge_mode": "append"}
FIELDS: dict[str, Any] = {
    "topic": {"type": "string", "default": "rain", "maxLength": 20},
    "count": {"type": "integer", "minimum": 1, "maximum": 5, "default": 2},
    "weight": {"type": "number"},
    "tone": {
        "oneOf": [{"const": "w", "title": "Warm"}, {"const": "p", "title": "Plain"}],
        "default": "w",
    },
    "loud": {"type": "boolean", "default": False},
    "extra": {"type": "object"},
}
COMPOSE: dict[str, Any] = {
    "id": "compose",
    "uses": "form",
    "title": "Compose",
    "input_schema": {"type": "object", "properties": FIELDS, "required": ["topic"]},
    "result_display_schema": {
        "type": "array",
        "_ux": {"selectable": True, "selection_mode": "multiple", "required": True, "source": "notes"},
        "items": {"properties": {"text": {}}},
    },
    "sub_actions": [
        transform(
            "write",
            [{"text": "{{ values.topic }} {{ number }}".replace("number", str(at))} for at in (1, 2, 3)],
            result_mapping=APPEND,
            feedback={"prompt": "How?"},
        ),
        transform(
            "echo", [{"text": "{{ user_feedback }}|{{ params.by }}"}], result_mapping=APPEND, feedback={}
        ),
        transform("plain", [{"text": "x"}], result_mapping=APPEND),
        transform(
            "shout",
            {"text": "{{ params.item.text | upper }}"},
            placement={"at": "result"},
            result_mapping={
                "target_path": "notes[content_id={{ params.item.content_id }}]",
                "merge_mode": "merge",
            },
        ),
        transform("fail", "{{ values.nothing }}"),
        transform(
            "suggest",
            {"topic": "snow", "count": 4},
            result_mapping={"target_path": "current_values", "merge_mode": "merge", "review": True},
        ),
    ],
    "outputs": {"values": "{{ response['values'] }}", "notes": "{{ response.all_selected }}"},
}
FINISH: dict[str, Any] = {
    "id": "check",
    "uses": "form",
    "title": "Check",
    "input_schema": {"type": "object", "properties": {"name": {"type": "string", "default": "notes.txt"}}},
    "outputs": {"file": "{{ response['values'].name }}"},
}
KEEP: dict[str, Any] = {
    "id": "keep",
    "uses": "export",
    "inputs": {
        "files": [{"name": "notes.txt", "text": "{{ state.notes | map(attribute='text') | join(' ') }}"}]
    },
}


def write_desk(folder: Path, *, before: list[dict[str, Any]] | None = None) -> str:
    """Write the workflow; return its path."""
    for step, modules in (("1_write", [*(before or []), COMPOSE]), ("2_keep", [FINISH, KEEP])):
        place = folder / "steps" / step
        place.mkdir(parents=True)
        (place / "step.json").write_text(json.dumps({"modules": modules}), "utf-8")
    (folder / "workflow.json").write_text(json.dumps({"id": "desk", "title": "Desk"}), "utf-8")
    return str(folder)
