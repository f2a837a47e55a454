"""Action cards, the diagram of states, and the tree of what is known."""

from typing import Any

import pytest

from schemas.messages.conversation import TransitionView
from tests.tui.conversation.views import action, conversation, state, turn
from tui.conversation.action_card import card_rows
from tui.conversation.context_tree import MOST_ROWS, context_tree
from tui.conversation.rows import text_of
from tui.conversation.states_diagram import states_diagram


def card(*, is_open: bool = False, **keys: Any) -> str:
    return text_of(card_rows(action(**keys), 80, is_open=is_open))


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"changed": {"user_info": 1}}, "  ✓ SAVE_USER_INFO\n    user_info changed"),
        ({}, "  ✓ SAVE_USER_INFO\n    nothing changed"),
        ({"status": "running"}, "  ▶ running  SAVE_USER_INFO"),
        (
            {"status": "waiting"},
            "  ? asks first  SAVE_USER_INFO\n    y Yes, do it   n No   (esc leaves the message)",
        ),
        ({"status": "refused", "message": "No."}, "  ✗ refused  SAVE_USER_INFO\n    No."),
        ({"status": "failed", "message": "No."}, "  ✗ failed  SAVE_USER_INFO\n    No."),
        ({"status": "declined"}, "  – declined  SAVE_USER_INFO"),
        ({"status": "undone"}, "  ↶ undone  SAVE_USER_INFO"),
        ({"status": "malformed", "name": "", "raw": "{x"}, "  ✗ not readable  action  ▸"),
        ({"status": "refused", "name": "", "count": 9, "message": "9 more."}, "  ✗ refused\n    9 more."),
    ],
)
def test_each_status_is_said_in_words(keys: dict[str, Any], said: str) -> None:
    assert card(**keys).replace("  \n", "\n").rstrip() == said


def test_an_open_card_has_everything() -> None:
    shown = card(is_open=True, parameters={"key": "name"}, raw="[ACTION:X]", outputs={"n": 1})
    assert all(each in shown for each in ("▾", '"key": "name"', "[ACTION:X]", '"n": 1', "as it came"))


def test_long_and_hostile_parameters_are_short_and_harmless() -> None:
    shown = card(parameters={"a\x1b]52;": "x" * 10_000, "b": ["\x1b[2J"] * 3})
    assert len(shown) < 250
    assert "\x1b" not in shown
    assert "…" in shown


def test_the_diagram_says_where_it_stands_and_which_ways_are_open() -> None:
    states = [
        state("one", TransitionView(to="two", open=True), visited=True),
        state(
            "two",
            TransitionView(to="one", open=True),
            TransitionView(to="three", open=False, when="state.identities | length >= 2"),
            current=True,
            visited=True,
        ),
        state("three"),
    ]
    assert text_of(states_diagram(states, 30)).split("\n") == [
        "✓ One",
        "│  →  Two",
        "● Two  now",
        "│  ═▶ One  open",
        "│  ┄▷ Three",
        "│     when state.identities |",
        "│     length >= 2",
        "○ Three",
    ]


def test_the_tree_marks_what_the_last_reply_changed() -> None:
    before = {"user_info": {"name": "Ada"}, "n": 1}
    after = {"user_info": {"name": "Ada", "goal": "rest"}, "n": 1, "list": [{"identity": "Poet", "x": True}]}
    view = conversation(
        turn(0, actions=[action(1, changed=before)]),
        turn(1, actions=[action(2, changed={"user_info": after["user_info"], "list": after["list"]})]),
        context=after,
    )
    assert text_of(context_tree(view, 40)).split("\n") == [
        "* user_info",
        "    name  Ada",
        "*   goal  rest",
        "  n  1",
        "* list",
        "*   1. Poet",
        "*     x  true",
    ]


def test_the_tree_is_not_longer_than_anybody_reads() -> None:
    rows = context_tree(conversation(context={"many": list(range(10_000))}), 40)
    assert len(rows) == MOST_ROWS + 1
    assert text_of(rows[-1:]) == "  … and more"
    assert text_of(context_tree(conversation(), 40)) == "  Nothing yet."
