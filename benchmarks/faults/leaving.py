"""A server that is told to end while 200 streams are read and 20 clients ask it without a pause.

    python -m benchmarks.faults.leaving

Promised: for `--drain-seconds` all is answered as before, but for `/ready`; then every stream ends with
`resume`, requests that had begun are answered, and the exit code is 0.
"""

import asyncio
import signal
import time
from collections import Counter

import httpx

from benchmarks.chat_server import ChatServer
from benchmarks.faults.served import Served, furnish, home_folder, say, served

STREAMS, ASKING, DRAIN = 200, 20, 2


async def _leave(server: Served, execution: str) -> None:
    limits = httpx.Limits(max_connections=None)
    transport = httpx.AsyncHTTPTransport(limits=limits)
    ends: Counter[str] = Counter()
    replies: Counter[str] = Counter()
    ready_at: list[float] = []
    leaving = asyncio.Event()
    async with httpx.AsyncClient(
        base_url=server.url, transport=transport, trust_env=False, timeout=60
    ) as client:

        async def read() -> None:
            last = ""
            async with client.stream("GET", f"/api/executions/{execution}/events") as stream:
                async for line in stream.aiter_lines():
                    last = line.removeprefix("event: ") if line.startswith("event: ") else last
            ends[last] += 1

        async def ask() -> None:
            while True:
                try:
                    reply = await client.post("/api/sessions/list", json={})
                    replies[f"{reply.status_code} {'leaving' if leaving.is_set() else 'before'}"] += 1
                except httpx.ConnectError:
                    return
                except httpx.HTTPError as error:
                    replies[type(error).__name__] += 1
                    return

        async def watch() -> None:
            while (await client.get("/ready")).status_code == 200:  # noqa: ASYNC110 - another process changes it
                await asyncio.sleep(0.02)
            ready_at.append(time.monotonic())

        reading = [asyncio.create_task(read()) for _ in range(STREAMS)]
        asking = [asyncio.create_task(ask()) for _ in range(ASKING)]
        await asyncio.sleep(3)
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        leaving.set()
        await asyncio.gather(watch(), *reading, *asking)
        await asyncio.to_thread(server.process.wait, 30)
    say(
        streams_ended_with=dict(ends),
        replies=dict(replies),
        not_ready_after_s=round(ready_at[0] - begun, 2),
        ended_after_s=round(time.monotonic() - begun, 2),
        exit_code=server.process.returncode,
    )


def main() -> None:
    with ChatServer() as models, home_folder() as home:
        furnish(home, models.url, "3000@100")
        with served(home, "--drain-seconds", str(DRAIN)) as server:
            _, execution = server.write()
            asyncio.run(_leave(server, execution))


if __name__ == "__main__":
    main()
