from engine.session.about import about
from engine.session.fold import fold
from engine.session.state import SessionEvent, SessionState

SCHEMA = {
    "type": "object",
    "properties": {
        "size": {"type": "string", "enum": ["16:9"]},
        "subject": {"type": "string"},
        "place": {"type": "string"},
    },
}


def opened(values: dict[str, object], name: str = "a") -> SessionEvent:
    request = {"display_data": {"current_values": values}, "input_schema": SCHEMA}
    data = {"interaction_id": name, "step_id": "s", "module_id": "m", "request": request}
    return SessionEvent("interaction_opened", data, 1, 1.0)


def test_the_first_text_that_is_no_choice() -> None:
    assert (
        about(SessionState("s"), opened({"size": "16:9", "subject": " ", "place": "a\nshore"})) == "a shore"
    )
    assert about(SessionState("s"), opened({"size": "16:9"})) is None


def test_later_values_of_the_first_page_change_it_and_those_of_the_next_do_not() -> None:
    state = SessionState("s")
    fold(state, [opened({"subject": "x"})])
    event = SessionEvent("values_committed", {"interaction_id": "a", "values": {"subject": "y"}})
    assert about(state, event) == "y"
    assert about(state, opened({"subject": "z"}, "b")) is None
    event = SessionEvent("values_committed", {"interaction_id": "b", "values": {"subject": "z"}})
    assert about(state, event) is None
