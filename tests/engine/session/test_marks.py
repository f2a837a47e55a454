"""Stars, ratings, tags and notes of results: kept, and undone like other changes."""

from typing import Any

import pytest

from engine.operations.errors import BadRequest
from schemas.messages.marks import MarkResults
from schemas.messages.session import InteractionView, ResultMarks
from tests.engine.page import Page
from tests.engine.session.test_history import ids, redo, undo, values


async def mark(page: Page, *content_ids: str, **marks: Any) -> InteractionView:
    return await page.engine.call(MarkResults(**ids(page), content_ids=list(content_ids), **marks))


async def painted(page: Page, count: int = 3) -> list[str]:
    await page.run("paint", values={"subject": "a cat"}, params={"count": count})
    return [each["content_id"] for each in (await page.data())["generations"]]


async def test_marks_are_kept_one_beside_the_other(page: Page) -> None:
    first, second, _ = await painted(page)
    await mark(page, first, second, starred=True)
    await mark(page, first, rating=4, note="the best")
    view = await mark(page, second, tags=["dark", "dark", " wide "])
    assert view.marks == {
        first: ResultMarks(starred=True, rating=4, note="the best"),
        second: ResultMarks(starred=True, tags=["dark", "wide"]),
    }
    assert (await page.view()).marks == view.marks


async def test_what_is_taken_away_leaves_nothing(page: Page) -> None:
    first, *_ = await painted(page)
    await mark(page, first, starred=True, rating=2, tags=["x"], note="n")
    assert (await mark(page, first, starred=False, rating=0, tags=[], note="")).marks == {}


async def test_marks_are_undone_and_done_again(page: Page) -> None:
    first, *_ = await painted(page)
    await mark(page, first, starred=True)
    view = await mark(page, first, rating=3)
    assert view.undo == "rating 3"
    view = await undo(page)
    assert view.marks == {first: ResultMarks(starred=True)}
    assert (view.undo, view.redo) == ("star", "rating 3")
    assert (await undo(page)).marks == {}
    assert (await redo(page)).marks == {first: ResultMarks(starred=True)}


async def test_the_same_mark_again_is_no_change(page: Page) -> None:
    first, *_ = await painted(page)
    await mark(page, first, starred=True)
    view = await mark(page, first, starred=True)
    assert view.undo == "star"
    assert (await undo(page)).undo == "Paint"


async def test_what_was_typed_before_a_mark_is_undone_after_it(page: Page) -> None:
    first, *_ = await painted(page)
    await page.save(subject="a dog")
    await mark(page, first, starred=True)
    view = await undo(page)
    assert (view.marks, values(view)["subject"]) == ({}, "a dog")
    assert values(await undo(page))["subject"] == "a cat"


async def test_only_results_of_the_page_can_be_marked(page: Page) -> None:
    await painted(page)
    with pytest.raises(BadRequest, match="no result 'other'"):
        await mark(page, "other", starred=True)
    assert (await page.view()).marks == {}


@pytest.mark.parametrize("marks", [{"rating": 6}, {"rating": -1}, {"tags": [""]}, {"tags": ["x" * 61]}])
async def test_marks_that_make_no_sense_are_refused(marks: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        MarkResults(session_id="s", interaction_id="i", content_ids=["r"], **marks)
