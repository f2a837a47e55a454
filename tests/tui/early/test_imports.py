"""What a page is drawn from, and typed into, before the library that validates messages is there."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from schemas.documents.interaction import InteractionRequest
from schemas.messages.session import (
    Draft,
    InteractionView,
    KeptShape,
    ResultMarks,
    SessionSummary,
    SessionView,
    Shapes,
    StepView,
)
from tui.early.plain import to_json

ROOT = Path(__file__).parents[3]

PROGRAM = """
import asyncio, os, sys
from pathlib import Path
import textual.app
from tui.app import RerollApp
from tui.early.early_screen import EarlyScreen
from tui.early.late_engine import LateEngine
from tui.early.plain import from_json
from tui.form.renderer import SchemaFormRenderer
from tui.interaction.results_pane import ResultsPane

async def at_once(*_):  # this page does nothing but what a key does
    await asyncio.sleep(0.004)

textual.app.wait_for_idle = at_once

def first_page(app):
    page = EarlyScreen(LateEngine(), from_json(sys.stdin.read()), painted=lambda: None)
    page._push_result_callback(page, None)
    return page

RerollApp.get_default_screen = first_page

async def typed_into(home):
    app = RerollApp(home)
    async with app.run_test(size=(120, 200)) as pilot:
        kinds = set()
        while kinds != set(sys.argv[2:]):
            await pilot.press("tab")
            if field := getattr(app.focused, "field", None):
                kinds.add(field.kind)
                await pilot.press("1")
        print(app.screen.query_one(SchemaFormRenderer).model.value("line"))
        print(len(app.screen.query_one(ResultsPane).items), "results")
        print("pydantic" in sys.modules, flush=True)
        os._exit(0)  # nobody waits for the engine that never comes

asyncio.run(typed_into(Path(sys.argv[1])))
"""

GROUP = {"type": "object", "properties": {"city": {"type": "string"}}}
PROPERTIES: dict[str, Any] = {
    "line": {"type": "string", "_ux": {"width": "half", "group": "g", "group_label": "Words"}},
    "box": {"type": "string", "_ux": {"input_type": "textarea", "rows": 3, "language": "jinja"}},
    "hidden": {"type": "string", "_ux": {"visible_when": "values.line == 'never'"}},
    "key": {"type": "string", "_ux": {"input_type": "secret"}},
    "count": {"type": "integer", "minimum": 0, "maximum": 1000},
    "slide": {"type": "number", "minimum": 0, "maximum": 1, "_ux": {"input_type": "slider"}},
    "one": {"type": "string", "enum": ["a", "b"]},
    "radio": {"type": "string", "enum": ["a", "b"], "_ux": {"input_type": "radio"}},
    "several": {"type": "array", "items": {"enum": ["a", "b"]}, "_ux": {"input_type": "multiselect"}},
    "yes": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "hour": {"type": "string", "format": "time"},
    "colour": {"type": "string", "_ux": {"input_type": "color"}},
    "file": {"type": "string", "_ux": {"input_type": "file"}},
    "place": GROUP,
    "places": {"type": "array", "items": GROUP, "default": [{"city": "Bern"}]},
    "map": {"type": "object", "additionalProperties": {"type": "number"}, "default": {"x": 1}},
    "either": {"anyOf": [{"type": "string"}, {"type": "integer"}], "default": "x"},
    "raw": {"_ux": {"input_type": "json"}},
}
KINDS = (
    "checkbox color date file integer json list map multiselect object radio secret select slider"
    " text textarea time"
)
"""Each is to be typed into once."""

ACTION = {"label": "Paint", "action_type": "media.sketch.txt2img"}
RESULTS = [
    {"content_id": "a", "url": f"blob:{'0' * 64}", "media_type": "image/png", "seed": 7, "label": "sketch"},
    {"content_id": "b", "text": "**words**", "seed": 8},
]


def every_kind() -> SessionView:
    """A page with every kind of field, buttons at each place, and results."""
    request = {
        "title": "Every kind",
        "description": "Of field.",
        "input_schema": {
            "type": "object",
            "properties": PROPERTIES,
            "required": ["line"],
            "_ux": {"layout": "grid", "grid_columns": 2, "section_style": "card", "parameters": {}},
        },
        "display_data": {"current_values": {"line": "x"}, "generations": RESULTS},
        "sub_actions": [
            {"id": "paint", "shortcut": "p", "primary": True, **ACTION, "on_change": ["one"]},
            {"id": "again", **ACTION, "placement": {"at": "result"}, "feedback": {}},
            {"id": "there", **ACTION, "placement": {"at": "field", "name": "line"}},
            {"id": "here", **ACTION, "placement": {"at": "section", "name": "g"}},
        ],
        "result_display_schema": {
            "type": "array",
            "_ux": {"render_as": "grid", "selectable": True, "title": "Pictures"},
            "items": {"properties": {"url": {"_ux": {"render_as": "image"}}, "seed": {"type": "integer"}}},
        },
    }
    draft = Draft(
        values={"line": "x", "either": 5},
        unparsed={"count": "1e"},
        shapes=Shapes(chosen={"either": [1]}, kept=[KeptShape(path="either", choice=[0], value=["x"])]),
    )
    page = InteractionView(
        id="page",
        session_id="session",
        step_id="step",
        module_id="module",
        request=InteractionRequest.model_validate(request),
        draft=draft,
        marks={"a": ResultMarks(starred=True, tags=["good"])},
    )
    summary = SessionSummary(
        id="session",
        workflow_id="w",
        workflow_title="W",
        title="W",
        status="open",
        created_at=0,
        updated_at=0,
    )
    steps = [
        StepView(id="step", title="One", status="current"),
        StepView(id="two", title="2", status="ahead"),
    ]
    return SessionView(id="session", seq=1, summary=summary, steps=steps, state={}, interaction=page)


def test_a_page_with_every_kind_of_field_needs_no_pydantic(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), *KINDS.split()],
        input=to_json(every_kind(), {}, frozenset()),
        env={**os.environ, "PYTHONPATH": str(ROOT), "TEXTUAL_ANIMATIONS": "none"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    line, results, pydantic = done.stdout.splitlines()
    assert line.startswith("x1")
    assert results == "2 results"
    assert pydantic == "False"
