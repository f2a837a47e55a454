"""`reroll form` of a rich schema, as it looks."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from engine.form.model import FormModel
from tests.tui.person import text_of
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


EVERY_KIND: dict[str, Any] = {
    "type": "object",
    "title": "Of every kind",
    "required": ["name"],
    "_ux": {"layout": "grid", "grid_columns": 6},
    "properties": {
        "name": {
            "type": "string",
            "description": "Who it is for, as friends say it; a help that is long enough to be wrapped.",
            "_ux": {"grid_column": 1, "grid_row": 1, "column_span": 4},
        },
        "secret": {
            "type": "string",
            "format": "password",
            "_ux": {"grid_column": 5, "grid_row": 1, "column_span": 2},
        },
        "when": {"type": "string", "_ux": {"input_type": "datetime", "column_span": 2}},
        "colour": {"type": "string", "default": "#ff8800", "_ux": {"input_type": "color", "column_span": 2}},
        "size": {"type": "integer", "minimum": 0, "maximum": 900, "default": 250, "_ux": {"column_span": 2}},
        "low": {"type": "integer"},
        "high": {"type": "integer"},
        "wild": {"type": "boolean"},
        "speed": {"enum": ["slow", "fast"]},
        "note": {"type": "string"},
        "hint": {"type": "string"},
        "toys": {"type": "array", "items": {"enum": ["car", "doll"]}, "_ux": {"column_span": 3}},
        "many": {"type": "array", "items": {"enum": list("abcdefgh")}, "_ux": {"column_span": 3}},
        "file": {"type": "string", "_ux": {"input_type": "file", "column_span": 6}},
        "words": {
            "type": "string",
            "default": "Dear {{ name }},\nhello!",
            "_ux": {"language": "jinja", "column_span": 6},
        },
        "free": {"default": {"a": [1]}, "_ux": {"column_span": 6}},
        "address": {
            "type": "object",
            "default": {"city": "Bonn"},
            "_ux": {"grid_columns": 4, "section_style": "card"},
            "properties": {
                "zip": {"type": "string", "_ux": {"grid_column": 1, "grid_row": 2}},
                "city": {"type": "string", "_ux": {"grid_column": 2, "grid_row": 2, "column_span": 3}},
                "street": {"type": "string", "_ux": {"grid_column": 1, "grid_row": 1, "column_span": 3}},
                "number": {"type": "string", "_ux": {"grid_column": 4, "grid_row": 1}},
                "phone": {
                    "type": "string",
                    "_ux": {"group": "contact", "group_label": "Contact", "column_span": 2},
                },
                "mail": {"type": "string", "_ux": {"group": "contact", "column_span": 2}},
            },
        },
        "tags": {"type": "array", "items": {"type": "string"}, "default": ["a", "a long one " * 9]},
        "people": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
            },
            "default": [{"name": "Ada", "age": 36}],
        },
        "labels": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "default": {"a rather long key of an entry in a map": "shop"},
        },
        "sender": {
            "oneOf": [
                {"title": "A person, whose name is known to us", "type": "object", "required": ["first"]}
                | {"properties": {"first": {"type": "string"}}},
                {"title": "A shop", "type": "object", "properties": {"number": {"type": "integer"}}},
            ],
            "default": {"first": "Ada"},
        },
    },
}
FIVE_SIZES = pytest.mark.parametrize(
    "size", [(120, 40), (100, 40), (80, 24), (60, 24), (40, 12)], ids=["120", "100", "80", "60", "40"]
)


def app_of(schema: dict[str, Any] = SCHEMA) -> FormApp:
    return FormApp(FormModel(schema), Path("home"))


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
    await stand_still(pilot)


async def stand_still(pilot: Pilot[Any]) -> None:
    """Wait until two looks at the screen, some frames apart, are the same."""
    before = ""
    for _ in range(100):
        await pilot.pause()
        await asyncio.sleep(0.06)
        now = text_of(pilot.app.screen)
        if now == before:
            return
        before = now
    raise AssertionError("the screen never stands still")


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


@FIVE_SIZES
@pytest.mark.parametrize("place", ["name", "address/city", "sender/first"], ids=["top", "inside", "end"])
def test_every_kind(snap_compare: Any, size: tuple[int, int], place: str) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        screen = pilot.app.screen
        screen.form.focus_field(place)  # type: ignore[attr-defined]
        await settle(pilot)
        # How far it scrolled depends on what was mounted first.
        assert screen.focused is not None
        screen.form.scroll_to_widget(screen.focused, top=True, animate=False, immediate=True)  # type: ignore[attr-defined]
        await settle(pilot)

    assert snap_compare(app_of(EVERY_KIND), terminal_size=size, run_before=play)
