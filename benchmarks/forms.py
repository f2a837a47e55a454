"""Long forms of a JSON Schema: opening them, typing in them, what they hold in memory."""

import json
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.letters import COUNT, GAP, type_letters
from benchmarks.measures import Case, Figure, Sample, Scenario
from benchmarks.reroll import floor, reroll
from benchmarks.terminal.process_tree import ProcessTree
from benchmarks.terminal.program import Program

_SIZES = (10, 50, 200, 500)
_CONFIGURATION = 953
"""Fields of the nested schema: as many as the longest configuration schema that was met."""
_IN_ONE = 16


def flat_schema(fields: int) -> dict[str, object]:
    """An object of so many texts."""
    properties = {f"f{number}": {"type": "string", "title": f"Field {number}"} for number in range(fields)}
    return {"type": "object", "properties": properties}


def nested_schema(fields: int) -> dict[str, object]:
    """Required objects of a few fields of all kinds each, one in three inside another one."""
    kinds: list[dict[str, object]] = [
        {"type": "string"},
        {"type": "integer"},
        {"type": "boolean"},
        {"enum": ["low", "middle", "high"]},
        {"type": "array", "items": {"type": "string"}},
    ]
    objects: dict[str, object] = {}
    for first in range(0, fields, _IN_ONE):
        numbers = range(first, min(fields, first + _IN_ONE))
        inner = {f"f{n}": {**kinds[n % len(kinds)], "title": f"Field {n}"} for n in numbers}
        group: dict[str, object] = {"type": "object", "properties": inner, "required": list(inner)}
        if first // _IN_ONE % 3 == 2:
            group = {"type": "object", "properties": {"inner": group}, "required": ["inner"]}
        objects[f"group{first}"] = group
    return {"type": "object", "properties": objects, "required": list(objects)}


def _opened(program: Program) -> Sample:
    tree = ProcessTree(program.pid)
    at = program.wait_for("Field 0", "Field 5")
    sample = {"ready": (at - program.started) / 1e6, "cpu": tree.cpu_seconds() * 1000}
    program.settle()
    time.sleep(0.5)
    return {**sample, "settled_cpu": tree.cpu_seconds() * 1000, "memory": tree.resident_mib()}


def _typed(program: Program) -> Sample:
    program.wait_for("Field 0", "Field 5")
    program.settle()
    return type_letters(program)


def _eager(fields: int, measure: Callable[[Program], Sample]) -> Sample:
    with floor("eager_fields", str(fields)) as program:
        return measure(program)


def _form(schema: dict[str, object], measure: Callable[[Program], Sample]) -> Sample:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "schema.json"
        path.write_text(json.dumps(schema))
        with reroll("form", str(path)) as program:
            return measure(program)


def scenario() -> Scenario:
    """`reroll form` over bare Textual widgets, all of them mounted eagerly."""
    cases = [
        *(Case(f"eager {n}", partial(_eager, n, _opened)) for n in _SIZES),
        *(Case(f"form {n}", partial(_form, flat_schema(n), _opened)) for n in _SIZES),
        Case("configuration", lambda: _form(nested_schema(_CONFIGURATION), _opened)),
        Case("keys eager 10", lambda: _eager(10, _typed)),
        Case("keys form 10", lambda: _form(flat_schema(10), _typed)),
        Case("keys form 500", lambda: _form(flat_schema(500), _typed)),
    ]
    figures: list[Figure] = []
    for n in _SIZES:
        goal = 1.0 if n >= 200 else None
        figures += [
            Figure(f"{n} fields, bare widgets", f"eager {n}", "ready", "ms"),
            Figure(f"{n} fields, form", f"form {n}", "ready", "ms", f"eager {n}", goal),
            Figure(f"{n} fields, CPU until it rests", f"form {n}", "settled_cpu", "ms", f"eager {n}", goal),
            Figure(f"{n} fields, memory", f"form {n}", "memory", "MiB", f"eager {n}"),
        ]
    figures += [
        Figure(f"{_CONFIGURATION} nested fields, CPU", "configuration", "cpu", "ms", goal=1000),
        Figure(f"{_CONFIGURATION} nested fields, memory", "configuration", "memory", "MiB"),
        Figure("bare widgets, 10 fields, key", "keys eager 10", "key_p95", "ms"),
        Figure("form, 10 fields, key p95", "keys form 10", "key_p95", "ms", "keys eager 10", 1.3),
        Figure("form, 500 fields, key median", "keys form 500", "key_median", "ms", "keys eager 10", 1.3),
        Figure("form, 500 fields, key p95", "keys form 500", "key_p95", "ms", "keys eager 10", 1.3),
    ]
    return Scenario(
        "Long forms",
        "From fork to the read that completes the first page; CPU of the process tree. "
        f"Keys: {COUNT} letters, {GAP * 1000:g} ms apart, in the first field.",
        cases,
        figures,
    )
