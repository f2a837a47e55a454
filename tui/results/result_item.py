"""One result as the screen shows it, whatever produced it."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from schemas.frozen import frozen

ResultKind = Literal["image", "text", "markdown", "json", "fields", "file"]
ResultState = Literal["ready", "running", "failed"]


@frozen
class ItemMarks:
    """What the person marked a result with. `rating` is 1 to 5, or 0 for none."""

    starred: bool = False
    rating: int = 0
    tags: tuple[str, ...] = ()
    note: str = ""


NO_MARKS = ItemMarks()


@frozen
class ResultItem:
    """A result to draw. All texts may be hostile: whoever draws them cleans them.

    `values` are the result's properties as they came, for tables.

    `image` is an opaque blob reference that only the image loader understands; `file` is one of
    a result that is shown by another program, `media_type` says what it is. `label` is the
    provider's mark, such as "sketch, no AI model". `progress` is a fraction from 0 to 1, or None
    when unknown. `message` says what a running result does, or why a failed one failed.
    """

    id: str
    title: str
    kind: ResultKind
    text: str = ""
    image: str | None = None
    caption: str = ""
    label: str = ""
    state: ResultState = "ready"
    progress: float | None = None
    message: str = ""
    marks: ItemMarks = NO_MARKS
    file: str | None = None
    media_type: str = ""
    values: Mapping[str, Any] = field(default_factory=dict[str, Any], hash=False, repr=False)
