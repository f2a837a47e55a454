"""What is typed over the records, and what it shows."""

import pytest

from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, TINY, Sit
from tests.tui.person import Person
from tests.tui.script_steps.conftest import Post, page_of, statuses
from tests.tui.script_steps.test_running import Ill
from tui.script_steps.sought import Sought, sought

READ: list[tuple[str, Sought]] = [
    ("", Sought()),
    ("two words", Sought("two words")),
    ("is:failed", Sought(statuses=frozenset({"error"}))),
    ("is:new frogs is:done", Sought("frogs", statuses=frozenset({None, "success"}))),
    ("is:purple", Sought("is:purple")),
    ("where rank > 2", Sought(where="rank > 2")),
    ("is:failed pond where rank > 2 and title", Sought("pond", "rank > 2 and title", frozenset({"error"}))),
    ("somewhere else", Sought("somewhere else")),
    ("where", Sought("where")),
]


@pytest.mark.parametrize(("text", "meant"), READ, ids=[text or "nothing" for text, _ in READ])
def test_reading_a_filter(text: str, meant: Sought) -> None:
    assert sought(text) == meant


async def shown(person: Person, *ids: int) -> None:
    await person.until(lambda: page_of(person)._records.shown == list(ids))


async def test_words_conditions_and_how_records_stand(person: Person, cast: Cast, post: Post) -> None:
    cast.action.play = Ill("draft 2")
    await person.press("r")
    await person.until(lambda: statuses(person).count("success") == 3)
    await person.press("slash")
    await person.types("draft 3")
    await shown(person, post.sections[2])
    await person.sees("1 of 4 records")
    await person.press("escape")
    await shown(person, *post.sections)
    await person.press("slash")
    await person.types("is:failed")
    await shown(person, post.sections[1])
    await person.press("enter", "a")
    assert page_of(person)._records.chosen == [post.sections[1]]
    await person.sees("r  Run 1")


@pytest.mark.parametrize(
    ("text", "said"), [("where rank >", "cannot be read"), ("where rnk > 1", "No record of posts has")]
)
async def test_a_condition_that_is_wrong_says_so(person: Person, text: str, said: str) -> None:
    await person.press("slash")
    await person.types(text)
    await person.sees(said)
    await person.press("escape")
    await person.sees("4 records")


async def test_a_condition(person: Person, post: Post) -> None:
    await person.press("slash")
    await person.types("where rank > 2")
    await shown(person, *post.sections[2:])


@pytest.mark.parametrize("size", [NARROW, TINY], ids=["narrow", "tiny"])
async def test_narrow_one_pane_at_a_time(sit: Sit, post: Post, size: tuple[int, int]) -> None:
    async with sit(("workflow", post.workflow), size) as person:
        await person.sees("4 records", "Part 4")
        assert "draft 1" not in person.sees_now
        await person.press("enter")
        await person.sees("draft 1")
        assert "Part 4" not in person.sees_now
        await person.press("escape")
        await person.sees("Part 4")
        await person.press("f3")
        await person.sees("draft 1")
        await person.press("f2")
        await person.sees("Part 4")
