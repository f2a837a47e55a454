"""The list of messages: what it shows, where it scrolls, what is under the cursor."""

from collections.abc import AsyncIterator

import pytest
from textual.app import App, ComposeResult

from tests.tui.conversation.views import action, conversation, turn
from tui.conversation.blocks import Block, blocks_of
from tui.conversation.laid_out import AT_ONCE, LaidOut
from tui.conversation.message_log import MessageLog


def many(count: int) -> list[Block]:
    return [Block(f"k{at}", "person", f"Message {at}") for at in range(count)]


class LogApp(App[None]):
    def compose(self) -> ComposeResult:
        yield MessageLog()


@pytest.fixture
async def log() -> AsyncIterator[MessageLog]:
    app = LogApp()
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        yield app.query_one(MessageLog)


def lines(log: MessageLog) -> list[str]:
    return [log.render_line(y).text.strip() for y in range(log.size.height)]


async def test_an_empty_one_says_so_once_that_is_known(log: MessageLog) -> None:
    assert not any(lines(log))
    log.show([])
    assert "Nothing has been said yet." in lines(log)
    log.show(many(1))
    assert "Nothing has been said yet." not in lines(log)


async def test_it_follows_the_end(log: MessageLog) -> None:
    log.show(many(20))
    assert lines(log)[-1] == "Message 19"
    log.show(many(21))
    assert lines(log)[-1] == "Message 20"


async def test_whoever_reads_further_up_stays_there(log: MessageLog) -> None:
    log.show(many(20))
    log.scroll_to(y=3, animate=False, force=True)
    before = lines(log)
    log.show([*many(20), Block("new", "reply", "Something new")])
    assert lines(log)[:-1] == before[:-1]
    assert lines(log)[-1].endswith("↓ new")
    log.follow()
    assert lines(log)[-1] == "Something new"


async def test_text_grows_at_the_end(log: MessageLog) -> None:
    log.show([*many(20), Block("live", "reply", live=True)])
    assert lines(log)[-1] == "…"
    log.grow("live", "One two")
    assert lines(log)[-1] == "One two"
    log.grow("live", "One two\n\nthree")
    assert lines(log)[-1] == "three"
    log.grow("unknown", "nothing happens")


async def test_the_cursor_moves_by_blocks_and_through_long_ones(log: MessageLog) -> None:
    long = Block("long", "reply", "\n".join(f"line {at}" for at in range(30)))
    log.show([*many(3), long, *[Block("last", "person", "Bye")]])
    log.focus()
    await log.app.animator.wait_for_idle()
    log.put_cursor("last")
    log.action_move(-1)
    assert log.current is not None
    assert log.current.key == "long"
    seen = log.scroll_offset.y
    log.action_move(-1)
    assert log.current.key == "long"
    assert log.scroll_offset.y == seen - 1
    log.action_to_edge(0)
    assert (log.current.key, log.scroll_offset.y) == ("k0", 0)


async def test_a_long_conversation_is_laid_out_where_it_is_seen(log: MessageLog) -> None:
    log.show(many(5_000))
    assert lines(log)[-1] == "Message 4999"
    assert not log._laid_out.settled
    log.action_to_edge(0)
    assert "Message 0" in lines(log)[2]
    while not log._laid_out.settled:
        log._settle_some()
    assert "Message 0" in lines(log)[2]


async def test_a_click_on_yes_or_no_answers(log: MessageLog) -> None:
    view = conversation(turn(0, actions=[action(1, status="waiting", name="FINISH")]))
    log.show(blocks_of(view, {}))
    row = next(y for y, line in enumerate(lines(log)) if line.startswith("y Yes"))
    place = log._laid_out.at(log.scroll_offset.y + row)
    assert place is not None
    line = log.render_line(row).text[1:]
    said = {
        word: log._answer_at(place, line.index(word)) for word in ("y Yes", "do it", "n No", "No", "(esc")
    }
    assert said == {"y Yes": True, "do it": True, "n No": False, "No": False, "(esc": None}


def test_what_did_not_change_is_not_laid_out_again() -> None:
    laid_out = LaidOut()
    laid_out.show(many(AT_ONCE))
    kept = laid_out.rows(3)
    laid_out.show([*many(AT_ONCE), Block("new", "person", "x")])
    assert laid_out.rows(3) is kept
    assert not laid_out.show([*many(AT_ONCE), Block("new", "person", "x")])


def test_open_cards_have_their_rows() -> None:
    view = conversation(turn(0, actions=[action(1, raw="[ACTION]")]))
    laid_out = LaidOut()
    laid_out.show(blocks_of(view, {}))
    height = laid_out.height
    laid_out.turn("action a1")
    assert laid_out.height > height
    laid_out.turn("action a1")
    assert laid_out.height == height
