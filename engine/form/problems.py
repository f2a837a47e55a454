"""Where the errors of jsonschema belong in a form, and how they are read there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.form.messages import REQUIRED, explain, labels_of_union, short
from engine.form.paths import join, path_of
from schemas.json_value import is_list, is_object

_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: at `path`, by a keyword of the schema ("" where no keyword says it)."""

    path: str
    keyword: str
    message: str


class Errors(dict[str, list[str]]):
    """Messages by path, each to be read after the field's title; "" has what concerns the whole form."""

    def __init__(self, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__()
        self.problems = problems


Chosen = Mapping[str, frozenset[int]]
"""By path, the identities of the branches (as written) that a form shows."""


def problems_of(error: Any, chosen: Chosen, depth: int = 0) -> Iterator[Problem]:
    """Yield what an error of jsonschema means for the fields it concerns."""
    path, keyword = path_of(error.absolute_path), _keyword(error)
    limit, instance = error.validator_value, error.instance
    if keyword == "required" and is_object(instance) and is_list(limit):
        for name in dict.fromkeys(name for name in limit if name not in instance):
            yield Problem(join(path, str(name)), keyword, REQUIRED)
    elif keyword in ("dependentRequired", "dependencies") and is_object(instance) and is_object(limit):
        for name, needed in limit.items():
            for other in needed if name in instance and is_list(needed) else ():
                if other not in instance:
                    yield Problem(join(path, str(other)), keyword, short(f"{REQUIRED} with “{name}”"))
    elif _is_union(error) and depth < _DEEPEST:
        for inner in _nearest(error, chosen.get(path, frozenset())):
            yield from problems_of(inner, chosen, depth + 1)
    else:
        yield Problem(path, keyword, explain(error))


def _is_union(error: Any) -> bool:
    return error.validator in ("anyOf", "oneOf") and error.context and labels_of_union(error) is None


def by_path(problems: tuple[Problem, ...]) -> Errors:
    """Return the messages at the very fields that they are about."""
    errors = Errors(problems)
    for problem in problems:
        _put(errors, problem.path, problem.message)
    return errors


def _put(errors: Errors, path: str, message: str) -> None:
    messages = errors.setdefault(path, [])
    if message not in messages:
        messages.append(message)


def _keyword(error: Any) -> str:
    if error.validator:
        return str(error.validator)
    # A schema that is just `false`: the keyword is where it stands.
    path = [part for part in error.relative_schema_path if isinstance(part, str)]
    return path[-1] if path else ""


def _nearest(error: Any, chosen: frozenset[int]) -> list[Any]:
    """Of a union's errors those of the branch that the form shows, else of the one that fits best."""
    by_branch: dict[int, list[Any]] = {}
    for inner in error.context:
        # A branch that is just `false` does not say which one it is.
        at = next(iter(inner.relative_schema_path), -1)
        by_branch.setdefault(at if isinstance(at, int) else -1, []).append(inner)
    for at, found in by_branch.items():
        if at >= 0 and id(error.validator_value[at]) in chosen:
            return found
    return min(by_branch.values(), key=_misfit)


def _misfit(errors: list[Any]) -> int:
    """How far a branch is from fitting: the wrong type most, then a constant that tells branches apart."""
    weights = {"type": 100, "const": 20, "enum": 20}
    return sum(
        max(1, weights.get(error.validator, 1) // (10 ** min(len(error.relative_path), 2)))
        if error.validator == "type"
        else weights.get(error.validator, 1)
        for error in errors
    )
