"""Settings and meta of a session as one JSON Schema, and back again."""

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.clean_text import clean_line
from schemas.documents.hyperparameters import Hyperparameters
from schemas.messages.meta import MOST_CHARACTERS, SessionMeta
from schemas.messages.models import ProviderSummary
from schemas.messages.settings import Setting

SETTINGS: Mapping[str, str] = {
    "text_provider": "Text provider",
    "media_provider": "Picture provider",
    "model": "Model",
    "temperature": "Temperature",
    "top_p": "Top p",
    "min_p": "Min p",
    "max_tokens": "Longest reply",
    "seed": "Seed",
}
"""Names and titles, in the order of the form."""

SOURCES: Mapping[str, str] = {
    "session": "set here",
    "workflow": "from the workflow",
    "default": "default",
}

_ABOUT = {
    "model": "Its name at the provider.",
    "temperature": "0 is the likeliest word each time, 2 very free.",
    "top_p": "Only words that make up this share of likelihood.",
    "min_p": "Only words at least this likely, compared with the likeliest.",
    "max_tokens": "Tokens, about four characters each.",
    "seed": "The same seed and prompt make the same again.",
}
_TEXTS = {
    "purpose": ("Purpose", "What this session is for."),
    "background": ("Background", "What models should know."),
    "roles": ("Roles", "Who the model is to be; one a line."),
    "artifacts": ("Artifacts", "What the work is about, such as files; one a line."),
    "procedure": ("Procedure", "How to go about it."),
}
_LISTS = ("roles", "artifacts")


def schema_of(settings: Mapping[str, Setting], providers: Sequence[ProviderSummary]) -> dict[str, Any]:
    """The form. A field without a value leaves it to the workflow; its placeholder says what that means."""
    properties: dict[str, Any] = {}
    limits = Hyperparameters.model_json_schema()["properties"]
    for name, title in SETTINGS.items():
        inherited = settings[name]
        shape: dict[str, Any] = {"title": title, "description": _ABOUT.get(name, "")}
        kind = {"text_provider": "text", "media_provider": "media"}.get(name)
        if kind:
            names = [each.name for each in providers if each.kind == kind]
            own = inherited.value if inherited.source == "session" else None
            # A provider that is not there any more is still what is set.
            shape["enum"] = [*names, *([own] if own and own not in names else [])]
        else:
            shape |= _limits(limits[name])
        shape["_ux"] = {
            "group": "settings",
            "group_label": "Who answers, and how",
            "placeholder": _placeholder(inherited),
            **({"input_type": "select"} if kind else {}),  # also where there is only one to choose
            "width": "half",
        }
        if shape.get("type") in ("number", "integer"):
            shape["_ux"]["input_type"] = "number"  # a slider has no place for "nothing"
        properties[name] = shape
    for name, (title, about) in _TEXTS.items():
        properties[name] = {
            "type": "string",
            "title": title,
            "description": about,
            "maxLength": MOST_CHARACTERS,
            "_ux": {"group": "meta", "group_label": "What this session is for", "input_type": "textarea"},
        }
    return {"type": "object", "properties": properties, "_ux": {"layout": "sections"}}


def _limits(shape: Mapping[str, Any]) -> dict[str, Any]:
    """A setting's own type and bounds, without null: leaving the field empty says that."""
    plain = next(each for each in shape["anyOf"] if each.get("type") != "null")
    return {name: value for name, value in plain.items() if name != "title"}


def _placeholder(setting: Setting) -> str:
    if setting.source == "session" or setting.value is None:
        return "left to the provider" if setting.value is None else "delete it to inherit again"
    return clean_line(f"{setting.value} ({SOURCES[setting.source]})")


def values_of(settings: Mapping[str, Setting], meta: SessionMeta) -> dict[str, Any]:
    """What the form begins with: what is set in this session."""
    own = {name: setting.value for name, setting in settings.items() if setting.source == "session"}
    texts = meta.model_dump()
    return own | {name: "\n".join(texts[name]) if name in _LISTS else texts[name] for name in _TEXTS}


def changed_settings(values: Mapping[str, Any], settings: Mapping[str, Setting]) -> dict[str, Any]:
    """What differs from the settings as they are; None takes one back."""
    before = {name: each.value if each.source == "session" else None for name, each in settings.items()}
    return {name: values.get(name) for name in SETTINGS if values.get(name) != before[name]}


def changed_meta(values: Mapping[str, Any], meta: SessionMeta) -> dict[str, Any]:
    """What differs from the meta as it is."""
    changed: dict[str, Any] = {}
    for name, before in meta.model_dump().items():
        text = values.get(name) or ""
        now = [line.strip() for line in text.split("\n") if line.strip()] if name in _LISTS else text
        if now != before:
            changed[name] = now
    return changed
