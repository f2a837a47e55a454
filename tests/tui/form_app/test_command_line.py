"""Values as a command line: quoted, without defaults, without secrets."""

import shlex

from engine.form.model import FormModel
from tui.form_app.command_line import as_command

SCHEMA = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "count": {"type": "integer", "default": 1},
        "on": {"type": "boolean", "default": False},
        "tags": {"type": "array", "items": {"type": "string"}},
        "key": {"type": "string", "format": "password"},
        "none": {"type": "string"},
    },
}


def test_what_differs_is_told_as_the_program_reads_it() -> None:
    values = {"text": "it's $HOME; `ls`\n", "count": 1, "on": True, "tags": ["é"], "key": "secret"}
    model = FormModel(SCHEMA, values)
    assert shlex.split(as_command(model, ["reroll", "run", "my flow"])) == [
        *("reroll", "run", "my flow"),
        *("--set", "text=it's $HOME; `ls`\n"),
        *("--set-json", "on=true"),
        *("--set-json", 'tags=["é"]'),
    ]
