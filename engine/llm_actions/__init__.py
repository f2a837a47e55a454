"""Stored LLM actions: prompt templates with settings, in versions (row C7)."""
