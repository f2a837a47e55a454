"""Where the errors of jsonschema belong in a form, and how they are read there."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.form.field import WITH_PARTS, Field
from engine.form.messages import NOT_ALLOWED, REQUIRED, explain, labels_of_union, short
from engine.form.paths import join, keys_of, path_of
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

_DEEPEST = 32


@frozen
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
    elif _is_after_the_last(error):
        for at in range(_places(error), len(instance)):
            yield Problem(join(path, at), keyword, NOT_ALLOWED)
    elif _is_union(error) and depth < _DEEPEST and (needed := _any_of_these(error)):
        names = " or ".join(f"“{name}”" for name in needed)
        yield Problem(path, keyword, short(f"needs {names}"))
    elif _is_union(error) and depth < _DEEPEST:
        for inner in _nearest(error, chosen.get(path, frozenset())):
            yield from problems_of(inner, chosen, depth + 1)
    else:
        about = "its name " if _is_of_name(error) else ""
        yield Problem(path, keyword, short(f"{about}{explain(error)}"))


def _is_after_the_last(error: Any) -> bool:
    """Whether a list has more items than a tuple has places; the library names the list alone."""
    return error.validator in ("items", "additionalItems") and error.validator_value is False


def _places(error: Any) -> int:
    places = error.schema.get("prefixItems" if error.validator == "items" else "items")
    return len(places) if is_list(places) else 0


def _any_of_these(error: Any) -> list[str]:
    """The properties of which a union needs some one, where that is all it asks for."""
    if not all(inner.validator == "required" and not inner.relative_path for inner in error.context):
        return []
    branches: list[Any] = error.validator_value
    if not all(is_object(branch) and is_list(branch.get("required")) for branch in branches):
        return []
    if not all(
        branch.keys() <= {"required", "title"} and len(branch["required"]) == 1 for branch in branches
    ):
        return []
    return [str(branch["required"][0]) for branch in branches]


def _is_of_name(error: Any) -> bool:
    """Whether an error is about a key (by `propertyNames`), not about what stands there."""
    steps = list(error.absolute_schema_path)
    return any(
        step == "propertyNames" and (at == 0 or steps[at - 1] not in _NAMED) for at, step in enumerate(steps)
    )


_NAMED = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies")


def _is_union(error: Any) -> bool:
    return error.validator in ("anyOf", "oneOf") and error.context and labels_of_union(error) is None


def by_path(problems: tuple[Problem, ...]) -> Errors:
    """Return the messages at the very fields that they are about."""
    errors = Errors(problems)
    for problem in problems:
        _put(errors, problem.path, problem.message)
    return errors


def at_fields(errors: Errors, field: Callable[[str], Field]) -> Errors:
    """Return the messages where a form has fields to show them at.

    What is wrong inside a value that is edited as one is told at that value, with the place
    inside of it. `field` gives the field at a path, KeyError where there is none.
    """
    placed = Errors(errors.problems)
    for path, messages in errors.items():
        shown = _shown_at(path, field)
        inside = short(_place(path[len(shown) :].lstrip("/")))
        for message in messages:
            if inside:
                message = f"needs “{inside}”" if message == REQUIRED else f"{inside} {message}"
            _put(placed, shown, short(message))
    return placed


def _shown_at(path: str, field: Callable[[str], Field]) -> str:
    """The nearest field to a path that is drawn by itself."""
    parts, shown = path.split("/") if path else [], ""
    for at in range(len(parts)):
        try:
            if field(shown).kind not in WITH_PARTS:
                return shown
            field("/".join(parts[: at + 1]))
        except KeyError:
            return shown
        shown = "/".join(parts[: at + 1])
    return shown


def _place(path: str) -> str:
    """`items[2].name`, for the inside of a field."""
    text = "".join(f"[{part}]" if part.isdecimal() else f".{part}" for part in keys_of(path))
    return text.removeprefix(".")


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
