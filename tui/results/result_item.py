"""One result as the screen shows it, whatever produced it."""

from dataclasses import dataclass
from typing import Literal

ResultKind = Literal["image", "text", "markdown", "json", "fields"]
ResultState = Literal["ready", "running", "failed"]


@dataclass(frozen=True, slots=True)
class ResultItem:
    """A result to draw. All texts may be hostile: whoever draws them cleans them.

    `image` is an opaque blob reference that only the image loader understands. `label` is the
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
