"""Which results `--select` and `--param item=` mean."""

import re
from collections.abc import Sequence
from typing import Any

from engine.cli.headless.fault import NOTHING_TO_SELECT, Fault
from engine.templates.target_path import read
from schemas.json_value import is_list, is_object
from schemas.messages.session import InteractionView

_NUMBER = re.compile(r"-?[0-9]{1,9}")


def results_of(page: InteractionView) -> list[dict[str, Any]]:
    """The results on the page in the order in which they are shown."""
    display = page.request.result_display_schema
    found = read(page.request.display_data, display.ux.source if display else "generations", [])
    return [dict(item) for item in found if is_object(item)] if is_list(found) else []


def chosen(results: Sequence[dict[str, Any]], which: str) -> list[str]:
    """The ids of the results that `which` names, each once, in the order named.

    Numbers count from 1, negative ones from the end; `all`, `none` and ids are understood, and
    several with commas between. Raises `Fault` if one is not there.
    """
    if which.strip() == "none":
        return []
    if not results:
        raise Fault(NOTHING_TO_SELECT, "there are no results on this page to select", "run an action first")
    if which.strip() == "all":
        return [str(item["content_id"]) for item in results if item.get("content_id")]
    ids: dict[str, None] = {}
    for part in which.split(","):
        ids[_one(results, part.strip())] = None
    return list(ids)


def _one(results: Sequence[dict[str, Any]], which: str) -> str:
    by_id = {str(item["content_id"]): item for item in results if item.get("content_id")}
    if which in by_id:
        return which
    if _NUMBER.fullmatch(which):
        number = int(which)
        at = number - 1 if number > 0 else len(results) + number
        if number and 0 <= at < len(results):
            return str(results[at].get("content_id", ""))
    count = f"there are {len(results)}" if len(results) > 1 else "there is one"
    raise Fault(NOTHING_TO_SELECT, f"there is no result {which[:80]!r} on this page", f"{count}, from 1 on")
