"""Opens a session in a fresh process and appends to it: `python -m benchmarks.opening_program HOME SESSION`.

Prints `{"open": ms, "append": ms}`: from an opened engine to the session's view, and the median of
appending one event.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from statistics import median

from engine.client.local import LocalEngine
from schemas.messages.interactions import CommitValues, SaveDraft
from schemas.messages.sessions import GetSession

_APPENDS = 30


async def main(home: Path, session_id: str) -> None:
    engine = await LocalEngine.open(home)
    began = time.perf_counter()
    view = await engine.call(GetSession(session_id=session_id))
    opened = time.perf_counter() - began
    assert view.interaction is not None
    page = {"session_id": session_id, "interaction_id": view.interaction.id}
    took: list[float] = []
    for number in range(_APPENDS):
        values = {"field_1": f"again {time.time_ns()} {number}"}
        await engine.call(SaveDraft(**page, values=values))
        began = time.perf_counter()
        await engine.call(CommitValues(**page))
        took.append(time.perf_counter() - began)
    await engine.close()
    print(json.dumps({"open": opened * 1000, "append": median(took) * 1000}))


asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
