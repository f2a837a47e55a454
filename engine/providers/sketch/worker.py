"""The painting process: `python -m engine.providers.sketch.worker`.

JSON lines in, one request each: `{"prompt", "width", "height", "seed", "stylization"}`.
JSON lines out: any number of `{"progress": 0.4}`, then `{"png": base64}` or
`{"error": message}`. It ends when its stdin does, or as soon as nobody reads what it
writes, so it never outlives its parent.
"""

import base64
import json
import os
import signal
import sys
from typing import Any, BinaryIO

from engine.providers.sketch.paint import paint
from engine.providers.sketch.png import png_bytes


def _say(out: BinaryIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message).encode() + b"\n")
    out.flush()


def _answer(line: bytes, out: BinaryIO) -> None:
    try:
        job = json.loads(line)
        prompt, seed, stylization = str(job["prompt"]), int(job["seed"]), int(job.get("stylization", 100))
        picture = paint(
            prompt,
            width=int(job["width"]),
            height=int(job["height"]),
            seed=seed,
            stylization=stylization,
            on_progress=lambda fraction: _say(out, {"progress": round(fraction, 3)}),
        )
        png = png_bytes(picture, prompt=prompt, seed=seed, stylization=stylization)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 one bad request must not end the worker
        _say(out, {"error": f"{type(error).__name__}: {error}"[:500]})
    else:
        _say(out, {"png": base64.b64encode(png).decode()})


def main() -> None:
    # Ctrl-C goes to the whole terminal; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):  # nor does a terminal that goes away end what the parent goes on with
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not look like a reply
    try:
        for line in sys.stdin.buffer:
            if line.strip():
                _answer(line, out)
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main()
