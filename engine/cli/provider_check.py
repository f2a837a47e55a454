"""`reroll providers test`: asks each provider something small and says in a line what came of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict

from engine.cli.output import FAILED, OK, USAGE, complain, say, say_json
from engine.cli.with_services import with_services
from engine.operations.services import Services
from engine.providers.check_up import CheckUp, check_up
from engine.providers.directory import ProviderFacts
from engine.spelling import nearest

_WORDS = {True: "answers", False: "fails", None: "–"}


def ask_providers(name: str | None, *, as_json: bool = False) -> int:
    """0 if all that were asked answer (of one name: that one), 1 if not, 2 of a name that is unknown."""

    async def work(services: Services) -> int:
        facts = await asyncio.to_thread(services.providers.facts)
        chosen = [each for each in facts if name in (None, each.name)]
        if not chosen:
            close = nearest(name or "", [each.name for each in facts])
            complain(
                f"there is no provider {name!r}{f'; did you mean {close}?' if close else ''}",
                "`reroll providers` lists them.",
            )
            return USAGE
        if as_json:
            found = await asyncio.gather(*(check_up(services.providers, each) for each in chosen))
            say_json([asdict(each) for each in found])
        else:
            found = await _said_as_they_come(services, chosen)
        return FAILED if any(each.answers is False for each in found) else OK

    return with_services(work)


async def _said_as_they_come(services: Services, chosen: Sequence[ProviderFacts]) -> list[CheckUp]:
    """All are asked at once; their lines come in the order of the list, each as soon as it can."""
    width = max(len(each.name) for each in chosen)
    asking = [asyncio.create_task(check_up(services.providers, each)) for each in chosen]
    found: list[CheckUp] = []
    try:
        for each in asking:
            found.append(await each)
            say(_line(found[-1], width))
    finally:
        for each in asking:
            each.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
    return found


def _line(one: CheckUp, width: int) -> str:
    end = f" {one.hint}" if one.hint else ""
    return f"{one.name.ljust(width)}  {one.kind.ljust(5)}  {_WORDS[one.answers].ljust(7)}  {one.says}{end}"
