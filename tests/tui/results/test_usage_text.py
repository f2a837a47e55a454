from typing import Any

import pytest

from schemas.messages.results import Provenance
from tui.results.usage_text import ending, money, total_usage, usage_text


@pytest.mark.parametrize(
    ("dollars", "said"),
    [
        (0, "$0.00"),
        (0.000044, "$0.000044"),
        (0.0123, "$0.012"),
        (0.5, "$0.50"),
        (12.345, "$12.35"),
        (1234.5, "$1,234.50"),
        (1e-12, "$0.0000000000"),
        ("much", "cost much"),
    ],
)
def test_money(dollars: Any, said: str) -> None:
    assert money(dollars) == said


def test_usage() -> None:
    used = {"input_tokens": 7, "output_tokens": 3, "cached_tokens": None, "cost": 0.02}
    assert usage_text(used) == "7 input tokens, 3 output tokens, $0.020"
    assert "\x1b" not in usage_text({"\x1b[2J": "\x1b[2J"})


@pytest.mark.parametrize(
    ("reason", "repairs", "said"),
    [
        ("stop", 0, ""),
        ("", 0, ""),
        ("tool_calls", 0, ""),
        ("length", 0, "cut at its token limit"),
        ("pause_turn", 0, "stopped: pause_turn"),
        ("stop", 1, "sent back once to be corrected"),
        ("length", 2, "cut at its token limit, sent back 2 times to be corrected"),
    ],
)
def test_endings(reason: str, repairs: int, said: str) -> None:
    made = Provenance(action="a", provider="p", label="l", finish_reason=reason, repairs=repairs)
    assert ending(made) == said


def test_a_total_is_of_tokens_and_money() -> None:
    used = [
        {"input_tokens": 7, "output_tokens": 3, "items": 1},
        {"cost": 0.02, "seconds": 4, "output_tokens": None},
        {"input_tokens": 3, "cost": 0.5},
        {"input_tokens": "many", "cost": True, "output_tokens": -1},
        {},
    ]
    assert total_usage(used) == {"input_tokens": 10, "output_tokens": 3, "cost": 0.52}
    assert usage_text(total_usage(used)) == "10 input tokens, 3 output tokens, $0.52"
    assert total_usage([{"items": 4}]) == {}
