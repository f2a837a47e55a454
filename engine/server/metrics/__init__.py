"""Numbers for Prometheus: what one program did, and what its store says of all of them."""
