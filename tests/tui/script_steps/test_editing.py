"""A record's fields, edited on the page of a step: saved as versions, conflicts told, nothing lost."""

from pathlib import Path
from typing import Any

from schemas.messages.records import DeleteRecords, EditRecord, ListVersions
from tests.engine.batches.blog import FAKE
from tests.engine.fakes import Gate
from tests.tui.cast import Cast
from tests.tui.conftest import Sit
from tests.tui.person import Person
from tests.tui.script_steps.conftest import Post, engine_of, fields_of, page_of, write_post
from tests.tui.script_steps.test_running import shout
from tui.records.versions_screen import VersionsScreen
from tui.script_steps.conflict_screen import ConflictScreen
from tui.script_steps.record_list import RecordList
from tui.script_steps.screen import ScriptStepScreen


async def versions(person: Person, record_id: int, name: str) -> list[Any]:
    found = await engine_of(person).call(ListVersions(record_id=record_id, field=name))
    return [version.value for version in found.versions]


async def test_an_edit_is_one_version_when_the_field_is_left(person: Person, post: Post) -> None:
    await person.press("enter")
    await person.press("end")
    await person.types(" more")
    await person.sees("1 field edited")
    assert await versions(person, post.sections[0], "draft") == ["draft 1"]
    await person.press("escape")
    await person.misses("field edited")
    assert await versions(person, post.sections[0], "draft") == ["draft 1 more", "draft 1"]
    assert page_of(person).focused is page_of(person).list


async def test_outputs_are_edited_too(person: Person, post: Post) -> None:
    await person.press("enter", "tab")
    await person.types("by hand")
    await person.press("ctrl+s")
    await person.misses("field edited")
    assert (await fields_of(person, post.sections[0]))["polished"] == "by hand"


async def test_what_is_typed_counts_when_the_step_runs(person: Person, cast: Cast, post: Post) -> None:
    cast.action.play = shout
    await person.press("space", "home", "enter", "end")
    await person.types("0")
    await person.press("f5")
    await person.sees("DRAFT 10")
    assert (await fields_of(person, post.sections[0]))["polished"] == "DRAFT 10"


async def edit_behind(person: Person, record_id: int, **values: Any) -> None:
    await engine_of(person).call(EditRecord(record_id=record_id, values=values, note="somebody else"))


async def typed_too_late(person: Person, post: Post) -> None:
    """The person types while somebody else changes the same field."""
    await person.press("enter", "end")
    await person.types(" mine")
    await edit_behind(person, post.sections[0], draft="theirs")
    await person.press("ctrl+s")
    await person.at(ConflictScreen)
    await person.sees("somebody else", "theirs", "draft 1 mine")


async def test_a_conflict_and_mine_is_saved_over_it(person: Person, post: Post) -> None:
    await typed_too_late(person, post)
    await person.press("m")
    await person.misses("field edited")
    assert await versions(person, post.sections[0], "draft") == ["draft 1 mine", "theirs", "draft 1"]


async def test_a_conflict_and_theirs_is_taken(person: Person, post: Post) -> None:
    await typed_too_late(person, post)
    await person.press("t")
    await person.misses("field edited")
    await person.sees("theirs")
    assert await versions(person, post.sections[0], "draft") == ["theirs", "draft 1"]


async def test_a_conflict_and_the_person_goes_on_editing(person: Person, post: Post) -> None:
    await typed_too_late(person, post)
    await person.press("escape")
    await person.at(ScriptStepScreen)
    await person.sees("1 field edited", "draft 1 mine")
    assert await versions(person, post.sections[0], "draft") == ["theirs", "draft 1"]


async def test_what_is_not_saved_yet_is_there_after_a_restart(sit: Sit, person: Person, post: Post) -> None:
    await person.press("enter", "end")
    await person.types(" unsaved")
    assert await page_of(person)._edits.flush()
    session = page_of(person).shown_session
    async with sit(("session", session)) as again:
        await again.at(ScriptStepScreen)
        await again.sees("draft 1 unsaved", "1 field edited")
        assert await versions(again, post.sections[0], "draft") == ["draft 1"]


async def test_typing_goes_on_while_the_output_of_the_same_record_arrives(
    person: Person, cast: Cast, post: Post
) -> None:
    cast.action.play = gate = Gate(value="written by the run")
    await person.press("space", "r")
    await gate.there.wait()
    await person.press("home", "enter", "end")
    await person.types(" and")
    gate.go.set()
    await person.sees("written by the run", "draft 1 and")
    await person.types(" on")
    await person.sees("draft 1 and on")


async def test_earlier_versions_are_brought_back(person: Person, post: Post) -> None:
    await edit_behind(person, post.sections[0], draft="another draft")
    await person.press("down", "up", "v")
    await person.at(VersionsScreen)
    await person.press("down", "r")
    await person.until(lambda: any("is there again" in note for note in person.toasts()))
    await person.press("escape")
    await person.at(ScriptStepScreen)
    await person.sees("draft 1")
    assert (await fields_of(person, post.sections[0]))["draft"] == "draft 1"


async def test_a_record_that_is_gone_leaves_the_list(person: Person, post: Post) -> None:
    await engine_of(person).call(DeleteRecords(record_ids=[post.sections[1]]))
    await person.press("down")
    await person.sees("3 records")
    await person.misses("Part 2")


async def test_json_that_does_not_parse_changes_nothing(
    sit: Sit, home: Path, tmp_path: Path, cast: Cast
) -> None:
    rank = {"rank": {"label": "Rank", "db_field": "rank", "type": "text"}}
    post = await write_post(home, tmp_path / "blog", cast, sections=1, steps={"s": {**FAKE, "inputs": rank}})
    async with sit(("workflow", post.workflow)) as person:
        await person.sees("Rank")
        await person.press("enter", "end")
        await person.types("2")
        await person.sees("1 field edited")
        await person.types("x")
        await person.press("ctrl+s")
        await person.misses("field edited")
        assert (await fields_of(person, post.sections[0]))["rank"] == 12


async def test_quitting_with_a_question_open_loses_nothing(person: Person, post: Post) -> None:
    await typed_too_late(person, post)
    assert await page_of(person).leave()
    assert page_of(person)._edits.of(post.sections[0]) == {"draft": "draft 1 mine"}
    await person.press("escape")


async def test_a_click_selects_and_a_second_one_opens(person: Person, post: Post) -> None:
    await person.click(RecordList, offset=(2, 2))
    page = page_of(person)
    assert page.list.cursor == post.sections[2]
    assert page._records.chosen == [post.sections[2]]
    await person.click(RecordList, offset=(12, 1))
    assert page.list.cursor == post.sections[1]
    await person.sees("draft 2")
