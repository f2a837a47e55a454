"""Sessions with many events: opening them in a fresh program, and appending to them."""

import asyncio
import functools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.generated_workflow import write_workflow
from benchmarks.measures import Case, Figure, Sample, Scenario
from benchmarks.reroll import CHECKOUT
from engine.operations.services import Services
from engine.session.state import SessionEvent

_FEW, _MANY = 100, 10_000
_AT_ONCE = 50
_HOMES: list[tempfile.TemporaryDirectory[str]] = []
"""Kept to the end of the program, and removed with it."""


def _open(events: int) -> Sample:
    home, session_id = home_with(events)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.opening_program", f"{home}/home", session_id],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout)


@functools.cache
def home_with(events: int) -> tuple[str, str]:
    """A home with one session of so many events, and its id. Made once."""
    folder = tempfile.TemporaryDirectory(prefix="reroll-benchmark-", ignore_cleanup_errors=True)
    _HOMES.append(folder)
    path = write_workflow(Path(folder.name) / "workflow", results=10)
    return folder.name, asyncio.run(_fill(Path(folder.name) / "home", path, events))


async def _fill(home: Path, workflow: Path, events: int) -> str:
    services = await Services.open(home)
    try:
        view = await services.sessions.start(str(workflow), "")
        assert view.interaction is not None
        page = view.interaction.id
        for first in range(0, events, _AT_ONCE):
            made = [_event(page, number) for number in range(first, min(first + _AT_ONCE, events))]
            await services.log.change(view.id, lambda _, made=made: made)
        return view.id
    finally:
        await services.close()


def _event(page: str, number: int) -> SessionEvent:
    """Two edits of the form, then a selection."""
    if number % 3 == 2:
        chosen = {"interaction_id": page, "content_ids": [f"generated-{number % 10}"]}
        return SessionEvent("results_selected", chosen)
    values = {"field_0": f"what was typed, version {number} " + "words of a prompt " * 6}
    return SessionEvent("values_committed", {"interaction_id": page, "values": values, "label": "Field 0"})


def scenario() -> Scenario:
    """A session of 10,000 events over one of 100."""
    return Scenario(
        "Sessions",
        f"{_MANY:,} events over {_FEW}: a fresh program opens the session and appends to it.",
        [Case("few", lambda: _open(_FEW)), Case("many", lambda: _open(_MANY))],
        [
            Figure("10,000 events, open", "many", "open", "ms", "few", 1.5),
            Figure("10,000 events, append one", "many", "append", "ms", "few", 1.2),
        ],
    )
