"""What can be done with results beside the page's own actions: for the keys, the menu and the palette."""

from collections.abc import Iterator
from typing import NamedTuple

from textual.binding import Binding


class Choice(NamedTuple):
    """`letter` is its key in the menu, `key` the one in the grid, if it has one.

    `of_one`: it is about the result under the cursor. `takes_values`: it puts something into the form.
    `of_table`: it is about columns.
    """

    name: str
    letter: str
    key: str
    title: str
    about: str
    of_one: bool = False
    takes_values: bool = False
    of_table: bool = False


CHOICES = (
    Choice("filter", "/", "slash", "Filter", "Words, is:starred, rating:3, #tag, by:provider"),
    Choice("starred", "s", "", "Only starred", "Show those with a star, or all again"),
    Choice("as_grid", "g", "", "As grid", "Cards beside each other"),
    Choice("as_list", "l", "", "As list", "One card a row"),
    Choice("as_table", "t", "", "As table", "A line a result, a column a property"),
    Choice("view", "", "V", "Next view", "Grid, list, table in turn"),
    Choice("sort", "o", "S", "Order", "As they came, newest, best, by provider"),
    Choice("next_column", ">", "greater_than_sign", "Table by next column", "Ordered by it", of_table=True),
    Choice("last_column", "<", "less_than_sign", "Table by last column", "The one before", of_table=True),
    Choice("turn_order", "i", "I", "Table the other way round", "Largest first, or smallest", of_table=True),
    Choice("group", "b", "G", "Group", "By provider, prompt, both, action, not at all"),
    Choice("star", "*", "asterisk", "Star", "A star, or none", of_one=True),
    Choice("better", "+", "plus,equals_sign", "Rate higher", "One to five", of_one=True),
    Choice("worse", "-", "minus", "Rate lower", "Down to no rating", of_one=True),
    Choice("tags", "#", "number_sign", "Tags", "Any words, with commas between them", of_one=True),
    Choice("note", "n", "N", "Note", "A text of your own", of_one=True),
    Choice("use_values", "v", "", "Use its values", "Into the form", of_one=True, takes_values=True),
    Choice("use_seed", "d", "", "Use its seed", "Into the form", of_one=True, takes_values=True),
    Choice("reveal", "w", "O", "Show its folder", "Where the file is", of_one=True),
    Choice("export", "x", "E", "Export", "Files and manifest.json: those selected, else all that are shown"),
    Choice("sheet_png", "p", "", "Export with a contact sheet", "One picture of them all"),
    Choice("sheet_html", "h", "", "Export with a page", "One HTML file that holds them all"),
)
MARKS = frozenset({"star", "better", "worse", "tags", "note"})
EXPORTS = frozenset({"export", "sheet_png", "sheet_html"})
BY_COLUMN = frozenset({"next_column", "last_column", "turn_order"})
ARRANGEMENTS = frozenset({"starred", "as_grid", "as_list", "as_table", "view", "sort", "group"}) | BY_COLUMN


def bindings_of_results() -> Iterator[Binding]:
    """Keys that work while the results have the focus: signs and capitals, small letters are sub-actions'."""
    yield Binding("f6", "results_menu", "Results", id="results.menu")
    for choice in CHOICES:
        if choice.key:
            action = f"do_with_results('{choice.name}')"
            yield Binding(choice.key, action, choice.title, show=False, id=f"results.{choice.name}")
