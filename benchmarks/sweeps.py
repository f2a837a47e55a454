"""A sweep of 200 small pictures, against asking the generator directly."""

import asyncio
import json
import tempfile
import time
from contextlib import aclosing
from pathlib import Path
from typing import Any

from benchmarks.measures import Case, Figure, Sample, Scenario
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from engine.providers.media import MediaItem, MediaRequest
from engine.providers.sketch.provider import SketchProvider
from schemas.messages.sessions import StartSession
from schemas.messages.sweeps import AxisSpec, GetSweep, StartSweep

_JOBS = 200
_SIZE = {"width": 64, "height": 64}


async def _paint(provider: SketchProvider, seed: int) -> None:
    request = MediaRequest(prompt="a red fox", seed=seed, params=_SIZE)
    async with aclosing(provider.generate("txt2img", request)) as events:
        assert any([isinstance(event, MediaItem) async for event in events])


async def _direct(at_once: int) -> Sample:
    provider = SketchProvider()
    # Once unmeasured, by every painter: their processes start.
    await asyncio.gather(*(_paint(provider, seed) for seed in range(at_once)))
    seeds = iter(range(_JOBS))

    async def painter() -> None:
        for seed in seeds:
            await _paint(provider, seed)

    began = time.perf_counter()
    await asyncio.gather(*(painter() for _ in range(at_once)))
    took = time.perf_counter() - began
    await provider.close()
    return _sample(took)


async def _swept(folder: Path) -> Sample:
    services = await Services.open(folder / "home")
    try:
        view = await dispatch(services, StartSession(workflow=str(_workflow(folder / "workflow"))))
        assert view.interaction is not None
        page: dict[str, Any] = {
            "session_id": view.id,
            "interaction_id": view.interaction.id,
            "action_id": "paint",
        }
        started = await dispatch(
            services, StartSweep(**page, axes=[AxisSpec(repeat=1)], idempotency_key="warm")
        )
        await services.running.drained()
        began = time.perf_counter()
        axes = [AxisSpec(field="seed", values=f"1..{_JOBS}")]
        started = await dispatch(services, StartSweep(**page, axes=axes, idempotency_key="measured"))
        await services.running.drained()
        took = time.perf_counter() - began
        ended = await dispatch(services, GetSweep(sweep_id=started.id))
        assert [cell.status for cell in ended.cells] == ["completed"] * _JOBS
    finally:
        await services.close()
    return _sample(took)


def _sample(took: float) -> Sample:
    return {"job": took / _JOBS * 1000, "per second": _JOBS / took}


def _workflow(folder: Path) -> Path:
    paint = {
        "id": "paint",
        "label": "Paint",
        "action_type": "media.sketch.txt2img",
        "config": {"prompt": "a red fox", "seed": "{{ values.seed }}", "params": _SIZE},
        "result_mapping": {"target_path": "pictures", "merge_mode": "append"},
    }
    module = {
        "id": "page",
        "uses": "form",
        "title": "Page",
        "inputs": {"pictures": []},
        "input_schema": {"type": "object", "properties": {"seed": {"type": "integer", "default": 0}}},
        "result_display_schema": {"type": "array", "_ux": {"source": "pictures"}},
        "sub_actions": [paint],
    }
    step = {"id": "first", "title": "First", "modules": [module]}
    files: dict[str, Any] = {
        "workflow.json": {"id": "swept", "title": "Swept", "description": "Small pictures."},
        "steps/1_first/step.json": step,
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")
    return folder


def _sweep() -> Sample:
    with tempfile.TemporaryDirectory(prefix="reroll-benchmark-") as folder:
        return asyncio.run(_swept(Path(folder)))


def scenario() -> Scenario:
    """A sweep through the engine over the same pictures without it."""
    return Scenario(
        "Sweeps",
        f"{_JOBS} pictures of 64×64 by the embedded sketch: as a sweep, with its queue (one job of a "
        "provider at a time), events, results and files, over calling the generator one by one.",
        [
            Case("one", lambda: asyncio.run(_direct(1))),
            Case("two", lambda: asyncio.run(_direct(2))),
            Case("sweep", _sweep),
        ],
        [
            Figure("called directly, one by one", "one", "per second", "jobs/s"),
            Figure("called directly, two at once", "two", "per second", "jobs/s"),
            Figure("a sweep", "sweep", "per second", "jobs/s"),
            Figure("a job of a sweep", "sweep", "job", "ms", "one"),
        ],
    )
