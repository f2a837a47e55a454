"""A plan in words."""

from schemas.messages.sweeps import AxisView, SweepCell, SweepPlan
from tui.sweeps.plan_text import asks, cost_text, plan_text


def plan(runs: int, **keys: object) -> SweepPlan:
    axis = AxisView(title="Subject", labels=[f"[b]{at}" for at in range(runs)])
    cells = [SweepCell(at=[at]) for at in range(runs)]
    return SweepPlan.model_validate({"axes": [axis], "cells": cells, "runs": runs, **keys})


def test_texts_are_shown_as_they_are() -> None:
    assert "[b]0" in plan_text(plan(2)).plain


def test_long_axes_are_cut() -> None:
    text = plan_text(plan(2000)).plain
    assert text.startswith("2,000 runs")
    assert "and 1988 more" in text
    assert text.count("\n") < 20


def test_a_person_is_asked_where_it_is_much_or_costs() -> None:
    assert not asks(plan(20))
    assert asks(plan(21))
    assert asks(plan(1, cost=[{"amount": 1, "unit": "credits", "of": 1}]))
    assert asks(plan(1, cost=[{"unknown": "nobody knows", "of": 1}]))


def test_cost_says_what_it_covers() -> None:
    credits_ = {"amount": 12.0, "unit": "credits", "of": 6}
    assert cost_text([credits_], 6).plain == "costs about 12 credits"
    assert cost_text([credits_], 8).plain == "costs about 12 credits for 6 runs; not known of 2 runs"
    dollars = {"amount": 0.25, "unit": "dollars", "of": 1}
    assert cost_text([credits_, dollars], 7).plain == "costs about 12 credits and 0.25 dollars"
    unknown = {"unknown": "Come back later.", "of": 2}
    assert cost_text([unknown], 2).plain == "the price of 2 runs is not known: Come back later."
