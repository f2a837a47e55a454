"""How a file is to be imported: what can be said, and what it is called."""

from typing import Any

from schemas.clean_text import clean_line
from tui.letter_menu import Line

TOGGLES = {
    "update": "Ids that are taken",
    "new_ids": "Ids of the file",
    "all_or_nothing": "If a row cannot be imported",
}
TEXTS = {
    "collection": "Into which collection?",
    "sections_of": "Which CSV column is the same in all sections of a document?",
    "sections": "Under which key do JSON documents hold their sections?",
    "table": "Which table of the database holds the documents?",
    "sections_table": "Which table holds their sections?",
    "parent_column": "Which column of the sections holds the id of their document?",
    "encoding": "In which encoding is the file?",
    "delimiter": "What stands between the cells?",
}
_SHOWN = (
    ("c", "collection", "Collection", "told by the file or its name"),
    ("u", "update", "Ids that are taken", "are errors"),
    ("n", "new_ids", "Ids of the file", "are kept"),
    ("a", "all_or_nothing", "If a row cannot be imported", "the others are"),
    ("g", "sections_of", "CSV: group by column", "each row is a document"),
    ("k", "sections", "JSON: key of the sections", "sections"),
    ("t", "table", "SQLite: table", "the only one there is"),
    ("s", "sections_table", "SQLite: table of the sections", "none"),
    ("p", "parent_column", "SQLite: column of the document's id", "none"),
    ("e", "encoding", "Encoding", "UTF-8, or as the file's mark says"),
    ("d", "delimiter", "CSV: delimiter", "found out"),
)
_ON = {
    "update": "get new versions",
    "new_ids": "only tie sections to documents",
    "all_or_nothing": "nothing is imported",
}


def option_lines(options: dict[str, Any]) -> list[Line]:
    """The options with what they are now."""
    return [
        Line(name, letter, title, of=f": {_value(name, options) or without}")
        for letter, name, title, without in _SHOWN
    ]


def _value(name: str, options: dict[str, Any]) -> str:
    value = options.get(name)
    return (_ON[name] if value else "") if name in TOGGLES else clean_line(str(value or ""))
