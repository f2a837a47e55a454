"""What actions find in their configs when a document is loaded."""

from pathlib import Path
from typing import Any

import pytest

from engine.actions.builtin import builtin_registry
from engine.actions.registry import Registry
from engine.documents.loaded import LoadedWorkflow
from engine.documents.loader import load
from engine.documents.problems import DocumentErrors
from tests.engine.documents.conftest import Write

ACTIONS = """
ACTIONS = {
    "video_generation": {
        "function": "make_video",
        "parameters": {
            "type": "object",
            "properties": {
                "model": {"type": "string"},
                "duration": {"maximum": 60},
                "fps": {"enum": [24, 30]},
            },
            "required": ["model"],
        },
        "timeout": 600,
    }
}
def make_video(model, duration=5, fps=24):
    raise SystemExit("loading runs nothing")
def needs(a, b, *, c, d=1):
    pass
def any_of_them(**more):
    pass
from elsewhere import borrowed
raise SystemExit("loading runs nothing")
"""


@pytest.fixture
def registry() -> Registry:
    return builtin_registry()


def flow(modules: list[dict[str, Any]], actions: str | None = ACTIONS) -> dict[str, Any]:
    files: dict[str, Any] = {
        "workflow.json": {"id": "flow", "title": "Flow"},
        "steps/one/step.json": {"modules": [{"id": f"m{at}", **each} for at, each in enumerate(modules)]},
    }
    return files if actions is None else {**files, "actions.py": actions}


def problems(path: Path, registry: Registry) -> list[tuple[str, str]]:
    with pytest.raises(DocumentErrors) as caught:
        load(path, registry)
    return [(problem.pointer, str(problem)) for problem in caught.value.problems]


def script(**inputs: Any) -> dict[str, Any]:
    return {"uses": "script", "inputs": inputs}


@pytest.mark.parametrize(
    "inputs",
    [
        {"function": "make_video", "parameters": {"model": "m"}},
        {"function": "needs", "parameters": {"a": 1, "b": "{{ state.b }}", "c": 3}},
        {"function": "any_of_them", "parameters": {"x": 1}},
        {"function": "borrowed", "parameters": {"x": 1}},
    ],
)
def test_functions_that_are_there(write: Write, registry: Registry, inputs: dict[str, Any]) -> None:
    assert load(write(flow([script(**inputs)])), registry)


@pytest.mark.parametrize(
    ("inputs", "pointer", "says"),
    [
        ({"function": "make_vide"}, "/function", "did you mean make_video?"),
        ({"function": "make_video"}, "/parameters", 'needs the argument "model"'),
        (
            {"function": "make_video", "parameters": {"fsp": 2}},
            "/parameters/fsp",
            "did you mean fps?",
        ),
        ({"function": "{{ state.f }}"}, "/function", "cannot choose the function"),
        ({"function": "any_of_them", "environment": ["{{ state.f }}"]}, "/environment/0", "cannot choose"),
        ({"function": "any_of_them", "parameters": {"not a name": 1}}, "/parameters/not a name", "name"),
        ({"function": "os.system"}, "/function", "a text that matches"),
    ],
)
def test_functions_that_are_not(
    write: Write, registry: Registry, inputs: dict[str, Any], pointer: str, says: str
) -> None:
    found = problems(write(flow([script(**inputs)])), registry)
    assert any(at.startswith(f"/modules/0/inputs{pointer}") and says in text for at, text in found), found


@pytest.mark.parametrize(
    ("actions", "says"),
    [
        (None, "there is no actions.py"),
        ("def work(:", "actions.py is not valid Python: line 1"),
        ("\0", "actions.py is not valid Python"),
        ("(" * 5000, "actions.py is not valid Python"),
        ("ACTIONS = dict(a=1)\ndef work(): pass", "ACTIONS must be written out"),
        ("ACTIONS = {'a': {'fn': 1}}\ndef work(): pass", "ACTIONS must be"),
        ("ACTIONS = {'a': {'function': 'work', 'modes': 1}}\ndef work(): pass", "ACTIONS has 'modes'"),
    ],
)
def test_a_file_that_cannot_be_used(write: Write, registry: Registry, actions: str | None, says: str) -> None:
    [(_, text)] = problems(write(flow([script(function="work")], actions)), registry)
    assert says in text


def test_code_behind_a_link_is_not_looked_at(write: Write, registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text("def work(): pass")
    folder = write(flow([script(function="work")], None))
    (folder / "actions.py").symlink_to(tmp_path / "outside.py")
    [(_, text)] = problems(folder, registry)
    assert "there is no actions.py" in text


def test_an_action_of_the_folders_own(write: Write, registry: Registry) -> None:
    parameters = {"model": "m", "duration": "{{ state.seconds }}"}
    page = {"uses": "form", "sub_actions": [{"id": "v", "label": "V", "action_type": "video_generation"}]}
    page["sub_actions"][0]["config"] = parameters
    loaded: LoadedWorkflow = load(
        write(flow([{"uses": "video_generation", "inputs": parameters}, page])), registry
    )
    plain, form = loaded.steps[0].modules
    assert plain.uses == form.sub_actions[0].action_type == "script"
    assert plain.inputs == form.sub_actions[0].config
    assert plain.inputs["function"] == "make_video"
    assert (plain.inputs["parameters"], plain.inputs["timeout"]) == (parameters, 600)


def test_its_parameters_are_checked_where_the_author_wrote_them(write: Write, registry: Registry) -> None:
    inputs = {"duration": 70, "fps": "{{ state.fps }}"}
    found = problems(write(flow([{"uses": "video_generation", "inputs": inputs}])), registry)
    assert [at for at, _ in found] == ["/modules/0/inputs", "/modules/0/inputs/duration", "/modules/0/inputs"]
    assert "maximum of 60" in found[1][1]


def test_a_name_that_nobody_gave_is_told_as_before(write: Write, registry: Registry) -> None:
    [(at, text)] = problems(write(flow([{"uses": "video_generatoin"}])), registry)
    assert (at, "no such action" in text) == ("/modules/0/uses", True)


@pytest.mark.parametrize(
    ("inputs", "pointer", "says"),
    [
        ({"url": "https://a.test/x", "allow": ["b.test"]}, "/url", "not among those in `allow`"),
        ({"url": "https://a.test:8443/{{ state.x }}", "allow": ["a.test"]}, "/url", "not among"),
        ({"url": "ftp://a.test/", "allow": ["a.test"]}, "/url", "only http"),
        ({"url": "a.test/x", "allow": ["a.test"]}, "/url", "not a URL"),
        ({"url": "https://a.test/", "allow": []}, "/allow", "empty"),
        ({"url": "https://a.test/", "allow": ["https://a.test"]}, "/allow/0", "not a host"),
        ({"url": "https://a.test/", "allow": ["a.*.test"]}, "/allow/0", "not a host"),
        ({"url": "https://a.test/", "allow": ["*"]}, "/allow/0", "not a host"),
        ({"url": "https://a.test/", "allow": ["a.test:99999"]}, "/allow/0", "not a host"),
        ({"url": "https://a.test/", "allow": ["{{ state.host }}"]}, "/allow/0", "cannot choose"),
        (
            {"url": "https://a.test/", "allow": ["a.test"], "headers": {"Host": "b"}},
            "/headers/Host",
            "set by",
        ),
        ({"url": "https://a.test/", "allow": ["a.test"], "headers": {"a b": "c"}}, "/headers/a b", "matches"),
        (
            {"url": "https://a.test/", "allow": ["a.test"], "headers": {"X": {"env": "{{ values.x }}"}}},
            "/headers/X/env",
            "cannot choose",
        ),
        ({"url": "https://a.test/", "allow": ["a.test"], "json": 1, "body": "x"}, "", "not both"),
        ({"url": "https://a.test/", "allow": ["a.test"], "method": "TRACE"}, "/method", "possible values"),
    ],
)
def test_fetches_that_cannot_work(
    write: Write, registry: Registry, inputs: dict[str, Any], pointer: str, says: str
) -> None:
    found = problems(write(flow([{"uses": "fetch", "inputs": inputs}], None)), registry)
    assert any(at == f"/modules/0/inputs{pointer}" and says in text for at, text in found), found


@pytest.mark.parametrize(
    "inputs",
    [
        {
            "url": "{{ state.url }}",
            "allow": ["a.test", "*.b.test", "127.0.0.1:8188", "[::1]:80", "localhost"],
        },
        {"url": "https://x.b.test/{{ state.x }}?q=1", "allow": ["*.b.test"]},
        {"url": "HTTPS://A.test", "allow": ["A.test"], "method": "{{ state.how }}"},
    ],
)
def test_fetches_that_may(write: Write, registry: Registry, inputs: dict[str, Any]) -> None:
    assert load(write(flow([{"uses": "fetch", "inputs": inputs}], None)), registry)


def test_every_wrong_step_of_a_pipeline_is_told(write: Write, registry: Registry) -> None:
    pipeline = [
        {"jmespath": "[*.id"},
        {"jmespath": "lenght(@)"},
        {"template": {"a": ["{{ x"]}},
        {"jmespath": "@", "template": "x"},
        {"jmespth": "@"},
        {"jmespath": "(" * 3000},
    ]
    found = problems(write(flow([{"uses": "transform", "inputs": {"pipeline": pipeline}}], None)), registry)
    at = {pointer.removeprefix("/modules/0/inputs/pipeline/") for pointer, _ in found}
    assert {"0/jmespath", "1/jmespath", "2/template/a/0", "4/jmespth", "5/jmespath"} <= at
    assert any(pointer.startswith("3") for pointer in at)
    assert any("did you mean length?" in text for _, text in found)
    empty = problems(write(flow([{"uses": "transform", "inputs": {"pipeline": []}}], None)), registry)
    assert [pointer for pointer, _ in empty] == ["/modules/0/inputs/pipeline"]
