import random
import time
from itertools import pairwise

import pytest

from engine.providers.errors import ProviderError
from engine.providers.sse import SSEDecoder

STREAM = (
    "\ufeff: a comment\n\n"
    "data: plain\n\n"
    "event: message\nid: 7\nretry: 10\ndata:no space\n\n"
    "data: first\ndata: second\ndata\n\n"
    'data: {"text": "Grüße, 世界 🌊"}\r\n\r\n'
    "data:   two spaces kept\r\rdata: after lone CR\r\n\r\n"
    "event: nothing\n\n"
    "data:\n\n"
    "datum: not data\n\n"
    "data: [DONE]\n\n"
).encode()
PAYLOADS = [
    "plain",
    "no space",
    "first\nsecond\n",
    '{"text": "Grüße, 世界 🌊"}',
    "  two spaces kept",
    "after lone CR",
    "",
    "[DONE]",
]


def decode(stream: bytes, cuts: list[int], decoder: SSEDecoder | None = None) -> list[str]:
    decoder = decoder or SSEDecoder()
    edges = [0, *cuts, len(stream)]
    payloads: list[str] = []
    for start, end in pairwise(edges):
        payloads += decoder.feed(stream[start:end])
    return payloads + decoder.end()


def test_reads_every_form_of_the_format() -> None:
    assert decode(STREAM, []) == PAYLOADS


def test_every_single_cut_gives_the_same() -> None:
    for cut in range(len(STREAM) + 1):
        assert decode(STREAM, [cut]) == PAYLOADS, cut


def test_byte_by_byte_gives_the_same() -> None:
    assert decode(STREAM, list(range(len(STREAM)))) == PAYLOADS


@pytest.mark.parametrize("seed", range(50))
def test_random_cuts_give_the_same(seed: int) -> None:
    random_ = random.Random(seed)
    alphabet = ["data: x", "data:é🌊", "data", ":c", "id: 1", "", "", "junk", "data: [DONE]"]
    stream = "".join(
        random_.choice(alphabet) + random_.choice(["\n", "\r\n", "\r"]) for _ in range(60)
    ).encode()
    whole = decode(stream, [])
    for _ in range(10):
        cuts = sorted(random_.choices(range(len(stream) + 1), k=random_.randrange(1, 40)))
        assert decode(stream, cuts) == whole


def test_last_event_may_lack_its_blank_line() -> None:
    decoder = SSEDecoder()
    assert decoder.feed(b"data: a\n\ndata: [DONE]") == ["a"]
    assert decoder.end() == ["[DONE]"]
    assert decoder.end() == []


def test_broken_utf8_is_replaced_not_raised() -> None:
    assert SSEDecoder().feed(b"data: a\xffb\n\n") == ["a\ufffdb"]


def test_a_megabyte_line_in_small_chunks() -> None:
    line = b"data: " + b"x" * 1_000_000 + b"\n\n"
    decoder = SSEDecoder()
    payloads = [p for i in range(0, len(line), 1000) for p in decoder.feed(line[i : i + 1000])]
    assert payloads == ["x" * 1_000_000]


@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize(
    "stream", [b"data: " + b"x" * 2000, b"data: x\n" * 300, b": " + b"x" * 2000 + b"\n\n"]
)
def test_too_long_is_an_error_however_it_is_cut(stream: bytes, size: int) -> None:
    with pytest.raises(ProviderError) as caught:
        decode(stream, list(range(size, len(stream), size)), SSEDecoder(max_event=1024))
    assert caught.value.code == "bad_reply"


def test_many_small_events_in_a_big_chunk_pass_the_limit() -> None:
    assert len(SSEDecoder(max_event=1024).feed(b"data: x\n\n" * 1000)) == 1000


def test_five_thousand_events_cost_milliseconds() -> None:
    event = b'data: {"choices":[{"delta":{"content":" word"},"index":0,"finish_reason":null}]}\n\n'
    stream = event * 5000
    best = 1.0
    for _ in range(5):
        decoder = SSEDecoder()
        start = time.process_time()
        count = sum(len(decoder.feed(stream[i : i + 65536])) for i in range(0, len(stream), 65536))
        best = min(best, time.process_time() - start)
        assert count == 5000
    assert best < 0.05  # 3 ms on a slow machine
