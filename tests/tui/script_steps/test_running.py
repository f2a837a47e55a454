"""A step over records, run from its page."""

from collections.abc import AsyncGenerator

from engine.actions.action import ActionEvent, ActionInput, Outputs, Progress
from engine.actions.errors import ActionError
from schemas.messages.batches import ListBatches
from tests.engine.fakes import Gate
from tests.tui.cast import Cast
from tests.tui.person import Person
from tests.tui.script_steps.conftest import Post, engine_of, fields_of, page_of, statuses
from tui.home.screen import HomeScreen


async def shout(given: ActionInput) -> AsyncGenerator[ActionEvent]:
    yield Outputs(str(given.variables["inputs"]["input1"]).upper())


class Ill:
    """Fails for some drafts until it is well."""

    def __init__(self, *drafts: str) -> None:
        self.drafts = set(drafts)

    async def __call__(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        draft = given.variables["inputs"]["input1"]
        if draft in self.drafts:
            raise ActionError("no", "The writer is ill.")
        yield Outputs(str(draft).upper())


async def test_what_is_selected_runs_and_the_rest_does_not(person: Person, cast: Cast) -> None:
    cast.action.play = shout
    await person.press("space", "space", "r")
    await person.until(lambda: statuses(person) == ["success", "success", "", ""])
    await person.sees("2 done", "2 not run yet", "2 selected")
    await person.press("home")
    await person.sees("DRAFT 1")


async def test_two_fail_and_only_those_are_run_again(person: Person, cast: Cast, post: Post) -> None:
    cast.action.play = ill = Ill("draft 2", "draft 3")
    await person.press("r")
    await person.until(lambda: statuses(person) == ["success", "error", "error", "success"])
    await person.sees("✗ 2 Part 2  The writer is ill.", "✗ 3 Part 3", "2 failed", "R  Retry 2 failed")
    ill.drafts.clear()
    ran = cast.action.runs
    await person.press("R")
    await person.until(lambda: statuses(person) == ["success"] * 4)
    assert cast.action.runs == ran + 2
    await person.misses("The writer is ill.")
    assert (await fields_of(person, post.sections[1]))["polished"] == "DRAFT 2"


async def test_progress_pause_and_cancel(person: Person, cast: Cast) -> None:
    cast.action.play = gate = Gate(before=[Progress(0.5, "half of it")], value="x")
    await person.press("space", "r")
    await gate.there.wait()
    await person.sees("0/1", "███░░░  50%", "p  Pause")
    await person.press("p")
    await person.sees("paused", "p  Resume")
    await person.press("p")
    await person.misses("paused")
    await person.press("ctrl+x")
    await person.until(lambda: statuses(person)[0] == "cancelled")
    await person.sees("· 1 cancelled")
    gate.go.set()


async def test_the_page_stays_usable_while_it_runs(person: Person, cast: Cast) -> None:
    cast.action.play = gate = Gate(value="x")
    await person.press("r")
    await gate.there.wait()
    await person.press("down", "down")
    await person.sees("draft 3")
    assert page_of(person).list.current.title == "Part 3"  # type: ignore[union-attr]
    gate.go.set()
    await person.until(lambda: statuses(person) == ["success"] * 4)


async def test_pressed_twice_is_one_batch(person: Person, cast: Cast) -> None:
    cast.action.play = gate = Gate(value="x")
    page = page_of(person)
    page.action_run()
    page.action_run()
    await gate.there.wait()
    gate.go.set()
    await person.until(lambda: statuses(person) == ["success"] * 4)
    assert len((await engine_of(person).call(ListBatches())).batches) == 1


async def test_selecting_what_failed_and_what_is_missing(person: Person, cast: Cast, post: Post) -> None:
    cast.action.play = Ill("draft 4")
    await person.press("a", "r")
    await person.until(lambda: statuses(person)[-1] == "error")
    await person.press("n")
    await person.sees("R  Retry 1 failed", "r  Run all 4")
    await person.press("f")
    assert page_of(person)._records.chosen == post.sections[3:]
    await person.press("n", "m")
    await person.until(lambda: page_of(person)._records.chosen == post.sections[3:])


async def test_continue_asks_while_something_runs(person: Person, cast: Cast) -> None:
    cast.action.play = gate = Gate(value="x")
    await person.press("space", "r")
    await gate.there.wait()
    await person.sees("0/1")
    await person.press("ctrl+n")
    await person.sees("1 record is not done yet")
    await person.press("y")
    await person.sees("▸ Polish")
    gate.go.set()


async def test_the_palette_has_what_works_now(person: Person, cast: Cast) -> None:
    names = {command.title for command in page_of(person).page_commands()}
    assert {"Run", "All", "Missing", "Settings", "Filter", "History"} <= names
    assert not {"Retry failed", "Pause", "Cancel", "Trust it", "Prompts"} & names


async def test_news_of_a_page_that_is_gone_harm_nobody(person: Person, cast: Cast) -> None:
    cast.action.play = gate = Gate(value="x")
    await person.press("space", "r")
    await gate.there.wait()
    await person.sees("0/1")
    page = page_of(person)
    await person.press("ctrl+b")
    await person.at(HomeScreen)
    await person.until(lambda: not page.query("*"))
    page._batches_changed()
    await page._show_record()
    await page.look_at_step()
    gate.go.set()
