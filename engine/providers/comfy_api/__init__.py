"""Comfy API v2: ComfyUI behind versioned jobs, on Comfy Cloud or one's own machine."""
