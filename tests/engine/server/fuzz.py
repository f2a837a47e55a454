"""Asks every operation by the application's own OpenAPI what no person would, and judges the replies.

    python -m tests.engine.server.fuzz [--examples 100] [--seed 1] [--only sessions.]

schemathesis makes the requests and knows what a reply may be. The application runs in this process,
on a loop of its own. Ids are replaced by those of things that are there, in every other request:
made-up ones alone would only ever find 404.
"""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation
from starlette.types import Message, Scope

from engine.client.local import LocalEngine
from engine.operations.services import Services
from engine.server.application import application, routes
from engine.server.serving import Serving
from schemas.messages.executions import ListExecutions
from schemas.messages.records import AddRecord
from schemas.messages.sessions import StartSession
from tests.engine.fakes import Fakes, write_flow
from tests.engine.page import Page

NOT_ASKED = frozenset({"models.fetch", "models.remove"})
"""They change what is outside of the home folder."""

STREAMED = 64 * 1024
"""Bytes of a reply after which its reader goes away: streams of a session have no end."""


class Judged:
    """The application on a home of its own, in a thread; the ids of what is there."""

    def __init__(self, home: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._services = self._wait(self._opened(home))
        self._app = application(Serving(self._services, asks="never"))
        self.known = self._wait(self._furnished(home))
        load_all_checks()
        self.schema = schemathesis.openapi.from_dict(routes().openapi())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._wait(self._services.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def operations(self) -> Iterator[APIOperation]:
        for found in self.schema.get_all_operations():
            operation = found.ok()
            if operation.definition.raw["operationId"] not in NOT_ASKED:
                yield operation

    def ask(self, case: Case) -> httpx.Response:
        """The reply to a request, or as much of it as its reader stays for."""
        kwargs = case.as_transport_kwargs(base_url="http://localhost")
        kwargs.pop("timeout", None)
        prepared = requests.Request(**kwargs).prepare()
        body = prepared.body or b""
        request = httpx.Request(
            prepared.method or "GET",
            prepared.url or "",
            headers=[(name, value) for name, value in prepared.headers.items()],
            content=body if isinstance(body, bytes) else str(body).encode(),
        )
        return self._wait(self._reply(request))

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _reply(self, request: httpx.Request) -> httpx.Response:
        status, headers, pieces = 0, [], bytearray()
        gone = asyncio.Event()
        given = False

        async def receive() -> Message:
            nonlocal given
            if not given:
                given = True
                return {"type": "http.request", "body": request.content, "more_body": False}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], message["headers"]
                if any(b"event-stream" in value for _, value in headers):
                    asyncio.get_running_loop().call_later(0.05, gone.set)
            elif message["type"] == "http.response.body":
                pieces.extend(message.get("body", b""))
                if len(pieces) > STREAMED:
                    gone.set()

        with suppress(TimeoutError):
            async with asyncio.timeout(30):
                await self._app(_scope(request), receive, send)
        reply = httpx.Response(status or 599, headers=headers, content=bytes(pieces), request=request)
        reply.elapsed = timedelta()  # schemathesis asks for it
        return reply

    async def _opened(self, home: Path) -> Services:
        return await Services.open(home, registry=Fakes().registry())

    async def _furnished(self, home: Path) -> dict[str, list[Any]]:
        """A session with runs, results and records, and whatever else ids can name."""
        engine = LocalEngine(self._services)
        flow = write_flow(home / "workflows" / "flow")
        page = Page(engine, Fakes(), await engine.call(StartSession(workflow=flow)))
        for action in ("paint", "run", "write"):
            await page.run(action, values={"subject": "x"})
        await engine.call(AddRecord(collection="posts", fields={"title": "One"}))
        data = await page.data()
        runs = await engine.call(ListExecutions(session_id=page.session_id))
        made = [each["content_id"] for each in data["generations"]]
        return {
            "session_id": [page.session_id],
            "interaction_id": [page.id],
            "execution_id": [each.id for each in runs.executions],
            "workflow": ["flow", "media_prompt", flow],
            "workflow_id": ["flow", "media_prompt"],
            "action_id": ["run", "queue", "now", "paint", "write", "fill", "improve"],
            "content_id": made,
            "content_ids": [made],
            "url": [each["url"] for each in data["generations"]],
            "digest": [each["url"].removeprefix("blob:") for each in data["generations"]],
            "collection": ["posts"],
            "record_id": [1],
            "record_ids": [[1]],
        }


def with_known_ids(case: Case, known: dict[str, list[Any]], drawn: random.Random) -> None:
    """Name what is there in the place of some made-up ids."""
    if drawn.random() < 0.5:
        return
    for place in (case.body, case.path_parameters):
        if isinstance(place, dict):
            for name in place:
                if name in known and drawn.random() < 0.9:
                    place[name] = drawn.choice(known[name])


def judge(judged: Judged, operation: APIOperation, mode: GenerationMode, examples: int, number: int) -> str:
    """What is wrong with the replies to so many requests, in words; "" if nothing is."""
    drawn = random.Random(number)

    @seed(number)
    @settings(
        max_examples=examples,
        derandomize=False,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(mode))
    def ask(case: Case) -> None:
        if mode is GenerationMode.POSITIVE:
            with_known_ids(case, judged.known, drawn)
        reply = judged.ask(case)
        assert reply.status_code != 599, f"no reply within 30 s: {case.as_curl_command()}"
        # What a schema cannot say (a page that is closed, a sum of bytes) may be refused all the same.
        case.validate_response(reply, excluded_checks=[_check("positive_data_acceptance")])

    try:
        ask()
    except Unsatisfiable:  # what takes nothing can be given nothing wrong
        return ""
    except BaseExceptionGroup as error:
        return "\n".join(str(each) for each in _leaves(error))
    except AssertionError as error:
        return str(error)
    return ""


def _leaves(error: BaseException) -> Iterator[BaseException]:
    """Hypothesis groups failures that schemathesis has grouped."""
    if isinstance(error, BaseExceptionGroup) and not isinstance(error, FailureGroup):
        for each in error.exceptions:
            yield from _leaves(each)
    else:
        yield error


def _check(name: str) -> Any:
    from schemathesis.checks import CHECKS

    return CHECKS.get_one(name)


def _scope(request: httpx.Request) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }


@contextmanager
def judged_home() -> Iterator[Judged]:
    with tempfile.TemporaryDirectory(prefix="reroll-fuzz-") as home, Judged(Path(home)) as judged:
        yield judged


def main() -> int:
    """Judge every operation; the exit code is 1 if something was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--examples", type=int, default=100, help="requests of each kind for each operation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="operations whose names begin so")
    options = parser.parse_args()
    logging.disable(logging.INFO)
    found = 0
    with judged_home() as judged:
        for operation in judged.operations():
            name = operation.definition.raw["operationId"]
            if not name.startswith(options.only):
                continue
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                wrong = judge(judged, operation, mode, options.examples, options.seed)
                if wrong:
                    found += 1
                    sys.stdout.write(f"== {name}, {mode.value}\n{wrong}\n")
                    sys.stdout.flush()
    sys.stdout.write(f"{found} of the operations' tests found something.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
