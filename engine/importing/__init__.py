"""Workflow folders made from what others wrote: OpenAPI, Cog and Replicate, MCP tools, ComfyUI graphs.

One module for each source turns a JSON value into a `Draft`; `folder` writes a draft. The
values come from strangers: nothing in them is ever evaluated as a template, names of files are
ours, and what cannot be used is refused in a sentence.
"""
