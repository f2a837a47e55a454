"""fal: models behind a queue. API: https://docs.fal.ai/model-apis/model-endpoints/queue."""
