"""How a picture was made, kept in its own file: PNG text, or the EXIF comment of JPEG and WebP.

The record is a JSON object; its member `reroll` is the version of this format. The pixels stay as
they are, byte for byte.
"""

import json
from collections.abc import Mapping
from typing import Any

from engine.picture_files import exif, png
from schemas.json_value import is_object

KEYWORD = "reroll"
VERSION = 1
MOST_RECORD = 1_000_000
"""Characters of a record that is read."""


def with_record(data: bytes, record: Mapping[str, Any], *, software: str, about: str = "") -> bytes:
    """Return the file with the record in place of an earlier one.

    `software` and `about` are for people and other programs. Files of other kinds, and damaged
    ones, come back as they were.
    """
    text = json.dumps({"reroll": VERSION, **record}, ensure_ascii=False)
    try:
        if data.startswith(png.SIGNATURE):
            texts = {"Software": software, **({"Description": about} if about else {}), KEYWORD: text}
            return png.with_texts(data, texts)
        return exif.with_comment(data, text)
    except ValueError:
        return data


def record_of(data: bytes) -> Mapping[str, Any] | None:
    """Return the record in a picture's file, or None where there is none of ours."""
    text = png.texts_of(data).get(KEYWORD, "") if data.startswith(png.SIGNATURE) else exif.comment_of(data)
    if not text or len(text) > MOST_RECORD:
        return None
    try:
        record: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return record if is_object(record) and record.get("reroll") == VERSION else None
