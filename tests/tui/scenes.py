"""A workflow whose page can be made again from upstream, with an action at every place."""

import json
from pathlib import Path
from typing import Any

SCENES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["scenes"],
    "properties": {
        "scenes": {
            "type": "array",
            "items": {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}},
        }
    },
}
FORM: dict[str, Any] = {
    "type": "object",
    "_ux": {"layout": "sections"},
    "properties": {
        "tone": {
            "type": "string",
            "title": "Tone",
            "_ux": {"input_type": "textarea", "group": "words", "group_label": "Words"},
        },
        "ending": {"type": "string", "title": "Ending", "_ux": {"group": "words"}},
        "model": {
            "type": "string",
            "title": "Model",
            "enum": ["small", "large"],
            "default": "small",
            "_ux": {"input_type": "select", "group": "who", "group_label": "Who writes", "width": "half"},
        },
        "size": {
            "type": "string",
            "title": "Size",
            "enum": ["1k", "2k"],
            "default": "1k",
            "_ux": {"input_type": "select", "group": "who", "width": "half"},
        },
    },
}
DISPLAY: dict[str, Any] = {
    "type": "array",
    "_ux": {
        "render_as": "list",
        "selectable": True,
        "selection_mode": "multiple",
        "source": "scenes",
        "title": "Scenes",
    },
    "items": {"type": "object", "properties": {"title": {"type": "string", "title": "Scene"}}},
}
AGAIN: dict[str, Any] = {
    "id": "again",
    "label": "Other scenes",
    "shortcut": "r",
    "primary": True,
    "loading_label": "Inventing",
    "action_type": "rerun",
    "config": {"from": "make"},
    "feedback": {"prompt": "What should be different?", "inject_as": "user_feedback"},
}
MORE: dict[str, Any] = {
    "id": "more",
    "label": "More like this",
    "shortcut": "m",
    "action_type": "llm.generate",
    "config": {"input": "More like {{ params.item.title }}"},
    "placement": {"at": "result"},
}
SHORTEN: dict[str, Any] = {
    "id": "shorten",
    "label": "Shorten",
    "shortcut": "s",
    "action_type": "fake.run",
    "execution_mode": "sync",
    "placement": {"at": "field", "name": "tone"},
    "result_mapping": {"target_path": "current_values", "merge_mode": "merge"},
}
FILL: dict[str, Any] = {
    "id": "fill",
    "label": "Fill in",
    "shortcut": "f",
    "action_type": "fake.run",
    "placement": {"at": "section", "name": "words"},
}
TELL: dict[str, Any] = {
    "id": "tell",
    "label": "Tell",
    "shortcut": "t",
    "action_type": "llm.generate",
    "config": {"input": "Tell"},
}


def scenes(*titles: str) -> str:
    """What a model replies."""
    return json.dumps({"scenes": [{"title": title} for title in titles]})


def write_scenes(
    folder: Path,
    sub_actions: list[dict[str, Any]] | None = None,
    *,
    form: dict[str, Any] | None = None,
    display: dict[str, Any] | None = DISPLAY,
) -> str:
    """Write the workflow; return its path. The first model reply is what `make` gets."""
    make = {
        "id": "make",
        "uses": "llm.generate",
        "title": "Make scenes",
        "inputs": {
            "input": "Scenes. {{ user_feedback }}",
            "output_schema": SCENES_SCHEMA,
            "results_at": "scenes",
        },
        "outputs": {"scenes": "{{ outputs.scenes }}"},
    }
    choose: dict[str, Any] = {
        "id": "choose",
        "uses": "form",
        "title": "Choose scenes",
        "inputs": {
            "scenes": "{{ state.scenes }}",
            "current_values": {"tone": "{{ state.scenes[0].title }}", "ending": "happy"},
        },
        "input_schema": form or FORM,
        "sub_actions": sub_actions if sub_actions is not None else [AGAIN, MORE, SHORTEN, FILL, TELL],
        "outputs": {"chosen": "{{ response.all_selected }}"},
    }
    if display is not None:
        choose["result_display_schema"] = display
    finish = {
        "id": "finish",
        "uses": "form",
        "title": "Write the story",
        "input_schema": {"type": "object", "properties": {"words": {"type": "string", "title": "Words"}}},
    }
    files: dict[str, dict[str, Any]] = {
        "workflow.json": {"id": "scenes", "title": "Pet scenes"},
        "steps/1_scenes/step.json": {"id": "first", "title": "Scenes", "modules": [make, choose]},
        "steps/2_story/step.json": {"id": "second", "title": "Story", "modules": [finish]},
    }
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), "utf-8")
    return str(folder)
