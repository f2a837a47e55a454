"""A conversation as blocks."""

from schemas.messages.conversation import PartialReply, StateEntry
from tests.tui.conversation.views import action, conversation, state, turn
from tui.conversation.blocks import blocks_of, replies_to_last


def keys(view: object, **texts: str) -> list[str]:
    return [block.key for block in blocks_of(view, texts)]  # type: ignore[arg-type]


def test_everything_stands_in_its_place() -> None:
    view = conversation(
        turn(0, actions=[action(1)]),
        turn(1),
        partial=[PartialReply(execution_id="cut", status="cancelled", place=1, asked="?", at=0.5)],
        entries=[
            StateEntry(state_id="one", title="One", at=0),
            StateEntry(state_id="two", title="Two", after="e0", at=1),
        ],
    )
    assert keys(view) == [
        *("entry  0 one", "asked e0", "reply e0", "action a1", "entry e0 0 two"),
        *("asked cut", "reply cut", "asked e1", "reply e1"),
    ]


def test_a_reply_keeps_its_key_when_it_becomes_a_turn() -> None:
    running = PartialReply(execution_id="e0", status="running", place=0, asked="Question 0?", at=0)
    now = blocks_of(conversation(partial=[running], running="e0"), {"e0": "Ye"})
    later = blocks_of(conversation(turn(0)), {})
    assert [block.key for block in now] == [block.key for block in later]
    assert now[1].live
    assert not later[1].live


def test_a_cut_reply_says_so() -> None:
    cut = PartialReply(execution_id="e0", status="interrupted", place=0, asked="?", at=0)
    (_, reply) = blocks_of(conversation(partial=[cut]), {"e0": "Half"})
    assert (reply.text, reply.note) == ("Half", "This reply was cut off.")


def test_which_of_several_replies_it_is() -> None:
    view = conversation(turn(0), turn(1, at=5.0), earlier=[turn(2, place=1), turn(3, place=0)])
    assert [each.turn_id for each in replies_to_last(view)] == ["t2", "t1"]
    notes = [block.note for block in blocks_of(view, {}) if block.kind == "reply"]
    assert notes == ["", "reply 2 of 2, [ and ] show the others"]


def test_a_card_names_the_state_that_it_led_to() -> None:
    view = conversation(turn(0, actions=[action(1, state_id="two")]), states=[state("one"), state("two")])
    assert blocks_of(view, {})[2].moves_to == "Two"
