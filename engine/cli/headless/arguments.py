"""Reads the command line of `reroll run`: a few options for the run, and the script in its order."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from engine.cli.headless.commands import (
    Act,
    Command,
    Continue,
    Review,
    Select,
    SetText,
    SetValues,
    Until,
)
from engine.cli.headless.run_options import add_run_options
from schemas.frozen import frozen
from schemas.json_value import is_object, kind_of

_EPILOG = """The script is carried out from left to right, on the page that is open at that moment, up to the
first thing that fails. Results count from 1, in the order in which they are shown. An action that stands at
each result takes the selected one, or --param item=N. With --sweep, --sweep-providers and --repeat after it,
an action runs once for every combination of their values.

Without --json, progress goes to standard error and what was made to standard output: the files that the
workflow exported, or else the results on the page (the selected ones, if there are any).

Arguments can be seen by other users of the machine (`ps`). What should not be seen goes through --values -
or --params -.

exit codes:
  0    the script was carried out; the workflow is complete, or waits at a page
  1    an action or a module failed, or the session could not be changed
  2    wrong usage: an option, a document, or a name or value that is not there or not allowed
  3    there is no page (any more) for what the script asks, or --until was never reached
  4    there is nothing to select, or the page wants a selection before it continues
  124  --timeout is over         130  interrupted (Ctrl+C)         143  terminated
In the last three, what ran is cancelled. What was made stays in its session, and `reroll resume ID` opens it
on the screen; only a new session in which nothing ran before wrong usage was found is not kept.

examples:
  reroll run media_prompt --set subject="a fox" --set count=1 --action generate
  reroll run media_prompt --action generate --select 2 --continue --action write --select 1 --continue
  reroll run pet_story --set name=Mia --continue --action regenerate --param feedback="less sentimental"
  reroll run --session 3f2a9c --select 1,3 --until story --json | jq -r .kind
  reroll run media_prompt --set count=1 --action generate --sweep subject="a fox, an owl" --repeat 3
  echo '{"subject": "a fox", "count": 1}' | reroll run media_prompt --values - --action generate"""


@frozen
class Arguments:
    """What `reroll run` was asked for. `script` is in the order given; `timeout` is in seconds."""

    workflow: str | None
    session: str | None
    title: str
    providers: dict[str, str]
    as_json: bool
    quiet: bool
    timeout: float | None
    script: list[Command] = field(default_factory=list[Command])


class _Namespace(argparse.Namespace):
    script: list[Command]


Make = Callable[["_Step", argparse.ArgumentParser, list[Command], Any], None]


class _Step(argparse.Action):
    """An option that is part of the script: it adds to it, in the order of the command line."""

    def __init__(self, *args: Any, make: Make, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._make = make

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        assert isinstance(namespace, _Namespace)
        self._make(self, parser, namespace.script, values)


def parse(args: Sequence[str]) -> Arguments:
    """Read the arguments. Prints help or what is wrong and raises SystemExit as argparse does."""
    parser = _parser()
    space = _Namespace(script=[])
    parser.parse_args(_joined(args), space)
    if not (space.workflow or space.session):
        parser.error("name a workflow, or a session with --session; `reroll workflows` lists the workflows")
    if space.workflow and space.session:
        parser.error("--session knows its workflow: give one of the two")
    return Arguments(
        workflow=space.workflow,
        session=space.session,
        title=space.title,
        providers=dict(space.provider),
        as_json=space.json,
        quiet=space.quiet,
        timeout=space.timeout,
        script=space.script,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reroll run",
        usage="reroll run WORKFLOW [OPTION]... [SCRIPT]...\n"
        "       reroll run --session ID [OPTION]... [SCRIPT]...\n"
        "       reroll run WORKFLOW --step STEP --document ID [OPTION]...   (see reroll run --step --help)",
        description="Drives a workflow without a screen. Everything stays in its session.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "workflow", nargs="?", metavar="WORKFLOW", help="a known id, a folder, or a JSON file"
    )
    parser.add_argument("--session", metavar="ID", help="go on with this session instead of a new one")
    parser.add_argument("--title", default="", help="the new session's title")
    add_run_options(parser, json_help="one JSON event per line on standard output")
    script = parser.add_argument_group("script, carried out in the order given")
    for option, metavar, make, text in (
        ("--set", "FIELD=TEXT", _set, "fill a field as a person would; an empty text clears a number"),
        ("--set-json", "FIELD=JSON", _set_json, "fill a field with a JSON value"),
        ("--values", "FILE", _values, "fill fields from a JSON object in a file; - is standard input"),
        ("--action", "ID", _act, "run an action of the page and wait for its end"),
        ("--param", "NAME=TEXT", _param, "for the action before: feedback=…, item=N, or one of its own"),
        ("--params", "FILE", _params, "the same from a JSON object in a file; - is standard input"),
        ("--sweep", "FIELD=VALUES", _sweep, "for the action before: run it for each of a,b or 1..9 step 2"),
        ("--sweep-providers", "NAMES", _sweep_providers, "for the action before: run it with each of a,b"),
        ("--repeat", "N", _repeat, "for the action before: run it so often"),
        ("--select", "WHICH", _select, "select results: 2, -1, 1,3, ids, all, none"),
        ("--until", "PLACE", _until, "continue until a page of this step or module is open"),
    ):
        script.add_argument(
            option, action=_Step, make=make, metavar=metavar, help=text, default=argparse.SUPPRESS
        )
    script.add_argument(
        "--accept",
        action=_Step,
        make=_accept,
        nargs="?",
        metavar="FIELDS",
        default=argparse.SUPPRESS,
        help="accept the changes that were proposed: all, or these fields (a,b)",
    )
    for option, command, text in (
        ("--dismiss", Review(accept=False), "dismiss the changes that were proposed"),
        ("--continue", Continue(), "complete the page with its values and its selection"),
    ):
        script.add_argument(
            option,
            action=_Step,
            make=_always(command),
            nargs=0,
            help=text,
            default=argparse.SUPPRESS,
        )
    return parser


def _joined(args: Sequence[str]) -> list[str]:
    """`--select -1,2` as `--select=-1,2`: argparse would take the numbers for an option."""
    joined: list[str] = []
    for arg in args:
        if joined and joined[-1] == "--select":
            joined[-1] = f"--select={arg}"
        else:
            joined.append(arg)
    return joined


def _set(step: _Step, parser: argparse.ArgumentParser, script: list[Command], text: str) -> None:
    script.append(SetText(*_pair(step, parser, text, "FIELD=TEXT")))


def _set_json(step: _Step, parser: argparse.ArgumentParser, script: list[Command], text: str) -> None:
    name, value = _pair(step, parser, text, "FIELD=JSON")
    try:
        script.append(SetValues({name: json.loads(value)}))
    except (ValueError, RecursionError) as error:
        parser.error(f"--set-json {name}: not valid JSON: {error}")


def _values(_step: _Step, parser: argparse.ArgumentParser, script: list[Command], path: str) -> None:
    script.append(SetValues(_object_in(path, "--values", parser)))


def _object_in(path: str, option: str, parser: argparse.ArgumentParser) -> dict[str, Any]:
    try:
        read = sys.stdin.buffer.read() if path == "-" else Path(path).expanduser().read_bytes()
        values: Any = json.loads(read.decode("utf-8-sig"))
    except OSError as error:
        parser.error(f"{option} {path}: {error.strerror or error}")
    except (ValueError, RecursionError) as error:
        parser.error(f"{option} {path}: not valid JSON: {error}")
    if not is_object(values):
        parser.error(f"{option} {path}: it must hold a JSON object, not {kind_of(values)}")
    return dict(values)


def _act(_step: _Step, _parser: argparse.ArgumentParser, script: list[Command], name: str) -> None:
    script.append(Act(name))


def _param(step: _Step, parser: argparse.ArgumentParser, script: list[Command], text: str) -> None:
    name, value = _pair(step, parser, text, "NAME=TEXT")
    _action_before(f"--param {name}", parser, script).params[name] = value


def _params(_step: _Step, parser: argparse.ArgumentParser, script: list[Command], path: str) -> None:
    action = _action_before("--params", parser, script)
    action.params |= _object_in(path, "--params", parser)


def _sweep(_step: _Step, parser: argparse.ArgumentParser, script: list[Command], text: str) -> None:
    name, found, values = text.partition("=")
    if not name.strip() or (found and not values.strip()):
        parser.error(f"--sweep takes FIELD=VALUES, or FIELD with {{a|b}} in its text, not {text[:80]!r}")
    axis = {"field": name.strip(), "values": values if found else None}
    _action_before(f"--sweep {name.strip()}", parser, script).axes.append(axis)


def _sweep_providers(_step: _Step, parser: argparse.ArgumentParser, script: list[Command], text: str) -> None:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        parser.error("--sweep-providers takes names with commas between them")
    _action_before("--sweep-providers", parser, script).axes.append({"providers": names})


def _repeat(_step: _Step, parser: argparse.ArgumentParser, script: list[Command], text: str) -> None:
    if not text.isascii() or not text.isdigit() or not int(text):
        parser.error(f"--repeat takes a number from 1 on, not {text[:80]!r}")
    _action_before("--repeat", parser, script).axes.append({"repeat": int(text)})


def _action_before(option: str, parser: argparse.ArgumentParser, script: list[Command]) -> Act:
    last = script[-1] if script else None
    if not isinstance(last, Act):
        parser.error(f"{option} belongs right after the --action it is for")
    return last


def _select(_step: _Step, _parser: argparse.ArgumentParser, script: list[Command], which: str) -> None:
    script.append(Select(which))


def _until(_step: _Step, _parser: argparse.ArgumentParser, script: list[Command], place: str) -> None:
    script.append(Until(place))


def _accept(_step: _Step, _parser: argparse.ArgumentParser, script: list[Command], names: str | None) -> None:
    fields = tuple(name.strip() for name in names.split(",")) if names else None
    script.append(Review(accept=True, fields=fields))


def _always(command: Command) -> Make:
    def make(_step: _Step, _parser: argparse.ArgumentParser, script: list[Command], _values: Any) -> None:
        script.append(command)

    return make


def _pair(step: _Step, parser: argparse.ArgumentParser, text: str, form: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not (found and name.strip()):
        parser.error(f"{step.option_strings[0]} takes {form}, not {text[:80]!r}")
    return name.strip(), value
