"""A copy that is killed in the middle goes on where it was when it is run again."""

from pathlib import Path

import pytest

from tests.engine.moving.lived_in import copy, digests, end
from tests.engine.store.child import Child

COPYING = """
import asyncio, sys
from pathlib import Path
from engine.moving import copying, moving_blobs
from tests.engine.moving.lived_in import copy

place, at = sys.argv[3], int(sys.argv[4])
calls = 0

def stop():
    global calls
    calls += 1
    if calls == at:
        print("there", flush=True)
        sys.stdin.read()

if place == "a file":
    async def bring(self, *blob, bring=moving_blobs.MovingBlobs._bring):
        await bring(self, *blob)
        stop()
    moving_blobs.MovingBlobs._bring = bring
else:
    async def write(transaction, *rest, write=copying.write_thing, **how):
        await write(transaction, *rest, **how)
        stop()
    copying.write_thing = write
asyncio.run(copy(Path(sys.argv[1]), Path(sys.argv[2])))
"""


@pytest.mark.parametrize(("place", "at"), [("a file", 2), ("a thing", 2), ("a thing", 4)])
async def test_killed_in_the_middle_and_run_again(laptop: Path, tmp_path: Path, place: str, at: int) -> None:
    server = tmp_path / "server"
    with Child(COPYING, laptop, server, place, at) as child:
        assert child.line() == "there"
        child.kill()
    async with end(server) as there:
        things = await there.database.all(
            "SELECT CAST(id AS TEXT) FROM records WHERE parent_id IS NULL UNION ALL"
            " SELECT CAST(id AS TEXT) FROM llm_actions UNION ALL SELECT id FROM sessions"
        )
    assert len(things) == (2 if place == "a file" else at - 1), "what was not whole is not there at all"
    await digests(server)
    report = await copy(laptop, server)
    assert report.whole
    assert len([each for each in report.things if each.outcome == "same"]) == len(things)
    assert await digests(server) == await digests(laptop)
