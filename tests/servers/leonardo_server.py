"""A fake of Leonardo.Ai: prices, generations, variations, models; one credit a picture, five an upscale.

Its answers were checked with `leonardo-ai-sdk`, the client that Leonardo wrote.
"""

import json
from typing import Any

from tests.servers.job_server import Job, JobServer
from tests.servers.web_server import Seen

BASE = "/api/rest/v1"
PHOENIX = "de7d3faf-762f-48e0-b3b7-9d0ac3a3fcf3"


class LeonardoServer(JobServer):
    """`nsfw` flags every picture."""

    def __init__(self) -> None:
        super().__init__()
        self.nsfw = False
        self.priced: list[dict[str, Any]] = []
        self.generations: list[str] = []
        self.route(f"{BASE}/pricing-calculator", self._price)
        self.route(f"{BASE}/platformModels", lambda _: self._models())
        self.route(f"{BASE}/me", lambda _: {"user_details": [{"user": {"id": "me-1", "username": "me"}}]})
        self.route(f"{BASE}/generations/user/me-1", lambda _: {"generations": self._generations()})
        self.route_begin(f"{BASE}/generations", self._generate)
        for path, job_name in (("upscale", "sdUpscaleJob"), ("nobg", "sdNobgJob")):
            self.route_begin(f"{BASE}/variations/{path}", lambda seen, name=job_name: self._vary(seen, name))

    def _price(self, seen: Seen) -> Any:
        asked = json.loads(seen.body)
        self.priced.append(asked)
        pictures = asked["serviceParams"][asked["service"]].get("numImages", 4)
        return {"calculateProductionApiServiceCost": {"cost": pictures}}

    def _models(self) -> Any:
        return {"custom_models": [{"id": PHOENIX, "name": "Leonardo Phoenix", "nsfw": False}]}

    def _generate(self, seen: Seen) -> Any:
        count = json.loads(seen.body).get("num_images", 4)
        job = self.begin(seen, count)
        self.generations.append(job.id)
        self.route(f"{BASE}/generations/{job.id}", lambda _: {"generations_by_pk": self._told(job)})
        told = {"generationId": job.id} if self.has_ids else {}
        return {"sdGenerationJob": {**told, "apiCreditCost": count}}

    def _told(self, job: Job) -> Any:
        state = self.state(job)
        pictures = [
            {"id": f"{job.id}-picture-{number}", "url": url, "nsfw": self.nsfw, "likeCount": 0}
            for number, url in enumerate(job.urls)
        ]
        status = {"done": "COMPLETE", "failed": "FAILED"}
        return {
            "id": job.id,
            "status": "PENDING" if isinstance(state, float) else status[state],
            "prompt": job.body["prompt"],
            "seed": job.body.get("seed"),
            "generated_images": pictures if state == "done" else [],
            **({"error": self.failure} if state == "failed" else {}),
        }

    def _generations(self) -> Any:
        told = [self.jobs[name] for name in self.generations]
        return [
            {
                "id": job.id,
                "prompt": job.body["prompt"],
                "seed": job.body.get("seed"),
                "createdAt": job.begun.replace(tzinfo=None).isoformat(),
            }
            for job in told
        ]

    def _vary(self, seen: Seen, job_name: str) -> Any:
        job = self.begin(seen)
        self.route(f"{BASE}/variations/{job.id}", lambda _: self._variation(job))
        return {job_name: {"id": job.id, "apiCreditCost": 5}}

    def _variation(self, job: Job) -> Any:
        done = self.state(job) == "done"
        told = {"id": job.id, "status": "COMPLETE" if done else "PENDING", "transformType": "UPSCALE"}
        return {"generated_image_variation_generic": [{**told, "url": job.urls[0] if done else None}]}
