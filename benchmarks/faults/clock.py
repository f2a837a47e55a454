"""A clock that jumps a day ahead and then back while a server runs. Needs Debian's libfaketime.

    python -m benchmarks.faults.clock

Promised: pauses, limits and heartbeats go by a clock that cannot jump, so nothing ends early and nothing
hangs; numbers of events have no gaps; only the times that are shown are wrong, and later ones may be earlier.
"""

import json
import threading
import time
from itertools import pairwise
from pathlib import Path

import httpx

from benchmarks.chat_server import ChatServer
from benchmarks.faults.served import Served, furnish, home_folder, say, served

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


def main() -> None:
    with ChatServer() as models, home_folder() as home:
        furnish(home, models.url, "1500@100")
        told = home / "clock"
        told.write_text("+0")
        environment = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(told),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        with served(home, environment=environment) as server:
            _, execution = server.write()
            jumps = threading.Thread(target=_jump, args=(told,))
            begun = time.monotonic()
            jumps.start()
            at, seqs = _followed(server, execution)
            took = time.monotonic() - begun
            jumps.join()
            status = server.ask("/api/executions/get", execution_id=execution)
            queued = server.ask("/api/queue/list", ended=1)["ended"][0]
            say(
                status=status["status"],
                seconds=round(took, 1),
                without_gap=seqs == list(range(1, len(seqs) + 1)),
                largest_step_ahead_h=round(max(b - a for a, b in pairwise(at)) / 3600, 1),
                largest_step_back_h=round(max(a - b for a, b in pairwise(at)) / 3600, 1),
                said_to_take_s=round(queued["ended_at"] - queued["begun_at"], 1),
            )
            again = server.write()[1]
            say(after=_followed(server, again)[1][-1] > 1)


def _jump(told: Path) -> None:
    time.sleep(4)
    told.write_text("+1d")
    time.sleep(5)
    told.write_text("-1d")


def _followed(server: Served, execution: str) -> tuple[list[float], list[int]]:
    at: list[float] = []
    seqs: list[int] = []
    with (
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client,
        client.stream("GET", f"/api/executions/{execution}/events") as stream,
    ):
        for line in stream.iter_lines():
            if line.startswith("data: ") and '"seq"' in line:
                event = json.loads(line[6:])
                at.append(event["at"])
                seqs.append(event["seq"])
    return at, seqs


if __name__ == "__main__":
    main()
