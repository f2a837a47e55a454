"""Leonardo.Ai. API: https://docs.leonardo.ai/reference; credits, no progress, no cancelling."""
