"""The screen of a conversation: a page whose form is the message field (rows E4, E7)."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from schemas.clean_text import clean, clean_line
from schemas.messages.conversation import ConversationView
from schemas.messages.session import ExecutionView, InteractionView
from tui.conversation.action_card import what_it_did
from tui.conversation.blocks import Block, blocks_of
from tui.conversation.deeds import Deeds, reply_beside
from tui.conversation.feed import ConversationFeed
from tui.conversation.message_field import MessageField, answering_again, sending
from tui.conversation.message_log import MessageLog
from tui.conversation.panes import ConversationPanes
from tui.conversation.standing import Standing
from tui.form.renderer import SchemaFormRenderer
from tui.interaction.keys import describe, types_text
from tui.interaction.page_context import PageContext
from tui.interaction.panes import Panes
from tui.interaction.results_pane import ResultsPane
from tui.interaction.run_strip import RunStrip
from tui.interaction.screen import InteractionScreen
from tui.navigation import ResumeSession
from tui.widgets.stream_pane import StreamPane


class ConversationScreen(InteractionScreen):
    """Messages with the form below them; beside them the states and the context, or the log."""

    DEFAULT_CSS = Path(__file__).with_name("screen.tcss").read_text(encoding="utf-8")
    first_keys = ("conversation.", "sub-action.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", "Send", priority=True, id="conversation.send"),
        Binding("enter", "details", "Details", id="conversation.details"),
        Binding(
            "ctrl+j,shift+enter",
            "new_line",
            "New line",
            show=False,
            priority=True,
            id="conversation.new-line",
        ),
        Binding("up", "recall(-1)", "Last message", show=False, priority=True, id="conversation.recall"),
        Binding(
            "down", "recall(1)", "Next message", show=False, priority=True, id="conversation.recall-next"
        ),
        Binding("y", "answer(True)", "Yes", id="conversation.yes"),
        Binding("n", "answer(False)", "No", id="conversation.no"),
        Binding("y", "copy_message", "Copy", id="conversation.copy"),
        Binding("e", "edit_turn", "Edit and resend", id="conversation.edit"),
        Binding("g", "regenerate", "Answer again", show=False, id="conversation.regenerate"),
    ]

    # -- composition ------------------------------------------------------------------------

    def make_panes(self) -> Panes:
        request = self._page.request
        fields = SchemaFormRenderer(
            self._page.model, beside=self._buttons, navigation=request.navigation, id="fields"
        )
        fields.border_title = "Enter sends, ^j makes a new line"
        return ConversationPanes(
            [PageContext(request, self._pictures.load), MessageLog(id="messages"), fields],
            [Standing(id="standing"), ResultsPane(self._page, self._pictures)],
            [Static("Log", classes="title"), StreamPane(id="stream")],
            id="panes",
        )

    def bind_offers(self) -> None:
        super().bind_offers()
        # ^j makes a new line here.
        keys = self._bindings.key_to_bindings
        keys["ctrl+j"] = [each for each in keys.get("ctrl+j", []) if each.id != "sub-action.primary"]

    def on_mount(self) -> None:
        self._field = MessageField(self, self._page, self._drafts)
        self._feed = ConversationFeed(
            self._page,
            show=self._show_conversation,
            grow=lambda execution_id, text: self._talk.grow(f"reply {execution_id}", text),
            start=lambda work: self.run_worker(work, group="conversation"),
            later=self.set_timer,
            complain=self._complain,
        )
        self.call_next(self._show_results)
        self._deeds = Deeds(self, self._page, take=self._feed.take, complain=self._complain)

    def begin_watching(self) -> None:
        super().begin_watching()
        self.run_worker(self._feed.watch(self._page.session.seq), group="conversation")

    # -- what the session tells -------------------------------------------------------------

    @property
    def _talk(self) -> MessageLog:
        return self.query_one(MessageLog)

    def began(self, executions: list[ExecutionView]) -> None:
        self.run_worker(self._follow_modules(executions), group="conversation")

    async def _follow_modules(self, executions: list[ExecutionView]) -> None:
        """Actions in replies have their cards; what else begins is shown as on any page."""
        in_replies = await self._feed.runs_of_actions()
        super().began([each for each in executions if each.id not in in_replies])

    def _taken(self) -> None:
        super()._taken()
        self._show_results()

    def _show_results(self) -> None:
        """What an action has brought, such as answers to choose from, stands below the context."""
        pane = self.query_one(ResultsPane)
        if pane.display != bool(pane.items):
            pane.display = bool(pane.items)

    def _show_conversation(self, view: ConversationView, texts: Mapping[str, str]) -> None:
        self._talk.show(blocks_of(view, texts))
        self.query_one(Standing).show(view)
        self._field.follow(view)
        self.refresh_bindings()

    async def _changed(self, kind: str, data: Mapping[str, Any], view: InteractionView) -> None:
        sent = self._parts.runs.values_of(str(data.get("execution_id", "")))
        if kind == "data_changed" and self._field.is_next(data, sent):
            # What was sent is used up; what stands in the field by now is the next message.
            self._drafts.touch(self._field.name)
            kind = "message_sent"
        await super()._changed(kind, data, view)

    # -- writing ----------------------------------------------------------------------------

    def action_send(self) -> None:
        """Send what is in the field, once it has all that was typed before."""
        if box := self._field.focused:
            # The key comes to the screen first; letters before it may still wait for the field.
            box.call_later(self._send_what_is_there)
        else:
            self._send_what_is_there()

    def _send_what_is_there(self) -> None:
        """Send it, unless a reply is being written."""
        self._field.take_in()
        send = sending(self._page.request.sub_actions)
        if send is None or not self._field.text.strip():
            self._say("Write a message first.")
        elif self._answering:
            self._say("A reply is being written. ctrl+x stops it.")
        else:
            self._talk.follow()
            self._send(send.id, {self._field.name: self._field.press()})

    @work(group="press")
    async def _send(self, sub_action_id: str, values: Mapping[str, Any]) -> None:
        await self._parts.runs.press(sub_action_id, values=values)

    def action_run_sub_action(self, sub_action_id: str, item_id: str = "") -> Any:
        """Sending is the same by whatever button or key."""
        send = sending(self._page.request.sub_actions)
        if send is not None and send.id == sub_action_id:
            self.action_send()
        else:
            super().action_run_sub_action(sub_action_id, item_id)

    @property
    def _answering(self) -> bool:
        return bool(self._feed.view and self._feed.view.running)

    def action_new_line(self) -> None:
        self._field.new_line()

    def action_recall(self, by: int) -> None:
        if self._feed.view is not None:
            self._field.recall(self._feed.view, by)

    # -- messages and cards -----------------------------------------------------------------

    @property
    def _current(self) -> Block | None:
        """What letters are about: none while they are text, or while it cannot be seen."""
        return self._talk.current if self._letters else None

    @property
    def _letters(self) -> bool:
        return not types_text(self.focused) and bool(self._talk.region)

    def action_details(self) -> None:
        self._talk.turn()

    def action_answer(self, accept: bool) -> None:
        """Answer the card under the cursor, else the last one that waits."""
        if (block := self._talk.waiting) and block.action:
            self._answer(block.action.id, accept)

    @on(MessageLog.Answered)
    def _answered(self, message: MessageLog.Answered) -> None:
        self._answer(message.action_id, message.accept)

    @work(group="answer")
    async def _answer(self, action_id: str, accept: bool) -> None:
        await self._deeds.answer(action_id, accept=accept)

    def action_copy_message(self) -> None:
        if block := self._current:
            text = clean(
                block.text or (block.action.raw or what_it_did(block.action) if block.action else "")
            )
            self.app.copy_to_clipboard(text)
            self._say(f"Copied: {clean_line(text)[:200]}")

    @work(group="resend", exclusive=True)
    async def action_edit_turn(self) -> None:
        """Say something else instead of a message, in a session that goes on from there."""
        from tui.conversation.resend_screen import ResendScreen  # noqa: PLC0415 - few do this

        block, view = self._current, self._feed.view
        turn = (
            next((each for each in view.turns if block and each.turn_id == block.turn_id), None)
            if view
            else None
        )
        if turn is None:
            return
        message = await self.app.push_screen_wait(ResendScreen(turn.asked))
        if message is None or not await self.leave():
            return
        fork = await self._deeds.resend(turn.turn_id, message)
        if fork is not None:
            self.app.notify("This is a new session; the one it comes from is as it was.", markup=False)
            self.post_message(ResumeSession(fork.id))

    def action_regenerate(self) -> None:
        """Answer the last message again."""
        if again := answering_again(self._page.request.sub_actions):
            self.action_run_sub_action(again.id)

    @work(group="replies", exclusive=True)
    async def action_generation(self, by: int) -> None:
        """Show an earlier or a later reply to the last message."""
        if self._feed.view is not None:
            await self._deeds.choose(self._feed.view, by)

    @on(MessageLog.CursorMoved)
    def _message_cursor_moved(self) -> None:
        self.refresh_bindings()

    def _say(self, words: str) -> None:
        self.notify(words, markup=False)

    # -- panes and focus --------------------------------------------------------------------

    def focus_of(self, name: str) -> Widget:
        no_results = name == "results" and not self.query_one(ResultsPane).display
        return self.query_one(Standing) if no_results else super().focus_of(name)

    def action_leave_field(self) -> None:
        """Escape: from the field to the messages, and back; dismisses a failure."""
        strip = self.query_one(RunStrip)
        if types_text(self.focused):
            self.set_focus(self._talk)
        elif strip.failed or self.query_one(Panes).arrangement:
            self.set_focus(None)
            super().action_leave_field()
        else:
            self.query_one(Panes).show("form")
            self._field.focus()

    def on_descendant_focus(self) -> None:
        """Escape leads elsewhere now."""
        self._name_keys()

    def _name_keys(self) -> None:
        super()._name_keys()
        names = {
            "leave_field": "Messages" if types_text(self.focused) else "Write",
            "generation(-1)": "Earlier reply",
            "generation(1)": "Later reply",
        }
        describe(self._bindings, names)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer shows what works now."""
        if not self.is_mounted or not self.is_attached:
            return super().check_action(action, parameters)
        view = self._feed.view
        match action, parameters:
            case "send" | "new_line", _:
                return self._field.focused is not None
            case "recall", (int(by),):
                return self._field.can_recall(view, by)
            case "details", _:
                return self.focused is self._talk and bool(self._current and self._current.action)
            case "answer", _:
                return self._letters and self._talk.waiting is not None
            case "copy_message", _:
                return self._current is not None
            case "edit_turn", _:
                return bool(self._current and self._current.turn_id)
            case "regenerate", _:
                can = bool(view and view.turns) and not self._answering
                return can and answering_again(self._page.request.sub_actions) is not None
            case "generation", (int(by),):
                return view is not None and reply_beside(view, by) is not None
            case "leave_field", _:
                return True
            case _:
                return super().check_action(action, parameters)

    def page_commands(self) -> Iterator[SystemCommand]:
        """The page's commands, and those of a conversation."""
        yield from super().page_commands()
        every = (
            ("Edit and resend", "Say something else instead, in a new session", "edit_turn"),
            ("Answer again", "Another reply to the last message; this one is kept", "regenerate"),
            ("Copy message", "Put it on the clipboard", "copy_message"),
            ("Yes to the action", "The model may do what it asked for", "answer(True)"),
            ("No to the action", "The model may not do what it asked for", "answer(False)"),
        )
        for name, about, action in every:
            if self.check_action(action.partition("(")[0], ()):
                yield SystemCommand(name, about, partial(self.run_action, action))
