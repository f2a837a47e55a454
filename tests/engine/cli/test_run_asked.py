"""The lines of `reroll run` on actions that replies ask for."""

from engine.cli.headless.asked import AskedLines


def test_what_is_beyond_the_listed_is_said_once_with_its_number() -> None:
    lines = AskedLines()
    told = [
        lines.line({"id": "a", "name": "SAVE", "status": "refused", "message": "It may not."}),
        lines.line({"id": "b", "status": "malformed", "message": "no JSON"}),
        lines.line({"id": "c", "status": "refused", "message": "1 more was refused or could not be read."}),
        lines.line({"id": "c", "count": 970, "message": "970 more were refused or could not be read."}),
    ]
    assert told == [
        "SAVE was refused: It may not.",
        "An action cannot be read: no JSON",
        "",
        "970 more were refused or could not be read.",
    ]
