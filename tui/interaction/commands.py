"""What can be done on a page, by name, for the command palette."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand

from schemas.clean_text import clean_line

if TYPE_CHECKING:
    from schemas.documents.sub_action import SubAction

Do = Callable[[], Any]


def page_commands(
    sub_actions: Sequence["SubAction"], run: Callable[[str], Any], others: Sequence[tuple[str, str, Do]]
) -> Iterator[SystemCommand]:
    """The page's sub-actions, then `others` as (name, help, callback)."""
    for action in sub_actions:
        about = clean_line(action.description or "Run this action")
        yield SystemCommand(clean_line(action.label), about, lambda action=action: run(action.id))
    for name, about, do in others:
        yield SystemCommand(name, about, do)
