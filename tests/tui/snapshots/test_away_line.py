"""How a page looks whose server went away while its person typed."""

from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from engine.client.remote_http.link import Link
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE
from tests.tui.person import Person
from tests.tui.snapshots.conftest import Looks
from tui.engine_host import EngineHost


class Away(Link):
    """Nobody answers, and it is always the same moment."""

    def __init__(self) -> None:
        self.away = True

    @property
    def seconds_left(self) -> float:
        return 3.0


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_server_away(looks: Looks, size: tuple[int, int], postcard: str, cast: Cast) -> None:
    async def open_engine() -> LocalEngine:
        return await LocalEngine.open(Path("home"), registry=cast.registry())

    host = EngineHost(Path("home"), open_engine=open_engine, server="http://127.0.0.1:8377")

    async def play(person: Person) -> None:
        await person.sees("Compose the card")
        host.link = Away()
        await person.sees("server away, trying again in 3 s")

    assert looks(play, size, ("workflow", postcard), host)
