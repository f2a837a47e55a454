"""`reroll sessions`: lists, shows, deletes and exports sessions."""

import argparse
from pathlib import Path

from engine.cli.output import OK, age, say, say_json, say_table
from engine.cli.session_files import write_session
from engine.cli.with_services import with_services
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.messages.requests import DeleteSession, GetSession, ListSessions
from schemas.messages.session import SessionView


def run(args: list[str]) -> int:
    """Without a command the sessions are listed. 0, or 1 if there is no such session."""
    given = _parser().parse_args(args)

    async def work(services: Services) -> int:
        match given.command:
            case "show":
                view = await dispatch(services, GetSession(session_id=given.id))
                say_json(view.model_dump(mode="json", by_alias=True)) if given.json else _show(view)
            case "delete":
                await dispatch(services, DeleteSession(session_id=given.id))
                say(f"Deleted {given.id}.")
            case "export":
                view = await dispatch(services, GetSession(session_id=given.id))
                files = await write_session(services, view, given.folder or Path(f"reroll-{view.id}"))
                say("\n".join(map(str, files)))
            case _:
                await _list(services, getattr(given, "search", ""), bool(getattr(given, "json", False)))
        return OK

    return with_services(work)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reroll sessions", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    listing = commands.add_parser("list", help="the last used first (the default)")
    listing.add_argument("search", nargs="?", default="", help="only sessions with this in their title")
    listing.add_argument("--json", action="store_true", help="print JSON instead of text")
    show = commands.add_parser("show", help="one session")
    show.add_argument("id")
    show.add_argument("--json", action="store_true", help="print everything, as JSON")
    commands.add_parser("delete", help="delete a session with its results").add_argument("id")
    export = commands.add_parser("export", help="write a session and its pictures into a folder")
    export.add_argument("id")
    export.add_argument("folder", nargs="?", type=Path, help="a new folder; reroll-<id> without it")
    return parser


async def _list(services: Services, search: str, as_json: bool) -> None:
    found = await dispatch(services, ListSessions(search=search))
    if as_json:
        say_json(found.model_dump(mode="json"))
    elif found.sessions:
        say_table(
            [
                (each.id, each.status, age(each.updated_at), f"{each.results} results", each.title)
                for each in found.sessions
            ]
        )


def _show(view: SessionView) -> None:
    summary = view.summary
    lines = [
        f"{summary.title}",
        f"  id:        {view.id}",
        f"  workflow:  {summary.workflow_title} ({summary.workflow_id})",
        f"  status:    {summary.status}, last changed {age(summary.updated_at)} ago",
        f"  results:   {summary.results}",
    ]
    marks = {"done": "x", "current": ">", "ahead": " "}
    lines += [f"  [{marks[step.status]}] {step.title}" for step in view.steps]
    for each in view.executions:
        error = f": {each.error.get('message', '')}" if each.error else ""
        lines.append(f"  {each.id}  {each.status:<11}  {each.label}{error}")
    if view.failure:
        lines.append(f"  stopped: {view.failure.get('message', '')}")
    lines += [f"  exported to {folder}" for folder in view.exports]
    say("\n".join(lines))
