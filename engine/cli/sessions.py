"""`reroll sessions`: lists, shows, forks, shares, deletes and exports sessions."""

import argparse
from pathlib import Path

from engine.cli.output import OK, age, say, say_json, say_table
from engine.cli.session_files import write_session
from engine.cli.session_text import session_text, tree_text
from engine.cli.with_services import with_services
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.messages.access import ListShares, SharedWith, ShareSession, UnshareSession
from schemas.messages.family import ForkSession, GetSessionTree
from schemas.messages.references import ListReferences
from schemas.messages.sessions import DeleteSession, GetSession, ListSessions
from schemas.messages.turns import ListTurns


def run(args: list[str]) -> int:
    """Without a command the sessions are listed. 0, or 1 if there is no such session."""
    given = _parser().parse_args(args)

    async def work(services: Services) -> int:
        match given.command:
            case "show":
                await _show(services, given.id, given.json)
            case "fork":
                await _fork(services, given.id, given.at, given.title)
            case "tree":
                tree = await dispatch(services, GetSessionTree(session_id=given.id))
                say_json(tree.model_dump(mode="json")) if given.json else say(tree_text(tree, given.id))
            case "delete":
                await dispatch(services, DeleteSession(session_id=given.id))
                say(f"Deleted {given.id}.")
            case "share":
                request = ShareSession(session_id=given.id, user=given.user, may=given.may)
                _say_shares(await dispatch(services, request))
            case "unshare":
                _say_shares(await dispatch(services, UnshareSession(session_id=given.id, user=given.user)))
            case "shares":
                _say_shares(await dispatch(services, ListShares(session_id=given.id)))
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
    fork = commands.add_parser("fork", help="make a new session out of a session's past")
    fork.add_argument("id")
    fork.add_argument("--at", default="", metavar="TURN|SEQ", help="a turn's id, or the number of an event")
    fork.add_argument("--title", default="", help="of the new session")
    tree = commands.add_parser("tree", help="a session with its parents and forks")
    tree.add_argument("id")
    tree.add_argument("--json", action="store_true", help="print JSON instead of text")
    share = commands.add_parser("share", help="let somebody with a token on this store's server see it")
    share.add_argument("id")
    share.add_argument("user", help="the name of their tokens")
    share.add_argument("--may", choices=["view", "edit"], default="view")
    unshare = commands.add_parser("unshare", help="take that back")
    unshare.add_argument("id")
    unshare.add_argument("user")
    shares = commands.add_parser("shares", help="whose a session is, and who else sees it")
    shares.add_argument("id")
    commands.add_parser("delete", help="delete a session with its results").add_argument("id")
    export = commands.add_parser("export", help="write a session and its pictures into a folder")
    export.add_argument("id")
    export.add_argument("folder", nargs="?", type=Path, help="a new folder; reroll-<id> without it")
    return parser


def _say_shares(shared: SharedWith) -> None:
    say_table(
        [
            (shared.owner or "-", "owner"),
            *((each.user, f"may {each.may}") for each in shared.shares),
        ]
    )


async def _show(services: Services, session_id: str, as_json: bool) -> None:
    view = await dispatch(services, GetSession(session_id=session_id))
    if as_json:
        say_json(view.model_dump(mode="json", by_alias=True))
        return
    references = await dispatch(services, ListReferences(session_id=session_id))
    turns = await dispatch(services, ListTurns(session_id=session_id))
    say(session_text(view, references.references, turns.turns))


async def _fork(services: Services, session_id: str, at: str, title: str) -> None:
    """Print the new session's id. A turn's id may look like a number: turns come first."""
    seq: int | None = None
    if at.isdecimal():
        turns = await dispatch(services, ListTurns(session_id=session_id))
        seq = None if at in {turn.id for turn in turns.turns} else int(at)
    turn = at if at and seq is None else None
    request = ForkSession(session_id=session_id, at_seq=seq, turn_id=turn, title=title)
    say((await dispatch(services, request)).id)


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
