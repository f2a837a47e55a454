"""What can be done to a part of a form, as signs to click and keys to press."""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from textual.binding import Binding
from textual.content import Content
from textual.message import Message

from engine.form.field import Field

Act = Literal[
    "fold", "unfold", "toggle", "add", "begin", "clear", "remove", "up", "down", "duplicate", "rename"
]


class PartAsked(Message):
    """The person wants something done to the part at `path`."""

    def __init__(self, path: str, act: Act) -> None:
        super().__init__()
        self.path = path
        self.act: Act = act


class Tool(NamedTuple):
    """A sign, and what a click on it asks for."""

    sign: str
    act: Act


_UP, _DOWN, _COPY = Tool("↑", "up"), Tool("↓", "down"), Tool("⧉", "duplicate")
_REMOVE, _RENAME, _CLEAR = Tool("✕", "remove"), Tool("✎", "rename"), Tool("✕", "clear")

ENTRY_KEYS: Final = (
    Binding("alt+up,ctrl+up", "part('up')", "Move up", show=False),
    Binding("alt+down,ctrl+down", "part('down')", "Move down", show=False),
    Binding("f6", "part('duplicate')", "Duplicate", show=False),
    Binding("f8", "part('rename')", "Rename", show=False),
)
"""Keys of an item or an entry, which work in its text fields too."""


def tools_of(field: Field, *, in_list: bool) -> tuple[Tool, ...]:
    """The signs of an entry: those of a list's item, or of a map's key."""
    if not field.entry:
        return ()
    return (_UP, _DOWN, _COPY, _REMOVE) if in_list else (_RENAME, _REMOVE)


def head_tools(field: Field, *, in_list: bool, is_set: bool) -> tuple[Tool, ...]:
    """The signs at the head of a part."""
    grows = field.open and field.kind in ("list", "map", "tuple", "object")
    add = (Tool("+", "add"),) if grows else () if is_set else (Tool("+", "begin"),)
    clear = (_CLEAR,) if is_set and not field.required and not field.entry and field.name else ()
    return (*add, *tools_of(field, in_list=in_list), *clear)


def drawn(tools: Sequence[Tool]) -> Content:
    """The signs on one line, two cells each."""
    return Content.styled("".join(f"{tool.sign} " for tool in tools), "$foreground 60%")


def tool_at(tools: Sequence[Tool], cell: int) -> Tool | None:
    """The tool whose sign is at a cell of what is `drawn`."""
    return tools[cell // 2] if 0 <= cell < 2 * len(tools) else None
