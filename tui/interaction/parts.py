"""Puts together what works on a page: each part does one thing, the screen hands it the keys."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.screen import Screen

from engine.operations.errors import OperationError
from schemas.clean_text import clean, clean_line
from tui.form.renderer import SchemaFormRenderer
from tui.interaction.action_buttons import ButtonsInForm
from tui.interaction.change_runs import ChangeRuns
from tui.interaction.documents_watch import DocumentsWatch
from tui.interaction.drafts import Drafts
from tui.interaction.elsewhere import Elsewhere
from tui.interaction.execution_feed import ExecutionFeed
from tui.interaction.following import Following
from tui.interaction.going_back import GoingBack
from tui.interaction.offers import Offers
from tui.interaction.open_page import OpenPage
from tui.interaction.overlays import Overlays
from tui.interaction.page_effects import PageEffects
from tui.interaction.page_form import PageForm
from tui.interaction.panes import Panes
from tui.interaction.review import Review
from tui.interaction.run_strip import RunStrip
from tui.interaction.runs import Runs
from tui.interaction.undoing import Undoing
from tui.widgets.stream_pane import StreamPane

if TYPE_CHECKING:
    from schemas.documents.sub_action import SubAction
    from schemas.messages.events import ExecutionEvent
    from schemas.messages.session import ExecutionView, SessionView


@dataclass(frozen=True)
class Told:
    """What a screen is told by its parts, and asked.

    `taken`: the page was brought up to date; `offers`: it has other sub-actions; `moved`: the panes
    share it differently; `changed_field`: a sub-action is due because a field has another value.
    `valid`: whether the form may be used now; what is wrong with it is shown by that.
    """

    taken: Callable[[], None]
    offers: Callable[[], None]
    moved: Callable[[], None]
    changed_field: Callable[["SubAction"], object]
    adopted: Callable[["SessionView"], None]
    valid: Callable[[], bool]
    complain: Callable[[OperationError], None]


class Parts:
    """Made once the widgets of `screen` are there."""

    def __init__(
        self, screen: Screen[Any], page: OpenPage, drafts: Drafts, buttons: ButtonsInForm, told: Told
    ) -> None:
        strip, panes = screen.query_one(RunStrip), screen.query_one(Panes)
        form = PageForm(page, screen.query_one(SchemaFormRenderer), drafts)
        Elsewhere(screen, page, drafts, form)
        self.following = Following(screen, page, form, buttons, taken=told.taken, offers=told.offers)
        take = self.following.take
        self.undoing = Undoing(
            page,
            drafts,
            take=take,
            say=lambda words: strip.say(Content.styled(clean_line(words), "dim")),
            complain=told.complain,
        )
        self.review = Review(screen, page.engine, page.titles, view=lambda: page.view, take=take)
        overlays = Overlays(screen, page, take=take, complain=told.complain)
        effects = PageEffects(
            panes, overlay=overlays.show, pause=self.review.pause_in_typing, moved=told.moved
        )
        self.feed = ExecutionFeed(
            page.engine,
            screen.query_one(StreamPane),
            strip,
            page.sub_actions,
            page.titles,
            start=lambda work: screen.run_worker(work, group="executions", exit_on_error=False),
            complain=told.complain,
            ended=self._ended,
        )
        self._effects = effects
        self._of = screen, page, told
        self.runs = Runs(
            screen, page, self.feed, effects, self.undoing, valid=told.valid, complain=told.complain
        )
        self.change_runs = ChangeRuns(page, set_timer=screen.set_timer, run=told.changed_field)
        self.going_back = GoingBack(screen, page, leave=drafts.flush)
        self.documents = DocumentsWatch(screen, page, adopted=told.adopted, complain=told.complain)
        self.offers = Offers(screen, page, self.undoing, self.going_back, self.documents)

    async def _ended(self, execution: "ExecutionView", last: "ExecutionEvent") -> None:
        if last.kind != "completed":
            self.runs.forget_press()
        await self._effects.ended(execution, last)
        self._object(execution, last)
        if last.kind == "failed" and last.data.get("code") == "untrusted":
            # Few workflows have code of their own.
            from tui.interaction.trusting import Trusting  # noqa: PLC0415

            screen, page, told = self._of
            await Trusting(screen, page, retry=self.feed.retry, complain=told.complain).ask(execution)

    def _object(self, execution: "ExecutionView", last: "ExecutionEvent") -> None:
        """Show at the form's fields which of their values were refused; a success takes that away."""
        sent = self.runs.values_of(execution.id)
        if sent is None or last.kind == "cancelled":
            return
        details = last.data.get("details") if last.kind == "failed" else None
        said = [
            (str(each.get("field")), clean(str(each.get("message"))))
            for each in (details if isinstance(details, list) else [])
            if isinstance(each, dict)
        ]
        screen, _, _ = self._of
        screen.query_one(SchemaFormRenderer).object_to(said, sent)
