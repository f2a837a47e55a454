"""Running sub-actions: what streams, what lands, what fails, what is cancelled and tried again."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import Internal
from engine.providers.errors import ProviderError
from schemas.messages.events import ExecutionEvent
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tui.interaction.run_strip import RunStrip


def broken() -> ProviderError:
    return ProviderError("unreachable", "The server does not answer.", hint="Is it running?", retryable=True)


async def test_tokens_stream_into_the_log(person: Person, cast: Cast) -> None:
    go = asyncio.Event()
    cast.writer.plays(["Once upon ", go, "a time."])
    await person.press("escape", "t")
    await person.until(lambda: "Once upon" in person.log)
    await person.sees("Once upon", "Tell a story …")
    assert "a time." not in person.log
    go.set()
    await person.until(lambda: "Once upon a time." in person.log)
    await person.sees("done, 7 tokens")
    assert person.running == []


async def test_a_structured_reply_is_readable_while_it_streams(person: Person, cast: Cast) -> None:
    go = asyncio.Event()
    cast.writer.plays(['{"subject": "a har', go, 'bour", "mood": "mis\\nty"}'])
    await person.press("escape", "s")
    await person.until(lambda: "Subject  a har" in person.log)
    assert "{" not in person.log
    go.set()
    await person.until(lambda: "Mood  mis ty" in person.log)


async def test_pictures_land_as_they_are_finished(person: Person, cast: Cast) -> None:
    gates = [asyncio.Event(), asyncio.Event()]
    cast.painter.gates = gates
    await person.press("f5")
    await person.sees("Painting", "picture 1 of 2")
    gates[0].set()
    await person.until(lambda: len(person.pictures) == 1)
    await person.sees("50%", "Pictures · 1", "seed 7")
    gates[1].set()
    await person.until(lambda: len(person.pictures) == 2)
    await person.sees("seed 8", "done, 2 results")
    await person.until(lambda: not person.find(RunStrip).running)
    await person.sees("✓ Paint: done")


async def test_two_at_once(person: Person, cast: Cast) -> None:
    brush, pen = asyncio.Event(), asyncio.Event()
    cast.painter.gates = [brush]
    cast.writer.plays(["Long ago ", pen, "in a port."])
    await person.press("escape", "p", "t")
    await person.until(lambda: sorted(person.running) == ["Paint", "Tell a story"])
    await person.until(lambda: "Long ago" in person.log)
    brush.set()
    await person.until(lambda: len(person.pictures) == 2)
    pen.set()
    await person.until(lambda: "in a port." in person.log)
    await person.until(lambda: person.running == [])


async def test_ctrl_x_cancels_what_was_started_last(person: Person, cast: Cast) -> None:
    cast.writer.plays(["Long ", asyncio.Event(), "never"])
    await person.press("escape", "t")
    await person.until(lambda: "Long" in person.log)
    await person.press("ctrl+x")
    await person.until(lambda: person.running == [])
    assert "Cancelled. What had arrived is kept." in person.log
    assert "never" not in person.log
    assert person.failed == []


async def test_ctrl_x_cancels_from_within_a_field_but_cuts_selected_text(person: Person, cast: Cast) -> None:
    cast.writer.plays([asyncio.Event()])
    await person.press("ctrl+g", "t")
    await person.until(lambda: person.running == ["Tell a story"])
    await person.until(lambda: person.focused_field == "subject")
    await person.press("f7", "ctrl+x")
    await person.until(lambda: person.value("subject") == "")
    assert person.running == ["Tell a story"]
    await person.types("a")
    await person.press("ctrl+x")
    await person.until(lambda: person.running == [])
    assert person.value("subject") == "a"


async def test_a_click_cancels_what_runs_and_retries_what_failed(person: Person, cast: Cast) -> None:
    cast.writer.plays([asyncio.Event()], [broken()], ["Again."])
    await person.press("escape", "t")
    await person.until(lambda: person.running == ["Tell a story"])
    await person.pilot.pause()
    await person.click("#runs")
    await person.until(lambda: person.running == [])
    await person.press("t")
    await person.until(lambda: person.failed == ["The server does not answer."])
    await person.pilot.pause()
    await person.click("#runs")
    await person.until(lambda: "Again." in person.log)
    assert person.failed == []


async def test_a_failure_is_shown_and_retried(person: Person, cast: Cast) -> None:
    cast.writer.plays(["Half a ", broken()], ["Whole."])
    await person.press("escape", "t")
    await person.sees("✗ Tell a story: The server does not answer.", "R retry", "Is it running?", "Half a")
    await person.press("R")
    await person.until(lambda: "Whole." in person.log)
    await person.until(lambda: person.failed == [])


async def test_a_failure_is_dismissed_by_escape(person: Person, cast: Cast) -> None:
    cast.writer.plays([broken()])
    await person.press("escape", "t")
    await person.until(lambda: person.failed)
    await person.press("f2")
    await person.until(lambda: person.focused_field == "subject")
    await person.press("escape")
    assert person.failed
    await person.press("escape")
    await person.until(lambda: not person.failed)


async def test_a_reply_that_is_no_json_fails_and_keeps_the_text(person: Person, cast: Cast) -> None:
    cast.writer.plays(["no json at all"])
    await person.press("escape", "s")
    await person.until(lambda: person.failed)
    assert "no json at all" in person.log
    assert person.value("mood") in ("", None) or not isinstance(person.value("mood"), str)


async def test_surprise_fills_only_what_is_empty(person: Person, cast: Cast) -> None:
    cast.writer.plays(['{"subject": "a whale", "mood": "stormy"}'])
    await person.press("escape", "s")
    await person.until(lambda: person.value("mood") == "stormy")
    assert person.value("subject") == "a harbour at dawn"
    await person.sees("stormy")


async def test_what_is_typed_meanwhile_stays(person: Person, cast: Cast) -> None:
    go = asyncio.Event()
    cast.writer.plays([go, '{"subject": "a whale", "mood": "stormy"}'])
    await person.press("ctrl+g", "s")
    await person.until(lambda: person.running)
    await person.press("tab")
    await person.types("mine")
    go.set()
    await person.until(lambda: not person.running)
    await person.press("!")
    await person.sees("✓ saved")
    assert person.value("mood") == "mine!"
    assert person.value("subject") == "a harbour at dawn"


async def test_under_tabs_a_run_shows_where_its_output_is(sit: Sit, postcard: str) -> None:
    async with sit(("workflow", postcard), NARROW) as person:
        await person.sees("Compose the card")
        await person.press("escape", "t")
        await person.sees("A quiet harbour.", "done, 7 tokens")
        await person.press("f2")
        await person.sees("Compose the card")
        await person.press("f5")
        await person.sees("Results 2", "seed 7")


async def test_hostile_text_is_shown_as_text(person: Person, cast: Cast) -> None:
    cast.writer.plays(["[/nope] [@click=app.quit]x[/] \x1b]52;c;eA==\x07 \u202eback"])
    await person.press("escape", "t")
    await person.sees("[/nope] [@click=app.quit]x[/] ]52;c;eA== back")
    cast.writer.plays([ProviderError("bad", "[/x] \x1b[2Jboom [red]")])
    await person.press("t")
    await person.sees("✗ Tell a story: [/x] [2Jboom [red]")


async def test_a_stream_that_cannot_be_read_is_said_and_nothing_falls(
    person: Person, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def events(*_: object) -> AsyncIterator[ExecutionEvent]:
        raise Internal("The database is damaged.", hint="Restore a copy.")
        yield  # type: ignore[unreachable]

    monkeypatch.setattr(LocalEngine, "events", events)
    await person.press("escape", "t")
    await person.sees("The database is damaged.", "Restore a copy.")
    assert person.app.is_running
    await person.until(lambda: person.running == [])


async def test_what_is_started_while_the_past_is_written_is_followed(
    sit: Sit, postcard: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        await person.press("escape", "t")
        await person.until(lambda: "A quiet harbour." in person.log and not person.running)
        session = person.page._session.id  # type: ignore[attr-defined]
    past = asyncio.Event()
    real = LocalEngine.events

    async def events(engine: LocalEngine, execution_id: str, after: int = 0) -> AsyncIterator[ExecutionEvent]:
        await past.wait()
        async for event in real(engine, execution_id, after):
            yield event

    monkeypatch.setattr(LocalEngine, "events", events)
    cast.writer.plays(["Second tale."])
    async with sit(("session", session)) as person:
        await person.sees("Compose the card")
        await person.press("escape", "t")
        await person.until(lambda: len(cast.writer.asked) == 2)
        past.set()
        await person.until(lambda: "Second tale." in person.log)
        assert person.log.index("A quiet harbour.") < person.log.index("Second tale.")
