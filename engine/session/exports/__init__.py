"""Results as files: names, manifest, contact sheets."""
