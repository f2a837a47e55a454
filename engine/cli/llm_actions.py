"""`reroll llm-actions`: stored prompts with their settings: list, edit, compare, roll back, test."""

import argparse
import secrets
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing

from engine.cli.llm_action_commands.editing import edit
from engine.cli.output import FAILED, OK, USAGE, age, complain, say, say_json, say_table
from engine.cli.record_commands.values import read_values
from engine.cli.with_services import with_services
from engine.llm_actions.editable import as_text
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.clean_text import clean
from schemas.messages.given import UsageError, made
from schemas.messages.llm_actions import (
    CompareLlmAction,
    DeleteLlmAction,
    GetLlmAction,
    ListLlmActions,
    ListLlmActionVersions,
    LlmActionSummary,
    RollBackLlmAction,
    TryLlmAction,
)


def run(args: list[str]) -> int:
    """Without a command they are listed. 0 done, 1 failed or not there, 2 wrong usage."""
    given = _parser().parse_args(args)
    command = _COMMANDS[given.command or "list"]

    async def work(services: Services) -> int:
        try:
            return await command(services, given)
        except UsageError as error:
            complain(error.message, error.hint)
            return USAGE

    return with_services(work, run_jobs=given.command == "test")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reroll llm-actions", description=__doc__)
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.set_defaults(search="", deleted=False, json=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(name: str, about: str, *, action: bool = True) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about, parents=[as_json])
        if action:
            made.add_argument("action", metavar="ACTION", help="its name or its number")
        return made

    listing = add("list", "all of them (the default)", action=False)
    listing.add_argument("search", nargs="?", default="", help="only those with this in their name or title")
    listing.add_argument("--deleted", action="store_true", help="those that were deleted, too")
    add("show", "its prompt and settings").add_argument("--version", type=int, help="the newest without")
    editing = add("edit", "a new version, or a new one: in $EDITOR, or out of a file")
    editing.add_argument("file", nargs="?", metavar="FILE", help="YAML or JSON; - is standard input")
    editing.add_argument("--note", default="", help="what was changed")
    add("versions", "its versions, the newest first")
    comparing = add("diff", "what changed between two versions: the last two, unless they are named")
    comparing.add_argument("before", nargs="?", type=int)
    comparing.add_argument("after", nargs="?", type=int)
    add("roll-back", "make an old version the newest; brings a deleted one back").add_argument(
        "version", type=int
    )
    testing = add("test", "run it on a record or on given inputs, and print the reply; nothing is written")
    testing.add_argument("--record", type=int, metavar="ID", help="what `record`, `section`, `document` are")
    testing.add_argument("--version", type=int, help="the newest without")
    testing.add_argument(
        "--input", action="append", default=[], metavar="KEY=TEXT", help="an input; @FILE and - are read"
    )
    testing.add_argument(
        "--field", action="append", default=[], metavar="KEY=FIELD", help="an input out of a record's field"
    )
    testing.add_argument(
        "--set", action="append", default=[], metavar="NAME=JSON", help="another setting for this run"
    )
    testing.add_argument("--session", default="", metavar="ID", help="which it is recorded with")
    add("delete", "delete it; its versions are kept")
    return parser


async def _list(services: Services, given: argparse.Namespace) -> int:
    found = await dispatch(services, made(ListLlmActions, search=given.search, deleted=given.deleted))
    if given.json:
        say_json(found.model_dump(mode="json"))
    elif found.actions:
        say_table([_row(each) for each in found.actions])
    return OK


def _row(action: LlmActionSummary) -> tuple[str, ...]:
    marks = [action.workflow_id, "edited" if action.differs else "", "deleted" if action.deleted_at else ""]
    what = f" ({', '.join(mark for mark in marks if mark)})" if any(marks) else ""
    version = f"version {action.version}"
    return str(action.id), action.name, version, age(action.updated_at), f"{action.title}{what}"


async def _show(services: Services, given: argparse.Namespace) -> int:
    view = await dispatch(services, made(GetLlmAction, action=given.action, version=given.version))
    if given.json:
        say_json(view.model_dump(mode="json"))
        return OK
    hints = [f"{view.name}, number {view.id}, version {view.version} of {view.newest}"]
    hints += [view.note] if view.note else []
    hints += [f"not what the workflow {view.workflow_id} brings along"] if view.differs else []
    hints += ["deleted"] if view.deleted_at else []
    say(as_text(view.title, view.body, "\n".join(hints)).rstrip("\n"))
    return OK


async def _versions(services: Services, given: argparse.Namespace) -> int:
    found = await dispatch(services, made(ListLlmActionVersions, action=given.action))
    if given.json:
        say_json(found.model_dump(mode="json"))
    else:
        rows = [(str(each.version), age(each.at), each.title, each.note) for each in found.versions]
        say_table(rows)
    return OK


async def _diff(services: Services, given: argparse.Namespace) -> int:
    request = made(CompareLlmAction, action=given.action, before=given.before, after=given.after)
    found = await dispatch(services, request)
    if given.json:
        say_json(found.model_dump(mode="json"))
        return OK
    for text in found.texts:
        say("\n".join((text.name, *text.lines)))
    for setting in found.settings:
        say(f"{setting.name}: {setting.before!r} → {setting.after!r}")
    return OK


async def _roll_back(services: Services, given: argparse.Namespace) -> int:
    view = await dispatch(services, made(RollBackLlmAction, action=given.action, version=given.version))
    if given.json:
        say_json(view.model_dump(mode="json"))
    else:
        say(f"{view.name} is at version {view.version}: {view.note}.")
    return OK


async def _delete(services: Services, given: argparse.Namespace) -> int:
    await dispatch(services, made(DeleteLlmAction, action=given.action))
    if not given.json:
        say(f"Deleted {given.action}. `reroll llm-actions roll-back` brings it back.")
    return OK


async def _test(services: Services, given: argparse.Namespace) -> int:
    request = made(
        TryLlmAction,
        action=given.action,
        version=given.version,
        session_id=given.session,
        record_id=given.record,
        inputs=read_values(given.input, []) if given.input else {},
        fields=read_values(given.field, []) if given.field else {},
        settings=read_values([], given.set) if given.set else {},
        idempotency_key=secrets.token_hex(8),
    )
    execution = await dispatch(services, request)
    reply: list[str] = []
    error: dict[str, str] | None = None
    async with aclosing(services.executions.events(execution.id)) as events:
        async for event in events:
            if event.kind == "token":
                reply.append(event.data["text"])
                if not given.json:
                    sys.stdout.write(clean(event.data["text"]))
                    sys.stdout.flush()
            elif event.kind in ("failed", "cancelled"):
                error = event.data
    if given.json:
        text = "".join(reply)
        say_json({"execution_id": execution.id, "success": error is None, "text": text, "error": error})
    elif reply:
        say("")
    if error is not None and not given.json:
        complain(error.get("message", "It was cancelled."), error.get("hint", ""))
    return OK if error is None else FAILED


_COMMANDS: dict[str, Callable[[Services, argparse.Namespace], Awaitable[int]]] = {
    "list": _list,
    "show": _show,
    "edit": edit,
    "versions": _versions,
    "diff": _diff,
    "roll-back": _roll_back,
    "test": _test,
    "delete": _delete,
}
