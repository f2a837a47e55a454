"""How the page of a script step and its settings look."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest

from engine.actions.action import ActionEvent, ActionInput, Outputs, Progress
from engine.actions.errors import ActionError
from tests.tui.conftest import NARROW, WIDE
from tests.tui.person import Person
from tests.tui.script_steps.conftest import Post, StepsCast, statuses, write_post
from tests.tui.script_steps.test_settings import give, open_settings
from tests.tui.snapshots.conftest import Looks

both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
Size = tuple[int, int]
STEP = {
    "title": "Polish",
    "description": "Rewrite each draft so that it reads well.",
    "inputs": {"draft": {"label": "Draft", "db_field": "draft", "type": "textarea"}},
    "outputs": {"polished": {"label": "Polished text", "db_field": "polished", "type": "textarea"}},
    "script_config": {"type": "fake.run", "parameters": {"level": 1}},
}


@pytest.fixture
def cast() -> StepsCast:
    return StepsCast()


@pytest.fixture
def post(home: Path, cast: StepsCast) -> Iterator[Post]:
    """Made in a loop of its own: the comparison begins one itself."""
    with asyncio.Runner() as runner:
        yield runner.run(write_post(home, Path("blog"), cast, sections=6, steps={"polish": STEP}))


async def arrive(person: Person) -> None:
    await person.sees("6 records")
    await person.still()


@both
def test_page_while_it_runs(looks: Looks, size: Size, post: Post, cast: StepsCast) -> None:
    order = itertools.count(1)
    hold = asyncio.Event()

    async def play(given: ActionInput) -> AsyncGenerator[ActionEvent]:
        number = next(order)
        if number == 2:
            raise ActionError("no", "The writer is ill.")
        if number == 3:
            yield Progress(0.5, "half of it")
            await hold.wait()
        yield Outputs(f"{given.variables['inputs']['draft']}, but better")

    cast.action.play = play

    async def act(person: Person) -> None:
        await arrive(person)
        await person.press(*["space"] * 4, "r")
        await person.until(lambda: statuses(person)[:2] == ["success", "error"])
        await person.sees("50%")
        await person.press("home")
        if size == NARROW:
            await person.press("f2")
        else:
            await person.sees("draft 1, but better")

    assert looks(act, size, ("workflow", post.workflow))


def test_record_alone_where_it_is_narrow(looks: Looks, post: Post) -> None:
    async def act(person: Person) -> None:
        await arrive(person)
        await person.press("enter")
        await person.sees("draft 1")

    assert looks(act, NARROW, ("workflow", post.workflow))


@both
def test_settings(looks: Looks, size: Size, post: Post) -> None:
    async def act(person: Person) -> None:
        await arrive(person)
        await open_settings(person, "level")
        await give(person, "e", "2")
        await person.sees("● this document")
        await give(person, "t", "3")
        await person.sees("● this run")
        person.app.clear_notifications()

    assert looks(act, size, ("workflow", post.workflow))
