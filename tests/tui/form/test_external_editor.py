"""The person's own editor: what it gets, what comes back, what can go wrong."""

import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.app import SuspendNotSupported

from engine.form.build import build_fields
from tests.tui.form.form_app import FormApp, form_of
from tui.form.external_editor import EditorFailed, edit_externally

(FIELD,) = build_fields(form_of(**{"the/../text": {"type": "string", "format": "textarea"}}))


class FakeApp:
    """Hands the terminal over, or does not."""

    def __init__(self, can_suspend: bool = True) -> None:
        self.can_suspend = can_suspend

    @contextmanager
    def suspend(self) -> Iterator[None]:
        if not self.can_suspend:
            raise SuspendNotSupported
        yield

    @contextmanager
    def batch_update(self) -> Iterator[None]:
        yield


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Makes $VISUAL a Python program that gets the file as `path`."""

    def make(program: str) -> None:
        script = tmp_path / "my editor.py"
        script.write_text(f"import sys, pathlib\npath = pathlib.Path(sys.argv[-1])\n{program}\n")
        monkeypatch.setenv("VISUAL", f"'{sys.executable}' '{script}'")

    return make


async def test_the_saved_text_comes_back_cleaned(editor, tmp_path: Path) -> None:
    note = tmp_path / "note"
    editor(
        f"pathlib.Path({str(note)!r}).write_text(f'{{path}} {{path.stat().st_mode:o}} ' + path.read_text())\n"
        "path.write_text('new \\x1b[2J text é\\n', encoding='utf-8')"
    )
    assert await edit_externally(FakeApp(), FIELD, "old") == "new [2J text é"  # type: ignore[arg-type]
    name, mode, text = note.read_text().split(" ")
    assert Path(name).name == "the____text.md"
    assert stat.S_IMODE(int(mode, 8)) == 0o600
    assert text == "old"
    assert not Path(name).parent.exists()


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("path.write_text('x'); sys.exit(3)", "ended with code 3"),
        ("path.write_bytes(b'\\xff')", "can't be read"),
        ("path.unlink()", "can't be read"),
    ],
)
async def test_an_editor_that_fails_changes_nothing(editor, program: str, message: str) -> None:
    editor(program)
    with pytest.raises(EditorFailed, match=message):
        await edit_externally(FakeApp(), FIELD, "old")  # type: ignore[arg-type]


async def test_a_terminal_that_cannot_be_handed_over(editor) -> None:
    editor("")
    with pytest.raises(EditorFailed, match="can't be handed"):
        await edit_externally(FakeApp(can_suspend=False), FIELD, "old")  # type: ignore[arg-type]


async def test_editors_that_do_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    with pytest.raises(EditorFailed, match="did not start"):
        await edit_externally(FakeApp(), FIELD, "old")  # type: ignore[arg-type]
    monkeypatch.setenv("VISUAL", "'unbalanced")
    with pytest.raises(EditorFailed, match="not a command"):
        await edit_externally(FakeApp(), FIELD, "old")  # type: ignore[arg-type]
    monkeypatch.delenv("VISUAL")
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EditorFailed, match="No editor"):
        await edit_externally(FakeApp(), FIELD, "old")  # type: ignore[arg-type]


async def test_ctrl_o_brings_the_text_into_the_form(editor, monkeypatch: pytest.MonkeyPatch) -> None:
    editor("path.write_text(path.read_text() + ' and more\\n')")
    app = FormApp(form_of(x={"type": "string", "format": "textarea"}), {"x": "a cat"})
    monkeypatch.setattr(app, "suspend", FakeApp().suspend)
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.focus_field("x")
        await pilot.press("ctrl+o")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.control("x").text == "a cat and more"  # type: ignore[attr-defined]
    assert app.model.value("x") == "a cat and more"
    assert app.changes == ["x"]


async def test_ctrl_o_without_a_terminal_keeps_the_text_and_says_so(editor) -> None:
    editor("")
    app = FormApp(form_of(x={"type": "string", "format": "textarea"}), {"x": "a cat"})
    async with app.run_test(size=(80, 30), notifications=True) as pilot:
        app.form.focus_field("x")
        await pilot.press("ctrl+o")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "can't be handed" in app.screen_text()
    assert app.model.value("x") == "a cat"
