"""Steps that no document was chosen for, and steps over a document itself."""

from pathlib import Path

from tests.engine.batches.blog import FAKE, write_steps
from tests.tui.cast import Cast
from tests.tui.conftest import Sit
from tests.tui.script_steps.conftest import Post, fields_of, page_of, statuses, write_post
from tests.tui.script_steps.test_running import shout
from tui.script_steps.choose_document import ChooseDocument

STEP = {"title": "Shout", **FAKE}
OVER = {**STEP, "over": "document", "inputs": {"input1": {"label": "Title", "db_field": "title"}}}


async def test_the_person_chooses_whose_sections(sit: Sit, tmp_path: Path, cast: Cast, post: Post) -> None:
    cast.action.play = shout
    flow = write_steps(tmp_path / "loose", {"shout": STEP, "again": {**STEP, "title": "Again"}})
    async with sit(("workflow", flow)) as person:
        await person.at(ChooseDocument)
        await person.sees("Otters", "4 sections")
        await person.press("escape")
        await person.sees("No document is chosen", "o Other document")
        await person.press("o")
        await person.at(ChooseDocument)
        await person.types("ott")
        await person.sees("Otters")
        await person.press("enter")
        await person.sees("4 records", "draft 1")
        await person.press("space", "r")
        await person.until(lambda: statuses(person)[0] == "success")
        assert (await fields_of(person, post.sections[0]))["polished"] == "DRAFT 1"
        await person.press("ctrl+n")
        await person.sees("▸ Again", "4 records")


async def test_over_the_document_itself(sit: Sit, home: Path, tmp_path: Path, cast: Cast) -> None:
    cast.action.play = shout
    post = await write_post(home, tmp_path / "blog", cast, sections=2, steps={"shout": OVER})
    async with sit(("workflow", post.workflow)) as person:
        await person.sees("1 record", "Otters")
        await person.press("r")
        await person.sees("OTTERS")
        assert list(page_of(person)._records.records) == [post.id]


async def test_a_document_without_sections(sit: Sit, home: Path, tmp_path: Path, cast: Cast) -> None:
    post = await write_post(home, tmp_path / "blog", cast, sections=0, steps={"shout": STEP})
    async with sit(("workflow", post.workflow)) as person:
        await person.sees("There are no records here yet.", "0 records")
        await person.press("r", "a", "enter", "d", "v")
        await person.sees("There are no records here yet.")
