"""Homes with one session whose page holds many results, as runs would have left them."""

import asyncio
import functools
import tempfile
import time
import zlib
from pathlib import Path
from struct import pack

from benchmarks.generated_workflow import write_workflow
from engine.operations.services import Services
from engine.session.state import SessionEvent
from engine.store.results import add_blob, add_result
from schemas.messages.results import Provenance, Result

_AT_ONCE = 200
_RUN = 4
"""Results of one execution."""
_SIDE = 768
_HOMES: list[tempfile.TemporaryDirectory[str]] = []
"""Kept to the end of the program, and removed with it."""


@functools.cache
def filled_home(results: int, *, pictures: bool = False) -> tuple[str, str]:
    """A home, and the id of its session with so many results: texts, or pictures of 768 pixels a side.

    Result N begins with "result N "; every hundredth is by a provider called "rare".
    """
    folder = tempfile.TemporaryDirectory(prefix="reroll-benchmark-", ignore_cleanup_errors=True)
    _HOMES.append(folder)
    path = write_workflow(Path(folder.name) / "workflow", pictures=pictures)
    home = Path(folder.name) / "home"
    return str(home), asyncio.run(_fill(home, path, results, pictures))


async def _fill(home: Path, workflow: Path, count: int, pictures: bool) -> str:
    services = await Services.open(home)
    try:
        view = await services.sessions.start(str(workflow), "")
        assert view.interaction is not None
        page = view.interaction.id
        for first in range(0, count, _AT_ONCE):
            results = [
                await _result(services, number, pictures)
                for number in range(first, min(first + _AT_ONCE, count))
            ]

            async def write(transaction, results=results):
                for result in results:
                    await add_result(transaction, view.id, result)

            events = [_added(page, result) for result in results]
            await services.log.change(view.id, lambda _, events=events: events, write)
        return view.id
    finally:
        await services.close()


async def _result(services: Services, number: int, pictures: bool) -> Result:
    provider = "rare" if number % 100 == 0 else "sketch"
    text = f"result {number} " + "words of a reply of some length " * 8
    value = {"content_id": f"generated-{number}", "label": provider}
    if pictures:
        data = _picture(number)
        value["url"] = await services.blobs.write(data, "image/png")
        value["text"] = f"result {number} "
        async with services.database.transaction() as transaction:
            await add_blob(transaction, value["url"], "image/png", len(data))
    else:
        value["text"] = text
    made = Provenance(action="media.sketch.txt2img", provider=provider, label=provider, seed=number)
    return Result(
        id=f"generated-{number}",
        execution_id=f"run-{number // _RUN}",
        kind="image" if pictures else "text",
        value=value,
        created_at=time.time(),
        provenance=made,
    )


def _added(page: str, result: Result) -> SessionEvent:
    return SessionEvent(
        "result_added",
        {
            "execution_id": result.execution_id,
            "interaction_id": page,
            "result_id": result.id,
            "label": "Generate",
            "value": result.value,
            "target_path": "generations",
            "merge_mode": "append",
        },
    )


def _picture(number: int) -> bytes:
    """A PNG of stripes, different for each number; as costly to decode as a photograph of this size."""
    noise = bytes((x * 31 + x * x * (number + 7)) % 251 for x in range(_SIDE * 3))
    rows = b"".join(b"\0" + noise[shift * 3 :] + noise[: shift * 3] for shift in range(_SIDE))
    header = pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")]
    chunks = (
        pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
