"""Component styles are what Textual's are, worked out when they are asked for."""

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.css.stylesheet import Stylesheet
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tui.widgets.late_components import LateStylesheet

NAMES = ("marked--quiet", "marked--told")


class Marked(Widget, can_focus=True):
    COMPONENT_CLASSES: ClassVar = set(NAMES)
    DEFAULT_CSS = """
    Marked { height: 1; }
    Marked > .marked--told { color: red; }
    Marked:focus > .marked--told { color: blue; text-style: bold; }
    Marked.other > .marked--told { color: blue; }
    Marked.other > .marked--quiet { color: green; }
    """


class Eager(App[None]):
    def compose(self) -> ComposeResult:
        yield Input(id="first")
        yield TextArea("text", id="text")
        yield Marked()


class Late(Eager):
    def __init__(self) -> None:
        super().__init__()
        self.stylesheet: Stylesheet = LateStylesheet.instead_of(self.stylesheet)
        self.made: list[str] = []
        work_out = self.stylesheet._made

        def noted(node, name):
            self.made.append(name)
            return work_out(node, name)

        self.stylesheet._made = noted  # type: ignore[method-assign]


def component_rules(app: App[None]) -> dict[tuple[str, str], object]:
    return {
        (type(widget).__name__, name): widget.get_component_styles(name).base.get_rules()
        for widget in app.query("*")
        for name in sorted(widget._get_component_classes())
    }


async def test_styles_are_textuals_before_and_after_a_change_of_focus_and_theme() -> None:
    seen = []
    for app in (Eager(), Late()):
        async with app.run_test() as pilot:
            seen.append([component_rules(app)])
            app.query_one(Marked).focus()
            await pilot.pause()
            seen[-1].append(component_rules(app))
            app.theme = "textual-light"
            await pilot.pause()
            seen[-1].append(component_rules(app))
    assert seen[0] == seen[1]
    assert len({str(rules) for rules in seen[0]}) == 3


async def test_a_widget_is_painted_again_where_a_style_it_asked_for_changes() -> None:
    app = Late()
    async with app.run_test():
        marked = app.query_one(Marked)
        assert not set(NAMES) & set(app.made)
        painted: list[object] = []
        marked.refresh = lambda *given, **_: painted.append(given) or marked  # type: ignore[method-assign]

        marked.add_class("other", update=False)
        app.stylesheet._process_component_classes(marked)
        assert not set(NAMES) & set(app.made)
        assert painted == []

        blue = marked.get_component_styles("marked--told").color
        app.stylesheet._process_component_classes(marked)
        assert painted == []

        marked.remove_class("other", update=False)
        app.stylesheet._process_component_classes(marked)
        assert len(painted) == 1
        assert marked.get_component_styles("marked--told").color != blue
        assert "marked--quiet" not in app.made


async def test_names_that_are_none_and_widgets_that_are_gone() -> None:
    app = Late()
    async with app.run_test() as pilot:
        marked = app.query_one(Marked)
        with pytest.raises(KeyError):
            marked.get_component_styles("marked--other")
        await marked.remove()
        await pilot.pause()
        with pytest.raises(KeyError):
            marked.get_component_styles("marked--told")
