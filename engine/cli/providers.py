"""`reroll providers`: lists who can generate, and whether they can now; asks them; keeps their keys."""

import argparse

from engine.cli.output import OK, say_json, say_table
from engine.cli.provider_check import ask_providers
from engine.cli.provider_keys import forget, set_key
from engine.cli.with_services import with_services
from engine.home import home_folder
from engine.operations.models import list_providers
from engine.operations.services import Services
from schemas.messages.models import ListProviders


def run(args: list[str]) -> int:
    """Print name, kind, state and label of each provider; or ask them; or set or forget a key."""
    parser = argparse.ArgumentParser(prog="reroll providers", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    test = commands.add_parser("test", help="ask each, or one, something small and say what came of it")
    test.add_argument("name", metavar="PROVIDER", nargs="?")
    test.add_argument("--json", action="store_true", help="print JSON instead of text")
    keys = commands.add_parser("key", help="keep a key in the system's keyring").add_subparsers(
        dest="key", metavar="set|forget", required=True
    )
    keys.add_parser("set", help="ask for a key and store it").add_argument("name", metavar="PROVIDER")
    keys.add_parser("forget", help="remove a stored key").add_argument("name", metavar="PROVIDER")
    given = parser.parse_args(args)
    if given.command == "key":
        return set_key(home_folder(), given.name) if given.key == "set" else forget(given.name)

    if given.command == "test":
        return ask_providers(given.name, as_json=given.json)

    async def work(services: Services) -> int:
        found = await list_providers(services, ListProviders())
        if given.json:
            say_json(found.model_dump(mode="json"))
            return OK
        say_table(
            [
                (
                    each.name,
                    each.kind,
                    "ready" if each.ready else "not ready",
                    f"{each.label}{f' ({each.message})' if each.message else ''}",
                )
                for each in found.providers
            ]
        )
        return OK

    return with_services(work)
