"""The server of stable-diffusion.cpp."""
