"""What documents and messages look like. Imports nothing of ours."""
