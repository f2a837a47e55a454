"""Records on the screen: collections, documents, sections, versions of their fields; import and export."""
