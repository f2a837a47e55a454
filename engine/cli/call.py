"""`reroll call OPERATION [JSON]`: runs any operation of the engine and prints its reply."""

import argparse
import json
import sys
from typing import Any

from engine.cli.output import FAILED, OK, USAGE, complain, say_json
from engine.cli.with_services import with_services
from engine.operations.dispatcher import dispatch_json
from engine.operations.listed import all_operations, by_name
from engine.operations.services import Services
from engine.spelling import nearest
from schemas.json_value import is_object, kind_of
from schemas.messages.errors import Envelope

_BEGINS_AN_EXECUTION = ("executions.run", "executions.retry", "sessions.instruct")
_WAITS_FOR_RUNS = ("script-steps.execute",)
"""Operations that put runs on the queue and wait for their end: this process has to run them."""
_EPILOG = """The reply is an envelope: {"success": true, "data": …} or {"success": false, "error": …}.
executions.run, executions.retry and sessions.instruct return when the execution has ended.

examples:
  reroll call --list
  reroll call workflows.list
  reroll call sessions.start '{"workflow": "media_prompt"}'
  echo '{"limit": 3}' | reroll call sessions.list -"""


def run(args: list[str]) -> int:
    """Print the envelope; 0 if it says success, 1 if not, 2 for an unknown operation or bad JSON."""
    parser = argparse.ArgumentParser(
        prog="reroll call",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("operation", nargs="?", help="its name; `--list` prints them all")
    parser.add_argument("json", nargs="?", default="{}", help="the request; - reads standard input")
    parser.add_argument(
        "--list", action="store_true", help="print the operations and their requests' schemas"
    )
    given = parser.parse_args(args)
    if given.list:
        say_json({each.name: _described(each.request) for each in all_operations()})
        return OK
    if given.operation is None:
        parser.error("name an operation; `reroll call --list` prints them all")
    if given.operation not in by_name():
        close = nearest(given.operation, by_name())
        hint = f"did you mean {close}?" if close else "`reroll call --list` prints them all"
        complain(f"there is no operation {given.operation[:80]!r}", hint)
        return USAGE
    body = _read(given.json)
    if body is None:
        return USAGE

    async def work(services: Services) -> int:
        envelope = await _answer(services, given.operation, body)
        say_json(envelope.model_dump(mode="json", exclude_none=True))
        return OK if envelope.success else FAILED

    return with_services(work, run_jobs=given.operation in (*_BEGINS_AN_EXECUTION, *_WAITS_FOR_RUNS))


def _read(text: str) -> dict[str, Any] | None:
    try:
        value: Any = json.loads(sys.stdin.buffer.read() if text == "-" else text)
    except (ValueError, RecursionError) as error:
        complain(f"the request is not valid JSON: {error}")
        return None
    if not is_object(value):
        complain(f"the request must be a JSON object, not {kind_of(value)}")
        return None
    return dict(value)


async def _answer(services: Services, operation: str, body: dict[str, Any]) -> Envelope:
    _, envelope = await dispatch_json(services, operation, body)
    if not envelope.success or operation not in _BEGINS_AN_EXECUTION:
        return envelope
    # This process runs it: leaving now would interrupt it.
    execution_id = str(envelope.data["id"])
    async for _event in services.executions.events(execution_id):
        pass
    _, envelope = await dispatch_json(services, "executions.get", {"execution_id": execution_id})
    return envelope


def _described(request: type[Any]) -> dict[str, Any]:
    schema: dict[str, Any] = request.model_json_schema(by_alias=True)
    return schema
