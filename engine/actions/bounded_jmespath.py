"""JMESPath with bounds: an expression cannot make more than there is room for.

The language doubles values by sharing them (`[@, @]`), so that few bytes stand for as many as
one likes; what walks through them would then not end. So every value that grows is measured.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions
from jmespath.visitor import Options, TreeInterpreter

from engine.actions.plain_json import MAX_CHARACTERS, measure
from schemas.json_value import is_list, is_object

_GROWING = ("multi_select_list", "multi_select_dict")


def search(expression: str, value: Any) -> Any:
    """What `expression` makes of a JSON value; ValueError says what is wrong."""
    try:
        parsed: Any = jmespath.compile(expression)
        return _Bounded(Options(custom_functions=_BoundedFunctions())).visit(parsed.parsed, value)
    except JMESPathError as error:
        raise ValueError(_one_line(error)) from None
    except (TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None


def expression_fault(expression: str) -> tuple[str, str] | None:
    """What is wrong with an expression, and a function's name if that is it; None if nothing is."""
    try:
        parsed: Any = jmespath.compile(expression)
        called = list(_functions(parsed.parsed))
    except JMESPathError as error:
        return _one_line(error), ""
    except RecursionError:
        return "it is nested too deep", ""
    unknown = next((name for name in called if name not in function_names()), None)
    return (f"there is no function {unknown}()", unknown) if unknown else None


@cache
def function_names() -> frozenset[str]:
    """The functions of JMESPath."""
    table: Mapping[str, Any] = Functions.FUNCTION_TABLE
    return frozenset(table)


def _functions(node: Mapping[str, Any]) -> Iterator[str]:
    if node["type"] == "function_expression":
        yield node["value"]
    for child in node.get("children", ()):
        if is_object(child):
            yield from _functions(child)


def _one_line(error: JMESPathError) -> str:
    return " ".join(str(error).split("\n", 1)[0].split())


class _BoundedFunctions(Functions):
    def call_function(self, function_name: str, resolved_args: Iterable[Any]) -> Any:
        given = list(resolved_args)
        _measure([each for each in given if not hasattr(each, "visit")])  # expressions are no values
        if function_name == "join" and len(given) == 2 and isinstance(given[0], str) and is_list(given[1]):
            _check_length(len(given[0]) * len(given[1]))
        return super().call_function(function_name, given)


class _Bounded(TreeInterpreter):
    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        value = super().visit(node, *args, **kwargs)
        if node["type"] in _GROWING:
            _measure(value)
        return value


def _measure(value: Any) -> None:
    try:
        measure(value)
    except ValueError as error:
        raise ValueError(f"the value {error}") from None


def _check_length(characters: int) -> None:
    if characters > MAX_CHARACTERS:
        raise ValueError(f"the value has more than {MAX_CHARACTERS:,} characters")
