"""The servers that `benchmarks.server` measures, each in a process of its own.

    python -m benchmarks.server_program reroll|bare HOME

Prints its port and, for `reroll`, the ids of executions that are there. Both have the same uvicorn settings.
A line `stream SECONDS` on standard input begins `STREAMS` streams at `RATE` tokens a second each; both send
the same bytes for a token, which begin with the time at which it was there. `usage` prints CPU seconds and
resident MiB of the process.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import uvicorn

from engine.operations.services import Services
from engine.server.listening import listening_on
from engine.server.process import Server, keep_what_is_there
from engine.server.serving import Serving
from engine.store.executions import ExecutionRequest, event

STREAMS, RATE = 200, 50
TEXT = " words of a reply that a model writes"


async def _reroll(home: Path) -> None:
    services = await Services.open(home)
    with listening_on("127.0.0.1", 0) as listener, ExitStack() as stack:
        ids = await _running_executions(services, stack)
        server = Server(Serving(services))
        keep_what_is_there()
        task = asyncio.create_task(server.serve([listener]))
        _say(port=listener.getsockname()[1], executions=ids)

        def publish(number: int, seq: int) -> None:
            text = f"{time.monotonic_ns()}{TEXT}"
            services.executions.publish(event(ids[number], seq, "token", {"text": text}))

        await _obey(publish)
        server.should_exit = True
        await task
    await services.close()


async def _running_executions(services: Services, stack: ExitStack) -> list[str]:
    """Executions that run here as far as readers can tell; nothing is written for their tokens."""
    view = await services.sessions.start("media_prompt", "")
    request = ExecutionRequest("fake", "fake", "streaming", view.id, "s", "m")
    ids = [f"{number:016x}" for number in range(STREAMS)]
    for execution_id in ids:
        async with services.database.transaction() as transaction:
            await services.executions.add(
                transaction, execution_id, execution_id, request, services.owner.name
            )
            await services.executions.begin(transaction, execution_id, services.owner.name)
        stack.enter_context(services.executions.running_here(execution_id))
    return ids


async def _bare(_home: Path) -> None:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response, StreamingResponse

    app = FastAPI()
    queues: dict[int, asyncio.Queue[bytes]] = {}

    @app.post("/echo")
    async def echo(request: Request) -> Response:
        return JSONResponse(await request.json())

    @app.get("/streams/{number}")
    async def stream(number: int) -> Response:
        queue = queues[number] = asyncio.Queue()

        async def frames() -> AsyncGenerator[bytes]:
            yield b"retry: 1000\n\n"
            while True:
                yield await queue.get()

        return StreamingResponse(frames(), media_type="text/event-stream")

    def publish(number: int, seq: int) -> None:
        data = {
            "execution_id": f"{number:016x}",
            "seq": seq,
            "at": time.time(),
            "kind": "token",
            "data": {"text": f"{time.monotonic_ns()}{TEXT}"},
        }
        said = json.dumps(data, separators=(",", ":"))
        queues[number].put_nowait(f"id: {seq}\nevent: token\ndata: {said}\n\n".encode())

    with listening_on("127.0.0.1", 0) as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                http="h11",
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
            )
        )
        task = asyncio.create_task(server.serve([listener]))
        _say(port=listener.getsockname()[1], executions=[])
        await _obey(publish)
        server.should_exit = server.force_exit = True
        await task


async def _obey(publish: Any) -> None:
    """Do what standard input says, until it ends."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    tasks: list[asyncio.Task[None]] = []
    while line := (await reader.readline()).decode().split():
        match line:
            case ["stream", seconds]:
                tasks = [asyncio.create_task(_feed(publish, n, float(seconds))) for n in range(STREAMS)]
            case ["usage"]:
                _say(cpu=time.process_time(), rss=_resident())
            case _:
                raise ValueError(line)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _feed(publish: Any, number: int, seconds: float) -> None:
    """Tokens at a steady rate; the streams take turns."""
    loop = asyncio.get_running_loop()
    begun = loop.time() + number / STREAMS / RATE
    for seq in range(1, int(seconds * RATE) + 1):
        await asyncio.sleep(begun + seq / RATE - loop.time())
        publish(number, seq)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024 / 1024


def _say(**what: Any) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    asyncio.run({"reroll": _reroll, "bare": _bare}[sys.argv[1]](Path(sys.argv[2])))
