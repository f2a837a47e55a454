"""A conversation on the screen, played by keys."""

import asyncio
from pathlib import Path

import pytest
from textual import events

from engine.providers.errors import ProviderError
from tests.engine.conversing.talk import ask
from tests.tui.conftest import NARROW, Sit
from tests.tui.conversation.conftest import PAGE, SUB_ACTIONS, TalkCast, said, write_talk
from tests.tui.person import Person
from tui.conversation.message_log import MessageLog
from tui.conversation.resend_screen import ResendScreen
from tui.conversation.screen import ConversationScreen

GO = ask("TRANSITION_STATE", target_state="discovery")


async def say(person: Person, text: str) -> None:
    await person.types(text)
    await person.press("enter")


async def answered(person: Person, text: str) -> None:
    """Wait until a reply is there, whole."""
    await person.until(lambda: text in said(person) and not person.running, text)
    await person.until(lambda: not person.find(MessageLog).blocks[-1].live)


async def emptied(person: Person) -> None:
    """Wait until the field is empty again."""
    await person.until(lambda: person.value("message") == "")


async def test_enter_sends_and_the_reply_stands_below_the_message(person: Person, cast: TalkCast) -> None:
    cast.writer.plays(["Hello ", "**Ada**."])
    assert "Enter sends, ^j makes a new line" in person.sees_now
    await say(person, "I am Ada")
    await answered(person, "Hello Ada.")
    await person.sees("❯ You", "I am Ada", "● scripted", "Hello Ada.")
    await emptied(person)


async def test_the_reply_is_seen_while_it_is_written_and_its_markup_never_is(
    person: Person, cast: TalkCast
) -> None:
    first, second, third = asyncio.Event(), asyncio.Event(), asyncio.Event()
    markup = ask("SAVE_USER_INFO", key="name", value="Ada")
    cast.writer.plays(["A name ", first, markup[:9], second, markup[9:-4], third, markup[-4:], " is noted."])
    seen: list[str] = []
    await say(person, "I am Ada")
    for gate in (first, second, third):
        await person.until(lambda: "A name" in said(person))
        await person.until(lambda: person.value("message") == "")
        seen.append(said(person))
        gate.set()
    await answered(person, "A name  is noted.")
    await person.until(lambda: "✓ SAVE_USER_INFO" in said(person))
    assert not any("[ACTION" in text or "ACTION:" in text for text in (*seen, said(person)))
    await person.sees(
        "SAVE_USER_INFO  key: name · value: Ada", "user_info changed", "* user_info", "*   name  Ada"
    )


async def test_what_is_typed_while_a_reply_is_written_stays(person: Person, cast: TalkCast) -> None:
    gate = asyncio.Event()
    cast.writer.plays(["One", gate, " two."], ["Three."])
    await say(person, "first")
    await person.until(lambda: person.value("message") == "")
    await person.types("second")
    await person.press("enter")
    assert any("being written" in note for note in person.toasts())
    gate.set()
    await answered(person, "One two.")
    assert person.value("message") == "second"
    await person.press("enter")
    await answered(person, "Three.")
    assert [request.messages[-1].text for request in cast.writer.asked] == ["first", "second"]


async def test_what_is_typed_right_after_enter_is_the_next_message(person: Person, cast: TalkCast) -> None:
    cast.writer.plays(["One."])
    await person.types("first")
    person.app.post_message(events.Key("enter", None))
    for letter in "second":
        person.app.post_message(events.Key(letter, letter))
    await answered(person, "One.")
    assert cast.writer.asked[-1].messages[-1].text == "first"
    await person.until(lambda: person.value("message") == "second")


async def test_keys_that_come_all_at_once_are_taken_in_their_order(person: Person, cast: TalkCast) -> None:
    cast.writer.plays(["Hello Ada."])
    for letter in "I am Ada":
        person.app.post_message(events.Key("space" if letter == " " else letter, letter))
    person.app.post_message(events.Key("enter", None))
    person.app.post_message(events.Key("x", "x"))
    await answered(person, "Hello Ada.")
    await person.until(lambda: person.value("message") == "x")
    assert "I am Ada\n" in said(person) or "I am Ada " in said(person)
    assert "I am Adax" not in person.sees_now


async def test_a_message_that_got_no_reply_comes_back(person: Person, cast: TalkCast) -> None:
    gate = asyncio.Event()
    cast.writer.plays(["Half", gate, ProviderError("unreachable", "The server does not answer.")])
    await say(person, "hello")
    await person.until(lambda: person.value("message") == "" and "Half" in said(person))
    gate.set()
    await person.sees("The server does not answer.")
    await person.until(lambda: person.value("message") == "hello")


async def test_a_message_is_not_lost_when_the_program_ends_under_its_reply(
    sit: Sit, talk: str, cast: TalkCast
) -> None:
    cast.writer.plays([asyncio.Event()])
    async with sit(("workflow", talk)) as person:
        await person.sees("Who are you?")
        await say(person, "hello")
        await emptied(person)
        session = person.page._session.id  # type: ignore[attr-defined]
    async with sit(("session", session)) as person:
        await person.sees("Who are you?")
        await person.until(lambda: person.value("message") == "hello")


async def test_ctrl_x_stops_and_what_was_done_stays(person: Person, cast: TalkCast) -> None:
    cast.writer.plays([ask("SAVE_USER_INFO", key="name", value="Ada"), "Noted", asyncio.Event()])
    await say(person, "I am Ada")
    await person.until(lambda: "✓ SAVE_USER_INFO" in said(person) and "Noted" in said(person))
    await person.press("ctrl+x")
    await person.until(lambda: "This reply was stopped." in said(person))
    assert "Noted" in said(person)
    assert "✓ SAVE_USER_INFO" in said(person)


async def test_ctrl_j_makes_a_new_line(person: Person) -> None:
    await person.types("one")
    await person.press("ctrl+j")
    await person.types("two")
    assert person.value("message") == "one\ntwo"


async def test_up_brings_back_what_was_said(person: Person, cast: TalkCast) -> None:
    cast.writer.plays(["A."], ["B."])
    await say(person, "first")
    await answered(person, "A.")
    await emptied(person)
    await say(person, "second")
    await answered(person, "B.")
    await emptied(person)
    held = []
    for key in ("up", "up", "up", "down", "down"):
        await person.press(key)
        held.append(person.value("message"))
    assert held == ["second", "first", "first", "second", ""]


async def test_cards_say_what_was_refused_and_what_could_not_be_read(person: Person, cast: TalkCast) -> None:
    broken = "[ACTION:SAVE_USER_INFO]{key: }[/ACTION]"
    cast.writer.plays(
        ["So. ", ask("SAVE_IDENTITY", identity="Poet", category="PASSIONS", description="x"), broken]
    )
    await say(person, "hello")
    await answered(person, "not readable")
    await person.sees("✗ refused  SAVE_IDENTITY", "is not allowed in the state Introduction")
    assert "{key: }" not in said(person)
    await person.press("escape", "enter")
    await person.until(lambda: "{key: }" in said(person))
    await person.press("enter")
    await person.until(lambda: "{key: }" not in said(person))


@pytest.mark.parametrize(("key", "outcome"), [("y", "✓ FINISH"), ("n", "– declined  FINISH")])
async def test_an_action_that_asks_first(person: Person, cast: TalkCast, key: str, outcome: str) -> None:
    cast.writer.plays(["May I? ", ask("FINISH"), "And so on."])
    await say(person, "hello")
    await answered(person, "? asks first  FINISH")
    await person.sees("y Yes, do it   n No")
    await emptied(person)
    await person.press("escape")
    await person.sees("y Yes")
    await person.press(key)
    await person.until(lambda: outcome in said(person))
    assert ("finished changed" in said(person)) == (key == "y")


async def test_a_click_answers_it(person: Person, cast: TalkCast) -> None:
    cast.writer.plays(["May I? ", ask("FINISH")])
    await say(person, "hello")
    await answered(person, "y Yes, do it")
    log = person.find(MessageLog)
    row = next(y for y in range(log.size.height) if "y Yes" in log.render_line(y).text)
    await person.click(MessageLog, (log.render_line(row).text.index("do it"), row))
    await person.until(lambda: "✓ FINISH" in said(person))


async def test_the_diagram_follows_the_machine(person: Person, cast: TalkCast) -> None:
    await person.sees("● Introduction  now", "═▶ Discovery  open", "┄▷ Summary", "when state.finished")
    cast.writer.plays(["Let us go on.", GO])
    await say(person, "go")
    await answered(person, "Tell me what you love.")
    await person.sees("✓ Introduction", "● Discovery  now", "→ Discovery", "→  Summary")


async def test_a_message_is_said_differently_in_a_session_of_its_own(person: Person, cast: TalkCast) -> None:
    cast.writer.plays(["A."], ["B."], ["C."])
    await say(person, "first")
    await answered(person, "A.")
    await emptied(person)
    await say(person, "second")
    await answered(person, "B.")
    before = person.page
    await person.press("escape", "up", "e")
    await person.at(ResendScreen)
    await person.types(" thoughts")
    await person.press("enter")
    await person.until(lambda: isinstance(person.page, ConversationScreen) and person.page is not before)
    await answered(person, "C.")
    assert "second thoughts" in said(person)
    assert "A." in said(person)
    assert "B." not in said(person)
    assert any("the one it comes from is as it was" in note for note in person.toasts())


async def test_other_replies_to_the_last_message(person: Person, cast: TalkCast) -> None:
    cast.writer.plays(["Red."], ["Green."])
    await say(person, "a colour")
    await answered(person, "Red.")
    await person.press("escape", "g")
    await answered(person, "Green.")
    await person.until(lambda: "reply 2 of 2" in said(person) and "Red." not in said(person))
    await person.press("left_square_bracket")
    await person.until(lambda: "reply 1 of 2" in said(person) and "Red." in said(person))
    await person.press("right_square_bracket")
    await person.until(lambda: "reply 2 of 2" in said(person) and "Green." in said(person))


async def test_y_copies_a_message(person: Person, cast: TalkCast) -> None:
    cast.writer.plays(["Copy *me*."])
    await say(person, "hello")
    await answered(person, "Copy me.")
    await person.press("escape", "y")
    assert person.app.clipboard == "Copy *me*."


async def test_what_an_action_brings_stands_below_the_context(
    sit: Sit, tmp_path: Path, cast: TalkCast
) -> None:
    suggest = {
        "id": "suggest",
        "label": "Suggest",
        "shortcut": "a",
        "action_type": "llm.generate",
        "config": {"input": "Suggest"},
        "result_mapping": {"target_path": "texts", "merge_mode": "append"},
    }
    display = {"type": "array", "_ux": {"render_as": "list", "source": "texts", "title": "Answers"}}
    cast.writer.plays(["I paint."])
    form = {**PAGE, "result_display_schema": display}
    path = write_talk(tmp_path / "other", sub_actions=[*SUB_ACTIONS, suggest], form=form)
    async with sit(("workflow", path)) as person:
        await person.sees("Who are you?")
        assert "Answers" not in person.sees_now
        await person.press("escape", "a")
        await person.sees("Answers", "I paint.", "● Introduction  now")
        assert "I paint." not in said(person)


async def test_in_a_narrow_terminal_the_state_is_behind_a_key(sit: Sit, talk: str, cast: TalkCast) -> None:
    cast.writer.plays(["Hello."])
    async with sit(("workflow", talk), NARROW) as person:
        await person.sees("Who are you?")
        assert "● Introduction" not in person.sees_now
        await say(person, "hi")
        await answered(person, "Hello.")
        await person.sees("Hello.")  # where it is being written
        await person.press("f3")
        await person.sees("● Introduction  now")
        await person.press("f2")
        await person.misses("● Introduction  now")
        assert person.focused_field == "message"
