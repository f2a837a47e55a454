"""The workflow that `reroll new` makes of nothing: a prompt, a model that answers, a list to choose from."""

from engine.importing.draft import FORM, Draft, Wishes, page, results

_FORM = {
    "type": "object",
    "_ux": {"layout": "vertical"},
    "properties": {
        "topic": {
            "type": "string",
            "title": "What about?",
            "maxLength": 400,
            "default": "a lighthouse in the fog",
            "_ux": {"input_type": "textarea", "rows": 3, "placeholder": "A thing, a person, a moment"},
        },
        "form": {
            "type": "string",
            "title": "As",
            "enum": ["a haiku", "a headline", "a first sentence", "a riddle"],
            "default": "a first sentence",
            "_ux": {"input_type": "select", "width": "half"},
        },
        "mood": {
            "type": "string",
            "title": "Mood",
            "enum": ["calm", "funny", "gloomy", "strange"],
            "default": "strange",
            "_ux": {"input_type": "select", "width": "half"},
        },
    },
    "required": ["topic"],
}
_WRITER = "You write short texts. You answer with the text only: no title, no explanation.\n"
_WRITE = "Write {{ values.form }} about this: {{ values.topic }}.\nIts mood is {{ values.mood }}.\n"


def starter_draft(wishes: Wishes) -> Draft:
    """A page to write on and a file to take home."""
    write = {
        "id": "write",
        "label": "Write one",
        "shortcut": "w",
        "primary": True,
        "loading_label": "Writing",
        "description": "One more text; those that are there stay",
        "action_type": "llm.generate",
        "execution_mode": "streaming",
        "config": {
            "system": {"$ref": "prompts/writer.txt"},
            "input": {"$ref": "prompts/write.jinja"},
            "temperature": 0.9,
            "max_tokens": 200,
        },
        "result_mapping": {"target_path": "results", "merge_mode": "append"},
    }
    shown = results(title="Texts", empty="No texts yet. Press w to write one.")
    shown["_ux"]["required"] = True
    shown["items"]["properties"] = {"text": {"type": "string", "title": "Text"}}
    compose = page("Write something short", "Write until one is right, then keep it.", shown, [write])
    compose["continue_label"] = "Keep this one"
    keep = {
        "id": "keep",
        "uses": "export",
        "title": "Keep",
        "inputs": {"files": [{"name": "text.txt", "text": "{{ state.result.text }}"}]},
    }
    return Draft(
        title=wishes.name.replace("_", " ").replace("-", " ").strip().capitalize() or wishes.name,
        about="A prompt form, a model that answers, and a list to choose from.",
        step="1_write",
        modules=[compose, keep],
        files={FORM: _FORM, "prompts/writer.txt": _WRITER, "prompts/write.jinja": _WRITE},
        notes=("Change the form in schemas/form.json, and what is asked in prompts/write.jinja.",),
    )
