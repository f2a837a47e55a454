"""YAML is read as the JSON it stands for."""

import time
from pathlib import Path

import pytest

from engine.actions.registry import Registry
from engine.documents.loader import load
from engine.documents.problems import DocumentErrors
from engine.documents.read import read_value
from tests.engine.documents.conftest import Write, flow, form, generate

FILE = Path("a.yaml")


def read(text: str) -> object:
    return read_value(text.encode(), FILE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("16:9", "16:9"),
        ("no", "no"),
        ("on", "on"),
        ("2020-01-01", "2020-01-01"),
        ("true", True),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        ("0x10", 16),
        ("1.2.3", "1.2.3"),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("[a, {b: 1}]", ["a", {"b": 1}]),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("1: a", {"1": "a"}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ('a: "x\\e[2J"', {"a": "x[2J"}),
    ],
)
def test_values(text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: }", "line 2, column 4"),
        ("a: 1\na: 2", "the same key twice: a (line 2)"),
        (".nan", "not a JSON number"),
        ("-.inf", "not a JSON number"),
        ("1e999", "too large"),
        ("!!python/object/apply:os.system [x]", "tag"),
        ("!!binary aGk=", "tag"),
        ("a: *b", "alias"),
        ("&a [*a]", "alias"),
        ("? [a]\n: 1", "a key must be a text"),
        ("a\n---\nb", "more than one"),
        ("[" * 100 + "]" * 100, "deeper than 64"),
        ("- " * 3000 + "a", "deeper than 64"),
    ],
)
def test_refuses(text: str, message: str) -> None:
    with pytest.raises(DocumentErrors) as raised:
        read(text)
    assert message in raised.value.problems[0].message


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 12)]
    started = time.process_time()
    with pytest.raises(DocumentErrors, match="aliases counted"):
        read("\n".join(lines))
    assert time.process_time() - started < 1


def test_a_workflow_in_yaml_is_the_same_as_in_json(registry: Registry, write: Write) -> None:
    as_json = flow(form(title="Hello", sub_actions=[generate()]))
    first = load(write(as_json), registry)
    folder = first.source
    (folder / "workflow.json").unlink()
    (folder / "steps/1_a/step.json").unlink()
    (folder / "workflow.yaml").write_text("id: flow\ntitle: Flow\n")
    (folder / "steps/1_a/step.yaml").write_text(
        """
modules:
  - id: m
    uses: form
    title: Hello
    input_schema: {type: object, properties: {}}
    sub_actions:
      - id: go
        label: Go
        action_type: llm.generate
        config:
          input: Say {{ values.a }}
"""
    )
    assert load(folder, registry).content_hash == first.content_hash
