"""Whose what is: lists, the queue, forks, pictures, the audit log, drafts, from one person to another."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from engine.caller import Caller, calling, works_for
from engine.operations.services import Services
from schemas.messages.sessions import GetSession, ListSessions
from tests.engine.access.people import JSON, People
from tests.engine.fakes import Fakes, Gate


async def begin(team: People, name: str, action: str, session: dict[str, Any]) -> dict[str, Any]:
    return await team.told(
        name,
        "executions.run",
        session_id=session["id"],
        interaction_id=session["interaction"]["id"],
        action_id=action,
        values={"subject": "x"},
        idempotency_key=action,
    )


async def own(team: People, name: str) -> dict[str, Any]:
    return await team.told(name, "sessions.start", workflow="flow")


async def ended(team: People, execution_id: str) -> None:
    await asyncio.wait_for(team.services.executions.ended(execution_id), 10)


async def listed(team: People, name: str) -> dict[str, str]:
    found = (await team.told(name, "sessions.list"))["sessions"]
    return {each["id"]: each["owner"] for each in found}


async def test_lists_have_ones_own_and_what_is_shared(team: People, session_id: str) -> None:
    other = (await own(team, "eve"))["id"]
    assert await listed(team, "ann") == {session_id: ""}
    assert await listed(team, "carl") == {session_id: "ann"}
    assert await listed(team, "eve") == {other: ""}
    assert await listed(team, "vic") == {}
    assert await listed(team, "ada") == {session_id: "ann", other: "eve"}
    shares = await team.told("carl", "sessions.shares", session_id=session_id)
    assert shares["owner"] == "ann"
    assert {each["user"]: each["may"] for each in shares["shares"]}["bob"] == "edit"
    await team.told("ann", "sessions.unshare", session_id=session_id, user="carl")
    assert await listed(team, "carl") == {}
    assert (await team.ask("carl", "sessions.get", session_id=session_id)).status_code == 404
    # A program of one's own has no users: it sees everything.
    local = (await team.services.sessions.list(10, "")).sessions
    assert {each.id for each in local} == {session_id, other}


async def test_sharing_names_people_that_there_are(team: People, session_id: str) -> None:
    unknown = await team.ask("ann", "sessions.share", session_id=session_id, user="nobody")
    assert unknown.json()["error"]["message"] == "Nobody here is called 'nobody'."
    assert (await team.ask("ann", "sessions.share", session_id=session_id, user="ann")).status_code == 400
    assert (await team.ask("ann", "sessions.unshare", session_id=session_id, user="eve")).status_code == 404
    again = await team.told("ann", "sessions.share", session_id=session_id, user="bob", may="view")
    assert [each["may"] for each in again["shares"] if each["user"] == "bob"] == ["view"]


async def test_the_queue_tells_of_others_only_that_they_wait(team: People, fakes: Fakes) -> None:
    fakes.action.play = gate = Gate()
    run = await begin(team, "ann", "queue", await own(team, "ann"))
    await asyncio.wait_for(gate.there.wait(), 10)
    [theirs] = (await team.told("eve", "queue.list"))["running"]
    assert (theirs["label"], theirs["theirs"], theirs["session_id"]) == ("someone else's", True, "")
    assert run["id"] not in str(theirs)
    [mine] = (await team.told("ann", "queue.list"))["running"]
    assert (mine["execution_id"], mine["theirs"]) == (run["id"], False)
    for operation in ("executions.get", "executions.cancel"):
        assert (await team.ask("eve", operation, execution_id=run["id"])).status_code == 404
    assert (await team.told("ada", "executions.cancel", execution_id=run["id"]))["status"] == "cancelled"
    assert (await team.told("eve", "queue.list"))["ended"] == []
    assert len((await team.told("ann", "queue.list"))["ended"]) == 1


async def test_a_fork_belongs_to_who_makes_it_and_families_are_seen_in_part(
    team: People, session_id: str
) -> None:
    fork = (await team.told("carl", "sessions.fork", session_id=session_id))["id"]
    assert (await team.ask("ann", "sessions.get", session_id=fork)).status_code == 404
    assert await listed(team, "carl") == {session_id: "ann", fork: ""}
    assert (await team.ask("carl", "sessions.edit", session_id=fork, title="Mine")).status_code == 200
    seen = {
        name: [each["id"] for each in (await team.told(name, "sessions.tree", session_id=of))["sessions"]]
        for name, of in (("ann", session_id), ("carl", fork), ("ada", fork))
    }
    assert seen == {"ann": [session_id], "carl": [session_id, fork], "ada": [session_id, fork]}
    await team.told("ann", "sessions.unshare", session_id=session_id, user="carl")
    tree = await team.told("carl", "sessions.tree", session_id=fork)
    assert (tree["root_id"], [each["parent_id"] for each in tree["sessions"]]) == (fork, [None])
    await team.told("ann", "sessions.delete", session_id=session_id)
    assert await listed(team, "carl") == {fork: ""}


async def test_results_go_with_their_session(team: People, fakes: Fakes) -> None:
    session = await own(team, "ann")
    await ended(team, (await begin(team, "ann", "paint", session))["id"])
    [first, *_] = (await team.told("ann", "results.list", session_id=session["id"]))["results"]
    assert (await team.ask("eve", "results.get", content_id=first["id"])).status_code == 404
    await team.told("ann", "sessions.share", session_id=session["id"], user="eve")
    await team.told("eve", "sessions.fork", session_id=session["id"])
    await team.told("ann", "sessions.unshare", session_id=session["id"], user="eve")
    # It is in the fork as well.
    assert (await team.ask("eve", "results.get", content_id=first["id"])).status_code == 200


async def test_a_picture_of_somebody_elses_session_begins_anew(team: People, session_id: str) -> None:
    page = (await team.told("ann", "sessions.get", session_id=session_id))["interaction"]
    form = {"workflow": "flow", "module": "page", "session": session_id, "interaction": page["id"]}
    made = {
        name: await team.told(name, "sessions.restore", **form, values={"subject": "y"})
        for name in ("eve", "carl")
    }
    trees = {
        name: await team.told(name, "sessions.tree", session_id=view["id"]) for name, view in made.items()
    }
    assert (trees["eve"]["root_id"], trees["carl"]["root_id"]) == (made["eve"]["id"], session_id)


async def test_the_audit_log_says_who_and_shows_what_one_may_see(team: People, fakes: Fakes) -> None:
    session = await own(team, "ann")
    await team.told("ann", "sessions.share", session_id=session["id"], user="bob", may="edit")
    run = await begin(team, "bob", "paint", session)
    await ended(team, run["id"])
    users = {}
    for name in ("ann", "bob", "eve", "ada"):
        users[name] = [each["user"] for each in (await team.told(name, "audit.list"))["entries"]]
    assert users == {"ann": ["bob"], "bob": ["bob"], "eve": [], "ada": ["bob"]}
    # What the run wrote into the session is in his name as well, whoever's request began the task.
    rows = await team.services.database.all(
        "SELECT DISTINCT user_name FROM session_events WHERE session_id = ? AND kind = 'result_added'",
        (session["id"],),
    )
    assert [row[0] for row in rows] == ["bob"]
    await team.told("ann", "sessions.delete", session_id=session["id"])
    assert [each["user"] for each in (await team.told("bob", "audit.list"))["entries"]] == ["bob"]
    assert (await team.told("ann", "audit.list"))["entries"] == []


async def test_the_log_of_access_says_who_let_whom_in(team: People, session_id: str) -> None:
    await team.told("ann", "sessions.unshare", session_id=session_id, user="bob")
    await team.told("ada", "tokens.create", name="new", role="viewer")
    entries = (await team.told("ada", "access.log"))["entries"]
    said = [(each["user"], each["kind"], each["subject"]) for each in entries[:3]]
    assert said[:2] == [("ada", "token_made", "new"), ("ann", "unshared", session_id)]
    page = await team.told("ada", "access.log", limit=1, before=entries[0]["id"])
    assert [each["id"] for each in page["entries"]] == [entries[1]["id"]]


async def test_a_second_editor_learns_what_was_saved_meanwhile(team: People, session_id: str) -> None:
    page = (await team.told("ann", "sessions.get", session_id=session_id))["interaction"]
    ids = {"session_id": session_id, "interaction_id": page["id"]}
    assert page["draft_version"] == 0
    first = await team.told("ann", "interactions.save-draft", **ids, values={"subject": "a"}, version=0)
    late = {**ids, "values": {"subject": "b"}, "version": 0}
    conflict = await team.ask("bob", "interactions.save-draft", **late)
    error = conflict.json()["error"]
    assert (conflict.status_code, error["code"]) == (409, "draft_changed")
    assert (error["details"]["by"], error["details"]["version"]) == ("ann", first["version"])
    assert error["details"]["draft"]["values"] == {"subject": "a"}
    saved = await team.told("bob", "interactions.save-draft", **{**late, "version": first["version"]})
    # The same again, as after a reply that was lost, is no conflict; nor is one's own form.
    assert (await team.ask("bob", "interactions.save-draft", **late)).status_code == 200
    mine = {**ids, "version": 0, "writer": "w"}
    assert (
        await team.ask("ann", "interactions.save-draft", **mine, values={"subject": "c"})
    ).status_code == 409
    await team.told("ann", "interactions.save-draft", **ids, values={"subject": "c"}, writer="w")
    assert (
        await team.ask("ann", "interactions.save-draft", **mine, values={"subject": "d"})
    ).status_code == 200
    assert saved["version"] > first["version"]


async def test_without_a_caller_everything_is_allowed_and_jobs_have_none(services: Services) -> None:
    assert (await services.sessions.list(1, "")).sessions == []
    with calling(Caller("eve", "viewer")):
        from engine.operations.dispatcher import dispatch
        from engine.operations.errors import Forbidden, NotFound
        from schemas.messages.sessions import StartSession

        with pytest.raises(Forbidden):
            await dispatch(services, StartSession(workflow="flow"))
        with pytest.raises(NotFound):
            await dispatch(services, GetSession(session_id="x"))

        async def job() -> int:
            works_for("eve")
            return len((await dispatch(services, ListSessions())).sessions)

        assert await asyncio.create_task(job()) == 0
        with pytest.raises(Forbidden):  # the job's own task alone works for her
            await dispatch(services, StartSession(workflow="flow"))


async def test_uploads_are_for_editors(team: People, home: Path) -> None:
    for name, status in (("vic", 403), ("eve", 200)):
        reply = await team.http.post(
            "/api/uploads?name=a.csv",
            content=b"x",
            headers={**team.headers(name), "content-type": "application/octet-stream"},
        )
        assert reply.status_code == status
    assert len(list((home / "uploads").iterdir())) == 1


async def test_the_named_routes_and_streams_ask_too(team: People, session_id: str) -> None:
    page = (await team.told("ann", "sessions.get", session_id=session_id))["interaction"]
    body = {"interaction_id": page["id"], "action_id": "now"}
    path = f"/workflow/{session_id}/sub-action"
    statuses = {
        name: (await team.post(name, path, body)).status_code for name in ("eve", "vic", "carl", "bob")
    }
    assert statuses == {"eve": 404, "vic": 404, "carl": 403, "bob": 200}
    step = {"step_id": "x", "post_id": 1}
    assert (await team.post("vic", "/api/workflow/execute-step", step)).status_code == 403
    changes = await team.http.get(f"/api/sessions/{session_id}/changes", headers=team.headers("eve"))
    unknown = await team.http.get("/api/sessions/ffffffffffff/changes", headers=team.headers("eve"))
    assert changes.status_code == unknown.status_code == 404
    assert changes.json()["error"]["message"].replace(session_id, "") == unknown.json()["error"][
        "message"
    ].replace("ffffffffffff", "")
    [run] = (await team.told("ann", "executions.list", session_id=session_id))["executions"]
    events = await team.http.get(f"/api/executions/{run['id']}/events", headers=team.headers("eve"))
    assert events.status_code == 404
    seen = await team.http.get(f"/api/executions/{run['id']}/events", headers=team.headers("carl"))
    assert "event: completed" in seen.text


async def test_what_was_changed_since_a_session_was_read_is_told(team: People, session_id: str) -> None:
    view = await team.told("ann", "sessions.get", session_id=session_id)

    async def rename(name: str, seq: object) -> Any:
        body = json.dumps({"session_id": session_id, "title": name})
        headers = {**JSON, **team.headers(name), "if-match": f'"{seq}"'}
        return await team.http.post("/api/sessions/edit", content=body, headers=headers)

    assert (await rename("bob", view["seq"])).status_code == 200
    late = await rename("ann", view["seq"])
    error = late.json()["error"]
    assert (late.status_code, error["code"]) == (409, "changed")
    assert error["message"] == "The session was changed since it was read, by bob."
    [change] = error["details"]["changes"]
    assert (change["seq"], change["kind"], change["by"]) == (view["seq"] + 1, "session_renamed", "bob")
    assert (await team.told("ann", "sessions.get", session_id=session_id))["summary"]["title"] == "bob"
    # A request that changes several times is in its own way no more.
    assert (await rename("ann", error["details"]["seq"])).status_code == 200
    headers = {**JSON, **team.headers("ann"), "if-match": f'"{error["details"]["seq"] + 1}"'}
    run = {
        "interaction_id": view["interaction"]["id"],
        "action_id": "now",
        "values": {"subject": "x"},
    }
    path = f"/workflow/{session_id}/sub-action"
    assert (await team.http.post(path, content=json.dumps(run), headers=headers)).status_code == 200
    assert (await rename("ann", "x")).json()["error"]["code"] == "bad_request"
