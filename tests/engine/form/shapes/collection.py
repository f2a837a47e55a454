"""All shapes: schemas with data that is valid by them. None is taken from elsewhere."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from engine.cli.forms.source import schema_in
from tests.engine.form.shapes.generated import generated
from tests.engine.form.shapes.piece import Shape

_HANDWRITTEN = Path(__file__).parent / "handwritten"


@cache
def every_shape() -> tuple[Shape, ...]:
    """Return the generated shapes, then the handwritten ones by name."""
    return (*generated(), *(_read(file) for file in sorted(_HANDWRITTEN.glob("*.json"))))


def _read(file: Path) -> Shape:
    """A file is as a `Shape`; instead of `schema` it may have `document` with `operation` or `component`."""
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    schema = found.get("schema") or schema_in(
        found["document"], found.get("operation"), found.get("component")
    )
    return Shape(
        name=file.stem,
        kind=found["kind"],
        schema=schema,
        samples=tuple(found["samples"]),
        json=frozenset(found.get("json", ())),
        fallback=frozenset(found.get("fallback", ())),
    )
