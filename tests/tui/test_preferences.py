"""What a person chose for their screen, from one start to the next."""

import json
from pathlib import Path

import pytest
from textual.app import App

from tui.preferences import Preferences


def applied(home: Path) -> Preferences:
    preferences = Preferences(home)
    preferences.apply_to(App())
    return preferences


def test_pictures_are_drawn_in_half_cells_until_something_else_is_chosen(tmp_path: Path) -> None:
    preferences = applied(tmp_path)
    assert preferences.images == "half-cell"
    titles = [command.title for command in preferences.commands()]
    assert titles == ["Pictures in pixels if possible", "Pictures in pixels"]
    next(preferences.commands()).callback()
    assert applied(tmp_path).images == "auto"
    assert "Pictures in half cells" in [command.title for command in preferences.commands()]


def test_what_is_chosen_leaves_the_rest_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "preferences.json").write_text('{"theme": "nord", "later": [1]}')
    applied(tmp_path).images = "kitty"
    kept = json.loads((tmp_path / "preferences.json").read_text())
    assert kept == {"theme": "nord", "later": [1], "images": "kitty"}


@pytest.mark.parametrize("images", ["sixel", 7, None, [], {}])
def test_an_unknown_way_is_half_cells(tmp_path: Path, images: object) -> None:
    (tmp_path / "preferences.json").write_text(json.dumps({"images": images}))
    assert applied(tmp_path).images == "half-cell"
