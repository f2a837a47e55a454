"""A form's values as the command line that gives them to a workflow's page."""

import json
import shlex
from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.form.absent import ABSENT
from engine.form.field import Field
from engine.form.model import FormModel
from engine.form.paths import last_key
from engine.form.secrets import open_value
from schemas.clean_text import clean, clean_line

_EMPTIED = frozenset({"number", "integer", "slider", "date", "time", "datetime", "color", "file", "json"})
"""Kinds of fields that an empty text makes "not set"."""


class CommandLine(NamedTuple):
    """`left_out` are titles of fields whose value a command line does not tell."""

    line: str
    left_out: tuple[str, ...]


def as_command(model: FormModel, words: Sequence[str]) -> CommandLine:
    """Return `words` with an option for each top-level value, as `reroll run` reads them.

    `words` are `reroll run WORKFLOW`, say. Texts become `--set NAME=TEXT`, other values
    `--set-json NAME=JSON`. All that is set is told, defaults too: the page that the line is
    carried out on may begin with other values than the schema's. Secrets are left out, as
    command lines are kept in histories, and so is what the options cannot say.
    """
    values, left_out = open_value(model)
    parts = list(words)
    for field in model.fields:
        name = last_key(field.name)
        value: Any = values.get(name, ABSENT) if isinstance(values, dict) else ABSENT
        if value is ABSENT and (field.title in left_out or not model.visible(field.name)):
            continue
        option = _option(field, name, value, begins_set=field.has_default or model.is_dirty(field.name))
        if option is None:
            left_out.append(field.title)
        else:
            parts += option
    return CommandLine(shlex.join(parts), tuple(left_out))


def _option(field: Field, name: str, value: Any, *, begins_set: bool) -> list[str] | None:
    """The words that give a field its value; None where there are none.

    `begins_set` says that the page has a value there before it is told another.
    """
    if value is ABSENT and not begins_set:
        return []
    if name != field.name or not name or name != name.strip() or "=" in name or clean_line(name) != name:
        return None
    if value is ABSENT:
        return _pair("--set", name, "") if field.kind in _EMPTIED else None
    if isinstance(value, str) and field.kind in ("text", "textarea") and clean(value) == value:
        return _pair("--set", name, value)
    text = json.dumps(value, ensure_ascii=False)
    return _pair("--set-json", name, text if clean(text) == text else json.dumps(value))


def _pair(option: str, name: str, text: str) -> list[str]:
    # A name that begins like an option would be taken for one.
    return [f"{option}={name}={text}"] if name.startswith("-") else [option, f"{name}={text}"]
