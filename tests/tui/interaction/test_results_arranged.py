"""Marks, filter, order, groups, views and export of the results on a page."""

import json
from pathlib import Path

import pytest

from schemas.messages.interactions import GetInteraction
from schemas.messages.session import InteractionView, ResultMarks
from tests.tui.cast import Cast
from tests.tui.conftest import Sit
from tests.tui.person import Person
from tui.interaction.result_choices import CHOICES
from tui.interaction.results_menu import ResultsMenu
from tui.interaction.results_pane import ResultsPane
from tui.interaction.screen import InteractionScreen
from tui.results.detail import ResultDetail
from tui.results.grid import ResultGrid
from tui.session.ask import AskLine, AskText


async def paint(person: Person, times: int = 1) -> list[str]:
    """Two pictures each time; the grid has the focus, the cursor is on the first."""
    for _ in range(times):
        before = len(person.pictures)
        await person.press("f5")
        await person.until(lambda before=before: len(person.pictures) == before + 2 and not person.running)
    await person.press("f3", "home")
    return person.pictures


async def stored(person: Person) -> InteractionView:
    page = person.page._page  # type: ignore[attr-defined]
    return await page.engine.call(GetInteraction(**page.ids))


def shown(person: Person) -> list[str]:
    return [item.id for item in person.find(ResultGrid).items]


async def test_a_star_and_a_rating_are_shown_and_kept(person: Person) -> None:
    first, _ = await paint(person)
    await person.press("asterisk", "plus", "plus", "plus", "minus")
    await person.sees("1 ★ 2/5")
    await person.until(lambda: person.page._page.view.undo == "rating 2")  # type: ignore[attr-defined]
    assert (await stored(person)).marks == {first: ResultMarks(starred=True, rating=2)}


async def test_marks_are_undone_one_by_one(person: Person) -> None:
    await paint(person)
    await person.press("asterisk")
    await person.sees("1 ★")
    await person.press("plus")
    await person.sees("1 ★ 1/5")
    await person.until(lambda: "Undo rating 1" in str(person.page.active_bindings["u"].binding.description))
    await person.press("u")
    await person.misses("1/5")
    await person.press("u")
    await person.misses("★")


async def test_tags_and_a_note_are_asked_for(person: Person) -> None:
    first, _ = await paint(person)
    await person.press("number_sign")
    await person.at(AskLine)
    await person.types("wide, #dark,, wide")
    await person.press("enter")
    await person.sees("#wide #dark")
    await person.press("N")
    await person.at(AskText)
    await person.types("the one")
    await person.press("ctrl+s")
    await person.sees("✎")
    await person.until(lambda: person.page._page.view.undo == "note")  # type: ignore[attr-defined]
    view = await stored(person)
    assert view.marks == {first: ResultMarks(tags=["wide", "dark"], note="the one")}


async def test_marks_are_made_in_the_detail_view_too(person: Person) -> None:
    await paint(person)
    await person.press("enter")
    await person.at(ResultDetail)
    await person.press("asterisk", "plus")
    await person.sees("▸ ★ 1/5 1/2", "Marks")
    await person.press("right")
    await person.sees("▸ 2/2")
    await person.press("left", "escape")
    await person.at(InteractionScreen)
    await person.sees("1 ★ 1/5")


async def test_a_filter_hides_and_brings_back_and_the_selection_stays(person: Person) -> None:
    first, second, third, _ = await paint(person, 2)
    await person.press("space", "2", "asterisk")
    await person.sees("✓ 1 selected", "2 ★")
    await person.press("slash")
    await person.types("is:starred")
    await person.until(lambda: shown(person) == [second])
    await person.sees("1 of 4")
    assert person.find(ResultsPane).selected == [first]
    await person.press("enter")
    assert isinstance(person.page.focused, ResultGrid)
    await person.press("slash", "escape")
    await person.until(lambda: len(shown(person)) == 4)
    await person.sees("✓ 1 selected")
    assert (await stored(person)).selected == [first]
    assert third in shown(person)


async def test_selecting_while_one_is_hidden_lets_that_go_where_only_one_may_be(person: Person) -> None:
    _, second, *_ = await paint(person, 2)
    await person.press("space", "2", "asterisk", "slash")
    await person.types("is:starred")
    await person.press("enter", "space")
    await person.until(lambda: person.find(ResultsPane).selected == [second])


async def test_a_filter_that_means_nothing_says_so(person: Person) -> None:
    await paint(person)
    await person.press("slash")
    await person.types("nowhere")
    await person.sees("Nothing here is like that", "0 of 2")


async def test_views_change_for_the_moment(person: Person) -> None:
    await paint(person)
    for view in ("list", "table", "grid"):
        await person.press("V")
        await person.until(lambda view=view: person.find(ResultGrid).render_as == view)


async def test_a_table_is_ordered_by_its_columns(person: Person) -> None:
    first, second = await paint(person)
    await person.press("f6", "t")
    await person.sees("Seed", "▦")
    await person.press("less_than_sign")
    await person.sees("Made by ▲")
    await person.press("less_than_sign")
    await person.sees("Seed ▲")
    await person.press("I")
    await person.sees("Seed ▼")
    await person.until(lambda: shown(person) == [second, first])
    await person.press("V")
    await person.until(lambda: person.find(ResultGrid).render_as == "grid")
    assert shown(person) == [first, second], "other views have no columns"


async def test_results_stand_under_who_made_them_and_what_was_asked(person: Person) -> None:
    await paint(person, 2)
    await person.press("G")
    await person.sees("── painted, no model ", "by provider")
    assert person.find(ResultGrid).groups == [("painted, no model", 4)]
    await person.press("G")
    await person.sees("by prompt")
    await person.press("G", "G")
    await person.sees("── Paint ", "by action")
    await person.press("G")
    await person.until(lambda: not person.find(ResultGrid).groups)


async def test_new_results_come_into_their_group(person: Person) -> None:
    await paint(person)
    await person.press("G")
    await person.until(lambda: person.find(ResultGrid).groups == [("painted, no model", 2)])
    await paint(person)
    await person.until(lambda: person.find(ResultGrid).groups == [("painted, no model", 4)])


async def test_the_best_stand_first(person: Person) -> None:
    first, second = await paint(person)
    await person.press("2", "plus", "S", "S")
    await person.until(lambda: shown(person) == [second, first])
    await person.sees("best first")
    assert person.find(ResultGrid).cursor_id == second


async def test_the_menu_does_what_the_keys_do(person: Person) -> None:
    await paint(person)
    await person.press("f6")
    await person.at(ResultsMenu)
    await person.sees("Star · result 1", "Use its seed", "Export")
    await person.press("t")
    await person.until(lambda: person.find(ResultGrid).render_as == "table")
    await person.press("f6", "asterisk")
    await person.sees("★")


async def test_everything_is_in_the_palette(person: Person) -> None:
    await paint(person)
    titles = [command.title for command in person.page.page_commands()]  # type: ignore[attr-defined]
    assert [title for title in titles if title.startswith("Results: ")] == [
        f"Results: {choice.title}" for choice in CHOICES if not choice.of_table
    ]


async def test_values_are_put_into_the_form_again(person: Person) -> None:
    await person.press("ctrl+end", "!")
    await paint(person)
    await person.press("f2")
    await person.types("?")
    before = person.value("subject")
    await person.press("f3", "f6", "v")
    await person.until(lambda: person.value("subject") != before)


async def test_a_form_without_a_seed_says_so(person: Person) -> None:
    await paint(person)
    await person.press("f6", "d")
    await person.until(lambda: any("no field for it" in str(toast) for toast in person.toasts()))


@pytest.mark.parametrize(
    ("key", "sheet"), [("x", None), ("p", "contact-sheet.png"), ("h", "contact-sheet.html")]
)
async def test_the_selected_ones_are_exported_else_all(
    person: Person, home: Path, key: str, sheet: str | None
) -> None:
    shown = await paint(person)
    await person.press("f6", key)
    await person.at(AskLine)
    await person.sees("Export 2 results")
    await person.press("enter")
    await person.until(lambda: list((home / "exports").rglob("manifest.json")))
    (path,) = (home / "exports").rglob("manifest.json")
    said = json.loads(path.read_text("utf-8"))
    assert [entry["id"] for entry in said["results"]] == shown
    assert said["contact_sheet"] == sheet
    await person.press("space", "E")
    await person.sees("Export 1 result ")


async def test_a_folder_is_shown_or_named(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "tui.interaction.result_files.open_externally", lambda path: bool(opened.append(path)) or True
    )
    await paint(person)
    await person.press("O", "o")
    await person.until(lambda: len(opened) == 2)
    folder, file = sorted(opened, key=len)
    assert Path(file).parent == Path(folder)


async def test_a_document_says_how_results_are_grouped_at_first(sit: Sit, postcard: str, cast: Cast) -> None:
    step = next(path for path in Path(postcard).rglob("step.json") if '"pictures"' in path.read_text("utf-8"))
    text = step.read_text("utf-8")
    display = json.loads(text)
    for module in display["modules"]:
        if "result_display_schema" in module:
            module["result_display_schema"]["_ux"]["group_by"] = ["provider", "prompt"]
    step.write_text(json.dumps(display), "utf-8")
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        await paint(person)
        await person.sees("painted, no model · ", "by provider and prompt")
