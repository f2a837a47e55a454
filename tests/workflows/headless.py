"""`reroll run` in a process of its own, as a script starts it."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 240
"""The embedded model is slow on a busy machine."""


@dataclass
class Ran:
    """What came of it; `events` are the JSON lines before the last, `end` is the last."""

    code: int
    err: str
    events: list[dict[str, Any]]
    end: dict[str, Any]

    @property
    def page(self) -> dict[str, Any]:
        return self.end["interaction"]

    @property
    def data(self) -> dict[str, Any]:
        return self.page["request"]["display_data"]

    @property
    def session(self) -> tuple[str, str]:
        """The options that go on with it."""
        return "--session", self.end["session_id"]

    def kinds(self) -> list[str]:
        return [event["kind"] for event in self.events if "execution_id" in event]


async def reroll_run(home: Path, *args: str) -> Ran:
    """Run a script with `--json` to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui.command", "run", "--json", *args,
        stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env={**os.environ, "REROLL_HOME": str(home)},
    )  # fmt: skip
    try:
        async with asyncio.timeout(SECONDS):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    *events, end = map(json.loads, out.decode().splitlines())
    assert end["kind"] == "end"
    assert process.returncode == end["exit_code"]
    return Ran(end["exit_code"], err.decode(), events, end)
