"""Replicate: any model that somebody put there. API: https://replicate.com/docs/reference/http."""
