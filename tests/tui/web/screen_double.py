"""Stands in for a screen: speaks the packets of Textual's web driver, and does what is typed."""

import json
import os
import sys


def packet(kind: bytes, data: bytes) -> None:
    os.write(1, kind + len(data).to_bytes(4, "big") + data)


def say(text: str) -> None:
    packet(b"D", text.encode())


def tell(**said: object) -> None:
    packet(b"M", json.dumps(said).encode())


def read(size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = os.read(0, size - len(data))
        if not piece:
            sys.exit(0)
        data += piece
    return data


def main() -> None:
    os.write(1, b"__GANGLION__\n")
    say(f"begun {json.dumps(sys.argv[1:])} {os.environ['COLUMNS']}x{os.environ['ROWS']}")
    deaf = False
    pieces = json.loads(os.environ["PIECES"])
    while True:
        header = read(5)
        data = read(int.from_bytes(header[1:], "big"))
        if header[:1] == b"D":
            typed = data.decode()
            deaf = deaf or typed == "deaf"
            if typed == "half":
                pieces.pop()
            if typed == "exit":
                tell(type="exit")
                return
            if typed == "flood":
                for _ in range(64):
                    say("~" * 1024 * 1024)
            if typed == "fall":
                sys.stderr.write("fell \x1b]52;c;AAAA\x07over\n")
                sys.exit(3)
            if typed == "copy":
                tell(type="copy", text="copied")
            if typed == "place":
                tell(type="place", text="abc")
            if typed == "link":
                tell(type="open_url", url="https://a.example", new_tab=True)
            if typed == "file":
                tell(
                    type="deliver_file_start",
                    key="k1",
                    path='/x/a"b.svg',
                    open_method="browser",
                    mime_type="image/svg+xml",
                    encoding="",
                )
            say(f"typed {typed}")
            continue
        said = json.loads(data)
        if said["type"] == "quit" and not deaf:
            return
        if said["type"] == "resize":
            say(f"size {said['width']}x{said['height']}")
        if said["type"] == "deliver_chunk_request":
            if not pieces:
                return
            packet(b"P", bytes.fromhex(pieces.pop(0)))


main()
