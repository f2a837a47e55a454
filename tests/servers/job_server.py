"""What the fakes of hosted media providers share: jobs that are begun, asked after, and leave files.

A fake is a subclass that says with `route` what its API answers. Faults are attributes, set
by a test before it asks.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.engine.providers.contract_media.pictures import picture
from tests.servers.web_server import Handler, Seen, WebServer, reply


@dataclass
class Job:
    """One job. `asked` is how often it was asked after, `cancelled` whether it was stopped."""

    id: str
    body: dict[str, Any]
    urls: list[str] = field(default_factory=list)
    asked: int = 0
    cancelled: bool = False
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))


class JobServer(WebServer):
    """`pictures` are what coming jobs make; without any left, a picture of its own.

    `steps` is how often a job is still at work when it is asked after; None: no end.
    `failure` ends every job with those words. `has_ids` is whether ids are told. `expired`
    takes the files away. `refusal` answers what begins a job; `key_header` holds `key`,
    unless that is empty.
    """

    key_header = "authorization"
    key_prefix = "Bearer "

    def __init__(self) -> None:
        super().__init__()
        self.key = ""
        self.pictures: list[bytes] = []
        self.steps: int | None = 2
        self.failure = ""
        self.has_ids = True
        self.expired = False
        self.refusal: Handler | None = None
        self.loses_answer = False
        """The next job begins, but the connection breaks before anybody is told."""
        self.jobs: dict[str, Job] = {}
        self.working = asyncio.Event()
        self.stopped = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def route(self, path: str, answer: Callable[[Seen], Any]) -> None:
        """Answer requests for `path` with the JSON, or the handler, that `answer` gives."""

        async def handle(seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            given = answer(seen) if self._is_known(seen) else self._unknown(seen)
            await (given if callable(given) else reply(json.dumps(given).encode()))(seen, reader, writer)

        self.answer(path, handle)

    def route_begin(self, path: str, begin: Callable[[Seen], Any]) -> None:
        """The same for a path that begins a job: it may be refused, and its answer may get lost."""

        def answer(seen: Seen) -> Any:
            if self.refusal:
                return self.refusal
            given = begin(seen)
            if self.loses_answer:
                self.loses_answer = False
                return _hang_up
            return given

        self.route(path, answer)

    def begin(self, seen: Seen, count: int = 1) -> Job:
        """A new job that makes `count` files."""
        job = Job(f"job-{len(self.jobs) + 1}", json.loads(seen.body))
        self.jobs[job.id] = job
        for number in range(count):
            data = self.pictures.pop(0) if self.pictures else picture(200 + number)
            path = f"/files/{job.id}-{number}.png"
            job.urls.append(f"{self.url}{path}")
            self.answer(path, self._file(data))
        self.working.set()
        return job

    def state(self, job: Job) -> float | str:
        """Asks after a job: the fraction that is done, or `cancelled`, `failed` or `done`."""
        job.asked += 1
        if job.cancelled:
            return "cancelled"
        if self.steps is None or job.asked <= self.steps:
            return min(job.asked, 9) / 10
        return "failed" if self.failure else "done"

    def cancel(self, job: Job) -> None:
        job.cancelled = True
        self.stopped.set()

    def _file(self, data: bytes) -> Handler:
        async def handle(seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # Like a storage: a request with a key of somebody else is not a good one.
            bad = self.expired or self.key_header in seen.headers
            answer = reply(b"<Error>Expired</Error>", status=403, kind="application/xml")
            await (answer if bad else reply(data, kind="image/png"))(seen, reader, writer)

        return handle

    def _is_known(self, seen: Seen) -> bool:
        return not self.key or seen.headers.get(self.key_header) == f"{self.key_prefix}{self.key}"

    def _unknown(self, seen: Seen) -> Handler:
        said = {"detail": f"bad key {seen.headers.get(self.key_header)}"}
        return reply(json.dumps(said).encode(), status=401)


async def _hang_up(_seen: Seen, _reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Nothing is said, and the connection is closed."""
