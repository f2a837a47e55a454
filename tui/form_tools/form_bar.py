"""What stands above a form while it is wanted: the search, what is wrong, and what is left out."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui.form.renderer import SchemaFormRenderer
from tui.form_tools.error_summary import ErrorSummary
from tui.form_tools.jump import Jump
from tui.form_tools.showing import SHOWINGS, SHOWN, Showing, keep_for


class SearchLine(Input):
    """Posts `Input.Changed`, `Input.Submitted`, and `Ended` for escape."""

    DEFAULT_CSS = """
    SearchLine, SearchLine:focus { border: none; height: 1; padding: 0 1; background: $boost; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "end_search", "End search", show=False)]

    class Ended(Message):
        """The person wants all fields again."""

    def __init__(self) -> None:
        super().__init__(placeholder="Search names and help; enter goes there, escape ends it")

    def action_end_search(self) -> None:
        self.post_message(self.Ended())


class FormBar(Vertical):
    """Finds fields of `form`: takes no room until there is something to say.

    `told` is called when something else is left out or wrong than before; `bring_form` brings
    the form to the screen before the focus goes into it, and returns whether that can be.
    """

    DEFAULT_CSS = """
    FormBar { height: auto; }
    FormBar > #form-state {
        height: 1; padding: 0 1; color: $text-accent; text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def __init__(
        self, form: SchemaFormRenderer, told: Callable[[], None], bring_form: Callable[[], bool]
    ) -> None:
        super().__init__()
        self._bring_form = bring_form
        self._form = form
        self._told = told
        self._summary = ErrorSummary()
        self._search: SearchLine | None = None
        self._state: Static | None = None
        self.showing: Showing = "all"
        self.advanced = True
        self.tried = False
        """Whether the person asked for something that needs a valid form, and so is told all errors."""

    def compose(self) -> ComposeResult:
        yield self._summary

    def words(self) -> list[str]:
        """What is left out, in a few words each."""
        words = [SHOWN[self.showing]] if self.showing != "all" else []
        if not self.advanced:
            words.append("advanced hidden")
        if self._leaves_out and not self._form.shown_paths:
            words.append("no field is left")
        return words

    def say(self, words: Content) -> None:
        """Say this on a line of its own; nothing takes the line away."""
        if self._state is None:
            if not words:
                return
            self._state = Static(id="form-state")
            self.mount(self._state)
        self._state.update(words)
        self._state.display = bool(words)

    # Searching

    def search(self) -> None:
        """Show the search, with the focus in it."""
        if self._search is None:
            self._search = SearchLine()
            self.mount(self._search, before=0)
        # At once: the next key may be on its way already.
        self.screen.set_focus(self._search)

    @property
    def searches(self) -> bool:
        """Whether the search is shown."""
        return self._search is not None

    def end_search(self, path: str | None = None) -> None:
        """All fields again, the focus at `path`, or at the first one."""
        self.close_search()
        self.go(path)

    def close_search(self) -> None:
        """Take the search away, if it is there."""
        if self._search is not None:
            self._search.remove()
            self._search = None
            self.filter()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._search is not None:
            self.filter()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        shown = self._form.shown_paths
        single = [path for path in shown if not self._form.model.children(path)]
        found = single if event.value.strip() else shown
        self.end_search(next(iter(found), None))

    def on_search_line_ended(self, event: SearchLine.Ended) -> None:
        event.stop()
        self.end_search()

    # Leaving fields out

    def show(self, showing: Showing) -> None:
        """Leave out other fields."""
        if showing == "errors":
            self._form.model.validate()
        if showing != self.showing:
            self.showing = showing
            self.filter()

    def show_next(self) -> None:
        """The next way of leaving fields out."""
        self.show(SHOWINGS[(SHOWINGS.index(self.showing) + 1) % len(SHOWINGS)])

    def toggle_advanced(self) -> None:
        """Hide what is advanced, or show it again."""
        self.advanced = not self.advanced
        self.filter()

    def filter(self) -> None:
        """Leave out what is not wanted now."""
        sought = self._search.value if self._search is not None else ""
        self._form.show_only(keep_for(self._form.model, self.showing, sought, advanced=self.advanced))
        self._told()

    def follow(self) -> None:
        """The form is another one, of which nothing is left out yet."""
        if self._leaves_out and self._form.body.keep is None:
            self.filter()

    @property
    def _leaves_out(self) -> bool:
        return self.showing != "all" or not self.advanced or self._search is not None

    # Errors

    def check(self) -> bool:
        """Validate, show all that is wrong, and go to the first of it; whether all is well."""
        self.tried = True
        wrong = self._form.show_errors()
        if wrong and self._leaves_out:
            self._end_leaving_out()
            self.go(next(iter(self._form.error_paths()), None))
        self.show_errors()
        return not wrong

    def show_errors(self) -> None:
        """Say what is wrong, if the person was told of it before, and what others object to."""
        model = self._form.model
        wrong = {path: list(messages) for path, messages in model.errors.items()} if self.tried else {}
        for path, message in model.objections:
            wrong.setdefault(path, []).append(message)
        if not self.tried and not wrong and not self._summary.display:
            return
        self._summary.show(
            [
                (path, f"{self._title_of(path)} {message}")
                for path in ["", *self._form.in_order(wrong)]
                for message in wrong.get(path, ())
            ]
        )
        self._told()

    def next_error(self) -> None:
        """Go to the next thing that is wrong."""
        self.tried = True
        self._form.model.validate()
        self.show_errors()
        self._summary.next()

    def on_error_summary_wanted(self, event: ErrorSummary.Wanted) -> None:
        event.stop()
        if self._bring_form():
            self._end_leaving_out()
            self.go(event.path)

    def _end_leaving_out(self) -> None:
        self.close_search()
        if self.showing != "all" or not self.advanced:
            self.showing, self.advanced = "all", True
            self.filter()

    def _title_of(self, path: str) -> str:
        try:
            return self._form.model.field(path).title if path else "The form"
        except KeyError:
            return path

    # Going to a field

    def go(self, path: str | None = None) -> None:
        """Put the focus into a field, or into the first one."""
        path = path or next(iter(self._form.shown_paths), None)
        if path is not None:
            self._form.focus_field(path)

    def jump(self) -> None:
        """Let the person choose by a letter among the fields on the screen."""
        region = self._form.region
        places = {
            path: widget.region.offset
            for path, widget in self._form.body.mounted()
            if widget.region.area and region.contains_point(widget.region.offset)
        }
        self.app.push_screen(Jump(places), self._jumped)

    def _jumped(self, path: str | None) -> None:
        if path is not None:
            self._form.focus_field(path)
