"""What a session remembers of its conversation survives being stored and folded again."""

from engine.client.local import LocalEngine
from engine.session.plain_state import from_plain, to_plain
from engine.session.state import SessionState
from engine.session.stored_state import hollow
from tests.engine.conversing.talk import Talk, ask


async def test_a_stored_state_is_the_same(talk: Talk) -> None:
    await talk.say("one", ask("SAVE_USER_INFO", key="a", value="b"), ask("ASK"), "First.")
    await talk.again(ask("MARK_INTRODUCTION_COMPLETE"), "[ACTION:X]{", "\nSecond.")
    assert isinstance(talk.engine, LocalEngine)
    log = talk.engine._services.log
    state = hollow(await log.state(talk.session_id))
    assert state.talk.earlier
    assert state.talk.before
    assert from_plain(SessionState, to_plain(state)) == state
    log.forget(talk.session_id)
    assert hollow(await log.state(talk.session_id)) == state
