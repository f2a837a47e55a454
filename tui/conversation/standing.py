"""Where a conversation stands, beside its messages: its states and what it knows."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from schemas.messages.conversation import ConversationView
from tui.conversation.context_tree import context_tree, last_changes
from tui.conversation.states_diagram import states_diagram


class Standing(VerticalScroll):
    """The states as a diagram, the context as a tree; scrolls."""

    DEFAULT_CSS = """
    Standing {
        height: 1fr; padding: 0 1; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; scrollbar-color: $foreground 25%;
        & > .title { height: 1; color: $text-muted; text-style: bold; }
        & > #states { height: auto; margin: 0 0 1 0; }
        & > #context { height: auto; }
        &:focus > .title { color: $accent; }
    }
    """

    def compose(self) -> ComposeResult:
        yield Static("States", classes="title", id="states-title")
        yield Static(id="states")
        yield Static("Context", classes="title", id="context-title")
        yield Static(id="context")

    def show(self, view: ConversationView) -> None:
        """Say how things are now."""
        for part in self.query("#states, #states-title"):
            part.display = bool(view.states)
        self.query_one("#states", Static).update(states_diagram(view.states))
        changed = last_changes(view)[0]
        note = ("   * changed last", "$text-warning") if changed else ""
        self.query_one("#context-title", Static).update(Content.assemble("Context", note))
        self.query_one("#context", Static).update(context_tree(view))
