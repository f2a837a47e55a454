"""Which functions an `actions.py` has, read from its text: it is never imported here."""

import ast
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, cast

from schemas.frozen import frozen
from schemas.json_value import is_object

_SETTINGS = {
    "parameters": "parameters_schema",
    "output_schema": "output_schema",
    "environment": "environment",
    "timeout": "timeout",
}
"""Keys of an entry of `ACTIONS`, and of `ScriptConfig`."""


@frozen
class Signature:
    """Which keyword arguments a function takes: `open` ones take any."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    open: bool = False


ANY = Signature(frozenset(), open=True)
"""Of what was imported or assigned: only running it would tell."""


@frozen
class FolderAction:
    """An entry of `ACTIONS`: a function, and more of `ScriptConfig` than a document says."""

    function: str
    settings: Mapping[str, Any]


@frozen
class Functions:
    """The names at the top of a file; `complete` is False if there may be more, by `import *`."""

    signatures: dict[str, Signature]
    complete: bool
    actions: dict[str, FolderAction]


def functions_in(source: bytes) -> Functions:
    """Read a Python file. ValueError, in words that go on after the file's name, if that fails."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the author's code; they are not ours to print
            tree = ast.parse(source)
    except SyntaxError as error:
        raise ValueError(f"is not valid Python: line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"is not valid Python: {error or 'it is nested too deep'}") from None
    found: dict[str, Signature] = {}
    actions: dict[str, FolderAction] = {}
    complete = True
    for node in _top_level(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                found[node.name] = _signature(node)
            case ast.Import() | ast.ImportFrom():
                names = [alias.asname or alias.name for alias in node.names]
                complete = complete and "*" not in names
                found.update(dict.fromkeys(names, ANY))
            case ast.Assign(targets=[ast.Name(id="ACTIONS")]):
                actions = _actions(node)
            case ast.Assign():
                found.update({name.id: ANY for name in node.targets if isinstance(name, ast.Name)})
            case _:
                pass
    return Functions(found, complete, actions)


def _top_level(tree: ast.Module) -> Iterator[ast.stmt]:
    """Statements that bind names of the module, also those under an `if` or a `try`."""
    waiting: list[ast.stmt] = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            inner = [*node.body, *getattr(node, "orelse", []), *getattr(node, "finalbody", [])]
            inner += [line for handler in getattr(node, "handlers", []) for line in handler.body]
            waiting += reversed(inner)


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Signature:
    if node.decorator_list:
        return ANY
    given = node.args
    by_place = [argument.arg for argument in (*given.posonlyargs, *given.args)]
    needed = by_place[: len(by_place) - len(given.defaults)]
    named = zip(given.kwonlyargs, given.kw_defaults, strict=True)
    required = {*needed, *(argument.arg for argument, default in named if default is None)}
    everything = {*by_place, *(argument.arg for argument in given.kwonlyargs)}
    return Signature(frozenset(required), frozenset(everything - required), open=given.kwarg is not None)


def _actions(node: ast.Assign) -> dict[str, FolderAction]:
    """`ACTIONS`, evaluated as a literal: nothing of the file runs."""
    try:
        given: Any = ast.literal_eval(node.value)
    except (ValueError, TypeError, RecursionError, MemoryError):
        raise ValueError(f"line {node.lineno}: ACTIONS must be written out as a plain value") from None
    actions: dict[str, FolderAction] = {}
    entries = cast("dict[Any, Any]", given).items() if isinstance(given, dict) else [("", given)]
    for name, entry in entries:
        function = entry.get("function") if is_object(entry) else None
        if not (isinstance(name, str) and name and is_object(entry) and isinstance(function, str)):
            raise ValueError(
                f'line {node.lineno}: ACTIONS must be {{"name": {{"function": "…", "parameters": {{…}}}}}}'
            )
        unknown = sorted(set(entry) - {"function", *_SETTINGS})
        if unknown:
            known = ", ".join(("function", *_SETTINGS))
            raise ValueError(f"line {node.lineno}: ACTIONS has {unknown[0]!r}; an action has {known}")
        settings = {_SETTINGS[key]: value for key, value in entry.items() if key in _SETTINGS}
        actions[name] = FolderAction(function, settings)
    return actions
