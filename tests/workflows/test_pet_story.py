"""The pet story, driven by `reroll run` from the first page to the exported files."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.servers.chat_server import ChatServer, Script, dropped, text
from tests.workflows.headless import Ran, reroll_run

BROKEN = re.compile(r"\b(\w+)( \1){2,}\b|\s{2}|\.\.|,,| ,| \.|{|}")
"""A word three times in a row, or signs that do not belong in a plain sentence."""


def scene(title: str, heart: int = 1, fun: int = 1, thrill: int = 1) -> dict[str, Any]:
    return {
        "title": title,
        "text": f"Mia finds {title}. Then it rains, and she is glad.",
        "mood": "quiet",
        "heart": heart,
        "fun": fun,
        "thrill": thrill,
    }


def scenes(*made: dict[str, Any]) -> Script:
    """A reply with these scenes, in several tokens."""
    reply = json.dumps({"scenes": made})
    return text(*(reply[at : at + 40] for at in range(0, len(reply), 40)))


FOUR = (scene("a ball", 1), scene("a bone", 5), scene("a bee", 1, 5), scene("a boat", 1, 1, 5))
OTHERS = (scene("a cave", 2), scene("a coin", 4), scene("a crow", 3))


def titles(ran: Ran) -> list[str]:
    return [each["title"] for each in ran.data["scenes"]]


@pytest.fixture
def home(tmp_path: Path, server: ChatServer) -> Path:
    """A home whose text provider is the server, as a large model would be."""
    (tmp_path / "config.toml").write_text(
        f'[defaults]\ntext = "big"\n[providers.big]\nkind = "openai"\nbase_url = "{server.url}"\n', "utf-8"
    )
    return tmp_path


@pytest.fixture
def run(home: Path) -> Callable[..., Any]:
    async def run(*args: str) -> Ran:
        return await reroll_run(home, *args)

    return run


class TestLargeModel:
    async def test_scenes_are_scored_by_the_tone_and_the_best_comes_first(
        self, run: Callable[..., Any], server: ChatServer
    ) -> None:
        server.answer(scenes(*FOUR))
        ran = await run("pet_story", "--set", "name=Mia", "--set", "scenes=4", "--continue")
        assert ran.code == 0, ran.err
        assert titles(ran)[0] == "a bone"
        assert [each["score"] for each in ran.data["scenes"]] == [12, 8, 8, 4]
        funny = await run("pet_story", "--set", "tone=funny", "--continue")
        assert titles(funny)[0] == "a bee"
        brave = await run("pet_story", "--set", "tone=adventurous", "--continue")
        assert titles(brave)[0] == "a boat"
        asked = server.requests[0].body
        assert "Name: Mia" in asked["messages"][1]["content"]
        assert "Think of 4 scenes for a warm story" in asked["messages"][1]["content"]
        assert "pattern" not in json.dumps(asked["response_format"])
        assert "different" not in asked["messages"][1]["content"]

    async def test_each_scene_is_a_result_as_soon_as_it_is_whole(
        self, run: Callable[..., Any], server: ChatServer
    ) -> None:
        server.answer(scenes(*FOUR))
        ran = await run("pet_story", "--continue")
        kinds = ran.kinds()
        first = kinds.index("result")
        assert kinds.count("result") == 4
        assert kinds[first + 1 :].index("completed") > 0
        stored = {e["data"]["result"]["id"] for e in ran.events if e["kind"] == "result"}
        assert {each["content_id"] for each in ran.data["scenes"]} == stored

    async def test_other_scenes_with_feedback_keep_the_page_and_the_earlier_generation(
        self, run: Callable[..., Any], server: ChatServer
    ) -> None:
        server.answer(scenes(*FOUR), scenes(*OTHERS))
        first = await run("pet_story", "--continue", "--select", "1")
        again = await run(
            *first.session, "--action", "regenerate", "--param", "feedback=less {{ sentimental }}"
        )
        assert again.code == 0, again.err
        assert again.page["id"] == first.page["id"]
        assert titles(again) == ["a coin", "a crow", "a cave"]
        assert [each["results"] for each in again.page["generations"]] == [4, 3]
        assert again.page["generations"][1]["label"] == "less {{ sentimental }}"
        assert again.page["selected"] == []
        assert again.end["state"]["found"] == [
            {k: v for k, v in each.items() if k != "score"}
            for each in sorted(again.data["scenes"], key=lambda each: each["title"])
        ]
        asked = server.requests[1].body["messages"][1]["content"]
        assert "asked for something different: less {{ sentimental }}" in asked

    @pytest.mark.parametrize("reply", [dropped('{"scenes": ['), dropped(json.dumps({"scenes": FOUR})[:-30])])
    async def test_a_server_that_dies_in_the_middle_changes_nothing(
        self, run: Callable[..., Any], server: ChatServer, reply: Script
    ) -> None:
        server.answer(scenes(*FOUR), reply)
        before = await run("pet_story", "--continue", "--select", "2,1")
        after = await run(*before.session, "--action", "regenerate")
        assert after.code == 1
        assert after.end["status"] == "open"
        assert after.end["error"]["message"].startswith("Other scenes: ")
        assert after.data == before.data
        assert after.end["state"] == before.end["state"]
        assert after.page["selected"] == before.page["selected"]
        assert after.page["arriving"] == []
        assert len(after.page["generations"]) == 1
        server.answer(scenes(*OTHERS))
        retried = await run(*before.session, "--action", "regenerate")
        assert titles(retried) == ["a coin", "a crow", "a cave"]

    async def test_a_reply_that_does_not_fit_is_asked_for_again(
        self, run: Callable[..., Any], server: ChatServer
    ) -> None:
        server.answer(text('{"scenes": [{"title": 1}]}'), text("Sorry"), scenes(*OTHERS))
        ran = await run("pet_story", "--continue")
        assert len(server.requests) == 3
        assert len(titles(ran)) == 3

    async def test_the_first_scenes_fail_and_the_session_goes_on_later(
        self, run: Callable[..., Any], server: ChatServer
    ) -> None:
        server.answer(dropped("{"))
        failed = await run("pet_story", "--set", "name=Mia", "--continue")
        assert (failed.code, failed.end["status"]) == (1, "failed")
        server.answer(scenes(*OTHERS))
        ran = await run(*failed.session)
        assert ran.code == 0, ran.err
        assert ran.end["state"]["pet"]["name"] == "Mia"
        assert len(titles(ran)) == 3

    async def test_more_of_one_scene_are_added(self, run: Callable[..., Any], server: ChatServer) -> None:
        two = {"first": scene("a kite", 5), "second": scene("a moth", 1, 1, 1)}
        server.answer(scenes(*FOUR), text(json.dumps(two)))
        ran = await run("pet_story", "--continue", "--action", "more_like_this", "--param", "item=1")
        assert ran.code == 0, ran.err
        assert titles(ran)[0] == "a bone"
        assert titles(ran)[4:] == ["a kite", "a moth"]
        assert [each["score"] for each in ran.data["scenes"][4:]] == [12, 4]
        asked = server.requests[1].body["messages"][1]["content"]
        assert "a bone: Mia finds a bone" in asked
        assert "- a boat" in asked
        chosen = await run(*ran.session, "--select", "-1,1", "--continue")
        assert [each["title"] for each in chosen.end["state"]["scenes"]] == ["a moth", "a bone"]

    async def test_refining_changes_that_scene_alone(
        self, run: Callable[..., Any], server: ChatServer
    ) -> None:
        better = {"title": "a better bone", "text": "Mia digs.", "mood": "dusty"}
        server.answer(scenes(*FOUR), text(json.dumps(better)))
        before = await run("pet_story", "--continue", "--select", "1")
        after = await run(*before.session, "--action", "refine", "--param", "feedback=dustier")
        assert after.data["scenes"] == [{**before.data["scenes"][0], **better}, *before.data["scenes"][1:]]
        assert "What should be different: dustier" in server.requests[1].body["messages"][1]["content"]
        assert after.page["undo"] == "Refine"

    async def test_shortening_asks_nobody(self, run: Callable[..., Any], server: ChatServer) -> None:
        server.answer(scenes(*FOUR))
        ran = await run("pet_story", "--continue", "--action", "shorten", "--param", "item=2")
        assert ran.data["scenes"][1]["text"] == "Mia finds a boat."
        assert ran.data["scenes"][0]["text"] == "Mia finds a bone. Then it rains, and she is glad."
        short = await run(*ran.session, "--action", "shorten", "--param", "item=2")
        assert short.code == 1
        assert "as short as it gets" in short.err
        assert len(server.requests) == 1

    async def test_the_story_is_written_again_and_one_version_is_exported(
        self, run: Callable[..., Any], server: ChatServer
    ) -> None:
        server.answer(scenes(*FOUR), text("A ", "first ", "version."), text("A second version."))
        ran = await run(
            "pet_story", "--set", "name=Mia", "--continue", "--select", "1,2", "--continue",
            "--set", "title=Rain", "--set", "length=short", "--action", "write",
            "--action", "rewrite", "--param", "item=1", "--param", "feedback=more rain",
        )  # fmt: skip
        assert ran.code == 0, ran.err
        assert [each["text"] for each in ran.data["versions"]] == ["A first version.", "A second version."]
        assert "token" in ran.kinds()
        first, second = (each.body["messages"][1]["content"] for each in server.requests[1:])
        assert "1. a bone: Mia finds a bone." in first
        assert "about 200 words" in first
        assert "earlier version" not in first
        assert "A first version." in second
        assert "What should be different: more rain" in second
        done = await run(*ran.session, "--select", "2", "--continue")
        assert (done.code, done.end["status"]) == (0, "completed")
        folder = Path(done.end["exports"][0])
        assert (folder / "story.md").read_text("utf-8") == "# Rain\n\nA second version.\n"
        kept = json.loads((folder / "scenes.json").read_text("utf-8"))
        assert kept["pet"]["name"] == "Mia"
        assert [each["title"] for each in kept["scenes"]] == ["a bone", "a boat"]

    async def test_a_story_that_breaks_off_leaves_the_others(
        self, run: Callable[..., Any], server: ChatServer
    ) -> None:
        server.answer(scenes(*FOUR), text("A version."), dropped("Once ", "upon"))
        ran = await run(
            "pet_story", "--continue", "--select", "1", "--continue", "--action", "write", "--action", "write"
        )
        assert ran.code == 1
        assert [each["text"] for each in ran.data["versions"]] == ["A version."]


@pytest.mark.model
class TestEmbeddedModel:
    async def test_the_whole_story(self, tmp_path: Path, model_home: Path) -> None:
        (tmp_path / "models").symlink_to(model_home / "models", target_is_directory=True)
        first = await reroll_run(
            tmp_path, "pet_story", "--set", "name=Mia", "--set", "kind=old parrot", "--set", "scenes=4",
            "--continue",
        )  # fmt: skip
        assert first.code == 0, first.err
        found = first.data["scenes"]
        assert len(found) == 4
        assert len({each["title"] for each in found}) == 4
        assert [each["score"] for each in found] == sorted((each["score"] for each in found), reverse=True)
        for each in found:
            assert re.fullmatch(r"[A-Z][a-z ',]+[.]", each["text"]), each["text"]
            assert not BROKEN.search(each["text"]), each["text"]

        worked = await reroll_run(
            tmp_path, *first.session, "--action", "more_like_this", "--param", "item=1",
            "--action", "refine", "--param", "item=2", "--param", "feedback=funnier",
            "--action", "shorten", "--param", "item=3",
            "--action", "regenerate", "--param", "feedback=less sentimental",
        )  # fmt: skip
        assert worked.code == 0, worked.err
        assert worked.page["id"] == first.page["id"]
        assert [each["results"] for each in worked.page["generations"]] == [6, 4]
        made = [e["data"]["result"]["value"] for e in worked.events if e["kind"] == "result"]
        assert [" Mia does it again: " in each["text"] for each in made[:2]] == [True, True]
        assert made[2]["text"].startswith(found[1]["text"].rstrip("."))

        done = await reroll_run(
            tmp_path, *first.session, "--select", "1,2,3", "--continue", "--action", "write",
            "--action", "rewrite", "--param", "item=1", "--select", "2", "--continue",
        )  # fmt: skip
        assert done.code == 0, done.err
        folder = Path(done.end["exports"][0])
        story = (folder / "story.md").read_text("utf-8")
        paragraphs = story.rstrip().split("\n\n")
        assert len(paragraphs) == 6
        assert paragraphs[1].startswith("Mia is an old parrot, and lives in a flat above a bakery")
        for paragraph in paragraphs[2:]:
            assert not BROKEN.search(paragraph), paragraph
        assert all("Mia " in paragraph for paragraph in paragraphs[2:5])
        tokens = [e["data"]["text"] for e in done.events if e["kind"] == "token"]
        assert len(tokens) > 3
