"""The child process that runs the embedded model behind an OpenAI-compatible server.

Started by `engine.providers.embedded.child`; on its own, `python -m
engine.providers.embedded.server` reads one JSON line from stdin, `{"weights": path,
"key": str, "context": int, "threads": int}`, writes one JSON line to stdout, `{"url": …}`
or `{"error": …}`, and serves until stdin closes. Stdin closes when the parent ends, even
by SIGKILL, so no orphan stays behind. A separate process because loading holds the GIL,
and a crash of native code must not take the terminal with it.
"""

import json
import os
import signal
import sys
from importlib import import_module
from typing import Any

MODEL = "smollm2-135m"


def main() -> None:
    """Serve until stdin closes. Exit status 1 when the server could not start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle
    if hasattr(signal, "SIGHUP"):  # nor does a terminal that goes away end what the parent goes on with
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # Native code may print to stdout; the line that the parent reads gets a descriptor of its own.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        settings = json.loads(sys.stdin.readline())
        try:
            server = _serve(settings)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the parent tells the person
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), file=out, flush=True)
            os._exit(1)
        print(json.dumps({"url": server.listening_address}), file=out, flush=True)
    while sys.stdin.buffer.read(65536):
        pass
    os._exit(0)  # running generations are not waited for


def _serve(settings: dict[str, Any]) -> Any:
    # Imported here, so that its failure is reported like any other; it has no types.
    runtime: Any = import_module("xllamacpp")
    params = runtime.CommonParams()
    params.model.path = settings["weights"]
    params.model_alias = {MODEL}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [settings["key"]]
    params.verbosity = 2  # warnings: prompts stay out of the log
    params.ui = False
    params.cors_origins = ""
    params.n_ctx = settings["context"]
    params.n_parallel = 1  # batching two requests would change the text that a seed gives
    params.n_gpu_layers = 0
    params.cache_ram_mib = 0  # prompts are not cached between requests
    params.cpuparams.n_threads = settings["threads"]
    params.cpuparams_batch.n_threads = settings["threads"]
    return runtime.Server(params)


if __name__ == "__main__":
    main()
