"""Replies made to be slow or to swallow what follows them."""

import pytest

from engine.embedded.actions import CONTENTS_LIMIT
from engine.embedded.parts import LONGEST_RAW
from schemas.documents.embedded_actions import Format
from tests.engine.embedded.reading import asked, broken, read, text

_LONG = "x" * CONTENTS_LIMIT
_ENDLESS: list[tuple[Format, str]] = [
    ("brackets", '[ACTION:A]{"a": "'),
    ("brackets", '[ACTION:A]{"a": '),
    ("xml", '<action name="A">{"a": "'),
    ("xml", '<action name="A"><a>'),
    ("xml", '<action name="A"><a><![CDATA['),
]


def _in_pieces(reply: str) -> list[str]:
    return [reply[at : at + 997] for at in range(0, len(reply), 997)]


@pytest.mark.parametrize(("written", "begun"), _ENDLESS)
def test_contents_without_an_end_are_given_up(written: Format, begun: str) -> None:
    action = "[ACTION:B]{}[/ACTION]" if written == "brackets" else '<action name="B"/>'
    reply = f"Yes {begun}\\n{_LONG}\nNo {action}"
    parts = read(written, reply)
    assert parts == read(written, _in_pieces(reply))
    assert text(parts).endswith("\nNo ")
    assert text(parts).startswith("Yes ")
    assert asked(parts) == [("B", {})]
    assert [len(raw) for raw in broken(parts)] == [LONGEST_RAW]


@pytest.mark.parametrize(("written", "begun"), _ENDLESS)
def test_a_line_behind_broken_contents_is_kept(written: Format, begun: str) -> None:
    reply = f"{begun}\n{_LONG}\nNo"
    parts = read(written, reply)
    assert parts == read(written, _in_pieces(reply))
    assert text(parts) == f"{_LONG}\nNo"
    assert broken(parts) == [begun]


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        *(
            ("brackets", u)
            for u in ("[", "[ACTION:A]", "[ACTION:A]{", '[ACTION:A]{"', '[ACTION:A]{"[/ACTION]')
        ),
        *(
            ("brackets", u)
            for u in ("`", "``` ", "` [ACTION:A]", "`[ACTION:A]``", "[AC[ACTION:A]{}[/ACTION]TION:")
        ),
        *(
            ("xml", u)
            for u in ("<", "<action", '<action name="', '<action name="A">', '<action name="A"><b>')
        ),
        *(
            ("xml", u)
            for u in ('<action name="A"><![CDATA[', '<action name="A">{"</action>', "<action name='A'/>>")
        ),
        *(("json", u) for u in ("{", '{"a":', '{"reply":"', '{"actions":[', "[", "\\")),
    ],
)
def test_the_same_again_and_again(written: Format, unit: str) -> None:
    reply = unit * (1500 // len(unit))
    parts = read(written, reply)
    assert parts == read(written, list(reply))
    assert not asked(parts) or "[/ACTION]" in unit or "/>" in unit
