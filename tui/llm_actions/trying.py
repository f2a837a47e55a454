"""What a test of an LLM action needs: which inputs its templates use, and what fills them."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_INPUT = re.compile(r"""\binputs\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*['"]([^'"]+)['"]\s*\])""")
_LIKELY = ("draft", "text", "content", "body", "title", "heading", "name")


def inputs_in(body: Mapping[str, Any]) -> list[str]:
    """The names of the inputs that the templates of an action use, in their order."""
    text = json.dumps(body, ensure_ascii=False).replace('\\"', '"')
    return list(dict.fromkeys(found[1] or found[2] for found in _INPUT.finditer(text)))


def likely_field(name: str, fields: Mapping[str, Any], taken: Sequence[str]) -> str:
    """A record's field that an input may be: of its name, else one that often is, else the longest text."""
    free = [each for each in fields if each not in taken]
    for each in (name, *_LIKELY):
        if each in free and isinstance(fields[each], str):
            return each
    texts = [each for each in free if isinstance(fields[each], str)]
    return max(texts, key=lambda each: len(fields[each]), default="")
