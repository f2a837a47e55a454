"""Files and texts that prompts get: read at use, hashed, and refused in words when they are no good."""

import hashlib
import os
from pathlib import Path

import pytest

from engine.actions.errors import ActionError
from engine.actions.prompt_context import AttachedReference
from engine.actions.references import MOST_BYTES, UsedReferences, read_references
from engine.actions.text_parts import uses
from engine.providers.text import Message, TextRequest
from schemas.documents.refs import InlineText


def file(path: Path) -> AttachedReference:
    return AttachedReference("r1", path.name, path=str(path))


async def test_a_file_is_read_and_its_bytes_are_hashed(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    content = "\ufeffHé\r\n\x1b[31mred".encode()
    path.write_bytes(content)
    [read] = await read_references([file(path)])
    assert (read.id, read.name, read.text) == ("r1", "notes.md", "Hé\n[31mred")
    assert read.hash == hashlib.sha256(content).hexdigest()


async def test_a_few_broken_bytes_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes(b"caf\xe9 " + b"and much more text " * 5)
    [read] = await read_references([file(path)])
    assert read.text.startswith("caf\ufffd and")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "is not there"),
        (b"\x89PNG\x00\x01", "it is no text"),
        (bytes(range(128, 256)), "it is no text"),
        (b"a" * (MOST_BYTES + 1), "has more than 512 KiB"),
    ],
)
async def test_what_cannot_be_used_is_said(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ActionError, match=says) as caught:
        await read_references([AttachedReference("a", "fine", text="x"), file(path)])
    assert caught.value.code == "reference"
    assert "Nothing was sent" in caught.value.hint


async def test_a_folder_a_pipe_and_a_path_that_cannot_be_are_no_files(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe):
        with pytest.raises(ActionError, match="is no file"):
            await read_references([file(path)])
    with pytest.raises(ActionError, match="not valid"):
        await read_references([AttachedReference("a", "odd", path="a\0b")])


async def test_they_end_the_system_message_or_make_one() -> None:
    used = UsedReferences(await read_references([AttachedReference("a", "A", text=" one\n")]))
    asked = TextRequest((Message("system", "Be brief."), Message("user", "Go")))
    assert used.added_to(asked).messages == (
        Message("system", "Be brief.\n\n# Reference: A\n\none"),
        Message("user", "Go"),
    )
    bare = TextRequest((Message("user", "Go"),))
    assert used.added_to(bare).messages[0] == Message("system", "# Reference: A\n\none")
    assert UsedReferences(used.used, placed=True).added_to(asked) is asked


def test_only_templates_say_where_they_go() -> None:
    assert uses(["{% for each in references %}{{ each.text }}{% endfor %}"], "references")
    assert not uses(["no references here", "{{ values.references }}"], "references")
    assert not uses([InlineText(text="{{ references }}", type="text")], "references")
