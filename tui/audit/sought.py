"""What is typed over the audit log: words, and `name:value` for what narrows it down."""

import re
from typing import Any

from schemas.messages.audit import EndStatus

NOT_DONE: tuple[EndStatus, ...] = ("failed", "interrupted", "cancelled")
_STATUSES: dict[str, list[EndStatus]] = {
    "done": ["completed"],
    "completed": ["completed"],
    "failed": ["failed", "interrupted"],
    "interrupted": ["interrupted"],
    "cancelled": ["cancelled"],
}
_NAMES = {
    "step": "step_id",
    "workflow": "workflow_id",
    "session": "session_id",
    "action": "action",
    "by": "provider",
}
_PART = re.compile(r"(?<!\S)(\w+):(\S+)")
_AGE = re.compile(r"(\d{1,6})([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_MOST = 200


def sought(text: str, now: float) -> dict[str, Any]:
    """Fields of `ListAudit`. What is no part of it is searched for like any other word."""
    asked: dict[str, Any] = {}

    def take(match: re.Match[str]) -> str:
        name, value = match[1].lower(), match[2]
        if name in _NAMES:
            asked[_NAMES[name]] = value
        elif name == "is" and value.lower() in _STATUSES:
            asked["status"] = [*asked.get("status", []), *_STATUSES[value.lower()]]
        elif name == "record" and value.isdecimal() and int(value) < 2**63:
            asked["record_id"] = int(value)
        elif name == "since" and (age := _AGE.fullmatch(value)):
            asked["since"] = now - int(age[1]) * _SECONDS[age[2]]
        else:
            return match[0]
        return ""

    asked["text"] = " ".join(_PART.sub(take, text).split())[:_MOST]
    if "status" in asked:
        asked["status"] = list(dict.fromkeys(asked["status"]))
    return asked
