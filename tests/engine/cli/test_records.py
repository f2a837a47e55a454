"""`reroll records`."""

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.cli import records

POSTS = [
    {
        "title": "Otters",
        "tags": ["river"],
        "sections": [
            {"title": "Home", "draft": "Rivers.\nLakes.", "status": "draft"},
            {"title": "Food", "draft": "Fish", "status": "done"},
        ],
    },
    {"title": "Bees"},
]


class Commands:
    """Runs `reroll records`; what it printed is in `out` and `err`."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured
        self.out = self.err = ""

    def __call__(self, *args: str) -> int:
        code = records.run(list(args))
        self.out, self.err = self._captured.readouterr()
        return code

    def json(self, *args: str) -> Any:
        assert self(*args, "--json") == 0, self.err
        return json.loads(self.out)


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(capsys)


@pytest.fixture
def posts(run: Commands, tmp_path: Path) -> Path:
    """Documents 1 and 4, of which the first has the sections 2 and 3."""
    file = tmp_path / "posts.json"
    file.write_text(json.dumps(POSTS))
    assert run("import", str(file)) == 0
    return file


def test_a_home_without_records_says_how_to_get_some(run: Commands) -> None:
    assert run() == 0
    assert "reroll records import" in run.out
    assert run.json() == {"collections": []}


def test_a_preview_tells_and_an_import_does(run: Commands, tmp_path: Path) -> None:
    file = tmp_path / "posts.json"
    file.write_text(json.dumps([*POSTS, 7]))
    assert run("import", str(file), "--preview") == 1
    assert run.out.startswith("Would import into posts: 2 documents, 2 sections (3 rows of json, utf-8)\n")
    assert run.out.splitlines()[2].split()[:5] == ["row", "1", "new", "document", "title=Otters,"]
    assert run.err.splitlines()[1] == "  row 3 (line 1): a document is an object, not a number"
    assert run.json() == {"collections": []}
    assert run("import", str(file), "--all-or-nothing") == 1
    assert "Nothing was imported" in run.err
    assert run("import", str(file), "--into", "texts") == 1
    assert run() == 0
    assert run.out.split()[:5] == ["texts", "2", "documents", "2", "sections"]


def test_records_are_listed_and_filtered(run: Commands, posts: Path) -> None:
    assert run("list", "posts") == 0
    assert [line.split()[0] for line in run.out.splitlines()] == ["1", "4"]
    assert "2 sections" in run.out
    found = run.json("list", "1", "--where", "status == 'draft'")
    assert [each["id"] for each in found["records"]] == [2]
    assert run("list", "1", "--search", "fish") == 0
    assert run.out.split()[0] == "3"
    assert run("list", "1", "--order", "title", "--limit", "1") == 0
    assert run.out.split()[0] == "3"
    assert "more (of 2)" in run.err
    assert len(run.json("list", "1", "--limit", "0")["records"]) == 2
    assert run("list", "posts", "--where", "titel") == 1
    assert "Did you mean title?" in run.err


def test_a_record_is_shown_with_its_fields(run: Commands, posts: Path) -> None:
    assert run("show", "2") == 0
    assert "id:       2 (section 1 of document 1 in posts)" in run.out
    assert "draft:\n  Rivers.\n  Lakes.\n" in run.out
    assert run("show", "1") == 0
    assert run.out.rstrip().splitlines()[-1].split()[-1] == "Food"
    assert run.json("show", "1")["fields"]["tags"] == ["river"]
    assert run("show", "99") == 1
    assert run.err == "reroll: There is no record 99.\n"


def test_an_edit_says_which_versions_it_made(
    run: Commands, posts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "draft.md"
    text.write_bytes(b"\xef\xbb\xbffrom a file")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"typed")))
    assert run("edit", "2", f"draft=@{text}", "title=-", "mail=@@home", "--set-json", "rank=[1]") == 0
    assert sorted(run.out.splitlines()) == [
        "draft: version 2",
        "mail: version 1",
        "rank: version 1",
        "title: version 2",
    ]
    fields = run.json("show", "2")["fields"]
    assert (fields["draft"], fields["title"], fields["mail"], fields["rank"]) == (
        "from a file",
        "typed",
        "@home",
        [1],
    )
    assert run("edit", "2", "mail=@@home") == 0
    assert "nothing was changed" in run.out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["edit", "2"], "FIELD=VALUE"),
        (["edit", "2", "draft"], "is not FIELD=VALUE"),
        (["edit", "2", "draft=@none"], "cannot be read"),
        (["edit", "2", "--set-json", "a={"], "not valid JSON"),
        (["edit", "0", "a=1"], "record_id"),
        (["list", "a b"], "collection"),
        (["delete", "2"], "nobody is there to ask"),
        (["import", "x.csv", "--delimiter", "ab"], "delimiter"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    run: Commands, posts: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], said: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run(*args) == 2
    assert said in run.err


def test_versions_come_back(run: Commands, posts: Path) -> None:
    run("edit", "3", "draft=Crabs")
    assert run("versions", "3", "draft") == 0
    assert [line.split() for line in run.out.splitlines()] == [
        ["2", "now", "edited", "Crabs"],
        ["1", "now", "imported", "Fish"],
    ]
    assert run("restore", "3", "draft", "1") == 0
    assert run.out == "draft: version 3\n"
    assert [each["value"] for each in run.json("versions", "3", "draft")] == ["Fish", "Crabs", "Fish"]
    assert run("restore", "3", "draft", "9") == 1


def test_records_are_added_moved_and_deleted(run: Commands, posts: Path) -> None:
    assert run("add", "1", "title=Enemies") == 0
    assert run.out == "5\n"
    assert run("move", "5", "1") == 0
    assert [each["id"] for each in run.json("list", "1")["records"]] == [5, 2, 3]
    assert run("delete", "4", "98", "99", "--yes") == 1
    assert run.err == "reroll: There are no records 98, 99.\n"
    assert run("delete", "1", "2", "4", "--yes") == 0
    assert run.out == "Deleted 2 documents and 3 sections.\n"


@pytest.mark.parametrize(("answer", "gone"), [("y\n", True), ("\n", False)])
def test_deleting_asks(
    run: Commands, posts: Path, monkeypatch: pytest.MonkeyPatch, answer: str, gone: bool
) -> None:
    typed = io.StringIO(answer)
    typed.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", typed)
    assert run("delete", "1", "2") == (0 if gone else 1)
    assert "Delete 1 document and 2 sections with all versions? [y/N]" in run.out
    assert run("show", "1") == (1 if gone else 0)


def test_an_export_is_an_import(run: Commands, posts: Path, tmp_path: Path) -> None:
    assert run("export", "posts") == 0
    whole = json.loads(run.out)
    assert [each["id"] for each in whole["documents"]] == [1, 4]
    assert run("export", "posts", "4", "--format", "jsonl") == 0
    assert run.out == '{"id":4,"title":"Bees"}\n'
    file = tmp_path / "out.csv"
    assert run("export", "posts", "-o", str(file)) == 0
    assert run.out == f"{file}: 2 documents, 2 sections\n"
    assert file.read_text().startswith("document.id,document.title,document.tags,id,title,draft,status\n")
    assert run("export", "posts", "-o", str(file)) == 1
    assert run("export", "posts", "-o", str(file), "--overwrite", "--json") == 0
    assert json.loads(run.out)["sections"] == 2
    assert run("import", str(file), "--into", "copies", "--sections-of", "document.id", "--new-ids") == 0
    assert run.out.startswith("Imported into copies: 2 documents, 2 sections (3 rows of csv, utf-8, commas)")


def test_tables_are_named_by_option(run: Commands, tmp_path: Path) -> None:
    file = tmp_path / "blog.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "CREATE TABLE posts (id INTEGER, title TEXT); INSERT INTO posts VALUES (1, 'Otters');"
            "CREATE TABLE parts (id INTEGER, post INTEGER, draft TEXT); INSERT INTO parts VALUES (2, 1, 'x');"
        )
    assert run("import", str(file), "--table", "posts", "--sections", "parts", "--parent", "post") == 0
    assert [each["fields"] for each in run.json("list", "1")["records"]] == [{"draft": "x"}]
