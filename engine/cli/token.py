"""`reroll token`: lets people in on a server: makes, lists and revokes tokens; keeps one's own."""

import argparse
import re
import sys
import time
from getpass import getpass
from pathlib import Path

from pydantic import ValidationError

from engine.access.kept_tokens import OpenToOthers, drop_token, keep_token
from engine.cli.output import FAILED, OK, age, complain, say, say_json, say_table
from engine.cli.with_services import with_services
from engine.home import home_folder
from engine.operations.dispatcher import dispatch
from engine.operations.errors import Unprocessable
from engine.operations.services import Services
from schemas.messages.access import (
    AccessLog,
    CreateToken,
    ListAccess,
    ListTokens,
    NewToken,
    RevokeToken,
    TokenList,
    TokenView,
)

_SPAN = re.compile(r"(\d{1,6})([hdwmy])")
_SECONDS = {"h": 3600, "d": 86_400, "w": 7 * 86_400, "m": 30 * 86_400, "y": 365 * 86_400}
_EPILOG = """A name may have several tokens, one for each of their machines: together they are one person, who
sees their own sessions and those that were shared with them. Roles: a viewer looks, an editor works, an
admin may do everything.

Tokens are made where the store is. Who asks a server keeps theirs with `reroll token keep ADDRESS`, or sets
REROLL_TOKEN.

examples:
  reroll token create ann --role editor --expires 90d
  reroll token revoke ann
  reroll token keep https://prompts.example"""


def run(args: list[str]) -> int:
    """Without a command the tokens are listed. 0, or 1 where there is no such token."""
    given = _parser().parse_args(args)
    if given.command in ("keep", "forget"):
        return _own(given, home_folder())

    async def work(services: Services) -> int:
        match given.command:
            case "create":
                _say_new(await dispatch(services, _new(given)), as_json=given.json)
            case "revoke":
                named = {"token_id" if given.name.startswith("reroll_") else "name": given.name}
                _say_tokens(await dispatch(services, RevokeToken(**named)), as_json=given.json)
            case "log":
                _say_log(await dispatch(services, ListAccess(limit=given.limit)), as_json=given.json)
            case _:
                _say_tokens(await dispatch(services, ListTokens()), as_json=bool(given.json))
        return OK

    return with_services(work)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reroll token",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(json=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    create = commands.add_parser("create", help="make a token and show it, this once")
    create.add_argument("name", help="whose it is")
    create.add_argument("--role", choices=["viewer", "editor", "admin"], default="editor")
    create.add_argument(
        "--expires", type=_span, metavar="TIME", help="such as 12h, 90d, 6m; without it never"
    )
    listing = commands.add_parser("list", help="the tokens, without their secret parts (the default)")
    revoke = commands.add_parser("revoke", help="let a token open nothing any more")
    revoke.add_argument("name", help="the beginning of a token as it is listed, or a name for all of theirs")
    log = commands.add_parser("log", help="who made and revoked tokens, shared sessions, was refused")
    log.add_argument("--limit", type=int, default=100, metavar="N")
    for command in (create, listing, revoke, log):
        command.add_argument("--json", action="store_true", help="print JSON instead of text")
    keep = commands.add_parser("keep", help="keep one's own token for a server; it is asked for, or piped in")
    forget = commands.add_parser("forget", help="keep it no longer")
    for command in (keep, forget):
        command.add_argument("address", help="of the server, as it is given to --server")
    return parser


def _span(text: str) -> int:
    found = _SPAN.fullmatch(text.strip().lower())
    if found is None:
        raise argparse.ArgumentTypeError("such as 12h, 90d, 4w, 6m or 1y")
    return int(found[1]) * _SECONDS[found[2]]


def _new(given: argparse.Namespace) -> CreateToken:
    try:
        return CreateToken(name=given.name, role=given.role, seconds=given.expires)
    except ValidationError as error:
        raise Unprocessable(
            f"{given.name[:80]!r} is no name.",
            hint=f"{error.errors()[0]['msg']}",
        ) from None


def _own(given: argparse.Namespace, home: Path) -> int:
    try:
        if given.command == "forget":
            there = drop_token(home, given.address)
            say("It is forgotten." if there else "No token was kept for this server.")
            return OK
        asked = getpass("Token (not shown): ") if sys.stdin.isatty() else sys.stdin.readline()
        token = asked.strip()
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            complain("that is no token; nothing has changed.", "Copy it again.")
            return FAILED
        say(f"It is in {keep_token(home, given.address, token)}.")
    except (OpenToOthers, OSError) as error:
        complain(str(error))
        return FAILED
    except (EOFError, KeyboardInterrupt):
        complain("no token was given; nothing has changed.")
        return FAILED
    return OK


def _say_new(made: NewToken, *, as_json: bool) -> None:
    if as_json:
        say_json(made.model_dump(mode="json"))
        return
    say(made.token)
    until = f", until {_day(made.about.expires_at)}" if made.about.expires_at else ""
    sys.stderr.write(f"A token of {made.about.name}, {made.about.role}{until}. It is not shown again.\n")


def _say_tokens(found: TokenList, *, as_json: bool) -> None:
    if as_json:
        say_json(found.model_dump(mode="json"))
    elif found.tokens:
        say_table([_line(each) for each in found.tokens])


def _line(token: TokenView) -> tuple[str, ...]:
    used = f"used {age(token.used_at)}" if token.used_at else "not used"
    return token.id, token.name, token.role, f"made {age(token.made_at)}", used, _state(token)


def _state(token: TokenView) -> str:
    if token.revoked_at is not None:
        return f"revoked {age(token.revoked_at)}"
    if token.expires_at is None:
        return ""
    return f"until {_day(token.expires_at)}" if token.expires_at > time.time() else "expired"


def _say_log(log: AccessLog, *, as_json: bool) -> None:
    if as_json:
        say_json(log.model_dump(mode="json"))
    elif log.entries:
        say_table(
            [(age(each.at), each.user or "-", each.kind, each.subject, each.detail) for each in log.entries]
        )


def _day(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))
