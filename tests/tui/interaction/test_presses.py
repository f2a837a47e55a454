"""One press is one run: pressed twice by accident, refused, waiting its turn, several at once."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tui.cast import Cast
from tests.tui.conftest import Sit
from tests.tui.person import Person
from tests.tui.scenes import MORE, TELL, scenes, write_scenes
from tui.interaction import presses


@pytest.fixture
def page_of(tmp_path: Path, sit: Sit, cast: Cast) -> Callable[..., Any]:
    def page_of(*actions: dict[str, Any]) -> Any:
        cast.writer.plays([scenes("The dog", "The rain")], ["Once."])
        return sit(("workflow", write_scenes(tmp_path / "scenes", list(actions))))

    return page_of


async def ready(person: Person) -> None:
    await person.sees("Choose scenes")
    await person.press("escape")


def runs(person: Person) -> int:
    return person.log.count("Tell")


async def test_a_double_press_runs_once(page_of: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presses, "DOUBLE_PRESS_SECONDS", 3600)
    async with page_of(TELL) as person:
        await ready(person)
        await person.press("t", "t")
        await person.until(lambda: "Once." in person.log and not person.running)
        await person.still()
        assert len(cast.writer.asked) == 2  # one of them made the scenes
        await person.press("f2")
        await person.types("x")
        await person.press("escape", "t")
        await person.until(lambda: len(cast.writer.asked) == 3)


async def test_on_two_results_it_is_two_presses(
    page_of: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presses, "DOUBLE_PRESS_SECONDS", 3600)
    async with page_of(MORE) as person:
        await ready(person)
        await person.press("f3", "1", "m", "2", "m")
        await person.until(lambda: len(cast.writer.asked) == 3)
        texts = sorted(each.messages[-1].text for each in cast.writer.asked[1:])
        assert texts == ["More like The dog", "More like The rain"]


async def test_pressed_again_later_it_runs_again(page_of: Any, cast: Cast) -> None:
    async with page_of(TELL) as person:
        await ready(person)
        await person.press("t")
        await person.until(lambda: len(cast.writer.asked) == 2 and not person.running)
        await person.press("t")
        await person.until(lambda: len(cast.writer.asked) == 3)


async def test_what_is_refused_is_said_quietly(page_of: Any, cast: Cast) -> None:
    async with page_of({**TELL, "concurrency": "refuse"}) as person:
        await ready(person)
        go = asyncio.Event()
        cast.writer.plays([go, "Once."])
        await person.press("t")
        await person.until(lambda: person.running == ["Tell"])
        await person.press("t")
        await person.until(lambda: list(person.toasts()))
        assert list(person.toasts()) == ["Tell is running already. Wait for its end, or cancel it."]
        assert [note.severity for note in person.app._notifications] == ["information"]
        assert person.running == ["Tell"]
        go.set()
        await person.until(lambda: not person.running and not person.failed)


async def test_what_has_to_wait_says_so(page_of: Any, cast: Cast) -> None:
    async with page_of({**TELL, "concurrency": "queue"}) as person:
        await ready(person)
        go = asyncio.Event()
        cast.writer.plays([go, "Once."])
        await person.press("t")
        await person.until(lambda: len(cast.writer.asked) == 2)
        await person.press("t")
        await person.sees("Tell waits its turn")
        assert len(person.running) == 2
        go.set()
        await person.until(lambda: len(cast.writer.asked) == 3 and not person.running)


async def test_all_that_runs_at_once_is_in_the_strip(page_of: Any, cast: Cast) -> None:
    async with page_of({**TELL, "concurrency": "allow"}) as person:
        await ready(person)
        cast.writer.plays([asyncio.Event()])
        await person.press("t", "t", "t")
        await person.until(lambda: person.running == ["Tell"] * 3)
        await person.press("ctrl+x")
        await person.until(lambda: len(person.running) == 2)
