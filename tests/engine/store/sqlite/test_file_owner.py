"""Which program still lives, across real processes."""

from pathlib import Path

from engine.store.sqlite.owner import FileOwner
from tests.engine.store.child import Child

CODE = """
import sys
from pathlib import Path
from engine.store.sqlite.owner import FileOwner
print(FileOwner(Path(sys.argv[1])).name, flush=True)
sys.stdin.read()
"""


async def test_a_program_is_alive_until_it_is_killed(tmp_path: Path) -> None:
    ours = FileOwner(tmp_path)
    with Child(CODE, tmp_path) as child:
        name = child.line()
        assert ours.alive(name)
        assert ours.alive(name)  # asking does not end it
        child.kill()
        assert not ours.alive(name)
        assert not ours.alive(name)
    assert ours.alive(ours.name)
    await ours.close()


async def test_a_claim_given_back_is_over(tmp_path: Path) -> None:
    one, two = FileOwner(tmp_path), FileOwner(tmp_path)
    assert two.alive(one.name)
    await one.close()
    assert not two.alive(one.name)
    assert await two.gone({"nobody", two.name}) == {"nobody"}
    await two.close()
    assert list(tmp_path.iterdir()) == []
