"""`reroll --server` where people have tokens."""

from pathlib import Path

import pytest

from engine.access import kept_tokens
from engine.access.shares import Shares
from engine.caller import Caller, calling
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.messages.sessions import StartSession
from tests.engine.server.running import running
from tests.tui.cast import Cast
from tests.tui.conftest import Sit
from tests.tui.postcard import write_postcard
from tui.engine_host import EngineHost


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> str:
        raise kept_tokens.NoKeyring("There is none.")

    monkeypatch.delenv("REROLL_TOKEN", raising=False)
    for name in ("stored_key", "store_key", "forget_key"):
        monkeypatch.setattr(kept_tokens, name, none)


async def test_sessions_are_shared_from_the_home_screen(
    tmp_path: Path, home: Path, cast: Cast, sit: Sit
) -> None:
    write_postcard(tmp_path / "there" / "workflows" / "postcard")
    services = await Services.open(tmp_path / "there", registry=cast.registry())
    try:
        tokens = {name: (await services.tokens.create(name, "editor"))[1] for name in ("ann", "bob")}
        with calling(Caller("ann", "editor")):
            own = await dispatch(services, StartSession(workflow="postcard"))
        with calling(Caller("bob", "editor")):
            theirs = await dispatch(services, StartSession(workflow="postcard", title="Bob's card"))
        shares = Shares(services.database, services.tokens)
        await shares.share(theirs.id, "ann", "view")
        async with running(services) as served:
            async with sit(None, host=EngineHost(home, server=served.url)) as person:
                await person.sees("This server wants a token.", "REROLL_TOKEN")
            kept_tokens.keep_token(home, served.url, tokens["ann"])
            async with sit(None, host=EngineHost(home, server=served.url)) as person:
                await person.sees("Bob's card", "of bob")
                await person.press("down")
                await person.press("s")
                await person.sees("Share with whom? Shared with nobody.")
                await person.types("bob edit")
                await person.press("enter")
                await person.sees("Shared with bob (edit).")
        assert [(each.user, each.may) for each in (await shares.of(own.id)).shares] == [("bob", "edit")]
    finally:
        await services.close()
