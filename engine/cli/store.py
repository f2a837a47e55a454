"""`reroll store`: what is where, copying between a laptop and a server, and whether a store is whole."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

from engine.cli.output import FAILED, OK, USAGE, complain, say_json, say_table
from engine.cli.store_commands.places import HERE, Place, is_there, opened
from engine.cli.store_commands.saying import say_report, say_unnamed, say_verified, sized
from engine.moving.cleaning import YOUNG_DAYS, remove, unnamed
from engine.moving.copying import Copying
from engine.moving.facts import facts
from engine.moving.verifying import verify
from engine.operations.dispatcher import as_operation_error
from engine.operations.errors import OperationError
from engine.store.opening import FILE
from schemas.clean_text import clean_line

_LEAST_DAYS = 1.0 / 24


def run(args: list[str]) -> int:
    """0, or 1 if something could not be copied or is not whole."""
    given = _parser().parse_args(args)
    if given.command == "clean" and given.older < _LEAST_DAYS:
        complain("--older must be an hour at least: what is being written has no name yet")
        return USAGE
    commands: dict[str, Callable[[argparse.Namespace], Awaitable[int]]] = {
        "copy": _copy,
        "verify": _verify,
        "clean": _clean,
    }
    try:
        return asyncio.run(_with_words(commands.get(given.command, _info), given))
    except OperationError as error:
        complain(error.body.message, error.body.hint, error.body.details)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reroll store",
        description=__doc__,
        epilog="STORE is a home folder, a postgresql:// URL, or `here`: the one that Reroll uses now.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    info = commands.add_parser("info", help="where the store is, and how much is in it")
    copying = commands.add_parser(
        "copy", help="copy what one store has to another one; run again, it goes on"
    )
    copying.add_argument("--from", dest="source", default=HERE, metavar="STORE", help="`here` without it")
    copying.add_argument(
        "--from-blobs", default="", metavar="BLOBS", help="where its files are: s3://… or a folder"
    )
    copying.add_argument(
        "--to", dest="target", required=True, metavar="STORE", help="made if it is not there"
    )
    copying.add_argument("--to-blobs", default="", metavar="BLOBS", help="where its files go")
    copying.add_argument(
        "--sessions", nargs="+", default=[], metavar="ID", help="only these, with what they need"
    )
    copying.add_argument(
        "--owner", default="", metavar="NAME", help="whose the sessions become that nobody owns"
    )
    copying.add_argument("--dry-run", action="store_true", help="only say what would be done")
    verifying = commands.add_parser(
        "verify", help="read everything: is every file there, and what its name says?"
    )
    verifying.add_argument(
        "--rows", action="store_true", help="print the digest of every table: equal is equal"
    )
    cleaning = commands.add_parser("clean", help="find files that nothing names; remove them with --delete")
    cleaning.add_argument("--delete", action="store_true", help="remove them")
    cleaning.add_argument(
        "--older", type=float, default=YOUNG_DAYS, metavar="DAYS", help=f"only those ({YOUNG_DAYS:g})"
    )
    for each in (info, verifying, cleaning):
        each.add_argument("store", nargs="?", default=HERE, metavar="STORE", help="`here` without it")
        each.add_argument("--blobs", default="", help="where its files are, if not where its settings say")
    for each in (info, copying, verifying, cleaning):
        each.add_argument("--json", action="store_true", help="print JSON instead of text")
    return parser


async def _with_words(work: Callable[[argparse.Namespace], Awaitable[int]], given: argparse.Namespace) -> int:
    try:
        return await work(given)
    except BrokenPipeError:
        raise
    except Exception as error:
        raise as_operation_error(error) from error
    finally:
        _progress("")


async def _copy(given: argparse.Namespace) -> int:
    async with AsyncExitStack() as stack:
        source = await stack.enter_async_context(opened(given.source, given.from_blobs))
        wanted = given.target
        if given.dry_run and not is_there(wanted):
            # As if it were made: nothing is written, not even an empty store.
            wanted = stack.enter_context(tempfile.TemporaryDirectory())
        target = await stack.enter_async_context(opened(wanted, given.to_blobs, make=True))
        if source.name == target.name:
            complain(f"both are the same store: {source.name}")
            return USAGE
        copying = Copying(
            source.end,
            target.end,
            sessions=given.sessions,
            dry=given.dry_run,
            owner=given.owner,
            tell=_progress,
        )
        report = await copying.run()
    _progress("")
    say_json(report.as_json()) if given.json else say_report(report)
    return OK if report.whole else FAILED


async def _verify(given: argparse.Namespace) -> int:
    async with opened(given.store, given.blobs) as place:
        found = await verify(place.end.database, place.end.blobs, _progress)
    _progress("")
    if given.json:
        say_json(
            {
                "whole": found.whole,
                "files": found.files,
                "bytes": found.size,
                "missing": found.missing,
                "damaged": found.damaged,
                "tables": {
                    name: {"rows": each.rows, "digest": str(each)} for name, each in found.tables.items()
                },
            }
        )
    else:
        say_verified(found, rows=given.rows)
    return OK if found.whole else FAILED


async def _clean(given: argparse.Namespace) -> int:
    async with opened(given.store, given.blobs) as place:
        texts = await asyncio.to_thread(_texts_beside, place.home)
        found = await unnamed(
            place.end.database, place.end.blobs, days=given.older, texts=texts, tell=_progress
        )
        if given.delete:
            await remove(place.end.blobs, found)
    _progress("")
    if given.json:
        urls = [each.url for each in found.old]
        say_json({"unnamed": urls, "bytes": found.size, "young": found.young, "removed": found.removed})
    else:
        say_unnamed(found, removed=given.delete)
    return OK


async def _info(given: argparse.Namespace) -> int:
    async with opened(given.store, given.blobs) as place:
        found = await facts(
            place.end.database, place.end.blobs, file=None if place.shared else place.home / FILE
        )
    if given.json:
        say_json(
            {
                "database": {"where": place.name, "bytes": found.database, "rows": found.rows},
                "blobs": {"where": place.end.blobs.where, "files": found.files, "bytes": found.size},
                "home": str(place.home),
            }
        )
        return OK
    say_table(_lines(place, found.database, found.files, found.size))
    say_table([(f"  {table.replace('_', ' ')}", str(count)) for table, count in found.rows.items() if count])
    return OK


def _lines(place: Place, database: int | None, files: int, size: int) -> list[tuple[str, str, str]]:
    return [
        ("home", "", str(place.home)),
        ("database", "" if database is None else sized(database), place.name),
        ("files", f"{files}, {sized(size)}", place.end.blobs.where),
    ]


def _texts_beside(home: Path) -> list[str]:
    """Presets may name a picture."""
    return [path.read_text("utf-8", errors="replace") for path in (home / "presets").rglob("*.json")]


def _progress(said: str) -> None:
    """One line that changes, where somebody looks."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{clean_line(said)[:78]}")
        sys.stderr.flush()
