"""Workers that are killed, stopped, held up and cut off: nothing is lost, nothing recorded is done twice."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.messages.queue import ListQueue
from tests.engine.queue.pgqueuer.team import Team, write_home
from tests.engine.queue.pgqueuer.worker_program import quick_owners, worker_process
from tests.servers.postgres import PostgresServer

QUICK = [f"quick{number}" for number in range(4)]
SLOW = [f"slow{number}" for number in range(6)]


BEGUN_AGAIN = ["started", "log", "started", "result", "completed"]


@pytest.fixture
async def services(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Services]:
    monkeypatch.setenv("REROLL_STORE", postgres_url)
    monkeypatch.setenv("REROLL_JOBS", "workers")
    quick_owners()
    write_home(tmp_path, {**dict.fromkeys(QUICK, 0.1), **dict.fromkeys(SLOW, 1.2)})
    services = await Services.open(tmp_path)
    yield services
    await services.close()


@pytest.fixture
async def team(services: Services, tmp_path: Path) -> Team:
    return await Team.begin(services, tmp_path / "workflows" / "team")


async def test_a_killed_worker_s_jobs_are_run_by_another_and_finished_ones_once(
    team: Team, tmp_path: Path, postgres_url: str
) -> None:
    with (
        worker_process(tmp_path, postgres_url, "one") as one,
        worker_process(tmp_path, postgres_url, "two") as two,
    ):
        jobs = await team.sweep([*QUICK, *SLOW])
        quick, slow = jobs[: len(QUICK)], jobs[len(QUICK) :]
        await team.until(quick, lambda found: set(found) == {"completed"})
        await team.until(slow, lambda found: set(found) == {"running"})
        had = await team.workers(slow)
        killed, process = max(("one", one), ("two", two), key=lambda each: len(had.get(each[0], ())))
        process.send(signal.SIGKILL)
        await team.until(jobs, lambda found: set(found) == {"completed"})
    assert had[killed]
    for each in jobs:
        kinds = await team.kinds(each)
        assert kinds.count("completed") == 1
        assert kinds.count("started") == (2 if each in had[killed] else 1)


async def test_a_worker_that_was_held_up_takes_nothing_from_the_one_that_went_on(
    team: Team, tmp_path: Path, postgres_url: str
) -> None:
    """As with a blocked event loop: it wakes up in the middle of a job that is another's by then."""
    with worker_process(tmp_path, postgres_url, "one") as one:
        (job,) = await team.sweep(SLOW[:1])
        await team.until([job], lambda found: found == ["running"])
        one.send(signal.SIGSTOP)
        with worker_process(tmp_path, postgres_url, "two"):
            async with asyncio.timeout(20):
                while (await team.workers([job])).get("two") != [job]:  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.03)
            one.send(signal.SIGCONT)
            await team.until([job], lambda found: found == ["completed"])
            # It is told that the job is not its own, and goes on as a worker.
            one.send(signal.SIGTERM)
            assert await asyncio.to_thread(one.end) == 0
    kinds = await team.kinds(job)
    assert [kind for kind in kinds if kind != "token"] == BEGUN_AGAIN
    (outputs,) = await team.services.database.all(
        "SELECT data FROM execution_events WHERE execution_id = ? AND kind = 'completed'", (job,)
    )
    assert outputs[0].count("word0") == 1


async def test_sigterm_gives_what_runs_some_time_and_then_to_another(
    team: Team, tmp_path: Path, postgres_url: str
) -> None:
    with worker_process(tmp_path, postgres_url, "one", "--grace", "0.6") as one:
        jobs = await team.sweep([*QUICK[:1], *SLOW[:1]])
        await team.until(jobs, lambda found: set(found) <= {"running", "completed"})
        one.send(signal.SIGTERM)
        assert await asyncio.to_thread(one.end) == 0
        assert await team.statuses(jobs) == ["completed", "queued"]
        assert await team.services.jobs.holds(jobs[1])
        with worker_process(tmp_path, postgres_url, "two"):
            await team.until(jobs, lambda found: set(found) == {"completed"})
    kinds = await team.kinds(jobs[1])
    assert [kind for kind in kinds if kind != "token"] == BEGUN_AGAIN


async def test_tokens_come_from_the_worker_and_a_cancel_reaches_it(
    team: Team, tmp_path: Path, postgres_url: str
) -> None:
    with worker_process(tmp_path, postgres_url, "one"):
        (job,) = await team.sweep(SLOW[:1])
        texts: list[str] = []
        async with aclosing(team.services.executions.events(job)) as events:
            async for event in events:
                if event.kind == "token":
                    texts.append(event.data["text"])
                    if len(texts) == 3:
                        break
        assert "".join(texts).startswith("word0")
        began = time.monotonic()
        ended = await team.cancel(job)
        assert time.monotonic() - began < 1
        assert ended.status == "cancelled"
        queue = await dispatch(team.services, ListQueue())
        assert [(each.name, each.running) for each in queue.workers] == [("one", 0)]
        # It goes on as a worker.
        await team.until(await team.sweep(QUICK[:1]), lambda found: found == ["completed"])


async def test_postgresql_is_away_for_some_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs ends or is begun again, what waits is begun afterwards, and the worker is the same."""
    away = float(os.environ.get("REROLL_TEST_AWAY", "2"))
    with PostgresServer() as server:
        url = server.create("team")
        monkeypatch.setenv("REROLL_STORE", url)
        monkeypatch.setenv("REROLL_JOBS", "workers")
        workflow = write_home(tmp_path, dict.fromkeys([*QUICK, *SLOW], 0.8))
        services = await Services.open(tmp_path)
        try:
            team = await Team.begin(services, workflow)
            with worker_process(tmp_path, url, "one", "--at-once", "5") as one:
                jobs = await team.sweep([*QUICK, *SLOW])
                await team.until(jobs, lambda found: found.count("running") == 5)
                await asyncio.to_thread(server.stop)
                await asyncio.sleep(away)
                await asyncio.to_thread(server.start)
                await team.until(jobs, lambda found: set(found) == {"completed"})
                assert one.process.is_alive()
                assert "lost the queue" in one.said()
                async with asyncio.timeout(10):
                    while await services.jobs.lanes():  # noqa: ASYNC110 - another process takes them out
                        await asyncio.sleep(0.03)
            for job in jobs:
                assert (await team.kinds(job)).count("completed") == 1
        finally:
            await services.close()
