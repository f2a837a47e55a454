"""The versions of one field: list, difference, restore. For any screen that shows a record."""

from engine.client.engine import Engine
from schemas.messages.records import ListVersions, RestoreVersion
from tui.compared_versions import ComparedVersions, Version
from tui.records.value_text import text_of

PAGE = 200
"""Versions that are read at once; older ones follow when the cursor gets there."""


class VersionsScreen(ComparedVersions):
    """Every version of a record's field, each compared with the one before it, or with the newest.

    `title` names the record. Ends with None; whoever shows it reads the record again afterwards
    if `restored` says that a version was restored.
    """

    def __init__(self, engine: Engine, record_id: int, field: str, title: str = "") -> None:
        super().__init__(engine, f"{field} · {title}" if title else f"{field} of {record_id}")
        self._record_id = record_id
        self._field = field
        self._texts: dict[int, str] = {}

    async def page(self, before: int | None) -> tuple[list[Version], int | None]:
        found = await self.engine.call(
            ListVersions(record_id=self._record_id, field=self._field, limit=PAGE, before=before)
        )
        versions: list[Version] = []
        for each in found.versions:
            self._texts[each.version] = text_of(each.value)
            by = "by a run" if each.execution_id else each.note
            versions.append(Version(each.version, each.at, by, self._texts[each.version]))
        return versions, found.before

    async def text(self, number: int) -> str:
        return self._texts[number]

    async def restore(self, number: int) -> int:
        request = RestoreVersion(record_id=self._record_id, field=self._field, version=number)
        return (await self.engine.call(request)).versions.get(self._field, number)
