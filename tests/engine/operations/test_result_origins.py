"""`results.list`: where each result of a session came from, in short."""

import pytest

from engine.operations.errors import NotFound
from schemas.messages.results import ListResults
from tests.engine.page import Page


async def test_each_result_says_where_it_came_from(page: Page) -> None:
    await page.run("paint", values={"subject": "a cat"}, params={"count": 2})
    shown = [each["content_id"] for each in (await page.data())["generations"]]
    found = (await page.engine.call(ListResults(session_id=page.session_id))).results
    assert [each.id for each in found] == shown
    assert {each.action for each in found} == {"paint"}
    assert found[0].provider
    assert "a cat" in found[0].prompt
    assert found[0].created_at <= found[1].created_at


async def test_of_no_session_there_is_nothing(page: Page) -> None:
    with pytest.raises(NotFound):
        await page.engine.call(ListResults(session_id="none"))
