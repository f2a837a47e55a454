"""`reroll form SCHEMA`: opens any JSON Schema as a form and prints what was submitted."""

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from engine.cli.forms.source import Unusable, read_file, schema_in
from engine.cli.output import FAILED, OK, USAGE, complain, say, say_json
from engine.form.absent import ABSENT
from engine.form.by_text import set_by_text
from engine.form.model import FormModel
from engine.form.paths import pointer
from engine.form.survey import survey
from engine.form.validation import BROKEN
from schemas.json_value import is_object

_EPILOG = """exit codes: 0 valid, 1 invalid, 2 the schema or a file cannot be used

examples:
  reroll form person.schema.json --check --json
  reroll form settings.yaml --values settings.json --set port=8080 --check
  reroll form openapi.yaml --operation createPet --check --json
  echo '{"name": "Ada"}' | reroll form person.schema.json --values - --check"""

Show = Callable[[FormModel], int]
"""Shows a form on the terminal until it is submitted or left; returns the exit code."""


def run(args: list[str], show: Show | None = None) -> int:
    """Check or show a form. 0 if its values are valid, 1 if not, 2 where there can be no form.

    `show` comes from the screen; without it there are only checks.
    """
    given = _parser().parse_args(args)
    try:
        model = _form(given)
        if given.check:
            return _check(model, as_json=given.json)
        if show is None:
            complain(
                "the form needs a terminal",
                "`--check` says what it consists of and what is wrong with its values",
            )
            return USAGE
        return show(model)
    except Unusable as error:
        complain(str(error))
        return USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reroll form",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("schema", help="a JSON Schema or OpenAPI document, JSON or YAML; - is standard input")
    parser.add_argument("--values", metavar="FILE", help="what the form begins with; - is standard input")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=TEXT", help="what is typed into a field"
    )
    parser.add_argument("--ui", metavar="FILE", help="`_ux` hints to be laid over the schema")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--operation", metavar="ID", help="the input of this operation of an OpenAPI document")
    which.add_argument("--component", metavar="NAME", help="this named schema of the document")
    parser.add_argument("--check", action="store_true", help="say what is wrong with the values")
    parser.add_argument("--json", action="store_true", help="with --check: print all about the form as JSON")
    return parser


def _form(given: argparse.Namespace) -> FormModel:
    schema = schema_in(read_file(given.schema), given.operation, given.component)
    if given.ui is not None:
        schema = _laid_over(schema, read_file(given.ui))
    data: Any = ABSENT if given.values is None else read_file(given.values)
    try:
        model = FormModel(schema, data=data)
    except ValueError as error:
        raise Unusable(str(error)) from None
    refused = model.view("").effective.flat.refused
    if refused:
        raise Unusable(f"the schema cannot be used: {refused[0]}")
    for assignment in given.set:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise Unusable(f"--set {assignment[:80]!r}: write NAME=TEXT")
        try:
            set_by_text(model, name, text)
        except ValueError as error:
            raise Unusable(f"--set {name[:80]!r}: {error}") from None
    return model


def _check(model: FormModel, *, as_json: bool) -> int:
    problems = model.validate().problems
    broken = next((each for each in problems if each.keyword == BROKEN), None)
    if broken is not None:
        raise Unusable(broken.message)
    if as_json:
        say_json(_report(model))
    elif problems:
        say("\n".join(f"{pointer(each.path) or '(the whole)'}: {each.message}" for each in problems))
    else:
        say("valid")
    return FAILED if problems else OK


def _report(model: FormModel) -> dict[str, Any]:
    found = survey(model)
    value = model.submission()
    return {
        "fields": [
            {
                "pointer": pointer(field.name),
                "widget": field.kind,
                "label": field.title,
                "required": field.required,
                "visible": model.visible(field.name),
                "set": model.is_set(field.name),
                "value": None if (held := model.value(field.name)) is ABSENT else held,
                **({"shapes": list(field.shapes[0].labels)} if field.shapes else {}),
            }
            for field in found.fields
        ],
        "fallback": [pointer(field.name) for field in found.fields if field.kind == "json"],
        "unsupported": list(found.unsupported),
        "valid": model.valid,
        "errors": [
            {"pointer": pointer(each.path), "keyword": each.keyword, "message": each.message}
            for each in model.errors.problems
        ],
        "value": None if value is ABSENT else value,
    }


def _laid_over(schema: Mapping[str, Any], hints: Any) -> dict[str, Any]:
    """The schema with hints from a file of the same structure."""
    if not is_object(hints):
        raise Unusable("the file of --ui must be an object")
    merged = dict(schema)
    for key, value in hints.items():
        before = merged.get(key)
        merged[key] = _laid_over(before, value) if is_object(before) and is_object(value) else value
    return merged
