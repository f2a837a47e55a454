import pytest

from engine.providers.errors import ProviderError
from engine.providers.ndjson import NDJSONDecoder


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_lines_are_whole_however_they_are_cut(size: int) -> None:
    data = '{"a": "é🌊"}\r\n\n  \n[2]\n{"half'.encode()
    decoder = NDJSONDecoder()
    lines = [line for at in range(0, len(data), size) for line in decoder.feed(data[at : at + size])]
    assert [line.strip() for line in lines] == ['{"a": "é🌊"}', "[2]"]
    assert decoder.end() == ['{"half']
    assert decoder.end() == []


def test_a_line_without_an_end_is_refused() -> None:
    decoder = NDJSONDecoder(max_line=10)
    decoder.feed(b"x" * 10)
    with pytest.raises(ProviderError) as caught:
        decoder.feed(b"x")
    assert caught.value.code == "bad_reply"
