"""What can be done on the page now: for the footer, the keys and the command palette."""

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from schemas.clean_text import clean_line
from tui.interaction.documents_watch import DocumentsWatch
from tui.interaction.going_back import GoingBack
from tui.interaction.keys import selected_text, types_text
from tui.interaction.open_page import OpenPage
from tui.interaction.panes import Panes
from tui.interaction.placement import acts_on_result
from tui.interaction.results_pane import ResultsPane
from tui.interaction.run_strip import RunStrip
from tui.interaction.undoing import Undoing

MOST_LABEL = 30

Command = tuple[str, str, Callable[[], Any]]


class Offers:
    """One per page; asks the others each time."""

    def __init__(
        self,
        screen: Screen[Any],
        page: OpenPage,
        undoing: Undoing,
        going_back: GoingBack,
        documents: DocumentsWatch,
    ) -> None:
        self._screen = screen
        self._page = page
        self._undoing = undoing
        self._going_back = going_back
        self._documents = documents
        self._strip = screen.query_one(RunStrip)
        self._panes = screen.query_one(Panes)

    def names(self) -> dict[str, str]:
        """What those actions are called now whose name changes."""
        return {
            "undo": _named("Undo", self._undoing.undo_label),
            "redo": _named("Redo", self._undoing.redo_label),
            "leave_field": "Form" if self._panes.covers_form else "Commands",
        }

    def now(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Whether a binding's action would do something now."""
        view = self._page.view
        match action, parameters:
            case "cancel", _:  # with text selected, ctrl+x cuts it
                return bool(self._strip.running) and not selected_text(self._screen.focused)
            case "retry", _:
                return bool(self._strip.failed)
            case "leave_field", _:
                focused = self._screen.focused is not None
                return focused or bool(self._strip.failed) or bool(self._panes.arrangement)
            case "review", _:
                return bool(view.proposals)
            case "documents", _:
                return self._documents.asks
            case "undo", _:
                return self._undoing.undo_label is not None
            case "redo", _:
                return self._undoing.redo_label is not None
            case "generation", (int(by),):
                return 1 <= view.generation + by <= len(view.generations)
            case "go_back", _:
                return self._going_back.possible
            case "form_tool", ("search" | "jump",) if types_text(self._screen.focused):
                return False
            case "form_menu" | "form_tool", _:
                return bool(self._page.model.fields)
            case "run_sub_action", (str(action_id),):
                return self._has_its_result(action_id)
            case _:
                return True

    def _has_its_result(self, action_id: str) -> bool:
        action = self._page.sub_actions.get(action_id)
        if action is None:
            return False
        if not acts_on_result(action, self._page.request):
            return True
        # A key that acted on a result nobody can see would be a surprise.
        pane = self._screen.query_one(ResultsPane)
        return pane.current is not None and bool(pane.region)

    def commands(self, run: Callable[[str, tuple[object, ...]], Any]) -> list[Command]:
        """Everything but the sub-actions by name; `run` does an action."""
        names = self.names()
        every: list[tuple[str, str, str, tuple[object, ...]]] = [
            (names["undo"], "Take back the last change of this page", "undo", ()),
            (names["redo"], "Do again what was undone last", "redo", ()),
            ("Cancel", "Stop what was started last", "cancel", ()),
            ("Retry", "Run again what failed", "retry", ()),
            ("Review proposal", "See before and after", "review", ()),
            ("Earlier results", "Show the generation before this one", "generation", (-1,)),
            ("Later results", "Show the generation after this one", "generation", (1,)),
            ("Documents changed", "Adopt the documents on disk, or keep those loaded", "documents", ()),
            ("Continue", "Complete this page and go on", "continue", ()),
            ("Go back", "Open a page again that was completed", "go_back", ()),
            ("Home", "Back to the home screen; everything stays", "home", ()),
        ]
        return [
            (name, about, lambda action=action, parameters=parameters: run(action, parameters))
            for name, about, action, parameters in every
            if self.now(action, parameters)
        ]


def _named(verb: str, label: str | None) -> str:
    if not label:
        return verb
    name = clean_line(label)
    return f"{verb} {name if len(name) <= MOST_LABEL else name[: MOST_LABEL - 1] + '…'}"
