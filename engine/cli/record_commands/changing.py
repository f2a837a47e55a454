"""`reroll records` that changes something."""

import argparse
import sys

from engine.cli.output import FAILED, OK, complain, say, say_json
from engine.cli.record_commands.reading import counted
from engine.cli.record_commands.values import read_values
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.messages.given import UsageError, made
from schemas.messages.records import (
    AddRecord,
    DeleteRecords,
    EditRecord,
    GetRecord,
    MoveRecord,
    RecordView,
    RestoreVersion,
)


async def add(services: Services, given: argparse.Namespace) -> int:
    """Add a record and print its id."""
    fields = read_values(given.values, given.set_json)
    request = (
        made(AddRecord, parent_id=int(given.of), fields=fields)
        if given.of.isdecimal()
        else made(AddRecord, collection=given.of, fields=fields)
    )
    view = await dispatch(services, request)
    say_json(view.model_dump(mode="json")) if given.json else say(str(view.id))
    return OK


async def edit(services: Services, given: argparse.Namespace) -> int:
    """Give fields new versions and say which they are."""
    values = read_values(given.values, given.set_json)
    before = await dispatch(services, made(GetRecord, record_id=given.id))
    view = await dispatch(services, made(EditRecord, record_id=given.id, values=values))
    _say(view, given, _changes(before, view))
    return OK


async def restore(services: Services, given: argparse.Namespace) -> int:
    """Make an earlier version the newest."""
    before = await dispatch(services, made(GetRecord, record_id=given.id))
    request = made(RestoreVersion, record_id=given.id, field=given.field, version=given.version)
    view = await dispatch(services, request)
    _say(view, given, _changes(before, view))
    return OK


async def move(services: Services, given: argparse.Namespace) -> int:
    """Give a record another place."""
    view = await dispatch(services, made(MoveRecord, record_id=given.id, place=given.place))
    _say(view, given, f"Record {view.id} has place {view.place}.")
    return OK


async def delete(services: Services, given: argparse.Namespace) -> int:
    """Delete records, after asking."""
    if not given.yes:
        views = [
            await dispatch(services, made(GetRecord, record_id=each)) for each in dict.fromkeys(given.ids)
        ]
        if not _agreed(views):
            complain("nothing was deleted")
            return FAILED
    gone = await dispatch(services, made(DeleteRecords, record_ids=given.ids))
    if given.json:
        say_json(gone.model_dump(mode="json"))
    else:
        say(f"Deleted {_counted(gone.documents, gone.sections)}.")
    return OK


def _say(view: RecordView, given: argparse.Namespace, text: str) -> None:
    say_json(view.model_dump(mode="json")) if given.json else say(text)


def _changes(before: RecordView, after: RecordView) -> str:
    changed = [
        f"{name}: version {version}"
        for name, version in after.versions.items()
        if before.versions.get(name) != version
    ]
    return "\n".join(changed) or "That is what it was: nothing was changed."


def _agreed(views: list[RecordView]) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to ask", "with --yes they are deleted without asking")
    documents = {each.id for each in views if each.parent_id is None}
    sections = sum(each.sections for each in views)
    sections += sum(each.parent_id is not None and each.parent_id not in documents for each in views)
    sys.stdout.write(f"Delete {_counted(len(documents), sections)} with all versions? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _counted(documents: int, sections: int) -> str:
    parts = [counted(documents, "document")] if documents else []
    parts += [counted(sections, "section")] if sections else []
    return " and ".join(parts) or "nothing"
