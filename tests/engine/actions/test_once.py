"""The same execution, run again, asks providers with the same keys; nothing else ever does."""

from dataclasses import replace

import pytest

from engine.actions.once import Once
from engine.providers.media import MediaRequest
from engine.providers.picture import Picture

FOX, OWL = MediaRequest("a fox", seed=1, params={"a": 1, "b": [2]}), MediaRequest("an owl", seed=1)


def key(once: Once, request: MediaRequest = FOX) -> str:
    return once.key("them", "txt2img", request)


def test_another_process_makes_the_same_keys() -> None:
    first, again = Once("execution"), Once("execution")
    assert key(first) == key(again)
    assert first.seed("a") == again.seed("a")


def test_no_two_requests_share_one() -> None:
    once = Once("execution")
    made = [key(once), key(once), key(once, OWL), key(Once("other")), key(Once()), key(Once())]
    assert len(set(made)) == len(made)


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": "b"},
        {"seed": 2},
        {"params": {}},
        {"count": 2},
        {"model": "m"},
        {"of": "x"},
        {"inputs": (Picture(b"p"),)},
    ],
)
def test_the_key_is_of_all_that_is_asked(change: dict[str, object]) -> None:
    assert key(Once("one")) != key(Once("one"), replace(FOX, **change))  # type: ignore[arg-type]


def test_the_order_of_requests_does_not_matter() -> None:
    one, other = Once("execution"), Once("execution")
    assert {key(one), key(one, OWL), key(one)} == {key(other, OWL), key(other), key(other)}


def test_seeds_are_of_31_bits_and_differ() -> None:
    once = Once("execution")
    seeds = {once.seed("a") for _ in range(200)}
    assert len(seeds) == 200
    assert all(0 <= seed < 2**31 for seed in seeds)
