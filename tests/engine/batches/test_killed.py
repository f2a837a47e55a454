"""Programs that work on a batch are killed; others go on, and no record is done twice."""

from pathlib import Path

from tests.engine.batches.killing import Seen, killed_through


async def test_each_record_is_done_exactly_once(home: Path, tmp_path: Path) -> None:
    batch, records, attempts = await killed_through(home, tmp_path / "blog", 60, 3)
    assert batch.counts["success"] == batch.total == 60
    assert set(records.values()) == {Seen(1, 1)}
    assert attempts > 60, "no run was cut off: the test proves nothing"
