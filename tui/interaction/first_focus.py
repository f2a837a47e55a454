"""Where a page begins: in its first field, or in its results if it has no field."""

from typing import Any

from textual.screen import Screen

from engine.form.model import FormModel
from tui.form.renderer import SchemaFormRenderer
from tui.interaction.open_page import OpenPage
from tui.interaction.panes import Panes
from tui.interaction.results_pane import ResultsPane


def focus_first(screen: Screen[Any], page: OpenPage) -> None:
    """Put the focus there."""
    model, results = page.model, screen.query_one(ResultsPane)
    first = _first_field(model)
    if first is not None:
        screen.query_one(SchemaFormRenderer).focus_field(first)
    elif results.items:
        screen.query_one(Panes).show("results")
        screen.set_focus(results.grid)


def _first_field(model: FormModel, path: str = "") -> str | None:
    """The first field that holds one value; where there is none, the first that can get parts."""
    shown = [field for field in model.children(path) if model.visible(field.name)]
    first = shown[0] if shown else None
    if first is None:
        return None
    inside = _first_field(model, first.name) if first.kind == "object" and model.is_set(first.name) else None
    return inside or first.name
