"""Several prompts in one form: as tabs, and as an accordion."""

from typing import Any

import pytest
from textual.widgets import Collapsible
from textual.widgets._collapsible import CollapsibleTitle

from schemas.documents.interaction import Navigation
from tests.tui.form.form_app import FormApp, form_of
from tests.tui.form.settle import quiet
from tui.form.form_items import items_of
from tui.widgets.tab_line import TabLine


def navigation(kind: str) -> Navigation:
    items = [{"id": "one", "label": "First [b]"}, {"id": "two", "label": "Second"}]
    return Navigation.model_validate({"type": kind, "items": items})


def app_of(kind: str) -> FormApp:
    def text(group: str | None) -> dict[str, Any]:
        return {"type": "string", "maxLength": 3, "_ux": {"group": group} if group else {}}

    schema = form_of(common=text(None), a=text("one"), b=text("two"), two=text(None))
    return FormApp(schema, navigation=navigation(kind))


def seen(app: FormApp) -> list[str]:
    return [name for name in ("common", "a", "b", "two") if app.row(name).region.area]


async def test_tabs_show_one_item_at_a_time() -> None:
    app = app_of("tabs")
    async with app.run_test(size=(80, 30)) as pilot:
        await quiet(pilot, app)
        assert "First [b]  Second" in app.screen_text()
        assert seen(app) == ["common", "a"]
        await pilot.press("tab", "right")
        await quiet(pilot, app)
        assert seen(app) == ["common", "b", "two"]


async def test_an_accordion_has_one_item_open() -> None:
    app = app_of("accordion")
    async with app.run_test(size=(80, 30)) as pilot:
        await quiet(pilot, app)
        assert "First [b]" in app.screen_text()
        assert "Second" in app.screen_text()
        assert seen(app) == ["common", "a"]
        app.query(Collapsible)[1].collapsed = False
        await quiet(pilot, app)
        assert seen(app) == ["common", "b", "two"]


async def test_a_tab_is_clicked() -> None:
    app = app_of("tabs")
    async with app.run_test(size=(80, 30)) as pilot:
        await quiet(pilot, app)
        await pilot.click(TabLine, offset=(14, 0))
        await quiet(pilot, app)
        assert seen(app) == ["common", "b", "two"]


@pytest.mark.parametrize("by_mouse", [True, False])
async def test_a_part_of_the_accordion_is_opened_at_its_title(by_mouse: bool) -> None:
    app = app_of("accordion")
    async with app.run_test(size=(80, 30)) as pilot:
        await quiet(pilot, app)
        title = app.query(CollapsibleTitle)[1]
        if by_mouse:
            await pilot.click(title)
        else:
            title.focus()
            await pilot.press("enter")
        await quiet(pilot, app)
        assert seen(app) == ["common", "b", "two"]


@pytest.mark.parametrize("kind", ["tabs", "accordion"])
async def test_an_error_in_another_item_opens_it(kind: str) -> None:
    app = app_of(kind)
    async with app.run_test(size=(80, 30)) as pilot:
        await quiet(pilot, app)
        app.model.set_text("b", "too long")
        assert app.form.show_errors()
        await quiet(pilot, app)
        await quiet(pilot, app)
        assert app.focused is app.control("b")
        assert seen(app) == ["common", "b", "two"]


def test_without_items_there_is_nothing_to_choose() -> None:
    assert items_of(None) is None
    assert items_of(Navigation()) is None
