"""What fal's queue says about a request, as progress."""

import re
from collections.abc import Mapping
from typing import Any

from engine.providers.hosted.job_replies import objects_in
from engine.providers.media import MediaProgress
from schemas.clean_text import clean_line

_BAR = re.compile(r"(\d{1,3})%\s*\|")


def queue_progress(status: Mapping[str, Any]) -> MediaProgress:
    """Progress of a status reply that is not `COMPLETED`."""
    if status.get("status") == "IN_QUEUE":
        ahead = status.get("queue_position")
        if not isinstance(ahead, int) or isinstance(ahead, bool) or ahead < 0:
            return MediaProgress(0.0, "in the queue")
        return MediaProgress(0.0, "next in the queue" if ahead == 0 else f"{ahead} before it in the queue")
    lines = [str(line.get("message") or "").strip() for line in objects_in(status.get("logs"))[-50:]]
    spoken = [line for line in lines if line]
    if not spoken:
        return MediaProgress(None, "running")
    bars = _BAR.findall(spoken[-1])
    if bars:
        return MediaProgress(min(int(bars[-1]), 100) / 100, "running")
    return MediaProgress(None, clean_line(spoken[-1])[:200])
