"""`reroll uploads`: files that clients sent to a server of this home, and what of them may go."""

import argparse
from typing import TYPE_CHECKING

from engine.cli.output import OK, age, complain, say, say_json, say_table
from engine.cli.with_services import with_services
from engine.operations.services import Services

if TYPE_CHECKING:
    from engine.server.kept_uploads import Upload

_EPILOG = """What a session, a workflow or a run names is kept, whatever its age. `reroll serve` removes the
rest by itself after a week, and sooner when it is more than 20 GiB.

examples:
  reroll uploads list
  reroll uploads clean --older 1
  reroll uploads clean --older 0 --dry-run"""


def run(args: list[str]) -> int:
    """0, or 1 if the store cannot be read."""
    parser = argparse.ArgumentParser(
        prog="reroll uploads",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    listing = commands.add_parser("list", help="print all of them")
    cleaning = commands.add_parser("clean", help="remove those that nothing names")
    cleaning.add_argument(
        "--older", type=float, metavar="DAYS", help="how old they are at least; 7 without it"
    )
    cleaning.add_argument("--dry-run", action="store_true", help="only say what would go")
    for each in (listing, cleaning):
        each.add_argument("--json", action="store_true", help="print JSON instead of text")
    given = parser.parse_args(args)
    if given.command == "clean" and given.older is not None and not given.older >= 0:
        parser.error("--older is a number of days")
    return with_services(lambda services: _work(services, given))


async def _work(services: Services, given: argparse.Namespace) -> int:
    try:
        from engine.server.kept_uploads import KEPT_DAYS, remove, superfluous, uploads  # noqa: PLC0415
    except ModuleNotFoundError as error:
        complain(f"the server needs {error.name}", "install it with: pip install 'reroll[server]'")
        return 1

    every = await uploads(services)
    shown = every
    if given.command == "clean":
        days = KEPT_DAYS if given.older is None else given.older
        shown = superfluous(every, days=days)
        if not given.dry_run:
            await remove(shown)

    if given.json:
        say_json([_facts(each) for each in shown])
    elif shown:
        say_table([_line(each) for each in shown])
    if given.command == "clean" and not given.json:
        said = "would be removed" if given.dry_run else "removed"
        say(f"{len(shown)} of {len(every)} uploads {said}, {sum(each.size for each in shown):,} bytes.")
    elif not (shown or given.json):
        say("There are no uploads.")
    return OK


def _facts(each: "Upload") -> dict[str, object]:
    facts = {"id": each.folder.name, "name": each.name, "size": each.size, "at": each.at}
    return {**facts, "named": each.named}


def _line(each: "Upload") -> tuple[str, ...]:
    needed = "needed" if each.named else ""
    return each.folder.name, f"{each.size:,} bytes", age(each.at), needed, each.name
