"""Which results are shown, in which order and in which groups, without any screen."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from schemas.clean_text import clean_line
from schemas.frozen import frozen
from tui.results.card_layout import RenderAs
from tui.results.columns import Column, ordered
from tui.results.looking_for import filtered
from tui.results.result_item import ResultItem
from tui.results.result_list import Group
from tui.results.table import Order

Sort = Literal["made", "newest", "rating", "provider"]
Of = Literal["provider", "prompt", "action"]

SORTS: Mapping[Sort, str] = {
    "made": "as they came",
    "newest": "newest first",
    "rating": "best first",
    "provider": "by provider",
}
GROUPINGS: Sequence[tuple[Of, ...]] = ((), ("provider",), ("prompt",), ("provider", "prompt"), ("action",))
_MOST_TITLE = 120


@frozen
class Origin:
    """Who made a result: the name of the provider, what was asked, the label of the action."""

    provider: str = ""
    prompt: str = ""
    action: str = ""


NOWHERE = Origin()


@frozen
class Wish:
    """How the person wants to see the results. `column` is what orders the table, in place of `sort`."""

    render_as: RenderAs = "grid"
    filter: str = ""
    sort: Sort = "made"
    group_by: tuple[Of, ...] = ()
    column: Order | None = None

    @property
    def by_column(self) -> Order | None:
        """The column that orders the results, if they are shown in columns."""
        return self.column if self.render_as == "table" else None

    @property
    def needs_origins(self) -> bool:
        """Whether it takes more than the results themselves."""
        return bool(self.group_by) or self.sort == "provider" or "by:" in self.filter

    @property
    def words(self) -> str:
        """What is not as ever, for the line over the results."""
        said = [SORTS[self.sort]] if self.sort != "made" and not self.by_column else []
        said += [f"by {' and '.join(self.group_by)}"] if self.group_by else []
        return ", ".join(said)


def arranged(
    items: Sequence[ResultItem],
    wish: Wish,
    origins: Mapping[str, Origin],
    selected: Collection[str] = (),
    columns: Sequence[Column] = (),
) -> tuple[list[ResultItem], list[Group]]:
    """Return the results to show in order, and their groups, of which there are none ungrouped.

    Groups stand in the order of their first results; what nothing is known of comes under "".
    """

    def provider_of(item_id: str) -> str:
        return origins.get(item_id, NOWHERE).provider

    shown = filtered(list(items), wish.filter, provider_of, selected)
    by = wish.by_column
    column = next((each for each in columns if by and each.name == by.column), None)
    if by and column:
        shown = ordered(shown, column, descending=by.descending)
    else:
        shown = _sorted(shown, wish.sort, origins)
    if not wish.group_by:
        return shown, []
    groups: dict[tuple[str, ...], list[ResultItem]] = {}
    for item in shown:
        groups.setdefault(_key(item, wish.group_by, origins), []).append(item)
    headed = [Group(_title(key), len(members)) for key, members in groups.items()]
    return [item for members in groups.values() for item in members], headed


def _sorted(items: list[ResultItem], sort: Sort, origins: Mapping[str, Origin]) -> list[ResultItem]:
    match sort:
        case "newest":
            return items[::-1]
        case "rating":
            return sorted(items, key=lambda item: (-item.marks.rating, not item.marks.starred))
        case "provider":
            return sorted(items, key=lambda item: _provider(item, origins).casefold())
        case _:
            return items


def _key(item: ResultItem, group_by: tuple[Of, ...], origins: Mapping[str, Origin]) -> tuple[str, ...]:
    origin = origins.get(item.id, NOWHERE)
    parts = {"provider": _provider(item, origins), "prompt": origin.prompt, "action": origin.action}
    return tuple(parts[name] for name in group_by)


def _provider(item: ResultItem, origins: Mapping[str, Origin]) -> str:
    return origins.get(item.id, NOWHERE).provider or item.label


def _title(key: tuple[str, ...]) -> str:
    parts = [" ".join(clean_line(part[: _MOST_TITLE * 4]).split())[:_MOST_TITLE] for part in key]
    return " · ".join(part for part in parts if part)
