"""A laptop's data to a server, PostgreSQL and S3, and back: the same rows and the same files."""

from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path

from engine.moving.copying import Copying, End
from engine.moving.verifying import verify
from engine.store.opening import open_store
from engine.store.opening_blobs import open_blobs
from tests.engine.moving.lived_in import digests, end, go_on
from tests.servers.s3_server import KEYS, new_bucket


async def test_to_a_server_and_back(
    laptop: Path, tmp_path: Path, postgres_url: str, another: Callable[[str], Path]
) -> None:
    address = new_bucket()

    @asynccontextmanager
    async def server():
        store = await open_store(tmp_path / "server", postgres_url)
        blobs = open_blobs(tmp_path / "server", address, lambda name: KEYS.get(name, ""))
        try:
            yield End(store.database, blobs)
        finally:
            await blobs.close()
            await store.close()

    before = await digests(laptop)
    async with end(laptop) as here, server() as there:
        report = await Copying(here, there).run()
        assert report.whole
        found = await verify(there.database, there.blobs)
        assert {name: f"{each} {each.rows}" for name, each in found.tables.items()} == before
        # The next numbers are those after what was copied.
        async with there.database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO records (collection, place, created_at, updated_at) VALUES ('posts', 9, 0, 0)"
            )
            row = await transaction.one("SELECT MAX(id) FROM records")
            assert row is not None
            assert row[0] == int(before["records"].split()[1]) + int(before["sections"].split()[1]) + 1
            await transaction.execute("DELETE FROM records WHERE id = ?", row)
    async with server() as there, end(tmp_path / "back") as back:
        assert (await Copying(there, back).run()).whole
    assert await digests(tmp_path / "back") == before
    await go_on(tmp_path / "back")
    async with end(tmp_path / "back") as back, server() as there:
        report = await Copying(back, there).run()
        assert [each.outcome for each in report.things].count("continued") == 1
        assert (await verify(there.database, there.blobs)).whole
        again = await Copying(back, there).run()
        assert {outcome for each in again.counts().values() for outcome in each} == {"same"}
