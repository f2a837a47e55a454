"""Keeps the first page of a workflow, as it is before anybody has typed into it."""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import schemas
from schemas.frozen import frozen
from tui.early.plain import from_json, to_json

if TYPE_CHECKING:
    from schemas.messages.session import SessionView

SESSION_ID, INTERACTION_ID = "early-session", "early-page"
"""What a kept page calls the session and the interaction that there will be."""

MOST_CHARACTERS = 300_000
"""A larger page takes longer to read than is won."""

MOST_MISSES = 2
"""A page that came out otherwise this often in a row is not shown early again, until it stays the same."""

_FORMAT = 1
_TIMES = frozenset({"created_at", "updated_at", "at"})


@frozen
class KeptPage:
    """`text` is the page as JSON; `misses` is how often in a row the page was another one than was kept."""

    text: str
    misses: int = 0

    @property
    def shown_early(self) -> bool:
        """Whether the page is likely to be the same again."""
        return self.misses < MOST_MISSES

    def view(self) -> "SessionView":
        """The session of which it is the page, with plain objects for messages. Raises ValueError."""
        return from_json(self.text)


class PageShelf:
    """The file of one workflow's page. What cannot be read or written is not there."""

    def __init__(self, home: Path, workflow: str, stand_ins: Mapping[str, str]) -> None:
        """`workflow` is an id or a path, and `stand_ins` as the engine gets them: they change a page."""
        path = Path(workflow)
        named = str(path.absolute()) if os.sep in workflow or path.exists() else workflow
        key = json.dumps([named, sorted(stand_ins.items())])
        self._path = home / "cache" / "pages" / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"

    def find(self) -> KeptPage | None:
        """The page, if this program kept it."""
        try:
            head, _, text = self._path.read_text("utf-8").partition("\n")
            said = json.loads(head)
            return KeptPage(text, int(said["misses"])) if said["program"] == _program() else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, text: str, before: KeptPage | None = None) -> None:
        """Put `text` in the place of the page that was kept before."""
        if before is not None and before == KeptPage(text):
            return
        misses = 0 if before is None or before.text == text else before.misses + 1
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = self._path.with_suffix(f".{os.getpid()}")
            new.write_text(f"{json.dumps({'program': _program(), 'misses': misses})}\n{text}", "utf-8")
            new.replace(self._path)


def text_of(view: "SessionView") -> str | None:
    """The page of a session that has just begun, if it is one that can be shown early.

    Two are the same text if they show the same: ids and times are left out.
    """
    page = view.interaction
    if page is None or view.failure is not None or view.executions or page.draft is not None:
        return None
    if page.request.interaction_type != "form_with_sub_actions":
        return None
    ids = {view.id: SESSION_ID, page.id: INTERACTION_ID}
    try:
        text = to_json(view, ids, _TIMES)
    except ValueError:
        return None
    return text if len(text) <= MOST_CHARACTERS else None


def _program() -> list[Any]:
    """Which version of the messages wrote a page: names, sizes and times of the files that define them."""
    return [_FORMAT, *max(_stamps(), default=()), sum(size for _, size in _stamps())]


def _stamps() -> Iterator[tuple[int, int]]:
    root = Path(schemas.__file__).parent
    for folder in ("documents", "messages"):
        with os.scandir(root / folder) as found:
            for each in found:
                if each.name.endswith(".py"):
                    said = each.stat()
                    yield said.st_mtime_ns, said.st_size
