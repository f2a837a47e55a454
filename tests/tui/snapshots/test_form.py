"""`reroll form` of a rich schema, as it looks."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from engine.form.model import FormModel
from tui.form_app.app import FormApp
from tui.form_app.screen import FormScreen

SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["wide", "narrow"])

SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Order of a [b]present[/b]",
    "required": ["name", "address"],
    "_ux": {"layout": "sections", "section_style": "card"},
    "properties": {
        "name": {"type": "string", "description": "Who it is for, as friends say it."},
        "when": {"type": "string", "format": "date", "_ux": {"width": "third"}},
        "count": {"type": "integer", "minimum": 1, "maximum": 9, "_ux": {"width": "third"}},
        "colour": {"type": "string", "format": "color", "default": "#ff8800", "_ux": {"width": "third"}},
        "gift": {"type": "boolean", "_ux": {"width": "half"}},
        "wrap": {"enum": ["paper", "cloth", "none"], "default": "cloth", "_ux": {"width": "half"}},
        "toys": {"type": "array", "items": {"enum": ["car", "doll", "ball"]}, "default": ["doll"]},
        "words": {
            "type": "string",
            "maxLength": 900,
            "default": "Dear {{ name }},\nall the best!",
            "_ux": {"group": "card", "group_label": "The card", "language": "jinja"},
        },
        "tags": {"type": "array", "items": {"type": "string"}, "default": ["small", "red"]},
        "address": {
            "type": "object",
            "required": ["city"],
            "properties": {"city": {"type": "string"}, "zip": {"type": ["string", "null"]}},
        },
        "sender": {
            "oneOf": [
                {
                    "title": "A person",
                    "type": "object",
                    "properties": {"first": {"type": "string"}},
                    "required": ["first"],
                },
                {
                    "title": "A shop",
                    "type": "object",
                    "properties": {"number": {"type": "integer"}},
                    "required": ["number"],
                },
            ],
            "default": {"first": "Ada"},
        },
        "labels": {"type": "object", "additionalProperties": {"type": "string"}, "default": {"from": "shop"}},
    },
}


def app_of() -> FormApp:
    return FormApp(FormModel(SCHEMA), Path("home"))


async def settle(pilot: Pilot[Any]) -> None:
    """Validated, with all that is near mounted, and no cursor that blinks."""
    for _ in range(4):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, FormScreen)
    await screen.form.validate_now()
    for field in (*screen.query(TextArea), *screen.query(Input)):
        field.cursor_blink = False
    await pilot.pause()
    await pilot.pause()


@SIZES
def test_form(snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app_of(), terminal_size=size, run_before=settle)


@SIZES
def test_form_parts(snap_compare: Any, size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        pilot.app.screen.form.focus_field("sender/first")  # type: ignore[attr-defined]
        await settle(pilot)
        await pilot.press("B", "o")
        await settle(pilot)

    assert snap_compare(app_of(), terminal_size=size, run_before=play)


@SIZES
def test_form_errors(snap_compare: Any, size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)

    assert snap_compare(app_of(), terminal_size=size, run_before=play)


@SIZES
def test_form_as_json(snap_compare: Any, size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await pilot.press("f2")
        await settle(pilot)

    assert snap_compare(app_of(), terminal_size=size, run_before=play)
