"""The filter over results: words, and what the person marked them with.

`harbour is:starred rating:3 #dark by:sketch is:selected`: all of it has to hold. Words are looked for in
the text, caption, label, tags and note, whatever their case.
"""

from collections.abc import Callable, Collection

from schemas.frozen import frozen
from tui.results.result_item import ResultItem

STARRED, SELECTED = "is:starred", "is:selected"
RATED = "rating:"
_SIGNS = ("is:", RATED, "by:")


@frozen
class Sought:
    """A filter, read. `rating` is the least; `by` are parts of provider names."""

    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    rating: int = 0
    starred: bool = False
    selected: bool = False

    def fits(self, item: ResultItem, provider: str, selected: Collection[str]) -> bool:
        """Say whether a result is meant; `provider` is who made it, as far as that is known."""
        marks = item.marks
        if marks.rating < self.rating or (self.starred and not marks.starred):
            return False
        if self.selected and item.id not in selected:
            return False
        if self.tags and not all(
            any(tag.casefold().startswith(each) for tag in marks.tags) for each in self.tags
        ):
            return False
        if self.by:
            made_by = f"{provider} {item.label}".casefold()
            if not all(name in made_by for name in self.by):
                return False
        if not self.words:
            return True
        said = "\n".join(
            (item.text, item.caption, item.label, item.title, marks.note, *marks.tags)
        ).casefold()
        return all(word in said for word in self.words)


def sought_in(text: str) -> Sought:
    """Read a filter. Nothing that is typed is an error: other words are words, half a sign is nothing."""
    words: list[str] = []
    tags: list[str] = []
    by: list[str] = []
    rating, starred, selected = 0, False, False
    for word in text.casefold().split():
        number = word.removeprefix(RATED).removeprefix(">=").removesuffix("+")
        match word:
            case "is:starred" | "*" | "★":
                starred = True
            case "is:selected" | "✓":
                selected = True
            case _ if word.startswith(RATED) and number in ("1", "2", "3", "4", "5"):
                rating = int(number)
            case _ if word.startswith("by:") and len(word) > len("by:"):
                by.append(word.removeprefix("by:"))
            case _ if word.startswith("#") and len(word) > 1:
                tags.append(word[1:])
            case _ if word.startswith(_SIGNS):
                continue  # not typed to its end yet
            case _:
                words.append(word)
    return Sought(tuple(words), tuple(tags), tuple(by), rating, starred, selected)


def toggled(text: str, sign: str) -> str:
    """Return the filter with a sign such as `is:starred` in it, or without it if it was."""
    words = text.split()
    return " ".join([word for word in words if word != sign] if sign in words else [*words, sign])


def filtered(
    items: list[ResultItem], text: str, provider_of: Callable[[str], str], selected: Collection[str]
) -> list[ResultItem]:
    """Return the results a filter means, in their order."""
    sought = sought_in(text)
    if sought == Sought():
        return items
    return [item for item in items if sought.fits(item, provider_of(item.id), selected)]
