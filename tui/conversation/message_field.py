"""The field of a conversation in which the person writes, and what becomes of what they wrote."""

from collections.abc import Mapping, Sequence
from typing import Any

from textual.screen import Screen
from textual.widgets import Input, TextArea

from schemas.documents.sub_action import SubAction
from schemas.messages.conversation import ConversationView
from tui.form.controls.text_box import TextBox
from tui.form.controls.text_line import TextLine
from tui.form.renderer import SchemaFormRenderer
from tui.interaction.drafts import Drafts
from tui.interaction.open_page import OpenPage

_CONVERSE = "converse"


def sending(sub_actions: Sequence[SubAction]) -> SubAction | None:
    """The sub-action that sends what is in the field."""
    return next((each for each in sub_actions if _converses(each) and not _again(each)), None)


def answering_again(sub_actions: Sequence[SubAction]) -> SubAction | None:
    """The sub-action that answers the last message again."""
    return next((each for each in sub_actions if _converses(each) and _again(each)), None)


def _converses(sub_action: SubAction) -> bool:
    return sub_action.action_type == _CONVERSE


def _again(sub_action: SubAction) -> bool:
    return bool(sub_action.config.get("regenerate"))


class MessageField:
    """One per page. The field is empty while a reply is written; its text comes back if there is no reply.

    That is on the screen only: on disk the text stays until the engine has the reply.
    """

    def __init__(self, screen: Screen[Any], page: OpenPage, drafts: Drafts) -> None:
        self._screen = screen
        self._page = page
        self._drafts = drafts
        self._newest = ""
        self._pressed = ""
        self._sent: tuple[str, str] | None = None
        self._recalled = 0

    @property
    def name(self) -> str:
        """The field's name: the one that is empty once its text was sent."""
        send = sending(self._page.request.sub_actions)
        empties = send.config.get("empties", ["message"]) if send else ["message"]
        return str(empties[0]) if empties else "message"

    @property
    def text(self) -> str:
        """What is in it."""
        return self._page.model.text(self.name) if self.name in self._page.titles else ""

    @property
    def focused(self) -> TextArea | Input | None:
        """Its control, if that has the focus."""
        focused = self._screen.focused
        field = getattr(focused, "field", None)
        own = field is not None and field.name == self.name
        return focused if own and isinstance(focused, TextArea | Input) else None

    def focus(self) -> None:
        """Put the focus there."""
        if self.name in self._page.titles:
            self._form.focus_field(self.name)

    def new_line(self) -> None:
        """Break the line at the cursor."""
        if isinstance(box := self.focused, TextArea):
            box.insert("\n", maintain_selection_offset=False)

    # What became of what was written

    def take_in(self) -> None:
        """The form holds what the control shows: its own news of the last letters may be on the way."""
        box = self.focused
        if isinstance(box, TextBox | TextLine):
            box.edits.take_text(box.field, box.text if isinstance(box, TextBox) else box.value)

    def press(self) -> str:
        """What is in it now is going to be sent: returns it."""
        self._pressed = self.text
        return self._pressed

    def follow(self, view: ConversationView) -> None:
        """A reply to what was sent has begun, or came to no good end."""
        newest = view.running or (view.turns[-1].execution_id if view.turns else "")
        if newest != self._newest:
            self._newest = newest
            self._take_away(newest, _asked(view, newest))
        if self._sent is not None and not view.running:
            execution_id, text = self._sent
            self._sent = None
            if execution_id not in {turn.execution_id for turn in view.turns} and not self.text:
                self._put(text)
        self._recalled = 0 if not self.text else self._recalled

    def _take_away(self, execution_id: str, asked: str) -> None:
        """A reply to this has begun; what was typed since it was sent is the next message."""
        if asked and self._pressed.strip() == asked:
            if self.text.startswith(self._pressed):
                more = self.text.removeprefix(self._pressed)
                self._sent = execution_id, self._pressed
                self._put(more)
                if more:
                    self._drafts.touch(self.name)
            self._pressed = ""

    def is_next(self, data: Mapping[str, Any], sent: Mapping[str, Any] | None) -> bool:
        """Whether a change empties the field, which holds something newer than what was `sent`."""
        value = data.get("value")
        empties = isinstance(value, Mapping) and value.get(self.name) == ""
        return empties and sent is not None and self.text not in ("", sent.get(self.name))

    # What was said before

    def can_recall(self, view: ConversationView | None, by: int) -> bool:
        """Whether the key brings an earlier message back, or a later one."""
        if self.focused is None or view is None:
            return False
        said = _said(view)
        at = self._recalled if self._is_recalled(said) else 0
        return (not self.text or at > 0) and 0 <= at - by <= len(said)

    def recall(self, view: ConversationView, by: int) -> None:
        """Put the message before (-1) or after (1) the one that was brought back into the field."""
        said = _said(view)
        at = self._recalled if self._is_recalled(said) else 0
        self._recalled = max(0, min(len(said), at - by))
        self._put(said[-self._recalled] if self._recalled else "")
        self._drafts.touch(self.name)

    def _is_recalled(self, said: Sequence[str]) -> bool:
        return 0 < self._recalled <= len(said) and self.text == said[-self._recalled]

    @property
    def _form(self) -> SchemaFormRenderer:
        return self._screen.query_one(SchemaFormRenderer)

    def _put(self, text: str) -> None:
        self._form.apply({self.name: text})
        if isinstance(box := self.focused, TextArea):
            box.move_cursor(box.document.end)


def _asked(view: ConversationView, execution_id: str) -> str:
    """What an execution answers."""
    replies = [*view.partial, *view.turns]
    return next((each.asked for each in replies if each.execution_id == execution_id), "").strip()


def _said(view: ConversationView) -> list[str]:
    """What the person has said, the oldest first, each once in a row."""
    said: list[str] = []
    times = [(turn.at, turn.asked) for turn in view.turns]
    times += [(partial.at, partial.asked) for partial in view.partial]
    for _, asked in sorted(times):
        if asked and said[-1:] != [asked]:
            said.append(asked)
    return said
