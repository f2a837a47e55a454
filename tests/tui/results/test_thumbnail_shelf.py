"""Thumbnails kept on disk."""

from pathlib import Path

import pytest
from PIL import Image

from tui.results import thumbnail_shelf
from tui.results.thumbnail import BrokenImage, Thumbnail
from tui.results.thumbnail_shelf import ThumbnailShelf

DIGEST = "ab" * 32


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    Image.linear_gradient("L").convert("RGB").save(path)
    return path


def test_the_second_time_nothing_is_decoded(tmp_path: Path, picture: Path) -> None:
    first = ThumbnailShelf(tmp_path / "shelf").load(DIGEST, picture, (20, 10))
    picture.unlink()
    second = ThumbnailShelf(tmp_path / "shelf").load(DIGEST, picture, (20, 10))
    assert isinstance(first, Thumbnail)
    assert second == first


def test_each_size_is_a_thumbnail_of_its_own(tmp_path: Path, picture: Path) -> None:
    shelf = ThumbnailShelf(tmp_path / "shelf")
    small, large = shelf.load(DIGEST, picture, (10, 5)), shelf.load(DIGEST, picture, (40, 20))
    assert isinstance(small, Thumbnail)
    assert isinstance(large, Thumbnail)
    assert (small.columns, large.columns) == (10, 40)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"reroll-thumbnail 1 20 10\nshort",
        b"reroll-thumbnail 1 x y\n",
        b"reroll-thumbnail 2 1 1\n123456",
        b"no line",
    ],
)
def test_a_damaged_file_is_made_again(tmp_path: Path, picture: Path, content: bytes) -> None:
    shelf = ThumbnailShelf(tmp_path / "shelf")
    made = shelf.load(DIGEST, picture, (20, 10))
    (kept,) = (tmp_path / "shelf").glob("*/*")
    kept.write_bytes(content)
    assert shelf.load(DIGEST, picture, (20, 10)) == made
    assert kept.read_bytes() != content


def test_broken_pictures_are_not_kept(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    assert isinstance(ThumbnailShelf(tmp_path / "shelf").load(DIGEST, damaged, (20, 10)), BrokenImage)
    assert not list((tmp_path / "shelf").glob("*/*"))


def test_where_nothing_can_be_written_it_decodes(tmp_path: Path, picture: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    assert isinstance(ThumbnailShelf(in_the_way).load(DIGEST, picture, (20, 10)), Thumbnail)
    assert isinstance(ThumbnailShelf(None).load(DIGEST, picture, (20, 10)), Thumbnail)


def test_no_name_leads_out_of_the_folder(tmp_path: Path, picture: Path) -> None:
    assert isinstance(ThumbnailShelf(tmp_path / "shelf").load("../../out", picture, (20, 10)), Thumbnail)
    assert [path.name for path in tmp_path.iterdir()] == ["picture.png"]


def test_too_many_files_are_thinned_out(
    tmp_path: Path, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnail_shelf, "MOST_FILES", 3)
    monkeypatch.setattr(thumbnail_shelf, "_KEPT", 2)
    for number in range(5):
        ThumbnailShelf(tmp_path / "shelf").load(f"{number}" * 64, picture, (20, 10))
    assert len(list((tmp_path / "shelf").glob("*/*"))) <= 3
