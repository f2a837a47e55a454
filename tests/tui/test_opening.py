"""Opening a workflow or a session: what is shown when that fails, and how to try again."""

import asyncio
import json
from pathlib import Path

from tests.tui.cast import PICTURE, Cast
from tests.tui.conftest import Sit
from tests.tui.postcard import write_postcard
from tests.tui.scenes import scenes, write_scenes
from tui.home.screen import HomeScreen
from tui.interaction.screen import InteractionScreen


async def test_an_invalid_document_lists_every_problem(tmp_path: Path, sit: Sit) -> None:
    path = write_postcard(tmp_path / "bad", compose={"usse": "form", "titel": "[red]x[/]"})
    async with sit(("workflow", path)) as person:
        await person.sees("The workflow has", "problems.", "usse", "titel", "r Try again")


async def test_what_was_corrected_opens_at_the_second_try(tmp_path: Path, sit: Sit) -> None:
    path = Path(write_postcard(tmp_path / "bad"))
    step = path / "steps/1_compose/step.json"
    right = step.read_text("utf-8")
    wrong = json.loads(right)
    wrong["modules"][0]["sub_actions"][0]["config"]["prompt"] = {"$ref": "prompts/none.jinja"}
    step.write_text(json.dumps(wrong), "utf-8")
    async with sit(("workflow", str(path))) as person:
        await person.sees("none.jinja", "r Try again")
        step.write_text(right, "utf-8")
        await person.press("r")
        await person.at(InteractionScreen)


async def test_a_missing_workflow_says_what_to_give(sit: Sit) -> None:
    async with sit(("workflow", "nosuch [/x]")) as person:
        await person.sees("There is no workflow 'nosuch [/x]'.")
        await person.press("escape")
        await person.at(HomeScreen)


async def test_a_missing_session(sit: Sit) -> None:
    async with sit(("session", "0123456789ab")) as person:
        await person.sees("There is no session", "^b Home")
        await person.press("ctrl+b")
        await person.at(HomeScreen)


async def test_r_means_nothing_while_it_opens(sit: Sit, postcard: str) -> None:
    async with sit(("workflow", postcard)) as person:
        await person.press("r")
        await person.at(InteractionScreen)


async def test_modules_before_the_first_page_are_seen_as_they_run(
    tmp_path: Path, sit: Sit, cast: Cast
) -> None:
    gate = asyncio.Event()
    reply = scenes("A grey morning", "The long way home")
    cast.writer.plays((reply[:30], gate, reply[30:]))
    async with sit(("workflow", write_scenes(tmp_path / "flow"))) as person:
        await person.sees("is getting ready", "Make scenes", "title  A grey")
        gate.set()
        await person.at(InteractionScreen)
        await person.sees("The long way home")


async def test_modules_that_run_after_a_page_are_seen_on_it(tmp_path: Path, sit: Sit, cast: Cast) -> None:
    gate = asyncio.Event()
    path = Path(write_scenes(tmp_path / "flow"))
    step = path / "steps/2_story/step.json"
    document = json.loads(step.read_text("utf-8"))
    document["modules"].insert(
        0, {"id": "think", "uses": "llm.generate", "title": "Thinking of it", "inputs": {"input": "Think"}}
    )
    step.write_text(json.dumps(document), "utf-8")
    cast.writer.plays((scenes("A grey morning"),), ("It begins", gate, " at dawn."))
    async with sit(("workflow", str(path))) as person:
        await person.at(InteractionScreen)
        await person.press("ctrl+n")
        await person.sees("Thinking of it", "It begins")
        gate.set()
        await person.sees("Write the story")


async def test_a_picture_opens_the_form_that_made_it(home: Path, sit: Sit, postcard: str) -> None:
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        await person.press("end")
        await person.types(" in May")
        await person.press("f5")
        await person.until(lambda: len(person.pictures) == 2 and not person.running)
        await person.types("!")
        await person.press("ctrl+q")
    picture = next((home / "blobs").rglob("*.png"))
    async with sit(("picture", str(picture))) as person:
        await person.at(InteractionScreen)
        await person.sees("Postcard (from a picture)", "a harbour at dawn in May")
        assert person.value("subject") == "a harbour at dawn in May"
        assert len(person.pictures) == 2


async def test_a_picture_of_somebody_else_says_so(tmp_path: Path, sit: Sit) -> None:
    picture = tmp_path / "x.png"
    picture.write_bytes(PICTURE)
    async with sit(("picture", str(picture))) as person:
        await person.sees("does not say how it was made", "^b Home")
