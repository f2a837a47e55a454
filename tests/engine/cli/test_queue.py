"""`reroll queue` and `reroll work`."""

import asyncio
import json
from pathlib import Path

import pytest

from engine.cli import queue, work
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.messages.executions import RunSubAction
from schemas.messages.sessions import StartSession

Captured = pytest.CaptureFixture[str]


async def _put(home: Path, count: int) -> list[str]:
    """What a program that ended before its jobs began leaves."""
    services = await Services.open(home, run_jobs=False)
    try:
        view = await dispatch(services, StartSession(workflow="media_prompt"))
        assert view.interaction is not None
        values = view.interaction.request.display_data["current_values"]
        ids: list[str] = []
        for number in range(count):
            request = RunSubAction(
                session_id=view.id,
                interaction_id=view.interaction.id,
                action_id="generate",
                values={**values, "count": 1, "aspect_ratio": "1:1", "seed": 5},
                idempotency_key=str(number),
            )
            ids.append((await dispatch(services, request)).id)
        return ids
    finally:
        await services.close()


@pytest.fixture
def waiting(home: Path) -> list[str]:
    return asyncio.run(_put(home, 3))


def listed(captured: Captured) -> list[str]:
    assert queue.run(["--json"]) == 0
    return [entry["execution_id"] for entry in json.loads(captured.readouterr().out)["waiting"]]


def test_an_empty_queue_says_so(home: Path, capsys: Captured) -> None:
    assert queue.run([]) == 0
    assert work.run([]) == 0
    assert capsys.readouterr().out == "Nothing runs and nothing waits.\nNothing was begun.\n"


def test_what_waits_is_listed_moved_and_cancelled(waiting: list[str], capsys: Captured) -> None:
    first, second, third = waiting
    assert queue.run([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == waiting
    assert "waits (1)" in lines[0]
    assert "sketch" in lines[0]
    assert "Generate images · Picture prompt" in lines[0]
    assert queue.run(["move", third, "front"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [third, first, second]
    assert queue.run(["cancel", first]) == 0
    assert capsys.readouterr().out == "Generate images: cancelled.\n"
    assert listed(capsys) == [third, second]


def test_what_is_not_there_cannot_be_moved(home: Path, capsys: Captured) -> None:
    assert queue.run(["move", "nothing", "up"]) == 1
    assert "There is no execution 'nothing'." in capsys.readouterr().err


def test_work_runs_what_waits_and_nothing_while_paused(waiting: list[str], capsys: Captured) -> None:
    assert queue.run(["pause"]) == 0
    assert work.run([]) == 0
    assert capsys.readouterr().out.endswith("Nothing was begun.\n")
    queue.run([])
    assert capsys.readouterr().out.startswith("Paused")
    assert listed(capsys) == waiting
    assert queue.run(["resume"]) == 0
    capsys.readouterr()
    assert work.run([]) == 0
    told = [line.split()[:2] for line in capsys.readouterr().out.splitlines()]
    assert told == [[each, "completed"] for each in waiting]
    assert listed(capsys) == []
