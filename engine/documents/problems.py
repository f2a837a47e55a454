"""What is wrong with a document, in a form that can be listed, sorted and shown."""

from collections.abc import Sequence
from pathlib import Path

from schemas.frozen import frozen


@frozen
class Problem:
    """One thing wrong (or, as a warning, doubtful).

    `pointer` is a JSON pointer into `file` ("" is the whole document); `found` and
    `expected` are short texts for a person; `nearest` is the nearest valid spelling.
    """

    file: Path
    pointer: str
    message: str
    found: str = ""
    expected: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        parts = [f"{self.file}{'#' + self.pointer if self.pointer else ''}: {self.message}"]
        if self.found:
            parts.append(f"found {self.found}")
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.nearest:
            parts.append(f"did you mean {self.nearest}?")
        return "; ".join(parts)


class DocumentErrors(Exception):
    """A document could not be loaded; `problems` has every reason found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
