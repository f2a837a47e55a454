"""Pictures that are being made: cards at the end of the results, until the pictures are there."""

import asyncio
from base64 import b64encode
from typing import Any

from schemas.messages.events import EventKind, ExecutionEvent
from tests.tui.cast import PICTURE, Cast
from tests.tui.person import Person
from tests.tui.results.conftest import placeholder_loader
from tui.interaction.previews import Previews
from tui.interaction.results_pane import ResultsPane
from tui.results.grid import ResultGrid
from tui.results.thumbnail import Thumbnail


def event(kind: EventKind, run: str = "x", **data: Any) -> ExecutionEvent:
    return ExecutionEvent(execution_id=run, seq=1, at=0.0, kind=kind, data=data)


def preview(index: int, run: str = "x", data: bytes = b"picture") -> ExecutionEvent:
    return event("preview", run, index=index, media_type="image/jpeg", data=b64encode(data).decode())


def test_each_item_that_is_made_has_its_newest_preview() -> None:
    previews = Previews()
    assert previews.take(preview(1)) == (set(), set())
    first, other = "preview-x-0", "preview-x-1"
    previews.take(preview(0))
    assert previews.take(preview(1, data=b"later")) == (set(), {other})
    previews.take(preview(0, "y"))
    assert [item.image for item in previews.items] == [first, other, "preview-y-0"]
    assert {(item.state, item.kind) for item in previews.items} == {("running", "image")}
    assert previews.take(event("result")) == ({first}, set())
    assert previews.take(event("cancelled")) == ({other}, set())
    assert [item.image for item in previews.items] == ["preview-y-0"]
    previews.take(event("completed", "y"))
    previews.take(event("result"))
    assert not previews.items


async def test_their_pictures_are_loaded_from_memory() -> None:
    previews = Previews()
    load = previews.loader(placeholder_loader)
    previews.take(preview(0, data=PICTURE))
    small = await load("preview-x-0", (10, 10))
    assert isinstance(small, Thumbnail)
    assert small != await placeholder_loader("", (small.columns, small.rows))
    assert await load("blob:1", (10, 10)) == await placeholder_loader("", (10, 10))


def test_one_that_is_alone_shows_how_far_the_run_is() -> None:
    previews = Previews()
    previews.take(event("progress", fraction=0.1, message="early"))
    previews.take(preview(0))
    previews.take(event("progress", fraction=0.5, message="step 4"))
    assert [(item.progress, item.message) for item in previews.items] == [(0.5, "step 4")]
    previews.take(preview(0))
    assert previews.items[0].progress == 0.5
    previews.take(preview(1))
    previews.take(event("progress", fraction=0.6))
    assert previews.items[0].progress == 0.5


def test_what_is_no_preview_is_left_out() -> None:
    previews = Previews()
    too_long = b64encode(bytes(10**6)).decode()
    for data in ({}, {"index": "0", "data": ""}, {"index": 0, "data": "a"}, {"index": 0, "data": too_long}):
        previews.take(event("preview", **data))
    assert not previews.items
    for index in range(1000):
        previews.take(preview(index))
    assert len(previews.items) <= 100


async def test_a_preview_is_a_card_until_its_picture_is_there(person: Person, cast: Cast) -> None:
    cast.painter.previews = (PICTURE, PICTURE)
    cast.painter.gates = gates = [asyncio.Event(), asyncio.Event()]
    await person.press("f5")
    await person.sees("⟳ being made", "⟳ 1 being made", "▦ preview", "▀")
    grid = person.find(ResultGrid)
    assert [item.state for item in grid.items] == ["running"]
    assert person.pictures == [], "it is no result"
    await person.press("f3", "space", "asterisk", "enter", "y")
    assert person.find(ResultsPane).current is None
    assert grid.selected == []

    gates[0].set()
    await person.until(lambda: [item.state for item in grid.items] == ["ready", "running"])
    await person.sees("1 being made")
    gates[1].set()
    await person.until(lambda: [item.state for item in grid.items] == ["ready", "ready"])
    await person.misses("being made")
    assert all(reference.startswith("blob:") for reference, _ in grid._images._pictures), "none is kept"


async def test_a_run_that_is_cancelled_leaves_no_preview(person: Person, cast: Cast) -> None:
    cast.painter.previews = (PICTURE,)
    cast.painter.gates = [asyncio.Event()]
    await person.press("f5")
    await person.sees("⟳ being made")
    await person.press("ctrl+x")
    await person.misses("being made")
    assert not person.find(ResultGrid).items
