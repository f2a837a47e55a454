"""Keeps the pictures of visible cards: loads a few at once, newest wish first, forgets the oldest."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine

from tui.results.thumbnail import BrokenImage, Thumbnail

ImageLoader = Callable[[str, tuple[int, int]], Awaitable[Thumbnail | BrokenImage]]
"""Takes a blob reference and the largest size in cells (columns, rows). Decodes in a thread."""

AT_ONCE = 2
LOAD_SECONDS = 30.0
# A composed cell costs about 0.6 KiB, most of it the two-coloured style: 22 MiB.
MAX_CELLS = 36_000

Key = tuple[str, tuple[int, int]]


async def load_safely(loader: ImageLoader, reference: str, size: tuple[int, int]) -> Thumbnail | BrokenImage:
    """Return what `loader` makes of a reference; errors and long waits become a `BrokenImage`."""
    try:
        return await asyncio.wait_for(loader(reference, size), LOAD_SECONDS)
    except TimeoutError:
        return BrokenImage(f"loading the image took more than {LOAD_SECONDS:.0f} seconds")
    except Exception as error:  # noqa: BLE001 - the loader is the caller's; a card must not end the app
        return BrokenImage(f"can't load the image: {error}")


class ImageCache:
    """Pictures by reference and size. `get` never waits: what is missing is asked for and reported later.

    `start` runs a coroutine and cancels it with the widget. `wanted` says whether a reference is
    still visible when its turn comes. `arrived` is told each reference whose picture is there.
    """

    def __init__(
        self,
        loader: ImageLoader,
        start: Callable[[Coroutine[None, None, None]], object],
        wanted: Callable[[str], bool],
        arrived: Callable[[str], None],
    ) -> None:
        self._loader, self._start, self._wanted, self._arrived = loader, start, wanted, arrived
        self._pictures: OrderedDict[Key, Thumbnail | BrokenImage] = OrderedDict()
        self._cells = 0
        self._queue: dict[Key, None] = {}
        self._loading: set[Key] = set()
        self._unwanted: set[Key] = set()

    def get(self, reference: str, size: tuple[int, int]) -> Thumbnail | BrokenImage | None:
        """Return the picture for `size` cells, or None while it is being loaded."""
        key = (reference, size)
        if picture := self._pictures.get(key):
            self._pictures.move_to_end(key)
            return picture
        if key not in self._loading:
            self._queue.pop(key, None)
            self._queue[key] = None
            if len(self._loading) < AT_ONCE:
                self._load_next()
        return None

    def renew(self, reference: str) -> None:
        """Another picture is behind a reference now: load it; until it is there, the one before stays."""
        for key in [key for key in self._pictures if key[0] == reference and key not in self._loading]:
            self._loading.add(key)
            self._start(self._load(key))

    def forget(self, reference: str) -> None:
        """A reference means nothing any more."""
        for key in [key for key in self._pictures if key[0] == reference]:
            self._drop(key)
        self._unwanted.update(key for key in self._loading if key[0] == reference)

    def _load_next(self) -> None:
        while self._queue:
            key, _ = self._queue.popitem()
            if self._wanted(key[0]):
                self._loading.add(key)
                self._start(self._load(key))
                return

    async def _load(self, key: Key) -> None:
        try:
            picture = await load_safely(self._loader, *key)
        finally:
            self._loading.discard(key)
        if key in self._unwanted:
            self._unwanted.remove(key)
            self._load_next()
            return
        if key in self._pictures:
            self._drop(key)
        self._pictures[key] = picture
        self._cells += _cells(picture)
        while self._cells > MAX_CELLS and len(self._pictures) > 1:
            self._drop(next(iter(self._pictures)))
        self._arrived(key[0])
        self._load_next()

    def _drop(self, key: Key) -> None:
        self._cells -= _cells(self._pictures.pop(key))


def _cells(picture: Thumbnail | BrokenImage) -> int:
    return picture.columns * picture.rows if isinstance(picture, Thumbnail) else 1
