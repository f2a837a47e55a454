"""The order of events, and what is kept when things go wrong."""

from tests.engine.page import Page, kinds, text


async def test_events_are_started_tokens_completed_numbered_without_gaps(page: Page) -> None:
    execution, events = await page.run("run")

    assert kinds(events) == ["started", "token", "completed"]
    assert [event.seq for event in events] == [1, 2, 3]
    assert text(events) == "hello"
    assert execution.status == "completed"
