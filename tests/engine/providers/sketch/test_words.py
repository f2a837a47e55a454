import pytest

from engine.providers.sketch.words import read


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        ("lighthouse at sea at dusk", "sea"),
        ("snug indoor room, exposed brick walls, lamp", "interior"),
        ("portrait of a woman by a window", "interior"),
        ("a village by a lake, morning fog", "lake"),
        ("space station over a ringed planet", "space"),
        ("two people walking in a snowy forest", "forest"),
        ("desert caravan at noon", "desert"),
        ("a cat on a rooftop at night", "city"),
        ("camels", "desert"),
        ("wheat fields and a windmill", "village"),
        ("snowy peaks", "mountain"),
        ("train crossing a bridge", "lake"),
        ("xyzzy plugh", ""),
        ("", ""),
    ],
)
def test_place(prompt: str, place: str) -> None:
    assert read(prompt).place == place


@pytest.mark.parametrize(
    ("prompt", "time"),
    [
        ("dusk", "dusk"),
        ("golden hour over hills", "golden"),
        ("noon", "day"),
        ("starry sky", "night"),
        ("early morning", "dawn"),
        ("nothing said", ""),
    ],
)
def test_time(prompt: str, time: str) -> None:
    assert read(prompt).time == time


def test_weather_and_particles() -> None:
    weather = read("rain and fog, dust particles in the air").weather
    assert {"rain", "fog", "dust"} <= set(weather)
    assert "snow" not in weather


@pytest.mark.parametrize(
    ("prompt", "kind", "count"),
    [
        ("two people walking", "person", 2),
        ("a couple in love", "person", 2),
        ("a crowd", "person", 12),
        ("three horses", "horse", 3),
        ("a horse", "horse", 1),
        ("old friends", "person", 3),
    ],
)
def test_counts(prompt: str, kind: str, count: int) -> None:
    subject = read(prompt).subject(kind)
    assert subject is not None
    assert subject.count == count


def test_traits_of_people() -> None:
    subject = read("close-up profile of an old woman, seated").subject("person")
    assert subject is not None
    assert {"woman", "old", "seated", "close"} <= set(subject.traits)


def test_words_inside_words_do_not_count() -> None:
    assert not read("scattered category").shows("cat")


def test_first_mentioned_subject_comes_first() -> None:
    assert [s.kind for s in read("a boat before a castle and a dog").subjects] == ["boat", "castle", "dog"]
