"""ComfyUI's own API: graphs, a queue, and a websocket that tells how it goes."""
