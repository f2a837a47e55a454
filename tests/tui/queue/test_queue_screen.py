"""The queue over a page and over the home screen: what it shows, and what can be done there."""

import asyncio

import pytest
from textual.widgets import OptionList

from engine.providers.errors import ProviderError
from schemas.messages.queue import ListQueue, QueueEntry, QueueView
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tui.home.screen import HomeScreen
from tui.interaction.screen import InteractionScreen
from tui.queue.lines import counted, entry_line, span
from tui.queue.screen import QueueScreen
from tui.session.menu import SessionMenu

NOW = 1_000_000.0


@pytest.fixture
def gate(cast: Cast) -> asyncio.Event:
    """The first picture of each run waits for it."""
    gate = asyncio.Event()
    cast.painter.gates = [gate]
    return gate


async def queued(person: Person) -> QueueView:
    host = person.app.host  # type: ignore[attr-defined]
    return await (await host.engine()).call(ListQueue())


async def generate(person: Person, times: int = 1) -> list[str]:
    """Begin to generate several times; the first runs, the others wait. Their ids."""
    for count in range(1, times + 1):
        await person.press("f5")
        await person.until(lambda count=count: len(person.running) == count)
    async with asyncio.timeout(10):
        while not (queue := await queued(person)).running:  # noqa: ASYNC110 - the database tells
            await asyncio.sleep(0.01)
    return [entry.execution_id for entry in (*queue.running, *queue.waiting)]


async def open_queue(person: Person) -> None:
    await person.press("f8")
    await person.at(QueueScreen)


def highlight(person: Person, execution_id: str) -> None:
    listed = person.screen.query_one(OptionList)
    listed.highlighted = listed.get_option_index(execution_id)


def order(person: Person) -> list[str]:
    listed = person.screen.query_one(OptionList)
    ids = [listed.get_option_at_index(at).id or "" for at in range(listed.option_count)]
    return [each for each in ids if not each.startswith("-")]


async def test_what_runs_and_waits_is_shown_and_follows(person: Person, gate: asyncio.Event) -> None:
    await generate(person, 2)
    await open_queue(person)
    await person.sees("1 running, 1 waiting", "Running", "picture 1 of 2", "Waiting", "number 1")
    gate.set()
    await person.sees("nothing runs, nothing waits", "Ended", "took")
    assert "number 1" not in person.sees_now
    await person.press("f8")
    await person.at(InteractionScreen)
    await person.until(lambda: len(person.pictures) == 4)


async def test_an_empty_queue_says_so(person: Person) -> None:
    await open_queue(person)
    await person.sees("nothing runs, nothing waits")
    await person.press("enter", "x", "r", "f", "escape")
    await person.at(InteractionScreen)


async def test_moving(person: Person, gate: asyncio.Event) -> None:
    runs, first, second, third = await generate(person, 4)
    await open_queue(person)
    await person.sees("3 waiting")
    highlight(person, third)
    await person.press("f")
    await person.until(lambda: order(person) == [runs, third, first, second])
    await person.press("J")
    await person.until(lambda: order(person) == [runs, first, third, second])
    await person.press("shift+up")
    await person.until(lambda: order(person) == [runs, third, first, second])
    assert [entry.execution_id for entry in (await queued(person)).waiting] == [third, first, second]
    gate.set()


async def test_cancelling_one_that_waits_and_one_that_runs(person: Person, gate: asyncio.Event) -> None:
    runs, waits, other = await generate(person, 3)
    await open_queue(person)
    await person.sees("2 waiting")
    highlight(person, waits)
    await person.press("x")
    await person.sees("1 running, 1 waiting", "cancelled")
    highlight(person, runs)
    gate.set()
    await person.press("x")
    await person.sees("nothing runs, nothing waits")
    ended = {entry.execution_id: entry.status for entry in (await queued(person)).ended}
    assert ended[waits] == "cancelled"
    assert ended[other] == "completed"


async def test_retrying_twice_is_retrying_once(person: Person, cast: Cast) -> None:
    cast.painter.error = ProviderError("down", "The painter is out.", retryable=True)
    await person.press("f5")
    await person.until(lambda: person.failed)
    await open_queue(person)
    await person.sees("The painter is out.")
    cast.painter.error = None
    await person.press("r", "r")
    await person.sees("took")
    queue = await queued(person)
    assert sorted(entry.status for entry in queue.ended) == ["completed", "failed"]
    assert queue.running == queue.waiting == []


async def test_pausing_and_resuming(person: Person, gate: asyncio.Event) -> None:
    await generate(person, 2)
    await open_queue(person)
    await person.press("p")
    await person.sees("Paused for")
    gate.set()
    await person.sees("Ended", "1 waiting")
    assert (await queued(person)).running == []
    await person.press("p")
    await person.sees("nothing runs, nothing waits")
    await person.misses("Paused for")


async def test_enter_opens_the_session(sit: Sit, person: Person, gate: asyncio.Event) -> None:
    await generate(person)
    await person.press("ctrl+b")
    await person.at(HomeScreen)
    await person.sees("▶ 1 running", "f8 Queue")
    await person.pilot.click("#title")
    await person.at(QueueScreen)
    await person.sees("picture 1 of 2")
    await person.press("enter")
    await person.at(InteractionScreen)
    gate.set()
    await person.until(lambda: len(person.pictures) == 2)


async def test_from_home_when_there_is_nothing(sit: Sit, postcard: str) -> None:
    async with sit() as person:
        await person.sees("Nothing yet.")
        assert "f8" not in person.sees_now
        await person.press("f8")
        await person.at(QueueScreen)
        await person.press("escape")
        await person.at(HomeScreen)


async def test_from_the_menu_and_the_palette(person: Person) -> None:
    await person.press("escape", "ctrl+t")
    await person.at(SessionMenu)
    await person.press("q")
    await person.at(QueueScreen)
    await person.press("escape")
    await person.at(InteractionScreen)
    names = [command.title for command in person.app.get_system_commands(person.screen)]
    assert "Queue" in names


async def test_home_counts_and_follows(person: Person, gate: asyncio.Event) -> None:
    await generate(person, 3)
    await person.press("ctrl+b")
    await person.sees("▶ 1 running, 2 waiting", "1 running")
    gate.set()
    await person.misses("running")
    await person.sees("6 results")


async def test_narrow(sit: Sit, postcard: str, gate: asyncio.Event) -> None:
    async with sit(("workflow", postcard), NARROW) as person:
        await person.sees("Compose the card")
        await generate(person, 2)
        await open_queue(person)
        await person.sees("1 running, 1 waiting", "picture 1 of 2", "x Cancel", "number 1")
        gate.set()


def entry(**keys: object) -> QueueEntry:
    given = {
        "execution_id": "e",
        "session_id": "s",
        "session_title": "Harbour",
        "workflow_title": "Postcard",
        "page": "Compose",
        "label": "Paint",
        "action": "media.generate",
        "provider": "fake",
        "mode": "async",
        "status": "running",
        "queued_at": NOW - 100,
        "begun_at": NOW - 20,
        **keys,
    }
    return QueueEntry.model_validate(given)


def test_lines_say_how_far_and_how_long() -> None:
    line = entry_line(entry(fraction=0.5, message="2 of 4", seconds_left=20, here=True), NOW).plain
    assert line == "▶ Paint  Harbour · Compose\n  ██████░░░░░░ 50% 2 of 4  fake · 20 s · about 20 s left"
    line = entry_line(entry(status="queued", position=3, begun_at=None, seconds_left=90), NOW).plain
    assert line.endswith("fake · number 3 · waited 2 min · done in about 2 min")
    line = entry_line(entry(status="completed", ended_at=NOW - 10), NOW).plain
    assert line.endswith("fake · took 10 s · 10 s ago")


def test_text_from_outside_cannot_obey() -> None:
    line = entry_line(entry(label="\x1b[31mred\nline", message="[b]x[/b]", fraction=2.0), NOW)
    assert "\x1b" not in line.plain
    assert line.plain.count("\n") == 1
    assert "[b]x[/b]" in line.plain


def test_spans_and_counts() -> None:
    assert [span(each) for each in (-5, 0.4, 59, 61, 3900)] == ["0 s", "0 s", "59 s", "1 min", "1 h 5 min"]
    assert counted(QueueView()) == ""
    assert counted(QueueView(waiting=[entry()])) == "1 waiting"


async def test_what_ends_in_another_session_is_told_on_a_page(
    person: Person, gate: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    await generate(person)
    await person.press("ctrl+b")
    await person.sees("▶ 1 running")
    listed = person.screen.query_one("#workflows", OptionList)
    listed.focus()
    await person.app.run_action("app.queue")
    await person.at(QueueScreen)
    await person.press("escape")
    await person.at(HomeScreen)
    gate.set()
    await person.until(lambda: "✓ Paint: done · Postcard" in list(person.toasts()))


async def test_what_ends_on_the_page_that_is_shown_is_told_there(person: Person, gate: asyncio.Event) -> None:
    await generate(person)
    await person.app.on_watch_queue()  # type: ignore[attr-defined]
    gate.set()
    await person.sees("✓ Paint: done")
    person.app._watch.look_now()  # type: ignore[attr-defined]
    await person.pilot.pause(0.1)
    assert list(person.toasts()) == []
