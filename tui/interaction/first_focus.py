"""Where a page begins: in its first field, or in its results if it has no field."""

from typing import Any

from textual.screen import Screen

from tui.form.renderer import SchemaFormRenderer
from tui.interaction.open_page import OpenPage
from tui.interaction.panes import Panes
from tui.interaction.results_pane import ResultsPane


def focus_first(screen: Screen[Any], page: OpenPage) -> None:
    """Put the focus there."""
    model, results = page.model, screen.query_one(ResultsPane)
    first = next((field.name for field in model.fields if model.visible(field.name)), None)
    if first is not None:
        screen.query_one(SchemaFormRenderer).focus_field(first)
    elif results.items:
        screen.query_one(Panes).show("results")
        screen.set_focus(results.grid)
