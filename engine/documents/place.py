"""Where a value stands: in the document as it is worked on, and in the file its author wrote.

Documents are rewritten before they are validated (older shapes are normalised, `$ref`s are
replaced by the files' content), yet every problem must point at what the author can see.
`Origins` remembers what moved; a `Place` is an address in the rewritten document.
"""

from dataclasses import dataclass, field
from pathlib import Path

from schemas.frozen import frozen

Keys = tuple[str | int, ...]


def pointer_of(keys: Keys) -> str:
    """The JSON pointer (RFC 6901) of a path of keys and indexes; "" for the whole document."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


@dataclass(slots=True)
class Origins:
    """Maps addresses in one rewritten document to the file and pointer they came from."""

    file: Path
    _moved: dict[Keys, tuple[Path, Keys]] = field(default_factory=dict[Keys, tuple[Path, Keys]])

    def add(self, keys: Keys, file: Path, original: Keys) -> None:
        """What stands at `keys` (and below) came from `original` in `file`."""
        self._moved[keys] = (file, original)

    def locate(self, keys: Keys) -> tuple[Path, Keys]:
        """The file and the keys inside it that the author wrote; the longest match wins."""
        for length in range(len(keys), -1, -1):
            if (found := self._moved.get(keys[:length])) is not None:
                file, original = found
                return file, original + keys[length:]
        return self.file, keys


@frozen
class Place:
    """An address in a rewritten document."""

    origins: Origins
    keys: Keys = ()

    def at(self, *keys: str | int) -> "Place":
        """The place of something inside this one."""
        return Place(self.origins, self.keys + keys)

    def comes_from(self, file: Path, original: Keys = ()) -> None:
        """Remember that what stands here was written at `original` in `file`."""
        self.origins.add(self.keys, file, original)

    def moved_from(self, original: "Place") -> None:
        """Remember that what stands here was written at `original`, of the same or another document."""
        file, keys = original.origins.locate(original.keys)
        self.origins.add(self.keys, file, keys)

    def located(self) -> tuple[Path, str]:
        """The author's file and the JSON pointer into it."""
        file, keys = self.origins.locate(self.keys)
        return file, pointer_of(keys)
