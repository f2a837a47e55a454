"""The versions of a field: each with what it changed, and the way back to it."""

import pytest
from textual.widgets import OptionList

from engine.client.local import LocalEngine
from schemas.messages.records import EditRecord, GetRecord
from tests.tui.conftest import NARROW
from tests.tui.records.conftest import Over, add_post
from tui.records import versions_screen
from tui.records.versions_screen import VersionsScreen
from tui.session.diff_view import DiffView


async def draft(engine: LocalEngine, *texts: object) -> int:
    """A post whose draft had these values, one after another."""
    post = await add_post(engine, {"draft": texts[0]})
    for text in texts[1:]:
        await engine.call(EditRecord(record_id=post.id, values={"draft": text}))
    return post.id


async def test_each_is_compared_with_the_one_before_or_the_newest(over: Over, engine: LocalEngine) -> None:
    post = await draft(engine, "the river is wide", "the river is deep", "the lake is deep")
    async with over(VersionsScreen(engine, post, "draft", "Otters")) as person:
        await person.sees("draft · Otters", "3 versions", "newest", "version 2 → version 3", "lake")
        await person.press("down")
        await person.sees("version 1 → version 2", "wide")
        await person.press("c", "end")
        await person.sees("version 1 → version 3", "With the one before")


async def test_an_earlier_one_is_restored_as_a_new_version(over: Over, engine: LocalEngine) -> None:
    post = await draft(engine, "first", "second")
    screen = VersionsScreen(engine, post, "draft")
    async with over(screen) as person:
        await person.sees("2 versions")
        assert "Restore" not in person.sees_now
        await person.press("down")
        await person.sees("r Restore")
        await person.press("r")
        await person.sees("3 versions", "restored version 1")
        assert screen.restored
        now = await engine.call(GetRecord(record_id=post))
        assert (now.fields, now.versions) == ({"draft": "first"}, {"draft": 3})


async def test_what_is_no_text_is_shown_as_json_and_nothing_obeys(over: Over, engine: LocalEngine) -> None:
    post = await draft(engine, "[b]x[/b]", ["river", "\x1b[31motter"], None)
    async with over(VersionsScreen(engine, post, "draft")) as person:
        await person.sees("3 versions", "(empty)", "[b]x[/b]", "otter")
        assert "\x1b" not in person.screen.query_one(DiffView).text


async def test_older_ones_follow_when_the_cursor_gets_there(
    over: Over, engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions_screen, "PAGE", 3)
    post = await draft(engine, *(f"text {number}" for number in range(1, 9)))
    async with over(VersionsScreen(engine, post, "draft")) as person:
        await person.sees("8 versions")
        listed = person.screen.query_one(OptionList)
        assert listed.option_count == 3
        for count in (6, 8):
            await person.press("end")
            await person.until(lambda count=count: listed.option_count == count)
        await person.press("end")
        await person.sees("text 1")


async def test_narrow_shows_one_pane_at_a_time(over: Over, engine: LocalEngine) -> None:
    post = await draft(engine, "the river is wide", "the river is deep")
    async with over(VersionsScreen(engine, post, "draft"), NARROW) as person:
        await person.sees("Versions", "2 versions", "f3 Difference")
        assert "→" not in person.sees_now
        await person.press("enter")
        await person.sees("version 1 → version 2", "f2 Versions")
        await person.press("escape")
        await person.sees("newest")
        await person.press("escape")
        await person.misses("2 versions")


async def test_a_record_that_is_gone_is_said(over: Over, engine: LocalEngine) -> None:
    async with over(VersionsScreen(engine, 999, "draft")) as person:
        await person.until(lambda: any("no record 999" in each for each in person.toasts()))
