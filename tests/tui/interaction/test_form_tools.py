"""What can be done to a page's form as a whole: found, filtered, seen as text, filled, reset, kept."""

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import OptionList

from engine.cli.headless.arguments import parse
from engine.cli.headless.commands import SetText, SetValues
from engine.cli.headless.page_form import set_text, set_values
from engine.form.model import FormModel
from schemas.messages.interactions import GetInteraction
from schemas.messages.presets import ListPresets
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tests.tui.postcard import FORM, SUB_ACTIONS, write_postcard
from tui.form.field_row import FieldRow
from tui.form_tools.error_summary import ErrorSummary
from tui.form_tools.form_bar import SearchLine
from tui.form_tools.jump import Jump
from tui.form_tools.menu import FormMenu
from tui.form_tools.paste_dialog import PasteDialog
from tui.form_tools.presets_menu import PresetsMenu
from tui.form_tools.value_box import ValueBox
from tui.interaction.arrangement import Arrangement
from tui.interaction.panes import Panes
from tui.widgets.key_footer import KeyFooter


def footer(person: Person) -> str:
    return str(person.screen.query_one(KeyFooter).render())


def rows(person: Person) -> list[str]:
    return [row.field.name for row in person.page.query(FieldRow)]


async def choose(person: Person, letter: str) -> None:
    await person.press("f9")
    await person.at(FormMenu)
    await person.press(letter)


async def draft(person: Person) -> dict[str, Any]:
    """What the engine has of the form, once all of it is there."""
    await person.until(lambda: person.save_state in (None, "saved"))
    page: Any = person.page
    view = await page._page.engine.call(GetInteraction(**page._page.ids))
    return dict(page._page.held.values if view.draft is None else view.draft.values)


async def pasted(person: Person, text: str, *, rest_is_cleared: bool = False) -> None:
    """Fill the form from JSON that is on the program's clipboard."""
    person.app.copy_to_clipboard(text)
    await choose(person, "v")
    await person.at(PasteDialog)
    await person.press(*["ctrl+r"] * rest_is_cleared, "ctrl+s")
    await person.until(lambda: person.screen is person.page)


# Finding


async def test_a_slash_is_text_in_a_field_and_searches_elsewhere(person: Person) -> None:
    await person.press("slash")
    await person.until(lambda: person.value("subject") == "/a harbour at dawn")
    assert "/ Search" not in footer(person)
    await person.press("escape")
    await person.until(lambda: "/ Search" in footer(person))
    await person.press("slash", *"pictu")
    await person.until(lambda: rows(person) == ["count"])
    await person.press("enter")
    await person.until(lambda: person.focused_field == "count" and "mood" in rows(person))
    assert not person.page.query(SearchLine)


async def test_escape_ends_a_search_before_it_leaves_the_field(person: Person) -> None:
    await choose(person, "/")
    await person.until(lambda: isinstance(person.page.focused, SearchLine))
    await person.types("nothing")
    await person.sees("no field is left")
    await person.press("escape")
    await person.until(lambda: person.focused_field == "subject")
    await person.misses("no field is left")


@pytest.mark.parametrize("way", ["f9", "J"])
async def test_jumping_by_a_letter(person: Person, way: str) -> None:
    if way == "J":
        await person.press("escape", "J")
    else:
        await choose(person, "j")
    await person.at(Jump)
    await person.press("s")
    await person.until(lambda: person.focused_field == "mood")


async def test_the_form_is_brought_to_the_screen_for_its_tools(sit: Sit, postcard: str) -> None:
    async with sit(("workflow", postcard), NARROW) as person:
        await person.sees("Compose the card")
        await person.press("f3")
        await person.until(lambda: person.find(Panes).active == "results")
        await choose(person, "/")
        await person.until(lambda: person.find(Panes).active == "form")
        await person.types("mood")
        await person.until(lambda: rows(person) == ["mood"])


async def test_only_what_changed_and_all_again(person: Person) -> None:
    await person.types("X")
    await choose(person, "c")
    await person.until(lambda: rows(person) == ["subject"])
    await person.sees("only what changed", "F9 a: all fields")
    await choose(person, "a")
    await person.until(lambda: len(rows(person)) == 4)
    await person.misses("only what changed")


async def test_advanced_fields_are_hidden_also_in_another_shape_of_the_form(tmp_path: Path, sit: Sit) -> None:
    properties = {**FORM["properties"], "seed": {"type": "integer", "x-advanced": True}}
    path = write_postcard(tmp_path / "p", compose={"input_schema": {**FORM, "properties": properties}})
    async with sit(("workflow", path)) as person:
        await person.until(lambda: "seed" in rows(person))
        await choose(person, "h")
        await person.until(lambda: "seed" not in rows(person))
        page: Any = person.page
        await page._form.show_model(page._page.model)
        page._taken()
        await person.until(lambda: "seed" not in rows(person) and "subject" in rows(person))
        await choose(person, "h")
        await person.until(lambda: "seed" in rows(person))


# Errors


@pytest.mark.parametrize("key", ["ctrl+n", "f5"])
async def test_what_is_wrong_is_listed_when_something_is_refused(
    person: Person, key: str, cast: Cast
) -> None:
    await pasted(person, '{"count": 99, "paper": "silk"}')
    await person.press("f7", key)
    await person.sees("✗ Paper must be one of", "✗ Pictures must be at most 8")
    await person.until(lambda: person.focused_field == "paper")
    assert cast.painter.asked == []
    summary = person.page.query_one(ErrorSummary)
    assert await person.pilot.click(summary, offset=(3, 1))
    await person.until(lambda: person.focused_field == "count")
    await pasted(person, '{"count": 3, "paper": "matt"}')
    await person.until(lambda: not summary.display)


async def test_the_next_error_is_gone_to_round_and_round(person: Person) -> None:
    await pasted(person, '{"count": 99, "paper": "silk"}')
    for name in ("paper", "count", "paper"):
        await choose(person, "n")
        await person.until(lambda name=name: person.focused_field == name)


async def test_a_form_that_results_cover_comes_back_for_its_errors(person: Person) -> None:
    await pasted(person, '{"count": 99}')
    covering: Arrangement = "replace"
    person.find(Panes).share(covering)
    await person.press("ctrl+n")
    await person.until(lambda: not person.find(Panes).covers_form and person.focused_field == "count")


# As text


async def test_the_text_and_the_form_agree_and_it_is_one_step(person: Person) -> None:
    await choose(person, "t")
    await person.until(lambda: person.page.query(ValueBox))
    text = person.page.query_one(ValueBox)
    assert json.loads(text.text)["subject"] == "a harbour at dawn"
    for subject in ("a", "a w", "a whale"):
        text.text = json.dumps({"subject": subject, "mood": "wet", "paper": "laid", "count": 3})
        await person.until(lambda subject=subject: person.value("subject") == subject)
    await choose(person, "y")
    await person.until(lambda: "subject: a whale" in text.text)
    text.text = "subject: ["
    await person.sees("not taken yet")
    await choose(person, "y")
    await person.sees("Not taken:")
    text.text = "subject: a whale\nmood: wet\npaper: laid\ncount: 4\n"
    await choose(person, "y")
    await person.until(lambda: not person.page.query(ValueBox))
    await person.until(lambda: "Undo Edit as YAML" in footer(person) or "Edit as YAML" in str(undo(person)))
    assert await draft(person) == {"subject": "a whale", "mood": "wet", "paper": "laid", "count": 4}
    await person.press("escape", "u")
    await person.until(lambda: person.value("subject") == "a harbour at dawn")
    assert person.value("count") == 2
    assert person.value("paper") == "matt"


def undo(person: Person) -> str | None:
    page: Any = person.page
    return page._page.view.undo  # type: ignore[no-any-return]


async def test_the_text_follows_what_an_action_brings(person: Person, cast: Cast) -> None:
    cast.writer.plays(['{"mood": "stormy"}'])
    await choose(person, "t")
    await person.until(lambda: person.page.query(ValueBox))
    await person.press("escape", "s")
    await person.until(lambda: '"mood": "stormy"' in person.page.query_one(ValueBox).text)


async def test_text_that_cannot_be_read_is_not_acted_on(person: Person, cast: Cast) -> None:
    await choose(person, "t")
    await person.until(lambda: person.page.query(ValueBox))
    person.page.query_one(ValueBox).text = "[]"
    await person.press("f5", "ctrl+n")
    await person.sees("it must be an object, not a list")
    assert cast.painter.asked == []
    assert person.page.query(ValueBox)


async def test_no_text_clears_the_form(person: Person) -> None:
    await choose(person, "t")
    await person.until(lambda: person.page.query(ValueBox))
    person.page.query_one(ValueBox).text = ""
    await person.until(lambda: not person.page._model.submission())  # type: ignore[attr-defined]
    assert await draft(person) == {}


# Values that come and go


async def test_pasting_from_the_terminal_says_what_will_change(person: Person) -> None:
    await choose(person, "v")
    await person.at(PasteDialog)
    await person.sees("Nothing is pasted yet.")
    await paste(person, '{"count": 3, "colour": 1,')
    await person.sees("✗ line 1")
    await person.press("f7")
    await paste(person, '{"count": 3, "colour": 1}')
    await person.sees("Changes 1:", "Pictures: 2 → 3", "left out: colour", "What it does not name stays.")
    await person.press("ctrl+s")
    await person.until(lambda: person.value("count") == 3)
    assert await draft(person) == {"subject": "a harbour at dawn", "paper": "matt", "count": 3}
    await person.until(lambda: undo(person) == "Paste")
    await person.press("escape", "u")
    await person.until(lambda: person.value("count") == 2)


async def paste(person: Person, text: str) -> None:
    """As the terminal does it, in brackets."""
    from textual.events import Paste

    person.app.post_message(Paste(text))
    await person.pilot.pause()


async def test_pasting_can_clear_the_rest(person: Person) -> None:
    await pasted(person, '{"subject": "a fox"}', rest_is_cleared=True)
    await person.until(lambda: person.value("subject") == "a fox")
    assert await draft(person) == {"subject": "a fox"}


async def test_what_was_typed_before_a_paste_is_a_step_of_its_own(person: Person) -> None:
    await person.types("X")
    await pasted(person, '{"subject": "a fox", "mood": "sly"}')
    await person.until(lambda: undo(person) == "Paste")
    await person.press("escape", "u")
    await person.until(lambda: person.value("subject") == "Xa harbour at dawn" and undo(person) == "Subject")


async def test_a_pasted_value_runs_what_a_typed_one_would(tmp_path: Path, sit: Sit, cast: Cast) -> None:
    on_change = {**SUB_ACTIONS[3], "shortcut": None, "on_change": ["paper"]}
    path = write_postcard(tmp_path / "p", compose={"sub_actions": [on_change]})
    async with sit(("workflow", path)) as person:
        await person.sees("Compose the card")
        await pasted(person, '{"paper": "laid"}')
        await person.until(lambda: len(cast.writer.asked) == 1)


async def test_presets_are_kept_by_the_engine_taken_in_one_step_and_forgotten(person: Person) -> None:
    page: Any = person.page
    engine = page._page.engine
    asked = ListPresets(form_schema=page._page.request.input_schema)
    await choose(person, "p")
    await person.at(PresetsMenu)
    await person.types("dawn")
    await person.press("enter")
    await person.sees("Kept as dawn.")
    kept = (await engine.call(asked)).presets
    values = {"subject": "a harbour at dawn", "paper": "matt", "count": 2}
    assert [(preset.name, preset.value) for preset in kept] == [("dawn", values)]
    await pasted(person, '{"subject": "a fox", "count": 5}')
    await choose(person, "p")
    await person.at(PresetsMenu)
    await person.until(lambda: person.screen.query_one(OptionList).highlighted == 0)
    await person.press("enter")
    await person.sees("The values of dawn.")
    assert await draft(person) == values
    await person.until(lambda: undo(person) == "Preset dawn")
    await person.press("escape", "u")
    await person.until(lambda: (person.value("subject"), person.value("count")) == ("a fox", 5))
    await choose(person, "p")
    await person.at(PresetsMenu)
    await person.until(lambda: person.screen.query_one(OptionList).highlighted == 0)
    await person.press("delete")
    await person.until(lambda: person.screen.query_one(OptionList).option_count == 0)
    assert (await engine.call(asked)).presets == []


async def test_a_field_and_the_form_are_reset_in_one_step_each(person: Person) -> None:
    await person.types("X")
    await person.press("tab")
    await person.types("wet")
    await choose(person, "r")
    await person.until(lambda: person.page._model.text("mood") == "")  # type: ignore[attr-defined]
    assert person.value("subject") == "Xa harbour at dawn"
    await person.until(lambda: undo(person) == "Reset Mood")
    await choose(person, "R")
    await person.until(lambda: person.value("subject") == "a harbour at dawn")
    await person.press("escape", "u")
    await person.until(lambda: person.value("subject") == "Xa harbour at dawn")
    await choose(person, "r")
    await person.sees("Go into the field first.")


async def test_copying_the_values_as_json(person: Person) -> None:
    await person.press("f10")
    await person.sees("Copied as JSON.")
    values = {"subject": "a harbour at dawn", "paper": "matt", "count": 2}
    assert json.loads(person.app.clipboard) == values
    await choose(person, "m")
    await person.sees("Copied as YAML.")
    assert "paper: matt" in person.app.clipboard


async def test_the_copied_command_line_gives_a_run_these_values(person: Person, postcard: str) -> None:
    await pasted(person, '{"subject": "it\'s a \\"fox\\"\\nat $HOME", "count": 5}')
    line = await copied_command(person)
    program, command, *words = shlex.split(line)
    run = parse(words)
    assert (program, command, run.workflow) == ("reroll", "run", postcard)
    form = FormModel(FORM, {"subject": "a harbour at dawn"})
    for step in run.script:
        match step:
            case SetText(name, text):
                set_text(form, name, text)
            case SetValues(values):
                set_values(form, values)
            case _:
                raise AssertionError(step)
    assert form.submission() == person.page._model.submission()  # type: ignore[attr-defined]


async def copied_command(person: Person) -> str:
    before = person.app.clipboard
    await choose(person, "l")
    await person.until(lambda: person.app.clipboard != before)
    return person.app.clipboard


async def test_the_command_line_of_a_later_page_names_the_session(tmp_path: Path, sit: Sit) -> None:
    path = write_postcard(tmp_path / "card", compose={"result_display_schema": None})
    async with sit(("workflow", path)) as person:
        await person.sees("Compose the card")
        await person.press("ctrl+n")
        await person.sees("Write the greeting")
        run = parse(shlex.split(await copied_command(person))[2:])
        assert run.session == person.page._page.session.id  # type: ignore[attr-defined]
        assert run.script == [SetText("words", "Wish you were here")]


# Ways


async def test_the_palette_has_every_tool(person: Person) -> None:
    await person.press("ctrl+p")
    await person.until(lambda: person.screen is not person.page)
    await person.types("form: only errors")
    await person.sees("Form: Only errors")
    await person.press("enter")
    await person.sees("only errors · no field is left")


async def test_a_page_without_fields_offers_none_of_it(tmp_path: Path, sit: Sit) -> None:
    path = write_postcard(tmp_path / "p", compose={"input_schema": {"type": "object", "properties": {}}})
    async with sit(("workflow", path)) as person:
        await person.sees("Compose the card", "Actions")
        assert "Form" not in footer(person)
        await person.press("f9", "slash", "f10")
        assert person.screen is person.page


def test_nothing_of_it_is_imported_before_it_is_wanted() -> None:
    code = (
        "import sys, tui.app, tui.session_screens;"
        "print(*(name for name in sys.modules if name.startswith('tui.form_tools')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []
