"""Files that are dropped onto the page."""

from pathlib import Path

import pytest

from tests.tui.web.conftest import HOST, ORIGIN, Browser
from tui.web import uploads
from tui.web.uploads import KIND, safe_name


async def send(
    browser: Browser, data: bytes, path: str = "/upload?name=a%20b.png", **headers: str
) -> tuple[int, str]:
    said = {"Origin": ORIGIN, "Content_Type": KIND, **headers}
    reply = await browser.request("POST", path, data, **said)
    return reply.status, await reply.text()


async def test_a_file_is_kept_where_screens_may_read(browser: Browser, tmp_path: Path) -> None:
    status, path = await send(browser, b"picture")
    assert status == 200
    file = Path(path)
    assert file.name == "a_b.png"
    assert file.parent.parent == tmp_path / "uploads"
    assert file.read_bytes() == b"picture"
    assert file.parent.stat().st_mode & 0o077 == 0
    _, again = await send(browser, b"another")
    assert again != path


async def test_only_our_own_page_sends_files(browser: Browser, tmp_path: Path) -> None:
    assert (await send(browser, b"x", Origin=""))[0] == 403
    assert (await send(browser, b"x", Origin="null"))[0] == 403
    assert (await send(browser, b"x", Host="evil.example"))[0] == 421
    # What a form on another page can send without being asked for leave.
    assert (await send(browser, b"x", Content_Type="text/plain"))[0] == 415
    browser.cookies = {}
    assert (await send(browser, b"x"))[0] == 403
    assert not (tmp_path / "uploads").exists()
    assert HOST


async def test_too_large_ones_leave_nothing(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST", 10)
    assert (await send(browser, b"x" * 11))[0] == 413

    async def pieces():
        yield b"x" * 8
        yield b"x" * 8

    said = {"Origin": ORIGIN, "Content_Type": KIND}
    reply = await browser.request("POST", "/upload?name=a", pieces(), **said)
    assert reply.status == 413
    assert not list((tmp_path / "uploads").iterdir())


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("", "file"),
        ("..", "file"),
        ("/etc/passwd", "passwd"),
        ("C:\\x\\y.csv", "y.csv"),
        (".env", "env"),
        ("a\x1b[2J\nb.csv", "a_2J_b.csv"),
        ("größe 1.jpg", "größe_1.jpg"),
        ("x" * 500 + ".json", "x" * 109 + ".json"),
        ("$(rm -rf ~).png", "rm_-rf___.png"),
    ],
)
def test_names_that_can_be_typed(given: str, name: str) -> None:
    made = safe_name(given)
    assert "/" not in made
    assert made.isprintable()
    assert made.strip("_") == name or made == name
