"""Settings of a step as lines: the value that counts, who says it, and what it hides (row C6)."""

import json
from collections.abc import Mapping
from typing import Any

from textual.content import Content

from schemas.clean_text import clean, clean_line
from schemas.messages.step_settings import SettingLevel, SettingView

SOURCES: Mapping[SettingLevel, str] = {
    "default": "default",
    "workflow": "from the workflow",
    "step": "from the step",
    "document": "this document",
    "run": "this run",
}
"""What a person reads for each level."""

OWN: frozenset[SettingLevel] = frozenset({"document", "run"})
"""What can be edited on this screen."""

NAME_CELLS = 16
VALUE_CELLS = 34
_MOST_CHARACTERS = 400


def setting_title(setting: SettingView) -> str:
    """What a setting is called."""
    title = setting.shape.get("title")
    return clean_line(title if isinstance(title, str) and title else setting.name)[:60]


def setting_line(setting: SettingView) -> Content:
    """One line: name, value, who says so."""
    own = setting.source in OWN
    value = value_line(setting.value)[:VALUE_CELLS].ljust(VALUE_CELLS)
    return Content.assemble(
        (f"{setting_title(setting)[:NAME_CELLS]:<{NAME_CELLS}} ", ""),
        (value, "bold $accent" if own else "dim" if setting.value is None else ""),
        (f" {'● ' if own else ''}{_source(setting)}", "$accent" if own else "dim"),
    )


def setting_detail(setting: SettingView) -> Content:
    """All of it: what it means, the whole value, and every value below."""
    lines = [Content.styled(f"{setting_title(setting)}  ({clean_line(setting.name)})", "bold $accent")]
    about = setting.shape.get("description")
    if isinstance(about, str) and about:
        lines.append(Content.styled(clean(about), "dim"))
    if said := _limits(setting.shape):
        lines.append(Content.styled(said, "dim"))
    lines += [Content(""), Content.styled("Counts now", "dim")]
    if setting.value is None:
        lines.append(Content.styled(_source(setting), "$accent"))
    else:
        lines.append(Content.assemble((f"{_source(setting)}: ", "$accent"), value_text(setting.value)))
    if setting.below:
        lines += [Content(""), Content.styled("Below it", "dim")]
        lines += [
            Content.assemble((f"{SOURCES[each.source]}: ", "$accent"), value_text(each.value))
            for each in setting.below
        ]
    return Content("\n").join(lines)


def value_line(value: Any) -> str:
    """A value on one line; `—` where nothing is said."""
    return clean_line(value_text(value)[:_MOST_CHARACTERS])


def value_text(value: Any) -> str:
    """A value as a text: itself, or JSON."""
    if value is None:
        return "—"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    return clean(text)


def _source(setting: SettingView) -> str:
    if setting.value is None and setting.source == "default":
        return "not set"
    return SOURCES[setting.source]


def _limits(shape: Mapping[str, Any]) -> str:
    """The bounds and choices that a schema names."""
    parts: list[str] = []
    for each in [shape, *(option for option in shape.get("anyOf", []) if isinstance(option, dict))]:
        if isinstance(choices := each.get("enum"), list):
            parts.append(f"one of {', '.join(value_line(choice) for choice in choices[:30])}")
        for key, words in (
            ("minimum", "at least"),
            ("exclusiveMinimum", "more than"),
            ("maximum", "at most"),
        ):
            if key in each:
                parts.append(f"{words} {each[key]}")
    return ", ".join(parts)
