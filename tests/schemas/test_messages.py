"""Messages by name: each found where it is, and none loaded before."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from schemas import messages


def typed() -> dict[str, str]:
    """The modules of the names, as a type checker reads them."""
    tree = ast.parse(Path(messages.__file__).read_text("utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.name: node.module or "" for node in found for name in node.names if node.level == 0}


@pytest.mark.parametrize("name", messages.__all__)
def test_each_is_what_a_type_checker_takes_it_for(name: str) -> None:
    found, where = getattr(messages, name), typed()[name]
    assert found is getattr(import_module(where), name)
    assert not isinstance(found, type) or (found.__name__, found.__module__) == (name, where)


def test_another_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'SaveDrafts'"):
        _ = messages.SaveDrafts  # pyright: ignore[reportAttributeAccessIssue]


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    code = (
        "import sys; from schemas import messages; before = 'pydantic' in sys.modules;"
        "messages.SaveDraft;"
        "print(before, *(name in sys.modules for name in ('pydantic', 'schemas.messages.marks')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["False", "True", "False"]
