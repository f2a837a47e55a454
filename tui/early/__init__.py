"""A page before its engine: the first page of a workflow is drawn from what it was the last time.

The engine and Pydantic take longer to import than a page takes to draw. So a page that has just
been begun is kept as JSON; the next time, the same screen is drawn from it at once, while the engine is
imported and begins the session behind it. It can be typed into; what asks the engine waits until it is there.
Then the page that the engine gives is compared: it is the same, or the screen is replaced.
"""
