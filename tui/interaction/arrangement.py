"""How the panes share the page: as they are, or as a sub-action's effect wants it (row A11)."""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from schemas.documents.sub_action import PageEffect

Arrangement = Literal["", "split", "expand", "replace"]
"""`split`: the log beside the form; `expand`: the results alone; `replace`: the results where the form
was, the log beside them."""

ARRANGEMENTS: tuple[Arrangement, ...] = ("split", "expand", "replace")

HIDES: dict[Arrangement, frozenset[str]] = {
    "": frozenset(),
    "split": frozenset({"results"}),
    "expand": frozenset({"form", "log"}),
    "replace": frozenset({"form"}),
}
"""Which panes are not to be seen, where there is room for several."""

COVERS_FORM: frozenset[Arrangement] = frozenset({"expand", "replace"})

PANE_OF: dict[Arrangement, str] = {"": "form", "split": "log", "expand": "results", "replace": "results"}
"""Which pane is the one to see where only one is shown at a time."""


def arrangement_of(effect: "PageEffect") -> Arrangement | None:
    """What an effect does to the panes; None for one that leaves them."""
    match effect:
        case "split" | "expand" | "replace":
            return effect
        case _:
            return None
