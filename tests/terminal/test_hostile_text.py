"""Nothing that a document, a model or a server says controls the terminal: checked on raw bytes."""

import re
from pathlib import Path

import pytest

from benchmarks.terminal.program import Program
from tests.servers.chat_server import ChatServer, status, text
from tests.terminal.conftest import Launcher
from tests.terminal.documents import text_module, write_workflow

pytestmark = pytest.mark.pty

CONTROLS = (
    "\x1b]52;c;aGFja2Vk\x07"  # Sets the clipboard.
    "\x1b[2J\x1b[?1049l"  # Clears the screen, leaves it.
    "\x1b]8;;http://evil.example\x1b\\\x1b]0;title\x07"  # A link, a title.
    "\x1bc\x1bP+q544e\x1b\\"  # A reset, a query.
    "\x9b2J\x9d52;c;aGFja2Vk\x9c\x90q\x9c"  # The same as C1.
    "\x7f\x00\x08\u202e\u2066\u200f"
)
MARKUP = "[/x][@click=app.quit]x[/]"
# What Textual itself sends: colours, moves, modes, frames, queries, the pointer's shape.
_OWN = re.compile(
    rb"\x1b\[[0-9;:]*[mHK]"
    rb"|\x1b\[\?(?:25|7|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]"
    rb"|\x1b\[\?(?:2026|2048)\$p"
    rb"|\x1b\[>\d+u"
    rb"|\x1b\]22;[a-z-]+\x07"
)
_NEVER = (
    *("\x1b]52", "\x1b]8;", "\x1b]0;", "\x1b[2J", "\x1bc", "\x1bP"),
    *("\x7f", "\x00", "\x08", "\x9b", "\x9d", "\x90", "\x9c"),
    *("\u202e", "\u2066", "\u200f"),
)


def assert_harmless(program: Program) -> None:
    """Every byte that the terminal received so far is text or a sequence of Textual's own."""
    output = program.output
    for forbidden in _NEVER:
        at = output.find(forbidden.encode())
        assert at < 0, f"{forbidden!r} in …{output[max(0, at - 200) : at + 60]!r}…"
    assert output.count(b"\x1b[?1049l") == 0, "left the alternate screen"
    rest = _OWN.sub(b"", output)
    controls = re.search(rb".{0,80}[\x00-\x08\x0b\x0c\x0e-\x1f\x7f].{0,80}", rest, re.DOTALL)
    assert controls is None, controls


def hostile(word: str) -> str:
    """A text that shows `word` and its markup first, then tries everything."""
    return f"{word}{MARKUP} {CONTROLS}"


def shown(word: str) -> str:
    """The start of what a person sees of `hostile(word)`."""
    return f"{word}[/x]"


def test_documents(reroll: Launcher, tmp_path: Path) -> None:
    module = text_module(title=hostile("Module"), description=hostile("Told"))
    module["input_schema"]["properties"] = {
        "field": {
            "type": "string",
            "title": hostile("Label"),
            "description": hostile("Help"),
            "_ux": {"input_type": "textarea", "placeholder": hostile("Hint")},
        },
        "choice": {
            "type": "string",
            "title": "Choice",
            "enum": [hostile("One"), hostile("Two")],
            "default": hostile("One"),
            "_ux": {"input_type": "select"},
        },
    }
    module["result_display_schema"] = {
        "type": "array",
        "_ux": {"render_as": "grid", "title": hostile("Found")},
        "items": {"type": "object", "properties": {"text": {"type": "string", "title": hostile("Text")}}},
    }
    module["inputs"] = {"generations": [{"text": hostile("Result"), "content_id": "1"}]}
    module["sub_actions"][0] |= {"label": hostile("Act"), "description": hostile("Does")}
    folder = write_workflow(tmp_path / "flow", module, title=hostile("Flow"), step_title=hostile("Step"))

    program = reroll("open", str(folder))
    everywhere = ("Module", "Told", "Label", "Hint", "Help", "One", "Act", "Found", "Result")
    program.wait_for(*map(shown, everywhere), seconds=60)
    program.press("f3")
    program.press("enter")  # The detail of the result.
    program.settle()
    program.press("escape")
    program.press("ctrl+g")  # The menu of actions.
    program.settle()
    program.press("escape")
    program.press("ctrl+p")  # The command palette lists actions by name.
    program.type("Act")
    program.settle()
    assert program.running
    assert_harmless(program)
    assert "Traceback" not in program.screen.text()
    program.kill()

    home = reroll()
    home.wait_for(shown("Flow"), seconds=60)  # The session is listed under the document's title.
    home.settle()
    assert_harmless(home)


def test_pasted(reroll: Launcher, tmp_path: Path) -> None:
    program = reroll("open", str(write_workflow(tmp_path / "flow", text_module())))
    program.wait_for("form ready", seconds=60)
    harmful = hostile("Pasted").translate(dict.fromkeys(range(32)))  # As terminals do.
    program.send(f"\x1b[200~{harmful}\x1b[201~".encode())
    program.wait_for(shown("Pasted"))
    program.settle()
    assert_harmless(program)


def test_tokens(reroll: Launcher, chat_server: ChatServer, tmp_path: Path) -> None:
    halves = [hostile("First")[:cut] for cut in (40,)] + [hostile("First")[40:]]
    chat_server.answer(text(*halves, "\n", hostile("Second"), "\n\nAll said"))
    reroll.use_server(chat_server.url)
    program = reroll("open", str(write_workflow(tmp_path / "flow", text_module())))
    program.wait_for("form ready", seconds=60)
    program.press("f5")
    program.wait_for(shown("First"), shown("Second"), "All said", seconds=60)
    program.settle()
    assert program.running
    assert_harmless(program)


def test_a_line_of_a_megabyte(reroll: Launcher, chat_server: ChatServer, tmp_path: Path) -> None:
    chat_server.answer(text(*["x" * 10_000] * 100, " ENDOFLINE"))
    reroll.use_server(chat_server.url)
    program = reroll("open", str(write_workflow(tmp_path / "flow", text_module())))
    program.wait_for("form ready", seconds=60)
    program.press("f5")
    program.wait_for("ENDOFLINE", seconds=60)
    program.type("still here")
    program.wait_for("still here")
    assert_harmless(program)


def test_errors(reroll: Launcher, chat_server: ChatServer, tmp_path: Path) -> None:
    chat_server.answer(status(400, {"error": {"message": hostile("Refused"), "type": hostile("bad")}}))
    reroll.use_server(chat_server.url)
    program = reroll("open", str(write_workflow(tmp_path / "flow", text_module())))
    program.wait_for("form ready", seconds=60)
    program.press("f5")
    program.wait_for(shown("Refused"), seconds=60)
    program.settle()
    assert program.running
    assert_harmless(program)


def test_a_broken_document(reroll: Launcher, tmp_path: Path) -> None:
    module = text_module()
    module["input_schema"]["properties"]["topic"]["type"] = hostile("nonsense")
    folder = write_workflow(tmp_path / "flow", module)
    reroll.home.mkdir()
    program = reroll("open", str(folder))
    program.wait_for("topic", seconds=60)
    program.settle()
    assert_harmless(program)
