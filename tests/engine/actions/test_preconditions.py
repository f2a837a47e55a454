"""Preconditions see what templates see, are lenient about missing names, and stop in their author's words."""

from typing import Any

import pytest

from engine.actions.errors import ActionError
from engine.actions.inputs import check_preconditions
from engine.actions.scope import Scope
from schemas.documents.sub_action import Precondition


def check(
    *conditions: str, values: dict[str, Any] | None = None, state: dict[str, Any] | None = None
) -> None:
    given = [Precondition(condition=text, otherwise=f"not so: {text}") for text in conditions]
    check_preconditions(Scope(state=state or {}, preconditions=given), {"values": values or {}, "state": {}})


def test_all_hold() -> None:
    check("values.a", "values.a == 'x' and not values.b", values={"a": "x", "b": ""})


def test_the_first_that_does_not_hold_speaks() -> None:
    with pytest.raises(ActionError) as caught:
        check("values.a", "values.b", "values.c", values={"a": "x"})
    assert (caught.value.code, caught.value.message) == ("not_needed", "not so: values.b")
    assert not caught.value.retryable


def test_the_whole_state_is_seen() -> None:
    check("state.scenes", state={"scenes": [1]})
    with pytest.raises(ActionError):
        check("state.scenes", state={})
