"""The panes of an open page: its form, its results, its log."""

from textual.widgets import Static

from tui.form.renderer import SchemaFormRenderer
from tui.interaction.action_buttons import ButtonsInForm
from tui.interaction.open_page import OpenPage
from tui.interaction.page_context import PageContext
from tui.interaction.panes import Panes
from tui.interaction.pictures import Pictures
from tui.interaction.results_pane import ResultsPane
from tui.widgets.stream_pane import StreamPane


def page_panes(page: OpenPage, pictures: Pictures, buttons: ButtonsInForm) -> Panes:
    """New widgets for the page as it is now."""
    request = page.request
    form = SchemaFormRenderer(page.model, beside=buttons, navigation=request.navigation, id="fields")
    return Panes(
        [PageContext(request, pictures.load), form],
        [ResultsPane(page, pictures)],
        [Static("Log", classes="title"), StreamPane(id="stream")],
        id="panes",
    )
