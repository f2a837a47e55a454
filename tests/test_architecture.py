"""The project's own rules are kept, and each of them catches what it forbids."""

from pathlib import Path

import pytest

from tests import rules


def test_nothing_breaks_the_rules_of_text_and_size() -> None:
    found = [
        fault
        for file in rules.product_files("tui")
        for fault in rules.markup_faults(file.read_text("utf-8"), file.name)
    ]
    assert found + list(rules.size_faults(rules.product_files(*rules.PRODUCT))) == []


@pytest.mark.parametrize("module", rules.FIRST_FRAME)
def test_nothing_slow_stands_before_the_first_frame(module: str) -> None:
    assert rules.start_up_faults(module) == []


def test_the_terminal_is_unknown_below_it() -> None:
    for file in rules.product_files("engine", "schemas"):
        source = file.read_text("utf-8")
        assert "import textual" not in source, file
        assert "from textual" not in source, file


@pytest.mark.parametrize(
    "line",
    [
        "from rich.markup import escape",
        "x = escape(title)",
        "x = markup.escape(title)",
        "Static(title, markup=True)",
        "Content.from_markup(f'[b]{title}[/b]')",
        "Content.from_markup(title)",
        "Content.from_markup('[b]' + title)",
    ],
)
def test_markup_from_outside_is_found(line: str) -> None:
    assert len(list(rules.markup_faults(line, "x.py"))) == 1


@pytest.mark.parametrize(
    "line", ["Content.from_markup('[b]$title[/b]', title=title)", "Static(title, markup=False)", "a.clear()"]
)
def test_what_is_harmless_is_left_alone(line: str) -> None:
    assert list(rules.markup_faults(line, "x.py")) == []


def test_long_files_are_found(tmp_path: Path) -> None:
    file = tmp_path / "long.py"
    file.write_text("x = 1\n" * rules.MOST_LINES)
    assert list(rules.size_faults(iter([file]))) == []
    file.write_text("x = 1\n" * (rules.MOST_LINES + 1))
    assert len(list(rules.size_faults(iter([file])))) == 1


def test_slow_imports_and_broken_modules_are_found() -> None:
    assert "engine.config imports pydantic before the first frame" in rules.start_up_faults("engine.config")
    assert "cannot be imported" in rules.start_up_faults("engine.no_such_module")[0]
