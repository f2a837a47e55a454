"""Midjourney behind a proxy of one's own: https://github.com/novicezk/midjourney-proxy and its kin."""
