"""How records look: the browser, the versions of a field, what an import would do."""

from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from schemas.messages.record_transfer import ImportRecords
from schemas.messages.records import EditRecord
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE
from tests.tui.person import Person
from tests.tui.snapshots.conftest import Looks
from tui.engine_host import EngineHost
from tui.home import screen as home_screen
from tui.records.browser import RecordsScreen
from tui.records.collections_screen import CollectionsScreen
from tui.records.import_screen import ImportScreen
from tui.records.versions_screen import VersionsScreen

both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
Size = tuple[int, int]

POSTS = """document.title,document.status,heading,draft
Otters,draft,At the river,"The river is wide, and an otter is at home on both of its sides."
Otters,draft,In winter,They slide.
Herons,done,Standing still,A heron waits longer than you do.
Newts,draft,,
"""
BROKEN = b"title,rank\nOtters,1\nHer\xffons,2\nNewts,3\n"


@pytest.fixture
def host(home: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> EngineHost:
    """With three posts in the store, one of which was edited."""
    monkeypatch.setattr(home_screen, "find_workflows", lambda _home: [])

    async def open_engine() -> LocalEngine:
        engine = await LocalEngine.open(home, registry=cast.registry(), busy_seconds=0.2)
        Path("posts.csv").write_text(POSTS, "utf-8")
        Path("broken.csv").write_bytes(BROKEN)
        await engine.call(ImportRecords(path="posts.csv", sections_of="document.title"))
        river = "The river is deep, and an otter is at home below it."
        await engine.call(EditRecord(record_id=2, values={"draft": river}))
        return engine

    return EngineHost(home, open_engine=open_engine)


@both
def test_browser(looks: Looks, size: Size, host: EngineHost) -> None:
    async def play(person: Person) -> None:
        await person.at(RecordsScreen)
        await person.sees("3 documents", "Newts")
        await person.press("down", "space")
        await person.sees("1 selected")

    assert looks(play, size, ("records", "posts"), host)


@both
def test_versions(looks: Looks, size: Size, host: EngineHost) -> None:
    async def play(person: Person) -> None:
        await person.at(RecordsScreen)
        await person.sees("Newts")
        await person.press("enter")
        await person.sees("At the river")
        await person.press("f3", "end", "enter")
        await person.at(VersionsScreen)
        await person.sees("2 versions")
        await person.press("f3")
        await person.sees("version 1 → version 2")

    assert looks(play, size, ("records", "posts"), host)


@both
def test_import(looks: Looks, size: Size, host: EngineHost) -> None:
    async def play(person: Person) -> None:
        await person.at(CollectionsScreen)
        await person.sees("posts")
        screen = ImportScreen(await host.engine(), "broken.csv")
        screen._title = "broken.csv"
        await person.app.push_screen(screen)
        await person.sees("1 cannot be")

    assert looks(play, size, ("records", ""), host)
