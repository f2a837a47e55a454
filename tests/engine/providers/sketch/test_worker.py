import base64
import io
import json
import os
import subprocess
import sys
from contextlib import suppress
from typing import Any

from PIL import Image

from engine.providers.sketch.paint import paint

JOB = {"prompt": "boat é", "width": 96, "height": 64, "seed": 4, "stylization": 0}


def start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "engine.providers.sketch.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def ask(*jobs: object) -> tuple[list[dict[str, Any]], bytes, int]:
    worker = start()
    lines = b"".join((job if isinstance(job, bytes) else json.dumps(job).encode()) + b"\n" for job in jobs)
    out, err = worker.communicate(lines, timeout=120)
    return [json.loads(line) for line in out.splitlines()], err, worker.returncode


def test_progress_then_the_same_picture_with_its_story() -> None:
    replies, err, code = ask(JOB)
    heard = [reply["progress"] for reply in replies[:-1]]
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    picture = Image.open(io.BytesIO(base64.b64decode(replies[-1]["png"])))
    expected = paint("boat é", width=96, height=64, seed=4, stylization=0)
    assert picture.convert("RGB").tobytes() == expected.tobytes()
    assert picture.info["Software"] == "Reroll sketch, no AI model"
    assert json.loads(picture.info["reroll"]) == JOB
    assert (err, code) == (b"", 0)


def test_a_bad_line_is_answered_and_the_next_one_painted() -> None:
    replies, _, code = ask(b"not json", {"prompt": "x"}, JOB)
    assert "error" in replies[0]
    assert "error" in replies[1]
    assert "png" in replies[-1]
    assert code == 0


def test_ends_when_stdin_does() -> None:
    worker = start()
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(timeout=60) == 0
    for pipe in (worker.stdout, worker.stderr):
        assert pipe is not None
        pipe.close()


def test_ends_in_mid_picture_when_nobody_reads() -> None:
    worker = start()
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(json.dumps(JOB).encode() + b"\n")
    worker.stdin.flush()
    worker.stdout.readline()
    worker.stdout.close()
    # Enough more work that it must notice in the middle; stdin stays open.
    worker.stdin.write((json.dumps(JOB).encode() + b"\n") * 50)
    with suppress(BrokenPipeError):
        worker.stdin.flush()
    assert worker.wait(timeout=60) == 0
    with suppress(BrokenPipeError):
        worker.stdin.close()
    assert worker.stderr is not None
    worker.stderr.close()
