"""Brings the screen to where the page is: values, results, and whatever of the page itself changed."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from textual.css.query import NoMatches
from textual.screen import Screen

from tui.interaction.action_bar import ActionBar, continue_label
from tui.interaction.action_buttons import ButtonsInForm
from tui.interaction.notes import gone_note, refreshed_note
from tui.interaction.open_page import OpenPage
from tui.interaction.page_context import PageContext
from tui.interaction.page_form import PageForm
from tui.interaction.panes import Panes
from tui.interaction.placement import places_of
from tui.interaction.results_pane import ResultsPane

if TYPE_CHECKING:
    from schemas.messages.session import InteractionView

_WENT_BACK = frozenset({"change_undone", "change_redone", "generation_chosen"})


class Following:
    """One per page. Changes are taken one after the other.

    `taken` is called after each, `offers` when the page has other sub-actions than before.
    """

    def __init__(
        self,
        screen: Screen[Any],
        page: OpenPage,
        form: PageForm,
        buttons: ButtonsInForm,
        *,
        taken: Callable[[], None],
        offers: Callable[[], None],
    ) -> None:
        self._screen = screen
        self._page = page
        self._form = form
        self._buttons = buttons
        self._taken = taken
        self._offers = offers
        self._lock = asyncio.Lock()

    async def take(self, view: "InteractionView", exact: bool = False) -> None:
        """The page as it is now; `exact`: the form is to hold what it says, whatever was typed."""
        async with self._lock:
            with self._unless_closed():
                reshaped = await self._take(view, exact=exact)
                if exact and not reshaped:
                    self._form.take_over()
                self._taken()

    async def change(self, kind: str, data: Mapping[str, Any], view: "InteractionView") -> None:
        """What happened to the page, whoever did it, and the page after it."""
        async with self._lock:
            with self._unless_closed():
                await self._change(kind, data, view)

    async def _change(self, kind: str, data: Mapping[str, Any], view: "InteractionView") -> None:
        before = self._page.view
        back = kind in _WENT_BACK
        reshaped = await self._take(view, exact=back)
        if kind == "data_changed":
            self._form.fill(data, view)
        elif kind == "interaction_refreshed":
            self._form.refresh(data)
            self._screen.notify(refreshed_note(data, view, self._page.titles), markup=False, timeout=8)
        elif back and not reshaped:
            self._form.take_back()
        if gone := gone_note(before, view):
            self._screen.notify(gone, severity="warning", markup=False, timeout=8)
        self._taken()

    @contextmanager
    def _unless_closed(self) -> Iterator[None]:
        """A page that is being closed loses its widgets one by one: what happens then is not shown."""
        try:
            yield
        except NoMatches:
            if self._screen.display and self._screen.app.is_running:
                raise

    async def _take(self, view: "InteractionView", *, exact: bool) -> bool:
        """Returns whether the form has another shape now."""
        before, self._page.view = self._page.view.request, view
        now = view.request
        form = now.input_schema != before.input_schema
        actions = now.sub_actions != before.sub_actions
        results = now.result_display_schema != before.result_display_schema
        if form or actions or results:
            self._page.name_sub_actions()
        if form:
            self._form.reshape(exact=exact)
        if form or actions:
            await self._show_form(anew=form)
        if actions or results or now.continue_label != before.continue_label:
            await self._show_actions()
        if actions or results:
            await self._screen.query_one(ResultsPane).show_documents()
        await self._screen.query_one(PageContext).show(now)
        pane = self._screen.query_one(ResultsPane)
        pane.show_page()
        self._screen.query_one(Panes).count_results(len(pane.items))
        return form

    async def _show_form(self, *, anew: bool) -> None:
        """The buttons between the fields are made with them: where those changed, all are made anew."""
        before = self._buttons.places
        places = self._buttons.places = places_of(self._page.request, self._page.model)
        if anew or (before.sections, before.fields) != (places.sections, places.fields):
            await self._form.show()

    async def _show_actions(self) -> None:
        request = self._page.request
        toolbar = places_of(request, self._page.model).toolbar
        label = request.continue_label or continue_label(self._page.session.steps)
        await self._screen.query_one(ActionBar).show_actions(toolbar, label)
        self._offers()
