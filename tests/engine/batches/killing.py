"""A batch whose programs are killed in the middle: each record is done exactly once, as seen in the store.

The suite does this with few records; the whole proof is run by hand:

    python -m tests.engine.batches.killing 1000 sketch
"""

import asyncio
import random
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

from engine.actions.action import ActionEvent, ActionInput, Outputs
from engine.actions.builtin import builtin_registry
from engine.actions.registry import Registry
from engine.client.local import LocalEngine
from engine.operations.services import Services
from engine.store.sqlite.database import SqliteDatabase
from schemas.messages.batches import BatchView, GetBatch
from tests.engine.batches.blog import FAKE, PAINT, Blog, registry_of, write_steps
from tests.engine.fakes import Fakes
from tests.engine.store.child import Child

RUN = "import runpy; runpy.run_module('tests.engine.batches.killing', run_name='__main__')"
PROGRAMS = 2
"""How many work on the batch at once."""


async def said(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
    """Answers otherwise each time: done twice it would be two versions."""
    await asyncio.sleep(0.02)
    yield Outputs(secrets.token_hex(8))


def registry(kind: str) -> Registry | None:
    if kind == "sketch":
        return builtin_registry()
    fakes = Fakes()
    fakes.action.play = said
    return registry_of(fakes)


@dataclass(frozen=True)
class Seen:
    """What the store says of one record: versions of its output, executions that completed."""

    versions: int
    completed: int


async def seen(home: Path, batch: BatchView, field: str) -> dict[int, Seen]:
    database = await SqliteDatabase.open(home / "reroll.db")
    try:
        versions = dict(
            await database.all(
                "SELECT record_id, COUNT(*) FROM record_values WHERE field = ? GROUP BY 1", (field,)
            )
        )
        completed = dict(
            await database.all(
                "SELECT run.record_id, COUNT(*) FROM batch_runs AS run JOIN executions AS execution"
                " ON execution.id = run.execution_id"
                " WHERE run.batch_id = ? AND status = 'completed' GROUP BY 1",
                (batch.id,),
            )
        )
        each = [record.record_id for record in batch.records]
        return {one: Seen(versions.get(one, 0), completed.get(one, 0)) for one in each}
    finally:
        await database.close()


async def killed_through(
    home: Path, folder: Path, sections: int, kills: int, *, kind: str = "fake", lives: float = 0.3
) -> tuple[BatchView, dict[int, Seen], int]:
    """Begin a batch, kill the programs that work on it, let the last ones end it.

    Each lives `lives` seconds at most from when it has opened. Returns the batch, what the store
    says of each record, and how many attempts there were.
    """
    step, field = ("paint", "picture") if kind == "sketch" else ("fake", "polished")
    engine = LocalEngine(await Services.open(home, registry=registry(kind), run_jobs=False))
    small = {"type": "image_generation", "parameters": {"width": 96, "height": 96}}
    flow = write_steps(folder, {step: {**PAINT, "script_config": small} if kind == "sketch" else FAKE})
    blog = await Blog.of(engine, Fakes(), flow, sections)
    batch = await blog.start(step)
    chance = random.Random(sections)
    programs: list[Child] = []
    try:
        for number in range(kills + PROGRAMS):
            while len(programs) < PROGRAMS:
                programs.append(Child(RUN, "work", home, kind))
            program = programs.pop(0)
            assert await asyncio.to_thread(program.line) == "open"
            if number < kills:
                await asyncio.sleep(chance.uniform(0, lives))
                program.__exit__(None, None, None)
            else:
                programs.append(program)
        while batch.done < batch.total:
            await asyncio.sleep(0.05)
            batch = await engine.call(GetBatch(batch_id=batch.id))
    finally:
        for program in programs:
            program.__exit__(None, None, None)
        await engine.close()
    return batch, await seen(home, batch, field), sum(each.attempt for each in batch.records)


async def work(home: Path, kind: str) -> None:
    """A program that does what waits until it is killed."""
    await LocalEngine.open(home, registry=registry(kind))
    sys.stdout.write("open\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


async def proof(sections: int, kind: str) -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        found = await killed_through(home, Path(folder) / "blog", sections, 12, kind=kind, lives=4)
    batch, records, attempts = found
    wrong = {one: each for one, each in records.items() if each != Seen(1, 1)}
    took = time.monotonic() - began
    sys.stdout.write(
        f"{batch.counts} in {took:.0f} s; {attempts} attempts at {len(records)} records, 12 kills;"
        f" not exactly once: {wrong or 'none'}\n"
    )


if __name__ == "__main__":
    if sys.argv[1] == "work":
        asyncio.run(work(Path(sys.argv[2]), sys.argv[3]))
    else:
        asyncio.run(proof(int(sys.argv[1]), sys.argv[2]))
