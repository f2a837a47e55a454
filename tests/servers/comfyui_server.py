"""A fake of ComfyUI's own API: queue, history, files, websocket. Graphs are not run.

Its messages are those that a ComfyUI 0.3.64 was seen to send.
"""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.web_server import Handler, Seen, WebServer, reply
from tests.servers.websocket_server import WebSocket


class ComfyUIServer(WebServer):
    """Each job makes the next of `pictures`; `endless` ones run until they are interrupted.

    `sockets=False` has no websocket; `drops` closes it in the middle of each job. `cached`
    answers as for a graph that ran before. With `holds` a job waits in the queue.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[bytes] = []
        self.preview = b""
        self.failure = ""
        self.endless = self.holds = self.cached = self.drops = self.own_ids = False
        self.sockets_work = True
        self.gives_id = True
        self.refusal: Handler | None = None
        self.graphs: list[dict[str, Any]] = []
        self.numbers: dict[str, int] = {}
        """The number of each job, from 0."""
        self.running: list[str] = []
        self.pending: list[str] = []
        self.working = asyncio.Event()
        self.interrupted = asyncio.Event()
        self.deleted: list[str] = []
        self.received: list[Any] = []
        self.connections = 0
        self.sockets: dict[str, WebSocket] = {}
        self.answer("/prompt", self._prompt)
        self.uploads: dict[str, bytes] = {}
        """The forms that were sent, by the name that a graph can load."""
        self.answer("/upload/image", self._upload)
        self.answer("/queue", self._queue)
        self.answer("/interrupt", self._interrupt)
        self.answer("/view", self._view)
        self.answer("/ws", self._socket)
        models = {"input": {"required": {"ckpt_name": [["dream.safetensors", "other.ckpt"], {}]}}}
        info = {"CheckpointLoaderSimple": models}
        self.answer("/object_info/CheckpointLoaderSimple", reply(json.dumps(info).encode()))

    def finish(self, prompt: str, client: str, kind: str = "success", **about: Any) -> None:
        """The job ends, well or as `execution_{kind}` says."""
        if prompt in self.running:
            self.running.remove(prompt)
        number = self.numbers[prompt]
        graph = self.graphs[number]
        node = next(
            (key for key, each in graph.items() if each["class_type"] == "SaveImage"), next(iter(graph))
        )
        file = {"filename": f"reroll_{number}.png", "subfolder": "", "type": "output"}
        temporary = {"filename": "preview.png", "subfolder": "", "type": "temp"}
        messages = [
            ["execution_start", {"prompt_id": prompt}],
            ["execution_cached", {"prompt_id": prompt, "nodes": list(graph) if self.cached else []}],
            [f"execution_{kind}", {"prompt_id": prompt, **about}],
        ]
        well = kind == "success"
        outputs = {"90": {"images": [temporary]}, node: {"images": [file]}} if well else {}
        status = {"status_str": "success" if well else "error", "completed": well, "messages": messages}
        entry = {prompt: {"prompt": [], "outputs": outputs, "status": status}}
        self.answer(f"/history/{prompt}", reply(json.dumps(entry).encode()))
        self.tell(client, f"execution_{kind}", prompt_id=prompt, **about)
        self.tell(client, "executing", node=None, prompt_id=prompt)

    def forget(self) -> None:
        """As after a restart."""
        for prompt in [*self.running, *self.pending]:
            self.answer(f"/history/{prompt}", reply(b"{}"))
        self.running.clear()
        self.pending.clear()

    def tell(self, client: str, kind: str, **data: Any) -> None:
        socket = self.sockets.get(client)
        if socket:
            socket.send(json.dumps({"type": kind, "data": data}))

    async def _prompt(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusal:
            await self.refusal(seen, reader, writer)
            return
        body = json.loads(seen.body)
        prompt = f"own-{len(self.graphs)}" if self.own_ids else body["prompt_id"]
        self.numbers[prompt] = len(self.graphs)
        self.graphs.append(body["prompt"])
        self.answer(f"/history/{prompt}", reply(b"{}"))
        (self.pending if self.holds else self.running).append(prompt)
        answer = {"prompt_id": prompt, "number": len(self.graphs), "node_errors": {}}
        if not self.gives_id:
            answer.pop("prompt_id")
        await reply(json.dumps(answer).encode())(seen, reader, writer)
        await writer.drain()
        if not self.holds:
            self._run(prompt, body["client_id"], body["prompt"])
        self.working.set()

    async def _upload(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert b'name="overwrite"\r\n\r\ntrue' in seen.body
        folder = seen.body.split(b'name="subfolder"\r\n\r\n')[1].split(b"\r\n")[0].decode()
        name = seen.body.split(b'name="image"; filename="')[1].split(b'"')[0].decode()
        self.uploads[f"{folder}/{name}"] = seen.body
        answer = {"name": name, "subfolder": folder, "type": "input"}
        await reply(json.dumps(answer).encode())(seen, reader, writer)

    def _run(self, prompt: str, client: str, graph: dict[str, Any]) -> None:
        nodes = list(graph)
        self.tell(client, "execution_start", prompt_id=prompt)
        self.tell(client, "execution_cached", prompt_id=prompt, nodes=nodes if self.cached else [])
        if not self.cached:
            for value in (1, 2):
                states = {nodes[-1]: {"value": value, "max": 4, "state": "running"}}
                self.tell(client, "progress_state", prompt_id=prompt, nodes=states)
            self._previews(prompt, client)
        if self.drops and client in self.sockets:
            self.sockets.pop(client).drop()
        if self.failure:
            about = {"node_id": nodes[0], "node_type": "X", "exception_message": self.failure}
            self.finish(prompt, client, "error", **about)
        elif not self.endless:
            self.finish(prompt, client)

    def _previews(self, prompt: str, client: str) -> None:
        socket = self.sockets.get(client)
        if not (self.preview and socket):
            return
        about = json.dumps({"prompt_id": prompt, "image_type": "image/jpeg"}).encode()
        four = (4).to_bytes(4, "big") + len(about).to_bytes(4, "big") + about
        one = (1).to_bytes(4, "big") + (1).to_bytes(4, "big")
        for head in (four, one):
            socket.send(head + self.preview)
        socket.send(one + b"<svg>")
        socket.send(b"\0")

    async def _queue(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if seen.method == "POST":
            for prompt in json.loads(seen.body)["delete"]:
                if prompt in self.pending:
                    self.pending.remove(prompt)
                    self.deleted.append(prompt)
            await reply()(seen, reader, writer)
            return
        states = {
            "queue_running": [[number, each, {}, {}, []] for number, each in enumerate(self.running)],
            "queue_pending": [[number, each, {}, {}, []] for number, each in enumerate(self.pending)],
        }
        await reply(json.dumps(states).encode())(seen, reader, writer)

    async def _interrupt(
        self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if json.loads(seen.body)["prompt_id"] in self.running:
            self.interrupted.set()
        await reply()(seen, reader, writer)

    async def _view(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = parse_qs(urlsplit(seen.path).query)["filename"][0]
        number = int(name.removeprefix("reroll_").removesuffix(".png"))
        await reply(self.pictures[number], kind="image/png")(seen, reader, writer)

    async def _socket(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.sockets_work:
            await reply(b"no", status=404)(seen, reader, writer)
            return
        self.connections += 1
        client = parse_qs(urlsplit(seen.path).query)["clientId"][0]
        socket = self.sockets[client] = WebSocket(seen, reader, writer)
        self.tell(client, "status", status={"exec_info": {"queue_remaining": 0}}, sid=client)
        async for message in socket.messages():
            self.received.append(json.loads(message))
