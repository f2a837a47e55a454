"""What a run leaves on standard output when it has ended well."""

import re
import sys
from collections.abc import Iterable
from typing import Any

from engine.cli.headless.asked import replies_of
from engine.cli.headless.choosing import results_of
from engine.cli.output import say, say_json
from engine.operations.dispatcher import dispatch
from engine.operations.errors import NotFound
from engine.operations.services import Services
from schemas.json_value import is_list, is_object
from schemas.messages.events import ExecutionEvent
from schemas.messages.executions import GetBlob
from schemas.messages.session import InteractionView, SessionView

_BLOB = re.compile(r"blob:[0-9a-f]{64}")


async def say_made(services: Services, view: SessionView, ends: Iterable[ExecutionEvent]) -> None:
    """Print the files the workflow exported, or the results on the open page.

    In a conversation what was answered in this run goes before. Selected results go before all.
    A text is printed as it is, a picture as the path of its file, anything else as a line of JSON.
    """
    if view.interaction is None:
        for path in _exported(ends):
            say(path)
    elif replies := await replies_of(services, view.interaction, {event.execution_id for event in ends}):
        say("\n\n".join(replies))
    else:
        await _say_results(services, view.interaction)
    sys.stdout.flush()


def _exported(ends: Iterable[ExecutionEvent]) -> list[str]:
    files: dict[str, None] = {}
    for event in ends:
        outputs = event.data.get("outputs")
        found = outputs.get("files") if is_object(outputs) else None
        if is_list(found):
            files |= {path: None for path in found if isinstance(path, str)}
    return list(files)


async def _say_results(services: Services, page: InteractionView) -> None:
    results = results_of(page)
    by_id = {item.get("content_id"): item for item in results}
    shown = [by_id[each] for each in page.selected if each in by_id] or results
    texts = [item["text"] for item in shown if _is_text(item)]
    if texts and len(texts) == len(shown):
        say("\n\n".join(texts))
        return
    for item in shown:
        path = await _path(services, item)
        if path:
            say(path)
        elif _is_text(item):
            say_json(item["text"], indent=None)
        else:
            say_json({name: value for name, value in item.items() if name != "content_id"}, indent=None)


def _is_text(item: dict[str, Any]) -> bool:
    return isinstance(item.get("text"), str) and set(item) <= {"text", "content_id"}


async def _path(services: Services, item: dict[str, Any]) -> str | None:
    url = item.get("url")
    if not (isinstance(url, str) and _BLOB.fullmatch(url)):
        return None
    try:
        return (await dispatch(services, GetBlob(url=url))).path
    except NotFound:
        return None


def facts(view: SessionView | None, fault: dict[str, Any] | None, exit_code: int) -> dict[str, Any]:
    """The last JSON line: where the session stands, and why the script stopped if it did."""
    known: dict[str, Any] = {"session_id": None, "status": None, "exit_code": exit_code}
    if view is not None:
        page = view.interaction
        known |= {
            "session_id": view.id,
            "status": view.summary.status,
            "state": view.state,
            "interaction": page.model_dump(mode="json", by_alias=True) if page else None,
            "exports": view.exports,
        }
    return {**known, "error": fault} if fault else known
