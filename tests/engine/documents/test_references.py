"""References stay inside the workflow folder."""

import os
from pathlib import Path
from typing import Any

import pytest

from engine.actions.registry import Registry
from engine.documents import folder as folder_module
from engine.documents.loader import load
from engine.documents.problems import DocumentErrors, Problem
from tests.engine.documents.conftest import Write, flow, form, generate


def calls(ref: str, **more: Any) -> dict[str, Any]:
    return flow(form(sub_actions=[generate(config={"input": {"$ref": ref, **more}})]))


def only_problem(folder: Path, registry: Registry) -> Problem:
    with pytest.raises(DocumentErrors) as raised:
        load(folder, registry)
    (problem,) = raised.value.problems
    return problem


def test_the_steps_own_folder_is_searched_first(registry: Registry, write: Write) -> None:
    files = {**calls("p.txt"), "p.txt": "outer", "steps/1_a/p.txt": "inner"}
    config = load(write(files), registry).module("1_a", "m").sub_actions[0].config
    assert config["input"] == {"text": "inner", "type": "text"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("p.jinja", "jinja2"), ("p.j2", "jinja2"), ("p.txt", "text"), ("p.md", "text")],
)
def test_the_ending_says_the_type(name: str, kind: str, registry: Registry, write: Write) -> None:
    folder = write({**calls(f"prompts/{name}"), f"prompts/{name}": "Hello\r\n\x1b[2J"})
    config = load(folder, registry).module("1_a", "m").sub_actions[0].config
    assert config["input"] == {"text": "Hello\n[2J", "type": kind}


def test_a_text_file_is_no_template(registry: Registry, write: Write) -> None:
    folder = write({**calls("p.jinja", type="text"), "p.jinja": "{{ not a template"})
    assert load(folder, registry).module("1_a", "m").sub_actions[0].config["input"]["type"] == "text"


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("../secret.txt", "with .."),
        ("prompts/../../secret.txt", "with .."),
        ("..\\secret.txt", "with .."),
        ("/etc/hostname", "absolute"),
        ("C:\\secret.txt", "absolute"),
        ("\\\\host\\share", "absolute"),
        ("a\u0000b", "no such file"),
        ("link.txt", "symbolic link"),
        ("linked/secret.txt", "symbolic link"),
        ("loop.txt", "loop"),
        ("prompts", "is a folder"),
        ("pipe", "not a regular file"),
        ("gone.txt", "no such file"),
        ("latin.txt", "not UTF-8"),
        ("big.txt", "larger than 4 MiB"),
    ],
)
def test_refuses(ref: str, message: str, registry: Registry, write: Write, tmp_path: Path) -> None:
    folder = write({**calls(ref), "prompts/p.txt": "x", "latin.txt": b"\xe4"})
    (folder / "big.txt").write_bytes(b"x" * (folder_module.MAX_FILE + 1))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "linked").symlink_to(outside)
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    os.mkfifo(folder / "pipe")
    assert message in only_problem(folder, registry).message


def test_a_link_that_stays_inside_is_followed(registry: Registry, write: Write) -> None:
    folder = write({**calls("link.txt"), "p.txt": "x"})
    (folder / "link.txt").symlink_to(folder / "p.txt")
    assert load(folder, registry).module("1_a", "m").sub_actions[0].config["input"]["text"] == "x"


def test_a_step_or_workflow_behind_a_link_outside_is_refused(
    registry: Registry, write: Write, tmp_path: Path
) -> None:
    folder = write(flow(form()))
    (folder / "steps").rename(tmp_path / "steps")
    (folder / "steps").symlink_to(tmp_path / "steps")
    assert "symbolic link" in only_problem(folder, registry).message
    (folder / "workflow.json").rename(tmp_path / "other.json")
    (folder / "workflow.json").symlink_to(tmp_path / "other.json")
    assert "symbolic link" in only_problem(folder, registry).message


@pytest.mark.parametrize(
    ("ref", "close"), [("prompts/scen.txt", "prompts/scene.txt"), ("scene.txt", "prompts/scene.txt")]
)
def test_suggests_the_nearest_file(ref: str, close: str, registry: Registry, write: Write) -> None:
    folder = write({**calls(ref), "prompts/scene.txt": "x", "prompts/other.txt": "x"})
    problem = only_problem(folder, registry)
    assert (problem.pointer, problem.nearest) == ("/modules/0/sub_actions/0/config/input/$ref", close)


def test_references_in_a_circle(registry: Registry, write: Write) -> None:
    files = {
        **flow(form(input_schema={"$ref": "a.json"})),
        "a.json": {"$ref": "b.json"},
        "b.json": {"$ref": "a.json"},
    }
    problem = only_problem(write(files), registry)
    assert problem.message == "the references go in a circle: a.json → b.json → a.json"


def test_schemas_become_dicts_and_keep_their_own_references(registry: Registry, write: Write) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/x"}},
        "$defs": {"x": {"type": "string"}},
    }
    config = {"input": "x", "output_schema": {"$ref": "schemas/s.json", "type": "json"}}
    results = {"type": "array", "_ux": {"render_as": "list"}}
    files = {
        **flow(
            form(
                input_schema={"$ref": "schemas/s.json"},
                result_display_schema={"$ref": "schemas/r.json"},
                sub_actions=[generate(config=config)],
            )
        ),
        "schemas/s.json": schema,
        "schemas/r.json": results,
    }
    module = load(write(files), registry).module("1_a", "m")
    assert module.input_schema == schema
    assert module.result_display_schema == results
    assert module.sub_actions[0].config["output_schema"] == schema


def test_inputs_may_come_from_a_file(registry: Registry, write: Write) -> None:
    files = {**flow(form(inputs={"current_values": {"$ref": "v.yaml"}})), "v.yaml": "a: 16:9\n"}
    assert load(write(files), registry).module("1_a", "m").inputs == {"current_values": {"a": "16:9"}}


def test_counts_files_and_bytes(registry: Registry, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write({**calls("p.txt"), "p.txt": "x" * 2000})
    monkeypatch.setattr(folder_module, "MAX_FILES", 2)
    assert "one file too many" in only_problem(folder, registry).message
    monkeypatch.setattr(folder_module, "MAX_FILES", 3)
    monkeypatch.setattr(folder_module, "MAX_TOTAL", 2000)
    assert "all files together" in only_problem(folder, registry).message


def test_a_misspelt_reference(registry: Registry, write: Write) -> None:
    folder = write({**calls("p.txt", typ="text"), "p.txt": "x"})
    problem = only_problem(folder, registry)
    assert (problem.pointer.rsplit("/", 1)[1], problem.nearest) == ("typ", "type")
