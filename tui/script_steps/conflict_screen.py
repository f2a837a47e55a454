"""Asks what is to become of an edit when somebody else changed the same field meanwhile."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from schemas.clean_text import clean_line
from tui.session.diff_view import DiffView
from tui.widgets.key_footer import KeyFooter

Decision = Literal["mine", "theirs"]


class ConflictScreen(ModalScreen[Decision | None]):
    """`now` is what each field is in the store, `mine` what was typed, `labels` what fields are called."""

    DEFAULT_CSS = """
    ConflictScreen {
        align: center middle;
        & > Vertical {
            width: 110; max-width: 98%; height: 30; max-height: 94%; padding: 1 2;
            border: round $warning; background: $surface;
        }
        & DiffView { height: 1fr; margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "decide('mine')", "Save mine over it"),
        Binding("t", "decide('theirs')", "Take what is there"),
        Binding("escape", "decide('')", "Go on editing"),
    ]

    def __init__(self, now: Mapping[str, Any], mine: Mapping[str, Any], labels: Mapping[str, str]) -> None:
        super().__init__()
        self._texts = [
            (clean_line(labels.get(name, name)), _text(held.get("value")), _text(mine.get(name)))
            for name, held in now.items()
        ]
        notes = {clean_line(str(held.get("note") or "a run of the step")) for held in now.values()}
        self._by = ", ".join(sorted(notes))[:100]

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(
                Content.assemble(
                    ("Changed meanwhile, so that nothing was saved yet.", "bold"),
                    f"  What is there now comes from: {self._by}.",
                )
            )
            yield DiffView()
        yield KeyFooter()

    async def on_mount(self) -> None:
        view = self.query_one(DiffView)
        view.focus()
        await view.show(self._texts, ("there now", "mine"))

    def action_decide(self, how: str) -> None:
        self.dismiss("mine" if how == "mine" else "theirs" if how == "theirs" else None)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
