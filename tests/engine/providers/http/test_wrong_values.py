"""Refusals of every shape, by the parameter that is wrong. Hostile ones name nothing."""

from typing import Any

import pytest

from engine.providers.errors import Wrong
from engine.providers.http.refusals import detail_in, refusal
from engine.providers.http.wrong_values import LONGEST, MOST, wrong_values


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"detail": [{"loc": ["body", "image_size"], "msg": "too wide"}]}, [("image_size", "too wide")]),
        ({"detail": [{"loc": ["body", "loras", 0, "a/b"], "msg": "no"}]}, [("loras/0/a~1b", "no")]),
        (
            {
                "title": "Input validation failed",
                "detail": "- input.width: must be at most 1440\n",
                "invalid_fields": [
                    {"type": "max", "field": "input.width", "description": "must be at most 1440"},
                    {"type": "required", "field": "input", "description": "prompt is required"},
                ],
            },
            [("width", "must be at most 1440"), ("prompt", "prompt is required")],
        ),
        ({"error": {"message": "Invalid size.", "param": "size"}}, [("size", "Invalid size.")]),
        ({"error": {"message": "No.", "param": "stop[1]"}}, [("stop/1", "No.")]),
        ({"error": {"message": "No.", "param": None}}, []),
        ({"detail": "busy"}, []),
        ({"detail": [1, {"loc": 5, "msg": "x"}, {"loc": [], "msg": "x"}, {"loc": ["body", "a"]}]}, []),
        ({"detail": [{"loc": [{}, None, "body"], "msg": {}}], "invalid_fields": {"field": "a"}}, []),
        ([], []),
    ],
)
def test_shapes(body: Any, wrong: list[tuple[str, str]]) -> None:
    assert wrong_values(detail_in(body)) == tuple(Wrong(*each) for each in wrong)


def test_what_came_is_cut_cleaned_and_free_of_secrets() -> None:
    many = [{"loc": ["body", f"a{at}"], "msg": f"key-1 \x1b[31m{'x' * 999}"} for at in range(99)]
    wrong = wrong_values(detail_in({"detail": many}), "key-1")
    assert len(wrong) == MOST
    assert all(len(each.message) == LONGEST and "key-1" not in each.message for each in wrong)
    assert "\x1b" not in wrong[0].message


def test_only_a_refusal_of_values_has_them() -> None:
    body = b'{"detail": [{"loc": ["body", "n"], "msg": "no"}]}'
    by_status = {
        status: refusal(status, {}, body, where="it", secret=None).details for status in (400, 401, 422, 500)
    }
    assert by_status == {400: (Wrong("n", "no"),), 401: (), 422: (Wrong("n", "no"),), 500: ()}
