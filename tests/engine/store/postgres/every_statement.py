"""Finds every statement that the engine asks a database to run, in its source."""

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
# What speaks to one of the databases alone.
_OTHERS = ("engine/store/sqlite/", "engine/store/postgres/", "engine/queue/pgqueuer/", "engine/doctor/")
_METHODS = ("execute", "execute_many", "all", "one", "beside")
_BEGINS = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
_ASKED = re.compile(r"(database|transaction|rows|source)$")


@dataclass(frozen=True, slots=True)
class Statement:
    """Where it stands, and its text; "" if that cannot be told from the source alone."""

    place: str
    sql: str


def statements(examples: Mapping[str, Mapping[str, Any]]) -> Iterator[Statement]:
    """All statements. `examples` gives, by module, values of names that only a run gives."""
    for file in sorted((ROOT / "engine").rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        source = file.read_text()
        if name.startswith(_OTHERS) or "store.database" not in source:
            continue
        module = importlib.import_module(name.removesuffix(".py").replace("/", "."))
        known = {**vars(module), **examples.get(name, {})}
        for function in (each for each in ast.walk(ast.parse(source)) if isinstance(each, _FUNCTIONS)):
            names = {**_local(function, known), **examples.get(name, {})}
            for call in _calls(function):
                yield Statement(f"{name}:{call.lineno}", _text(call.args[0], known | names))


_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def _calls(function: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(value=asked, attr=method), args=[_, *_]):
                if method in _METHODS and _ASKED.search(ast.unparse(asked)):
                    yield node


def _local(function: ast.AST, known: Mapping[str, Any]) -> dict[str, Any]:
    """Texts that are put together in the function before they are run."""
    found: dict[str, Any] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if text := _text(value, {**known, **found}):
                    found[name] = text
    return found


def _text(node: ast.expr, known: Mapping[str, Any]) -> str:
    try:
        value = eval(compile(ast.Expression(node), "", "eval"), dict(known))
    except Exception:
        return ""
    return value if isinstance(value, str) else ""
