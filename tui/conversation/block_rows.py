"""Blocks of a conversation as rows."""

from schemas.clean_text import clean_line
from tui.conversation.action_card import card_rows
from tui.conversation.blocks import Block
from tui.conversation.markdown_rows import markdown_rows
from tui.conversation.rows import Piece, Row, plain, wrapped

_INDENT = "  "
MOST_MARKDOWN = 60_000
"""Characters up to which a text is laid out as markdown; longer ones are shown as they came."""
MOST_SHOWN = 400_000


def block_rows(block: Block, width: int, *, is_open: bool) -> list[Row]:
    """The rows of one block, an empty one before it where it begins something."""
    match block.kind:
        case "person":
            return [(), (Piece("❯ You", "person"),), *plain(_shown(block.text), "", width, _INDENT)]
        case "reply":
            return _reply(block, width)
        case "entry":
            return _entry(block, width)
        case "action":
            assert block.action is not None
            return card_rows(block.action, width, is_open=is_open, moves_to=block.moves_to)


def _reply(block: Block, width: int) -> list[Row]:
    head = [Piece("● ", "reply"), Piece(clean_line(block.label) or "Reply", "reply")]
    if block.note:
        head.append(Piece(f"  {block.note}", "muted"))
    rows: list[Row] = [(), *wrapped(head, width, (), (Piece(_INDENT),))]
    if block.text:
        rows += _text(block, width)
    elif block.live:
        rows.append((Piece("  …", "muted"),))
    return rows


def _entry(block: Block, width: int) -> list[Row]:
    head = [Piece("◇ ", "state"), Piece(clean_line(block.label), "state")]
    rows: list[Row] = [(), *wrapped(head, width, (), (Piece(_INDENT),))]
    return [*rows, *_text(block, width)] if block.text else rows


def _text(block: Block, width: int) -> list[Row]:
    if len(block.text) > MOST_MARKDOWN:
        return plain(_shown(block.text), "", width, _INDENT)
    return markdown_rows(block.text, width, indent=_INDENT, live=block.live)


def _shown(text: str) -> str:
    if len(text) <= MOST_SHOWN:
        return text
    return f"{text[:MOST_SHOWN]}\n… {len(text) - MOST_SHOWN:,} characters more"
