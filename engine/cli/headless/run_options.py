"""The options that every form of `reroll run` has: who answers, what is printed, how long it may take."""

import argparse

_MOST_SECONDS = 10_000_000


def add_run_options(parser: argparse.ArgumentParser, *, json_help: str) -> None:
    """Add `--provider` (pairs of a name and a kind), `--json`, `--quiet` and `--timeout`."""
    parser.add_argument(
        "--provider",
        action="append",
        type=_stand_in,
        default=[],
        metavar="NAME=KIND",
        help="let a built-in provider (sketch, embedded, replay:FILE) answer for NAME in this run",
    )
    parser.add_argument("--json", action="store_true", help=json_help)
    parser.add_argument("--quiet", "-q", action="store_true", help="no progress, only errors")
    parser.add_argument(
        "--timeout", type=_seconds, metavar="SECONDS", help="cancel what runs after so many seconds"
    )


def _stand_in(text: str) -> tuple[str, str]:
    name, found, kind = (part.strip() for part in text.partition("="))
    if not (name and found and kind):
        raise argparse.ArgumentTypeError(
            f"it takes NAME=KIND, not {text[:80]!r}: for example midjourney=sketch"
        )
    return name, kind


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < _MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text[:80]!r} is no number of seconds")
    return seconds
