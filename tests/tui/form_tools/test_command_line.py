"""Values as a command line: what `reroll run` makes of it is what the form held."""

import json
import shlex
from pathlib import Path
from typing import Any

from engine.cli.headless.arguments import parse
from engine.cli.headless.commands import SetText, SetValues
from engine.cli.headless.page_form import set_text, set_values
from engine.form.model import FormModel
from tui.form_tools.command_line import as_command

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "count": {"type": "integer", "default": 1},
        "seed": {"type": "integer", "default": 7},
        "on": {"type": "boolean", "default": False},
        "tags": {"type": "array", "items": {"type": "string"}},
        "size": {"enum": ["1", 1, "big"]},
        "key": {"type": "string", "format": "password"},
        "account": {
            "type": "object",
            "properties": {"user": {"type": "string"}, "pass": {"type": "string", "writeOnly": True}},
        },
        "-x": {"type": "string"},
        "none": {"type": "string"},
        "maybe": {"type": ["string", "null"]},
        "hidden": {"type": "string", "default": "h", "_ux": {"visible_when": "on == false"}},
    },
}
VALUES: dict[str, Any] = {
    "text": "it's $HOME; `ls`\n--set x=y\\",
    "count": 1,
    "on": True,
    "tags": ["é", "\u202e", "a b"],
    "size": 1,
    "key": "secret",
    "account": {"user": "ada", "pass": "secret"},
    "-x": "-y=z",
    "maybe": None,
}


def carried_out(line: str, schema: dict[str, Any]) -> Any:
    """What a fresh page's form submits after `reroll run` read the line."""
    program, command, *words = shlex.split(line)
    assert (program, command) == ("reroll", "run")
    form = FormModel(schema)
    for step in parse(words).script:
        match step:
            case SetText(name, text):
                set_text(form, name, text)
            case SetValues(values):
                set_values(form, values)
            case _:
                raise AssertionError(step)
    return form.submission()


def test_a_run_has_the_values_of_the_form() -> None:
    model = FormModel(SCHEMA, VALUES)
    model.clear("seed")
    made = as_command(model, ["reroll", "run", "my flow"])
    open_values = {**VALUES, "account": {"user": "ada"}}
    del open_values["key"]
    assert carried_out(made.line, SCHEMA) == open_values
    assert set(made.left_out) == {"Key", "Pass"}
    assert "secret" not in made.line
    assert parse(shlex.split(made.line)[2:]).workflow == "my flow"


def test_a_default_is_told_as_the_page_may_begin_with_something_else() -> None:
    line = as_command(FormModel(SCHEMA), ["reroll", "run", "flow"]).line
    assert "--set-json count=1" in line
    assert "none" not in line


def test_what_no_option_can_say_is_named() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "a=b": {"type": "string", "title": "Equation"},
            "t": {"type": "string", "default": "x", "title": "Words"},
            "u": {"type": "string"},
        },
    }
    model = FormModel(schema, {"a=b": "1", "u": "2"})
    model.clear("t")
    made = as_command(model, ["reroll", "run", "flow"])
    assert made.line == "reroll run flow --set u=2"
    assert made.left_out == ("Equation", "Words")


def test_every_picture_form_of_the_shipped_workflow_can_be_told() -> None:
    file = Path(__file__).parents[3] / "workflows" / "media_prompt" / "schemas" / "picture_form.json"
    schema = json.loads(file.read_text("utf-8"))
    model = FormModel(schema)
    made = as_command(model, ["reroll", "run", "media_prompt"])
    assert made.left_out == ()
    assert carried_out(made.line, schema) == model.submission()
