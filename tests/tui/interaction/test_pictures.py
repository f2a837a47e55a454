"""Where pictures are is remembered, for as long as they are there."""

from pathlib import Path
from typing import Any

from schemas.messages.executions import BlobContent, GetBlob
from tui.interaction.pictures import Pictures


class Fetching:
    """An engine that fetches what is asked for into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked = 0

    async def ready(self) -> None:
        pass

    async def call(self, request: GetBlob) -> BlobContent:
        self.asked += 1
        path = self.folder / "copy.png"
        path.write_bytes(b"picture")
        return BlobContent(url=request.url, media_type="image/png", size=7, path=str(path))


async def test_a_copy_that_made_room_for_others_is_asked_for_again(tmp_path: Path) -> None:
    engine: Any = Fetching(tmp_path)
    pictures, url = Pictures(engine), "blob:" + "0" * 64
    path = await pictures.path(url)
    assert path == await pictures.path(url) == str(tmp_path / "copy.png")
    assert engine.asked == 1
    Path(path).unlink()
    assert await pictures.path(url) == path
    assert Path(path).exists()
    assert engine.asked == 2
