"""Whatever is in a file: a workflow that loads, or a sentence."""

import contextlib
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.actions.builtin import builtin_registry
from engine.documents.loader import load
from engine.importing.draft import Wishes
from engine.importing.folder import write_draft
from engine.importing.made import draft_of
from engine.importing.refused import Refused
from engine.importing.source import KINDS, Kind
from tests.engine.importing import given as samples

WORDS = st.sampled_from(
    [
        *("", "x", "$ref", "type", "object", "string", "{{ state }}", "{% raw %}", "{# x", "../../etc", "\n"),
        *("inputs", "class_type", "#/components/schemas/Note", "get", "in", "path", "name", "\u202ex", "a`b"),
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | st.just(10**400)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
SAMPLES: list[tuple[Kind, dict[str, Any], Wishes]] = [
    ("openapi", samples.SHELF, Wishes("sample", operation="addNote")),
    ("openapi", samples.SHELF, Wishes("sample", operation="listBooks")),
    ("cog", samples.COG, Wishes("sample")),
    ("replicate", samples.MODEL, Wishes("sample")),
    ("mcp", samples.TOOL, Wishes("sample")),
    ("comfyui", samples.GRAPH, Wishes("sample")),
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of a JSON value with each of its keys."""
    found: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        found += [(value, key) for key in value]
        for inner in value.values():
            found += places(inner)
    elif isinstance(value, list):
        found += [(value, at) for at in range(len(value))]
        for inner in value:
            found += places(inner)
    return found


@given(st.dictionaries(WORDS, JSON, max_size=4), st.sampled_from([None, *KINDS]))
@settings(max_examples=100, deadline=None)
def test_any_object_is_taken_or_refused(value: dict[str, Any], kind: Kind | None) -> None:
    with contextlib.suppress(Refused):
        draft_of(value, kind, Wishes("sample"))


@pytest.mark.parametrize(("kind", "value", "wishes"), SAMPLES)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_with_parts_of_it_changed(
    tmp_path_factory: pytest.TempPathFactory,
    kind: Kind,
    value: dict[str, Any],
    wishes: Wishes,
    data: st.DataObject,
) -> None:
    broken = copy.deepcopy(value)
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(places(broken)))
        holder[key] = data.draw(JSON)
        if not isinstance(broken, dict) or not places(broken):
            break
    folder = tmp_path_factory.mktemp("broken")
    try:
        write_draft(draft_of(json.loads(json.dumps(broken)), kind, wishes), "sample", folder, "reroll new")
    except Refused:
        assert list(folder.iterdir()) == []
    else:
        load(folder / "sample", builtin_registry())
        assert [path.name for path in folder.iterdir()] == ["sample"]


@pytest.mark.parametrize("value", [None, 3, "x", [], [{}]])
def test_what_is_no_object_is_refused(value: Any) -> None:
    with pytest.raises(Refused, match="no JSON object"):
        draft_of(value, None, Wishes("sample"))


def test_the_samples_make_folders_as_they_are(tmp_path: Path) -> None:
    for number, (kind, value, wishes) in enumerate(SAMPLES):
        samples.written(draft_of(value, kind, wishes), tmp_path / str(number))
