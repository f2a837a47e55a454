"""The form on the screen: layout, errors, visibility, outside changes, hostile texts, many fields."""

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Collapsible, Input

from schemas.messages.session import Draft
from tests.tui.form.form_app import FormApp, form_of
from tests.tui.form.settle import quiet
from tui.form.controls.text_box import TextBox
from tui.form.field_row import FieldRow

HOSTILE = "[/x] \x1b]52;c;aGk=\x07 [@click=app.quit]x[/] [bold"


async def settled(pilot: Pilot, app: FormApp) -> None:
    """Validate now, as the pause after typing would, and let the screen follow."""
    await pilot.pause()
    await app.form.validate_now()
    await pilot.pause()


async def test_the_media_form_fits_beside_the_results(media_interaction: dict) -> None:
    app = FormApp(media_interaction["input_schema"], media_interaction["display_data"]["current_values"])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        text = app.screen_text()
        assert app.form.max_scroll_y == 0
        for part in ("Prompt Components", "Subject", "Generation Parameters", "16:9 ▾", "fast ▾", "100"):
            assert part in text
        places = [app.control(name).region for name in ("aspect_ratio", "speed", "version")]
        assert len({place.y for place in places}) == 1
        assert places[0].x < places[1].x < places[2].x


async def test_tab_follows_what_the_eye_reads_not_the_order_of_the_schema() -> None:
    def at(column: int, row: int) -> dict[str, Any]:
        return {"type": "string", "_ux": {"grid_column": column, "grid_row": row}}

    schema = form_of(d=at(2, 2), b=at(2, 1), c=at(1, 2), a=at(1, 1)) | {"_ux": {"layout": "grid"}}
    app = FormApp(schema)
    seen: list[str] = []
    async with app.run_test(size=(80, 30)) as pilot:
        for _ in range(4):
            await pilot.press("tab")
            assert isinstance(app.focused, Input)
            seen.append(app.focused.field.name)  # type: ignore[attr-defined]
    assert seen == ["a", "b", "c", "d"]


@pytest.mark.parametrize("layout", ["grid", "sections", "vertical", "horizontal"])
@pytest.mark.parametrize("style", ["flat", "card", "collapsible"])
async def test_every_layout_and_style_shows_every_field(layout: str, style: str) -> None:
    group = {"type": "string", "_ux": {"group": "g", "group_label": "Group G"}}
    schema = form_of(a=group, b=group, c={"type": "boolean"})
    app = FormApp(schema | {"_ux": {"layout": layout, "section_style": style, "grid_gap": "md"}})
    app.form.styles.width = 70
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        assert "Group G" in app.screen_text()
        regions = [app.control(name).region for name in "abc"]
        assert all(region.area for region in regions)
        side_by_side = regions[0].y == regions[1].y
        assert side_by_side == (layout in ("grid", "horizontal"))


async def test_errors_stand_at_a_field_only_after_it_was_touched() -> None:
    number = {"type": "integer", "maximum": 9}
    app = FormApp(form_of(a=number, b=number), {"a": 99, "b": 99})
    async with app.run_test(size=(80, 30)) as pilot:
        await settled(pilot, app)
        assert "✗" not in app.screen_text()
        app.form.focus_field("a")
        await pilot.press("9")
        await settled(pilot, app)
        assert app.screen_text().count("✗ must be at most 9") == 1
        await pilot.press("backspace", "backspace", "backspace", "5")
        await settled(pilot, app)
        assert "✗" not in app.screen_text()
        await pilot.press("tab", "tab")
        await settled(pilot, app)
        assert app.screen_text().count("✗ must be at most 9") == 1


async def test_validation_follows_a_pause_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.form.renderer.VALIDATE_AFTER", 0.01)
    app = FormApp(form_of(a={"type": "integer"}))
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.focus_field("a")
        await pilot.press("x")
        for _ in range(200):
            if app.model.errors:
                break
            await pilot.pause(0.01)
        await pilot.pause()
        assert "✗ “x” is not a whole number" in app.screen_text()


async def test_submitting_shows_every_error_and_focuses_the_first() -> None:
    app = FormApp(form_of(a={"type": "string"}, b={"type": "string"}) | {"required": ["a", "b"]})
    async with app.run_test(size=(80, 30)) as pilot:
        assert app.form.show_errors()
        await pilot.pause()
        assert app.screen_text().count("✗ is required") == 2
        assert app.focused is app.control("a")
        await pilot.press("x")
        app.model.set_text("b", "y")
        assert not app.form.show_errors()


async def test_what_concerns_the_whole_form_stands_above_it() -> None:
    app = FormApp(form_of(a={"$ref": "http://example.invalid/s.json"}), {"a": 1})
    async with app.run_test(size=(80, 30)) as pilot:
        await settled(pilot, app)
        assert app.screen_text().startswith("✗ the form's schema refers to")


async def test_help_stands_under_the_focused_field_only() -> None:
    described = {"type": "string", "description": "What it [b]is[/b]"}
    app = FormApp(form_of(a=described, b={"type": "string"}))
    async with app.run_test(size=(80, 30)) as pilot:
        assert "What it" not in app.screen_text()
        app.form.focus_field("a")
        await pilot.pause()
        assert "What it [b]is[/b]" in app.screen_text()
        await pilot.press("tab")
        await pilot.pause()
        assert "What it" not in app.screen_text()


async def test_fields_come_and_go_with_what_others_hold() -> None:
    hidden = {"type": "string", "_ux": {"visible_when": "on", "group": "more", "group_label": "More"}}
    app = FormApp(form_of(on={"type": "boolean"}, name=hidden))
    async with app.run_test(size=(80, 30)) as pilot:
        assert "More" not in app.screen_text()
        app.form.focus_field("on")
        await pilot.press("space")
        await pilot.pause()
        assert "More" in app.screen_text()
        app.form.apply({"on": False})
        await pilot.pause()
        assert not app.row("name").region.area


async def test_changes_from_elsewhere_reach_the_controls_without_an_edit() -> None:
    schema = form_of(
        text={"type": "string"},
        long={"type": "string", "format": "textarea"},
        pick={"enum": ["a", "b"]},
        n={"type": "integer", "minimum": 0, "maximum": 9},
    )
    app = FormApp(schema, {"text": "old", "pick": "a", "n": 1})
    async with app.run_test(size=(80, 30)) as pilot:
        new = {"text": "new text", "long": "x\ny", "pick": "b", "n": 7}
        assert set(app.form.apply(new)) == set(new)
        await pilot.pause()
        await pilot.pause()
        assert "new text" in app.screen_text()
        assert "b ▾" in app.screen_text()
        assert app.control("n").value == 7  # type: ignore[attr-defined]
        assert app.control("long").text == "x\ny"  # type: ignore[attr-defined]
    assert app.changes == []
    assert app.model.values() == new
    assert app.model.touched == set()


async def test_a_draft_opens_as_it_was_typed() -> None:
    app = FormApp(form_of(n={"type": "integer"}), draft=Draft(unparsed={"n": "12a"}))
    async with app.run_test(size=(80, 30)):
        assert "12a" in app.screen_text()
    assert app.changes == []


async def test_hostile_texts_are_shown_as_they_are() -> None:
    schema = form_of(
        a={"type": "string", "title": HOSTILE, "description": HOSTILE, "_ux": {"placeholder": HOSTILE}},
        b={"enum": [HOSTILE], "title": "b", "_ux": {"group": "g", "group_label": HOSTILE}},
        c={"enum": ["x", HOSTILE], "default": HOSTILE, "_ux": {"input_type": "radio"}},
        d={"type": "string", "format": "textarea", "pattern": HOSTILE.replace("[", r"\[")},
    )
    app = FormApp(schema, {"b": HOSTILE, "d": HOSTILE + "!"})
    shown = "[/x] ]52;c;aGk= [@click=app.quit]x[/] [bold"
    async with app.run_test(size=(120, 40)) as pilot:
        app.form.styles.width = 118
        app.form.focus_field("a")
        app.form.show_errors()
        await settled(pilot, app)
        text = app.screen_text()
        assert "\x1b" not in text
        assert "\x07" not in text
        assert text.count(shown) >= 6
        app.form.focus_field("b")
        await pilot.press("enter")
        await pilot.pause()
        assert app.is_running
        assert not any("@click" in segment.style.meta for segment in _segments(app) if segment.style)


def _segments(app: FormApp) -> list[Any]:
    return [segment for strip in app.screen._compositor.render_strips() for segment in strip]


async def test_disabled_fields_take_no_keys() -> None:
    app = FormApp(form_of(a={"type": "string"}, b={"type": "string"}))
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.disabled_fields = {"a"}
        await pilot.press("tab", "x")
        app.form.disabled_fields = ()
        await pilot.press("shift+tab", "y")
    assert app.model.values() == {"b": "x", "a": "y"}


async def test_a_folded_section_opens_for_a_field_that_needs_attention() -> None:
    grouped = {"type": "string", "_ux": {"group": "g"}}
    app = FormApp(form_of(a=grouped) | {"_ux": {"section_style": "collapsible"}, "required": ["a"]})
    async with app.run_test(size=(80, 30)) as pilot:
        app.query_one(Collapsible).collapsed = True
        await pilot.pause()
        app.form.show_errors()
        await pilot.pause()
        await pilot.pause()
        assert not app.query_one(Collapsible).collapsed
        assert app.focused is app.control("a")


async def test_only_what_is_near_the_screen_is_mounted() -> None:
    names = [f"f{at:03}" for at in range(400)]
    properties = {name: {"type": "string", "_ux": {"group": name[:2]}} for name in names}
    app = FormApp(form_of(**properties))
    async with app.run_test(size=(80, 30)) as pilot:
        await quiet(pilot, app)
        mounted = [row.field.name for row in app.query(FieldRow)]
        assert mounted == names[: len(mounted)]
        assert len(mounted) < 80
        # The room for the others is there, so that the scroll bar tells the truth.
        assert app.form.virtual_size.height >= 800
        app.form.focus_field("f399")
        await quiet(pilot, app)
        assert app.focused is app.control("f399")
        assert app.focused.region.bottom <= 30
        assert len(app.query(FieldRow)) < 160


async def test_tab_goes_on_to_fields_that_are_not_mounted_yet() -> None:
    names = [f"f{at:03}" for at in range(200)]
    app = FormApp(form_of(**{name: {"type": "string"} for name in names}))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("tab")
        await pilot.press(*["tab"] * 34)
        assert app.form.focused_path == "f034"
        app.form.focus_field("f199")
        await quiet(pilot, app)
        await pilot.press(*["shift+tab"] * 20)
        assert app.form.focused_path == "f179"


async def test_typing_costs_no_validation(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FormApp(form_of(a={"type": "string", "format": "textarea"}))
    runs: list[int] = []
    monkeypatch.setattr(app.model, "validation", lambda: (runs.append(1), dict)[1])
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.focus_field("a")
        await pilot.press(*"hello")
        assert isinstance(app.focused, TextBox)
    assert app.changes == ["a"] * 5
    # However slow the machine, validation never comes once per key.
    assert len(runs) < 5


async def test_typing_in_a_line_lays_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FormApp(form_of(a={"type": "string"}))
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.focus_field("a")
        await pilot.press("x")
        await quiet(pilot, app)
        layouts: list[int] = []
        lay_out = app.screen._refresh_layout
        monkeypatch.setattr(
            app.screen, "_refresh_layout", lambda *a, **k: (layouts.append(1), lay_out(*a, **k))
        )
        await pilot.press(*"hello" * 12)
        await pilot.pause()
        assert layouts == []
        # The text still scrolls within its line.
        assert "hello" in app.screen_text()
        assert app.model.value("a") == "x" + "hello" * 12
