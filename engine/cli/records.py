"""`reroll records`: documents and their sections: list, show, edit, import, export."""

import argparse
from collections.abc import Awaitable, Callable

from engine.cli.output import USAGE, complain
from engine.cli.record_commands.arguments import parser
from engine.cli.record_commands.changing import add, delete, edit, move, restore
from engine.cli.record_commands.reading import collections, list_records, show, versions
from engine.cli.record_commands.transfer import export_records, import_records
from engine.cli.with_services import with_services
from engine.operations.services import Services
from schemas.messages.given import UsageError

_COMMANDS: dict[str, Callable[[Services, argparse.Namespace], Awaitable[int]]] = {
    "list": list_records,
    "show": show,
    "versions": versions,
    "add": add,
    "edit": edit,
    "restore": restore,
    "move": move,
    "delete": delete,
    "import": import_records,
    "export": export_records,
}


def run(args: list[str]) -> int:
    """Without a command the collections are listed.

    0 done; 1 if something is not there, was refused or (importing) has rows that cannot be; 2 for
    wrong usage.
    """
    given = parser().parse_args(args)

    async def work(services: Services) -> int:
        try:
            return await _COMMANDS.get(given.command, collections)(services, given)
        except UsageError as error:
            complain(error.message, error.hint)
            return USAGE

    return with_services(work)
