"""`reroll providers`: lists who can generate, and whether they can now."""

import argparse

from engine.cli.output import OK, say_json, say_table
from engine.cli.with_services import with_services
from engine.operations.models import list_providers
from engine.operations.services import Services
from schemas.messages.requests import ListProviders


def run(args: list[str]) -> int:
    """Print name, kind, state and label of each provider."""
    parser = argparse.ArgumentParser(prog="reroll providers", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    given = parser.parse_args(args)

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
