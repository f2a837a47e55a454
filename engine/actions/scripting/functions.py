"""Which functions an `actions.py` has, read from its text: it is never imported here."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signature:
    """Which keyword arguments a function takes: `open` ones take any."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    open: bool = False


ANY = Signature(frozenset(), open=True)
"""Of what was imported or assigned: only running it would tell."""


@dataclass(frozen=True, slots=True)
class Functions:
    """The names at the top of a file; `complete` is False if there may be more, by `import *`."""

    signatures: dict[str, Signature]
    complete: bool


def functions_in(source: bytes) -> Functions:
    """Read a Python file. Raises ValueError with the line if it is not one."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise ValueError(str(error) or "it is nested too deep") from None
    found: dict[str, Signature] = {}
    complete = True
    for node in _top_level(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                found[node.name] = _signature(node)
            case ast.Import() | ast.ImportFrom():
                names = [alias.asname or alias.name for alias in node.names]
                complete = complete and "*" not in names
                found.update(dict.fromkeys(names, ANY))
            case ast.Assign():
                found.update({name.id: ANY for name in node.targets if isinstance(name, ast.Name)})
            case _:
                pass
    return Functions(found, complete)


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
