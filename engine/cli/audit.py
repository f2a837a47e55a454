"""`reroll audit`: what ran, when, over what, and how it ended."""

import argparse
import csv
import re
import sys
import time
from collections.abc import AsyncIterator
from datetime import datetime

from engine.cli.output import OK, USAGE, complain, say_json, say_table
from engine.cli.with_services import with_services
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.clean_text import clean_line
from schemas.messages.audit import AuditEntry, ListAudit
from schemas.messages.given import UsageError, made

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_AGE = re.compile(r"(\d{1,6})([smhdw])")
_PAGE = 10_000
_SHOWN = 50


def run(args: list[str]) -> int:
    """Print the newest entries, or with `--json` and `--csv` all that fit. 0, or 2 for wrong usage."""
    given = _parser().parse_args(args)

    async def work(services: Services) -> int:
        try:
            await _print(services, given)
        except UsageError as error:
            complain(error.message, error.hint)
            return USAGE
        return OK

    return with_services(work)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reroll audit",
        description=__doc__,
        epilog="WHEN is an age (30m, 12h, 2d, 1w) or a time (2026-11-21, 2026-11-21T09:30).",
    )
    parser.add_argument(
        "text", nargs="?", default="", help="in labels, actions, providers, workflows, errors"
    )
    parser.add_argument("--since", metavar="WHEN", help="not before")
    parser.add_argument("--until", metavar="WHEN", help="before")
    parser.add_argument("--failed", action="store_true", help="only what did not succeed")
    parser.add_argument(
        "--status",
        action="append",
        default=[],
        choices=("completed", "failed", "cancelled", "interrupted"),
        help="may be given several times",
    )
    for name, about in (
        ("session", "a session's id"),
        ("workflow", "a workflow's id"),
        ("step", "a step's id"),
        ("action", "an action such as llm.generate"),
        ("provider", "a provider's name"),
    ):
        parser.add_argument(f"--{name}", default="", help=about)
    parser.add_argument("--record", type=int, metavar="ID", help="a record; of a document also its sections")
    parser.add_argument(
        "-n", "--limit", type=int, metavar="N", help=f"how many: {_SHOWN}, or all that are exported"
    )
    parser.add_argument("--json", action="store_true", help="export: a JSON object on each line")
    parser.add_argument("--csv", action="store_true", help="export: a table with a header")
    return parser


async def _print(services: Services, given: argparse.Namespace) -> None:
    if given.json and given.csv:
        raise UsageError("choose either --json or --csv")
    if given.limit is not None and given.limit < 1:
        raise UsageError("--limit must be at least 1")
    exported = given.json or given.csv
    most = given.limit or (sys.maxsize if exported else _SHOWN)
    failed = ["failed", "interrupted", "cancelled"] if given.failed else []
    asked = made(
        ListAudit,
        since=_when(given.since),
        until=_when(given.until),
        session_id=given.session,
        workflow_id=given.workflow,
        step_id=given.step,
        record_id=given.record,
        action=given.action,
        provider=given.provider,
        status=given.status or failed,
        text=given.text,
        limit=min(most, _PAGE),
    )
    if given.csv:
        table = csv.writer(sys.stdout, lineterminator="\n")
        table.writerow(AuditEntry.model_fields)
        async for entry in _entries(services, asked, most):
            row = entry.model_dump(mode="json")
            table.writerow([clean_line(each) if isinstance(each, str) else each for each in row.values()])
    elif given.json:
        async for entry in _entries(services, asked, most):
            say_json(entry.model_dump(mode="json"), indent=None)
    else:
        rows = [_row(entry) async for entry in _entries(services, asked, most)]
        if rows:
            say_table(rows)


async def _entries(services: Services, asked: ListAudit, most: int) -> AsyncIterator[AuditEntry]:
    """Entries page by page, so that any number of them takes little memory."""
    while most > 0:
        log = await dispatch(services, asked.model_copy(update={"limit": min(most, _PAGE)}))
        for entry in log.entries:
            yield entry
        most -= len(log.entries)
        if log.more is None:
            return
        asked = asked.model_copy(update={"before": log.more})


def _row(entry: AuditEntry) -> tuple[str, ...]:
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.at))
    took = "" if entry.seconds is None else f"{entry.seconds:.1f} s"
    over = "" if entry.record_id is None else f"record {entry.record_id}"
    what = f"{entry.label}: {entry.error}" if entry.error else entry.label
    if entry.user:
        what += f" · {entry.user}"
    return at, entry.status, took, entry.action, entry.provider, entry.workflow_id, over, what


def _when(text: str | None) -> float | None:
    """Unix seconds of an age or a local time; `UsageError` if it is neither."""
    if text is None:
        return None
    if age := _AGE.fullmatch(text):
        return time.time() - int(age[1]) * _SECONDS[age[2]]
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"{text[:40]!r} is no time", "write it as 2d, 12h, 2026-11-21 or 2026-11-21T09:30"
        ) from None
