"""One result on its way into a folder."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.form.secrets import without_secrets
from schemas.frozen import frozen
from schemas.messages.results import Result
from schemas.messages.session import ResultMarks

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_MOST_NAME = 40
_EXTENSIONS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/json": ".json",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
}


@frozen
class Exported:
    """A result and the file it has become. `made` is None for results without a record.

    `text` is what it says, cut where it is long; files that are no text have none.
    """

    number: int
    value: Mapping[str, Any]
    made: Result | None
    marks: ResultMarks
    path: Path
    media_type: str
    size: int
    sha256: str
    text: str

    @property
    def prompt(self) -> str:
        """What was asked for it."""
        rendered = self.made.provenance.rendered if self.made else {}
        asked = rendered.get("prompt") or rendered.get("input") or self.value.get("prompt") or ""
        return asked if isinstance(asked, str) else json.dumps(asked, ensure_ascii=False)

    @property
    def facts(self) -> str:
        """Number, seed, who made it and marks, in one line."""
        made = self.made.provenance if self.made else None
        seed = made.seed if made and made.seed is not None else self.value.get("seed")
        parts = [str(self.number)]
        parts += [f"seed {seed}"] if seed is not None else []
        parts += [label] if (label := (made.label or made.provider) if made else "") else []
        parts += ["★"] * self.marks.starred + [f"{self.marks.rating}/5"] * bool(self.marks.rating)
        return " · ".join([*parts, *(f"#{tag}" for tag in self.marks.tags)])

    def entry(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """What the manifest says of it; values of password fields (by the form's schema) are left out."""
        entry: dict[str, Any] = {
            "file": self.path.name,
            "id": str(self.value.get("content_id", "")),
            "media_type": self.media_type,
            "size": self.size,
            "sha256": self.sha256,
            "marks": self.marks.model_dump(exclude_defaults=True),
            "value": dict(self.value),
        }
        if self.made is not None:
            made = self.made.provenance.model_dump(mode="json", exclude_defaults=True)
            made["values"] = without_secrets(schema, self.made.provenance.values)
            entry |= {"kind": self.made.kind, "created_at": self.made.created_at, "provenance": made}
        return entry


def file_name(number: int, value: Mapping[str, Any], media_type: str) -> str:
    """`007-<id>.png`: it sorts in the order of the page, and is safe whatever the id."""
    name = _UNSAFE.sub("_", str(value.get("content_id", ""))).strip("_")[:_MOST_NAME]
    return f"{number:03}{'-' if name else ''}{name}{_EXTENSIONS.get(media_type, '.bin')}"


def text_of(value: Mapping[str, Any]) -> tuple[str, bytes]:
    """Media type and content of a result that is no file: its text, or all of it as JSON."""
    own = {key: item for key, item in value.items() if key not in ("content_id", "media_type", "label")}
    if isinstance(own.get("text"), str) and len(own) == 1:
        return "text/plain", f"{own['text'].rstrip()}\n".encode()
    return "application/json", (json.dumps(own, ensure_ascii=False, indent=2) + "\n").encode()
