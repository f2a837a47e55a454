from collections.abc import AsyncIterator
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.leonardo.charge import Charge, charge_in
from engine.providers.leonardo.generation_body import generation_body, price_body
from engine.providers.leonardo.provider import Leonardo
from engine.providers.media import MediaRequest
from tests.engine.providers.hosted.fakes import FAST, collect, http, items, words
from tests.servers.leonardo_server import BASE, PHOENIX, LeonardoServer
from tests.servers.web_server import reply


@pytest.fixture
async def server() -> AsyncIterator[LeonardoServer]:
    async with LeonardoServer() as running:
        yield running


def leonardo(server: LeonardoServer, **options: Any) -> Leonardo:
    return Leonardo("leonardo", http(server, BASE), polling=FAST, **options)


async def test_price_before_sending(server: LeonardoServer) -> None:
    request = MediaRequest("a", count=9, model=PHOENIX, params={"width": 512, "alchemy": True, "weird": 3})
    assert await leonardo(server).estimate("txt2img", request) == {"amount": 9.0, "unit": "credits"}
    assert server.jobs == {}
    assert [asked["serviceParams"]["IMAGE_GENERATION"] for asked in server.priced] == [
        {"imageWidth": 512, "numImages": count, "alchemyMode": True, "isPhoenix": True} for count in (8, 1)
    ]


async def test_the_price_is_told_and_kept(server: LeonardoServer) -> None:
    events = await collect(leonardo(server), MediaRequest("a", count=2))
    assert words(events) == ["sending, 2 credits", "generating, 2 credits"]
    assert [item.usage for item in items(events)] == [{"credits": 1.0}] * 2


async def test_without_a_price_it_is_made_all_the_same(server: LeonardoServer) -> None:
    server.route(f"{BASE}/pricing-calculator", lambda _: reply(b"{}", status=500))
    assert len(items(await collect(leonardo(server), MediaRequest("a")))) == 1


async def test_nobody_asked_for_prices(server: LeonardoServer) -> None:
    await collect(leonardo(server, prices=False), MediaRequest("a"))
    assert server.priced == []


async def test_more_than_one_generation_holds(server: LeonardoServer) -> None:
    made = items(await collect(leonardo(server), MediaRequest("a", count=10, seed=5)))
    assert len(made) == 10
    assert sorted((job.body["num_images"], job.body["seed"]) for job in server.jobs.values()) == [
        (2, 13),
        (8, 5),
    ]


async def test_flagged_pictures_say_so(server: LeonardoServer) -> None:
    server.nsfw = True
    (item,) = items(await collect(leonardo(server), MediaRequest("a")))
    assert item.facts["returned"]["flagged"] == "nsfw"


async def test_an_operation_on_a_result(server: LeonardoServer) -> None:
    provider = leonardo(server)
    (item,) = items(await collect(provider, MediaRequest("a")))
    assert "upscale" in item.actions
    (larger,) = items(await collect(provider, MediaRequest("a", of=item.remote_id), "upscale"))
    assert server.jobs["job-2"].body == {"id": item.remote_id}
    assert larger.facts["parameters"] == {"id": item.remote_id}
    assert (larger.usage, larger.actions) == ({"credits": 5.0}, ())


async def test_an_operation_on_nothing(server: LeonardoServer) -> None:
    with pytest.raises(ProviderError, match="needs a picture"):
        await collect(leonardo(server), MediaRequest("a"), "nobg")
    assert server.requests == []


async def test_a_lost_answer_is_looked_up_not_sent_again(server: LeonardoServer) -> None:
    provider = leonardo(server)
    for prompt, seed in (("a", 76), ("b", 77), ("a", 77)):  # others, and the same but known already
        await collect(provider, MediaRequest(prompt, seed=seed))
    server.loses_answer = True
    (item,) = items(await collect(provider, MediaRequest("a", seed=77)))
    assert (item.facts["returned"]["generation"], len(server.jobs)) == ("job-4", 4)


async def test_a_lost_answer_that_left_nothing(server: LeonardoServer) -> None:
    server.refusal = reply(b"{}", status=504)
    with pytest.raises(ProviderError) as caught:
        await collect(leonardo(server), MediaRequest("a", seed=77))
    assert "may have begun" in caught.value.hint


def test_a_form_has_other_fields_too() -> None:
    request = MediaRequest(
        "a", seed=3, params={"style": "ANIME", "stylization": 9, "contrast": "", "model": "m"}
    )
    assert generation_body(request, model="own", first=0, count=2) == {
        "prompt": "a",
        "num_images": 2,
        "presetStyle": "ANIME",
        "modelId": "m",
        "seed": 3,
    }


@pytest.mark.parametrize(
    ("family", "flags"),
    [
        ("Leonardo Phoenix 1.0", {"isPhoenix"}),
        ("Flux Schnell", {"isFluxSchnell"}),
        ("Leonardo Lightning XL", {"isSDXL", "isSDXLLightning"}),
        ("", set()),
    ],
)
def test_the_price_depends_on_the_family(family: str, flags: set[str]) -> None:
    asked = price_body({"num_images": 1}, family)["serviceParams"]["IMAGE_GENERATION"]
    assert set(asked) == {"numImages", *flags}


@pytest.mark.parametrize(
    ("told", "charge", "words_"),
    [
        ({"apiCreditCost": 8}, Charge(8.0), ", 8 credits"),
        ({"cost": {"amount": "0.011", "unit": "DOLLARS"}}, Charge(None, 0.011), ", 0.011 dollars"),
        ({"apiCreditCost": 8, "cost": {"amount": "8", "unit": "CREDITS"}}, Charge(8.0), ", 8 credits"),
        ({"apiCreditCost": "8", "cost": {"amount": "-1", "unit": "DOLLARS"}}, Charge(), ""),
    ],
)
def test_charges(told: dict[str, Any], charge: Charge, words_: str) -> None:
    assert charge_in(told) == charge
    assert charge.words == words_


async def test_models_of_the_platform(server: LeonardoServer) -> None:
    assert await leonardo(server).models() == [PHOENIX]
