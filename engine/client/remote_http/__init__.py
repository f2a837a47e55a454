"""How a remote engine is reached: addresses, connections, streams, files."""
