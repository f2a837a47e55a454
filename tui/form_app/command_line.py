"""A form's values as the command line that gives them to a workflow."""

import json
import shlex
from collections.abc import Sequence
from typing import Any

from engine.form.model import FormModel
from engine.form.paths import last_key


def as_command(model: FormModel, words: Sequence[str]) -> str:
    """Return `words` with an option for each top-level value that differs from the schema's default.

    `words` are those of `reroll run WORKFLOW`, say. Texts become `--set NAME=TEXT`, other values
    `--set-json NAME=JSON`; what is write-only (a secret) is left out, as command lines are kept
    in histories.
    """
    values = model.submission()
    parts = list(words)
    for field in model.fields:
        name = last_key(field.name)
        if not isinstance(values, dict) or name not in values or field.write_only or field.kind == "secret":
            continue
        value: Any = values[name]
        if field.has_default and value == field.default:
            continue
        if isinstance(value, str):
            parts += ["--set", f"{name}={value}"]
        else:
            parts += ["--set-json", f"{name}={json.dumps(value, ensure_ascii=False)}"]
    return shlex.join(parts)
