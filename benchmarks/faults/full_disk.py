"""A disk that fills while somebody works, and is freed again. As root: it mounts a tmpfs of 24 MiB.

    python -m benchmarks.faults.full_disk

Promised: what was said to be saved is there; what cannot be saved says so (`disk_full`), and nothing half is
left; once there is room, work goes on without a restart.
"""

import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from benchmarks.chat_server import ChatServer
from benchmarks.faults.served import Served, furnish, home_folder, say, served

ROOM = "24m"


def main() -> None:
    with ChatServer() as models, home_folder() as folder, _small(folder):
        furnish(folder, models.url, "50")
        with served(folder) as server:
            session, execution = server.write()
            _ended(server, execution)
            page = {"session_id": session["id"], "interaction_id": session["interaction"]["id"]}
            ballast = folder / "ballast"
            _fill(ballast)
            saved: list[int] = []
            refused: list[str] = []
            for number in range(3000):
                try:
                    server.ask("/api/interactions/save-draft", **page, values={"topic": f"{number} " * 200})
                    saved.append(number)
                except RuntimeError as error:
                    refused.append(str(error))
                    if len(refused) >= 3:
                        break
            with httpx.Client(base_url=server.url, trust_env=False) as client:
                upload = client.post(
                    "/api/uploads",
                    params={"name": "x.csv"},
                    content=b"x" * 1_000_000,
                    headers={"content-type": "application/octet-stream"},
                )
                ready = client.get("/ready").status_code
                numbers = client.get("/metrics").text
            full = [line for line in numbers.splitlines() if line.startswith("reroll_store_errors_total{")]
            left = [str(file) for file in (folder / "uploads").rglob("*") if file.is_file()]
            kept = server.ask("/api/interactions/get", **page)["draft"]["values"]["topic"]
            ballast.unlink()
            begun = time.monotonic()
            server.ask("/api/interactions/save-draft", **page, values={"topic": "there is room"})
            again = _ended(server, server.write(session)[1])
            say(
                drafts_acknowledged=len(saved),
                refused=refused[0][:160] if refused else "",
                last_kept=int(kept.split()[0]) == saved[-1],
                upload=(upload.status_code, upload.json()["error"]["code"]),
                left_of_the_upload=left,
                ready_while_full=ready,
                told=full,
                after_room=again,
                seconds=round(time.monotonic() - begun, 2),
            )
        with closing(sqlite3.connect(folder / "reroll.db")) as database:
            say(integrity=database.execute("PRAGMA integrity_check").fetchone()[0])


def _ended(server: Served, execution: str) -> str:
    with (
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client,
        client.stream("GET", f"/api/executions/{execution}/events") as stream,
    ):
        for _ in stream.iter_lines():
            pass
    return str(server.ask("/api/executions/get", execution_id=execution)["status"])


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    with ballast.open("rb+") as file:  # a little room, to be used up by what is saved
        file.truncate(max(0, ballast.stat().st_size - 300_000))


@contextmanager
def _small(folder: Path) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


if __name__ == "__main__":
    main()
