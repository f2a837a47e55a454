"""Which of the page's results the grid shows, and how: what the person wished for, and what is selected."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from engine.operations.errors import OperationError
from schemas import messages
from tui.interaction.open_page import OpenPage
from tui.interaction.previews import Previews
from tui.interaction.result_columns import columns_of
from tui.interaction.result_display import Display
from tui.interaction.result_items import ItemMaker, arriving_items
from tui.results.arrangement import GROUPINGS, SORTS, Origin, Wish, arranged
from tui.results.card_layout import RenderAs
from tui.results.columns import Column
from tui.results.looking_for import STARRED, toggled
from tui.results.result_item import ResultItem
from tui.results.result_list import Group
from tui.results.table import Order, turned

T = TypeVar("T")
_VIEWS: Sequence[RenderAs] = ("grid", "list", "table")


class ResultsShown:
    """One per page. `items` are all results; `wish` is how they are to be seen, for the moment.

    `selected` holds what is hidden at the moment as well.
    """

    def __init__(self, page: OpenPage, display: Display, previews: Previews) -> None:
        self._page = page
        self.display = display
        self._maker = ItemMaker()
        self._origins: dict[str, Origin] = {}
        self.items: list[ResultItem] = []
        self._present: list[ResultItem] | None = None
        self._places: dict[str, int] | None = {}  # made when one is asked for
        self._chosen: list[str] = []
        self._previews = previews
        self._columns: Sequence[Column] = ()
        self._columns_of: tuple[object, object] = (None, None)
        self.wish = Wish(render_as=display.render_as, group_by=display.group_by)

    def take(self) -> None:
        """Take the page as it is now: results that are arriving stand first."""
        view = self._page.view
        present = self._maker.items(view)
        there = {item.id for item in present} if view.arriving else set[str]()
        arriving = [item for item in arriving_items(self.display, view.arriving) if item.id not in there]
        self._chosen = list(view.selected)
        if not arriving and present is self._present and len(self.items) == len(present):
            return
        self._present = present
        self.items = [*arriving, *present]
        self._places = None

    @property
    def _at(self) -> dict[str, int]:
        if self._places is None:
            self._places = {item.id: at for at, item in enumerate(self.items)}
        return self._places

    def item(self, item_id: str) -> ResultItem | None:
        """One of them."""
        at = self._at.get(item_id)
        return None if at is None else self.items[at]

    @property
    def selected(self) -> list[str]:
        """Ids of the selected results in the order of the page."""
        if not self._chosen:
            return []
        at = self._at
        return sorted((each for each in self._chosen if each in at), key=at.__getitem__)

    def select(self, seen: Sequence[str], visible: Sequence[ResultItem], *, several: bool) -> list[str]:
        """The selection after the person changed it to `seen` among the visible ones."""
        known = {item.id for item in visible}
        hidden = [each for each in self.selected if each not in known]
        self._chosen = [*hidden, *seen] if several else list(seen) or hidden
        return self.selected

    def arranged(self) -> tuple[list[ResultItem], list[Group]]:
        """What the grid is to show: the results, and at the end what is being made."""
        items, groups = arranged(self.items, self.wish, self._origins, self._chosen, self.columns)
        if making := self._previews.items:
            items = [*items, *making]
            groups = [*groups, Group("being made", len(making))] if groups else groups
        return items, groups

    @property
    def columns(self) -> Sequence[Column]:
        """The columns of the table; none for other views."""
        if self.wish.render_as != "table":
            return ()
        if self._columns_of[0] is not self.items or self._columns_of[1] is not self.display:
            self._columns, self._columns_of = columns_of(self.display, self.items), (self.items, self.display)
        return self._columns

    # -- what the person wishes ----------------------------------------------------------------

    def change(self, name: str) -> None:
        """Another view, order or grouping, by the name of a choice."""
        wish = self.wish
        match name:
            case "view":
                self.wish = replace(wish, render_as=_next(_VIEWS, wish.render_as))
            case "as_grid" | "as_list" | "as_table":
                self.wish = replace(wish, render_as=_VIEWS[("as_grid", "as_list", "as_table").index(name)])
            case "sort":
                self.wish = replace(wish, sort=_next(list(SORTS), wish.sort), column=None)
            case "next_column" | "last_column" if not self.columns:
                return
            case "next_column" | "last_column":
                self._by_neighbour(1 if name == "next_column" else -1)
            case "turn_order":
                if wish.column:
                    self.wish = replace(wish, column=turned(wish.column))
            case "group":
                now = wish.group_by if wish.group_by in GROUPINGS else ()
                self.wish = replace(wish, group_by=_next(GROUPINGS, now))
            case "starred":
                self.filter(toggled(wish.filter, STARRED))
            case _:
                raise ValueError(name)

    def by_column(self, name: str) -> None:
        """Order the table by a column; the same one again turns it round, then all stand as they came."""
        now = self.wish.column
        if now is None or now.column != name:
            self.wish = replace(self.wish, column=Order(name))
        else:
            self.wish = replace(self.wish, column=None if now.descending else turned(now))

    def _by_neighbour(self, by: int) -> None:
        """Beyond the first and the last column, the results stand as they came."""
        names = ["", *(column.name for column in self.columns if column.name)]
        now = self.wish.column.column if self.wish.column else ""
        name = names[(names.index(now) + by) % len(names)] if now in names else ""
        self.wish = replace(self.wish, column=Order(name) if name else None)

    def filter(self, text: str) -> None:
        """Show only results that a filter means."""
        self.wish = replace(self.wish, filter=text)

    @property
    def lacks_origins(self) -> bool:
        """Whether the wish takes more than is known of the results by now."""
        return self.wish.needs_origins and any(item.id not in self._origins for item in self.items)

    async def learn(self) -> None:
        """Ask the engine where the results came from. Those it does not know came with the document."""
        try:
            found = await self._page.engine.call(messages.ListResults(session_id=self._page.session.id))
        except OperationError:
            found = None
        actions = self._page.sub_actions
        self._origins = {item.id: Origin(item.label) for item in self.items}
        for each in found.results if found else ():
            action: Any = actions.get(each.action)
            label = action.label if action else each.action
            self._origins[each.id] = Origin(each.label or each.provider, each.prompt, label)


def _next(values: Sequence[T], now: T) -> T:
    return values[(list(values).index(now) + 1) % len(values)]
