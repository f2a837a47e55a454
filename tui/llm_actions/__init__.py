"""Stored LLM actions on the screen: list, versions, edit, test."""
