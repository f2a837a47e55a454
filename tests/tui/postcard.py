"""A small workflow of two pages with one of each kind of sub-action, written into a folder."""

import json
from pathlib import Path
from typing import Any

FORM: dict[str, Any] = {
    "type": "object",
    "_ux": {"layout": "sections"},
    "properties": {
        "subject": {
            "type": "string",
            "title": "Subject",
            "minLength": 1,
            "maxLength": 300,
            "_ux": {"input_type": "textarea", "group": "prompt", "group_label": "Prompt", "rows": 2},
        },
        "mood": {
            "type": "string",
            "title": "Mood",
            "_ux": {
                "input_type": "textarea",
                "group": "prompt",
                "rows": 2,
                "placeholder": "Light, weather, feeling",
            },
        },
        "paper": {
            "type": "string",
            "title": "Paper",
            "enum": ["matt", "glossy", "laid"],
            "default": "matt",
            "_ux": {
                "input_type": "select",
                "group": "print",
                "group_label": "Print",
                "width": "half",
            },
        },
        "count": {
            "type": "integer",
            "title": "Pictures",
            "minimum": 1,
            "maximum": 8,
            "default": 2,
            "_ux": {"input_type": "slider", "group": "print", "width": "half"},
        },
    },
    "required": ["subject"],
}
PARTS = {
    "type": "object",
    "properties": {"subject": {"type": "string"}, "mood": {"type": "string"}},
    "additionalProperties": False,
}
PICTURES: dict[str, Any] = {
    "type": "array",
    "_ux": {
        "render_as": "grid",
        "selectable": True,
        "required": True,
        "source": "pictures",
        "title": "Pictures",
        "empty": "No pictures yet. Press p to paint some.",
    },
    "items": {
        "type": "object",
        "properties": {
            "url": {"type": "string", "_ux": {"render_as": "image"}},
            "seed": {"type": "integer", "title": "Seed", "_ux": {"render_as": "number"}},
        },
    },
}
SUB_ACTIONS: list[dict[str, Any]] = [
    {
        "id": "paint",
        "label": "Paint",
        "shortcut": "p",
        "primary": True,
        "loading_label": "Painting",
        "description": "Paint pictures; they are added",
        "action_type": "media.fake.txt2img",
        "execution_mode": "async",
        "config": {"prompt": "{{ values.subject }}", "count": "{{ values.count }}", "seed": 7},
        "result_mapping": {"target_path": "pictures", "merge_mode": "append"},
    },
    {
        "id": "improve",
        "label": "Improve",
        "shortcut": "i",
        "loading_label": "Improving",
        "description": "Say it better; you see it first",
        "action_type": "llm.generate",
        "execution_mode": "streaming",
        "config": {"input": "Improve {{ values.subject }}. {{ user_feedback }}", "output_schema": PARTS},
        "result_mapping": {"target_path": "current_values", "merge_mode": "merge", "review": True},
        "feedback": {"enabled": True, "prompt": "What should be different?"},
    },
    {
        "id": "surprise",
        "label": "Surprise me",
        "shortcut": "s",
        "loading_label": "Thinking",
        "description": "Fill what is empty",
        "action_type": "llm.generate",
        "execution_mode": "streaming",
        "config": {"input": "Surprise me", "output_schema": PARTS},
        "result_mapping": {"target_path": "current_values", "merge_mode": "merge", "only_empty": True},
    },
    {
        "id": "story",
        "label": "Tell a story",
        "shortcut": "t",
        "action_type": "llm.generate",
        "execution_mode": "streaming",
        "config": {"input": "A story about {{ values.subject }}"},
    },
]
COMPOSE: dict[str, Any] = {
    "id": "compose",
    "uses": "form",
    "title": "Compose the card",
    "description": "Say what is on it, paint, choose.",
    "inputs": {"current_values": {"subject": "a harbour at dawn"}, "pictures": []},
    "input_schema": FORM,
    "result_display_schema": PICTURES,
    "sub_actions": SUB_ACTIONS,
    "outputs": {"choice": "{{ response.selected }}", "prompt": "{{ response['values'] }}"},
}
GREETING: dict[str, Any] = {
    "id": "greeting",
    "uses": "form",
    "title": "Write the greeting",
    "inputs": {
        "context": {"subject": "{{ state.prompt.subject }}"},
        "current_values": {"words": "Wish you were here"},
    },
    "input_schema": {"type": "object", "properties": {"words": {"type": "string", "title": "Words"}}},
    "result_display_schema": {
        "type": "array",
        "_ux": {"render_as": "list", "selectable": True, "source": "texts", "title": "Greetings"},
        "items": {"type": "object", "properties": {"text": {"type": "string", "title": "Greeting"}}},
    },
    "sub_actions": [
        {
            "id": "write",
            "label": "Write one",
            "shortcut": "w",
            "primary": True,
            "action_type": "llm.generate",
            "config": {"input": "Greet with {{ values.words }}"},
            "result_mapping": {"target_path": "texts", "merge_mode": "append"},
        }
    ],
    "outputs": {"words": "{{ response['values'].words }}"},
}
EXPORT: dict[str, Any] = {
    "id": "files",
    "uses": "export",
    "inputs": {"files": [{"name": "words.txt", "text": "{{ state.words }}"}]},
}


def write_postcard(
    folder: Path,
    *,
    compose: dict[str, Any] | None = None,
    greeting: dict[str, Any] | None = None,
    last: list[dict[str, Any]] | None = None,
    workflow: dict[str, Any] | None = None,
) -> str:
    """Write the workflow with `compose` and `greeting` over its pages' keys; return its path."""
    pages = {**COMPOSE, **(compose or {})}, {**GREETING, **(greeting or {})}
    files: dict[str, dict[str, Any]] = {
        "workflow.json": {
            "id": "postcard",
            "title": "Postcard",
            "description": "A picture and a greeting.",
            **(workflow or {}),
        },
        "steps/1_compose/step.json": {"id": "first", "title": "Compose", "modules": [pages[0]]},
        "steps/2_greet/step.json": {
            "id": "second",
            "title": "Greet",
            "modules": [pages[1], *([EXPORT] if last is None else last)],
        },
    }
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), "utf-8")
    return str(folder)
