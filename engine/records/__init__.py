"""Records: documents and their sections, in the store."""
