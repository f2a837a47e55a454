"""Compares values as JSON does."""

from typing import Any

from schemas.json_value import is_list, is_object


def same_json(left: Any, right: Any) -> bool:
    """Whether two values are the same JSON: unlike in Python, true is not 1; 1.0 is 1."""
    if left is right:
        return True
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    if is_object(left) and is_object(right):
        return left.keys() == right.keys() and all(same_json(left[key], right[key]) for key in left)
    if is_list(left) and is_list(right):
        return len(left) == len(right) and all(map(same_json, left, right))
    return bool(left == right)
