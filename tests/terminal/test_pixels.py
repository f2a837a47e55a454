"""Pictures in pixels: the bytes that a terminal gets, from the opening of one until the program ends."""

import json
import re
from base64 import standard_b64decode
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.terminal.program import Program
from tests.terminal.conftest import Launcher
from tests.terminal.documents import text_module, write_workflow
from tui.results.kitty_picture import NUMBERS, PLACEHOLDER

pytestmark = pytest.mark.pty

COMMAND = re.compile(rb"\x1b_G([^;\x1b]*);?([A-Za-z0-9+/=]*)\x1b\\")
PAINT = {
    "id": "paint",
    "label": "Paint",
    "shortcut": "g",
    "primary": True,
    "action_type": "media.sketch.txt2img",
    "config": {"prompt": "a harbour", "seed": 7},
    "result_mapping": {"target_path": "generations", "merge_mode": "append"},
}


def painted(reroll: Launcher, tmp_path: Path, images: str, **environment: str) -> Program:
    """The program with one picture, shown alone."""
    reroll.home.mkdir()
    (reroll.home / "preferences.json").write_text(json.dumps({"images": images}))
    flow = write_workflow(tmp_path / "flow", text_module(sub_actions=[PAINT]))
    program = reroll("open", str(flow), environment={"TERM": "xterm-kitty", **environment})
    program.wait_for("form ready", seconds=60)
    program.press("f5")
    program.wait_for("Results · 1", seconds=60)
    program.press("f3")
    program.wait_for("╔ ▸ 1", "Details", seconds=30)
    program.press("enter")
    program.wait_for("Made by", seconds=30)
    return program


def sent(program: Program) -> list[tuple[bytes, bytes]]:
    return [(match[1], match[2]) for match in COMMAND.finditer(program.output)]


def last_picture(program: Program) -> list[tuple[bytes, bytes]]:
    """What made up the picture that stands. Where its place changed size meanwhile, others came before."""
    commands = sent(program)
    begun = [at for at, (keys, _) in enumerate(commands) if keys.startswith(b"a=T")]
    for at, following in pairwise(begun):
        (number,) = re.findall(rb"i=(\d+)", commands[at][0])
        assert b"a=d,d=I,i=%s,q=2" % number in [keys for keys, _ in commands[at:following]]
    return commands[begun[-1] :]


def test_a_large_picture_is_sent_whole_and_taken_back(reroll: Launcher, tmp_path: Path) -> None:
    program = painted(reroll, tmp_path, "kitty")
    program.wait_until(lambda _: PLACEHOLDER.encode() in program.output, 30)
    program.settle()
    (first, _), *rest = commands = last_picture(program)
    found = re.fullmatch(rb"a=T,U=1,f=100,t=d,i=(\d+),c=(\d+),r=(\d+),q=2,m=[01]", first)
    assert found is not None
    number, columns, rows = map(int, found.groups())
    assert all(re.fullmatch(rb"q=2,m=[01]", keys) for keys, _ in rest)
    with Image.open(BytesIO(standard_b64decode(b"".join(data for _, data in commands)))) as image:
        assert image.format == "PNG"
        assert image.width > columns, "more than a pixel a cell"
    colour = f"38;2;{number >> 16};{number >> 8 & 255};{number & 255}"
    assert colour.encode() in program.output
    corner = PLACEHOLDER + NUMBERS[rows - 1] + NUMBERS[columns - 1]
    assert corner.encode() in program.output, "the last cell as well"

    program.press("escape")
    gone = b"a=d,d=I,i=%d,q=2" % number
    program.wait_until(lambda _: sent(program)[-1][0] == gone, 30)
    program.wait_for("╔ ▸ 1")
    assert program.output.count(PLACEHOLDER.encode()) >= columns * rows


def test_inside_of_tmux_there_are_half_cells(reroll: Launcher, tmp_path: Path) -> None:
    program = painted(reroll, tmp_path, "kitty", TMUX="/tmp/tmux-0/default,1,0")
    program.wait_for("▀", seconds=30)
    program.settle()
    assert b"\x1b_" not in program.output
    assert PLACEHOLDER.encode() not in program.output
