"""What is typed over records: words, and after `where` an expression over the fields."""

import re

_WHERE = re.compile(r"(?:^|\s)where\s+(.+)$", re.DOTALL)


def sought(text: str) -> tuple[str, str]:
    """`search` and `where` for the engine; each empty if there is none."""
    where = ""
    if found := _WHERE.search(text):
        where, text = found[1].strip(), text[: found.start()]
    return text.strip(), where
