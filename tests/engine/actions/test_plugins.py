"""Classes of a workflow folder's plugin.py: nothing of it runs before it is trusted."""

from pathlib import Path

import pytest

from engine.actions.builtin import builtin_registry
from engine.actions.errors import ActionError
from engine.actions.plugins import Plugins
from engine.actions.registry import Registry
from engine.trust.code import read_code
from engine.trust.store import Trust

PLUGIN = """
from pathlib import Path
from engine.actions.action import Outputs
from engine.actions.plugins import PluginAction
from schemas.documents.base import Document

Path(__file__).with_name("ran").touch()

class Config(Document):
    level: int = 1

class Shout(PluginAction):
    id = "shout"
    title = "Shout"
    config_model = Config

    async def execute(self, given):
        yield Outputs("HEY" * given.config.level)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "flow"
    made.mkdir()
    (made / "plugin.py").write_text(PLUGIN)
    return made


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    return Trust(tmp_path / "home", tmp_path / "bundled")


@pytest.fixture
def plugins(trust: Trust) -> Plugins:
    return Plugins(trust)


def test_its_names_are_read_without_running_it(plugins: Plugins, folder: Path) -> None:
    assert plugins.declared(folder) == ["shout"]
    assert plugins.find(folder, "whisper") is None
    with pytest.raises(ActionError, match="not trusted") as refused:
        plugins.find(folder, "shout")
    assert refused.value.hint == f"Look at its code, then run: reroll trust {folder}"
    assert not (folder / "ran").exists()


def test_trusted_it_is_an_action_of_its_folder_alone(trust: Trust, plugins: Plugins, folder: Path) -> None:
    trust.grant(read_code(folder))
    registry = Registry(folders=lambda: plugins)
    action = registry.find_for("shout", folder)
    assert action is not None
    assert (action.title, action.patterns, action.interactive) == ("Shout", ("shout",), False)
    assert registry.find_for("shout", folder) is action
    assert registry.find_for("shout", folder.parent) is None
    assert registry.find("shout") is None


def test_any_change_takes_the_trust_back(trust: Trust, plugins: Plugins, folder: Path) -> None:
    trust.grant(read_code(folder))
    assert plugins.find(folder, "shout")
    (folder / "plugin.py").write_text(PLUGIN + "\n# changed\n")
    with pytest.raises(ActionError, match="not trusted"):
        plugins.find(folder, "shout")


def test_what_ships_with_reroll_goes_first(folder: Path) -> None:
    (folder / "plugin.py").write_text(PLUGIN.replace('"shout"', '"transform"'))
    action = builtin_registry().find_for("transform", folder)
    assert action is not None
    assert type(action).__module__ == "engine.actions.transform"


BAD = {
    "it ends the program": ("import sys\nsys.exit(3)\n" + PLUGIN, "SystemExit: 3"),
    "it falls": ("raise RuntimeError('ouch')\n", "RuntimeError: ouch"),
    "no config": ("class A:\n    id = 'a'\n", "A has no title"),
    "interactive": (PLUGIN.replace('id = "shout"', 'id = "a"\n    interactive = True'), "interactive"),
}


@pytest.mark.parametrize(("source", "words"), BAD.values(), ids=BAD)
def test_one_that_cannot_be_used(
    trust: Trust, plugins: Plugins, folder: Path, source: str, words: str
) -> None:
    (folder / "plugin.py").write_text(source + "\nclass B:\n    id = 'a'\n" * ("class A" not in source))
    trust.grant(read_code(folder))
    with pytest.raises(ActionError, match=words):
        plugins.find(folder, "a")


def test_one_that_is_no_python_declares_nothing(plugins: Plugins, folder: Path) -> None:
    (folder / "plugin.py").write_text("\nclass (")
    assert plugins.declared(folder) == []
    with pytest.raises(ActionError, match=r"plugin.py cannot be used: invalid syntax \(line 2\)"):
        plugins.find(folder, "shout")


def test_one_whose_import_never_ends_is_given_up(
    trust: Trust, plugins: Plugins, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.actions.plugins.IMPORT_SECONDS", 0.05)
    (folder / "plugin.py").write_text(PLUGIN + "\nwhile True:\n    pass\n")
    trust.grant(read_code(folder))
    for _ in range(2):
        with pytest.raises(ActionError, match="its import took longer"):
            plugins.find(folder, "shout")
