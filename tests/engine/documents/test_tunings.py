"""What a config says for certain providers is read and checked like the rest of it."""

from typing import Any

import pytest

from engine.actions.registry import Registry
from engine.documents.loader import load
from engine.documents.problems import DocumentErrors, Problem
from tests.engine.documents.conftest import Write, flow, form, generate


def with_tuning(**tuning: Any) -> dict[str, Any]:
    config = {"input": "Say it", "tuned_for": {"embedded": tuning}}
    return form(sub_actions=[generate(config=config)])


def problem(write: Write, registry: Registry, module: dict[str, Any]) -> Problem:
    with pytest.raises(DocumentErrors) as caught:
        load(write(flow(module)), registry)
    (found,) = caught.value.problems
    return found


def test_references_and_texts_are_resolved(write: Write, registry: Registry) -> None:
    tuning = {
        "input": {"$ref": "short.jinja"},
        "system": ["Be brief", {"$ref": "rules.txt"}],
        "output_schema": {"$ref": "reply.json"},
        "output": {"a": "{{ reply.a }}"},
    }
    files = {
        "short.jinja": "{{ values.a }}",
        "rules.txt": "No {{ braces }}",
        "reply.json": {"type": "object"},
    }
    loaded = load(write(flow(with_tuning(**tuning), **files)), registry)
    read = loaded.steps[0].modules[0].sub_actions[0].config["tuned_for"]["embedded"]
    assert read == {
        "input": {"text": "{{ values.a }}", "type": "jinja2"},
        "system": [{"text": "Be brief", "type": "jinja2"}, {"text": "No {{ braces }}", "type": "text"}],
        "output_schema": {"type": "object"},
        "output": {"a": "{{ reply.a }}"},
    }


@pytest.mark.parametrize(
    ("tuning", "pointer", "words"),
    [
        ({"inputs": "x"}, "inputs", "unknown key"),
        ({"min_p": 2}, "min_p", "out of range"),
        ({"input": "{{ a"}, "input", "does not compile"),
        ({"output": {"a": "{{ reply. }}"}}, "output/a", "does not compile"),
        ({"output_pattern": "(a"}, "output_pattern", "does not compile"),
        ({"output_schema": {"type": "objekt"}}, "output_schema/type", "no JSON Schema type"),
        ({"output_schema": {"$ref": "missing.json"}}, "output_schema/$ref", "no such file"),
    ],
)
def test_faults_are_found_where_they_are(
    write: Write, registry: Registry, tuning: dict[str, Any], pointer: str, words: str
) -> None:
    found = problem(write, registry, with_tuning(**tuning))
    assert found.pointer == f"/modules/0/sub_actions/0/config/tuned_for/embedded/{pointer}"
    assert words in found.message


def test_an_output_schema_outside_a_tuning_is_checked_too(write: Write, registry: Registry) -> None:
    config = {"input": "Say it", "output_schema": {"type": "objekt"}}
    found = problem(write, registry, form(sub_actions=[generate(config=config)]))
    assert found.pointer == "/modules/0/sub_actions/0/config/output_schema/type"


def test_a_precondition_that_does_not_compile(write: Write, registry: Registry) -> None:
    broken = generate(preconditions=[{"condition": "values.a ==", "otherwise": "Fill a first."}])
    found = problem(write, registry, form(sub_actions=[broken]))
    assert found.pointer == "/modules/0/sub_actions/0/preconditions/0/condition"
    assert "does not compile" in found.message
